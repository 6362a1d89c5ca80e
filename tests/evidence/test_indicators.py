"""What the database refuses of an indicator, whoever makes it: admin, interface, loader, or a shell."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from evidence.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db


def raw(**given: object) -> Indicator:
    values = {"slug": "x", "name": "x", "name_zh": "x", "source": factories.source(), "code": "X", "unit": "index",
              "frequency": "M", "aggregation": "mean", "publication_lag": 14}  # fmt: skip
    return Indicator(**{**values, **given})


def refused(one: Indicator, constraint: str) -> str:
    """Refused by the database under a name that says why, and by forms in a sentence."""
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        one.save()
    with pytest.raises(ValidationError) as error:
        one.full_clean()
    return str(error.value)


def test_a_providers_series_without_a_publication_lag_is_refused() -> None:
    said = refused(raw(publication_lag=None), "raw_indicator_has_a_publication_lag")
    assert "the past would see the future" in said
    assert Indicator().publication_lag is None, "silence is no lag of zero days"


def test_a_lag_cannot_be_taken_away_afterwards() -> None:
    one = factories.indicator(publication_lag=14)
    with pytest.raises(IntegrityError, match="raw_indicator_has_a_publication_lag"), transaction.atomic():
        Indicator.objects.filter(pk=one.pk).update(publication_lag=None)


def test_a_formula_publishes_nothing_and_needs_no_lag() -> None:
    factories.indicator("prices", unit="percent")
    derived = factories.indicator("doubled", unit="percent", formula="prices * 2")
    assert derived.publication_lag is None
    with pytest.raises(ValueError, match="got doubled"):
        _ = derived.declared_lag


@pytest.mark.parametrize("wish", ["yes", "derived"])
def test_without_a_licence_nothing_may_be_passed_on(wish: str) -> None:
    assert "Expected a licence" in refused(raw(redistribute=wish), "no_redistribution_without_a_licence")
    raw(redistribute=wish, licence="public domain").save()


def test_who_says_nothing_of_redistribution_has_not_allowed_it() -> None:
    one = raw(licence="somebody's terms")
    one.save()
    assert one.redistribute == Indicator.Redistribution.NO
