"""The one way in to observations: what a single read gives, and how little it asks the database."""

import pytest
from pytest_django import DjangoAssertNumQueries

from evidence.ingest import ingest
from evidence.publication import DAY
from evidence.readings import readings
from tests import factories

pytestmark = pytest.mark.django_db
JANUARY, KNOWN = 20_454, 20_500  # 2026-01-01, 2026-02-16


@pytest.fixture(autouse=True)
def _two_indicators() -> None:
    one = factories.indicator("prices", unit="percent")
    factories.indicator("doubled", unit="percent", formula="prices * 2")
    ingest(factories.batch(one, [(JANUARY, KNOWN * DAY, 1.5)]))


def test_one_raw_series_is_looked_up_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(2):  # the indicator, and the COPY of its figures
        assert readings("prices", KNOWN).values.tolist() == [[1.5]]


def test_what_was_not_known_yet_is_not_read() -> None:
    assert readings("prices", KNOWN - 1).is_empty()


def test_a_derived_series_is_computed() -> None:
    assert readings("doubled", KNOWN).values.tolist() == [[3.0]]


def test_an_unknown_slug_is_named() -> None:
    with pytest.raises(LookupError, match="got no_such_series"):
        readings("no_such_series", KNOWN)
