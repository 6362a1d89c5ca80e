"""Which stored assessment speaks: that of the very criteria, evidence and method that a scorecard names."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

import claims.dossier
from claims.assess import Assessed, assess
from claims.editions.scorecard import Scorecard
from claims.models import Article, Assessment, Author, Claim, Criterion, Theme
from evidence.models import Indicator
from evidence.models.source import Source

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("inline")]
AS_OF = date(2026, 3, 1)


@pytest.fixture(autouse=True)
def _article() -> None:
    source = Source.objects.create(slug="somewhere")
    common = {"source": source, "unit": "percent", "frequency": "M", "aggregation": "mean", "publication_lag": 9}
    Indicator.objects.create(slug="rate", code="RATE", **common)
    author = Author.objects.create(slug="someone", name="Someone")
    article = Article.objects.create(
        slug="words", title="Words", author=author, published_on=date(2025, 12, 1), length=9, months=[12],
        written_on=date(2025, 12, 1),
    )  # fmt: skip
    Theme.objects.create(article=article, slug="all", name="All", name_zh="全部", position=0)
    for number in ("C1", "C2"):
        _claim(number)


def _claim(number: str, **values: object) -> Claim:
    article, theme = Article.objects.get(), Theme.objects.get()
    claim = Claim.objects.create(
        article=article, theme=theme, number=number, slug=f"words-{number.lower()}", kind="level", nature="measured",
        spans=[[0, 1]], opens=article.published_on, checkpoints=[date(2026, 11, 30)], **values,
    )  # fmt: skip
    if "rule" not in values:
        for position, role in enumerate(("primary", "secondary")):
            Criterion.objects.create(
                claim=claim, key=f"{number}.{role}", role=role, position=position, holds_when="mean(rate) > 1",
                thresholds="as worded", written_on=article.written_on,
            )  # fmt: skip
    return claim


def _shown(number: str = "C1") -> Assessment | None:
    scorecard = Scorecard(AS_OF)
    return scorecard.shown(next(claim for claim in scorecard.claims if claim.number == number))


def test_the_same_state_is_assessed_once() -> None:
    assert assess(AS_OF) == Assessed(2, 0)
    assert assess(AS_OF) == Assessed(0, 2)
    assert _shown() is not None


def test_an_assessment_of_another_formula_is_not_shown_for_this_one() -> None:
    assess(AS_OF)
    Criterion.objects.update(holds_when="mean(rate) > 2")
    assert _shown() is None


def test_an_assessment_by_another_method_is_not_shown_as_of_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assess(AS_OF)
    monkeypatch.setattr(claims.dossier, "METHOD_VERSION", "next")
    assert _shown() is None
    assert assess(AS_OF) == Assessed(2, 0)


def test_going_back_to_an_earlier_state_shows_the_assessment_of_it() -> None:
    assess(AS_OF)
    first = _shown()
    Criterion.objects.update(holds_when="mean(rate) > 2")
    assess(AS_OF)
    assert _shown() != first
    Criterion.objects.update(holds_when="mean(rate) > 1")
    assert assess(AS_OF) == Assessed(0, 2)  # it is recorded
    assert _shown() == first


def test_the_same_figures_aggregated_otherwise_are_another_state() -> None:
    assess(AS_OF)
    Indicator.objects.update(aggregation="last")
    assert assess(AS_OF) == Assessed(2, 0)


def test_another_role_of_a_criterion_is_another_state() -> None:
    assess(AS_OF)
    Criterion.objects.filter(role="secondary").update(role="alternative")
    assert assess(AS_OF) == Assessed(2, 0)


def test_another_nature_of_a_claim_is_another_state() -> None:
    assess(AS_OF)
    Claim.objects.filter(number="C1").update(nature="fact check")
    assert assess(AS_OF) == Assessed(1, 1)


def test_how_many_of_its_claims_must_hold_is_part_of_the_state_of_a_composite_one() -> None:
    both = _claim("C3", rule="at least", least=1)
    both.children.set(Claim.objects.filter(number__in=("C1", "C2")))
    assess(AS_OF)
    Claim.objects.filter(pk=both.pk).update(least=2)
    assert assess(AS_OF) == Assessed(1, 2)


def test_asking_what_is_recorded_takes_as_many_queries_for_twenty_claims_as_for_two() -> None:
    assess(AS_OF)
    with CaptureQueriesContext(connection) as for_two:
        assess(AS_OF)
        Scorecard(AS_OF)
    for place in range(10, 28):
        _claim(f"C{place}")
    assess(AS_OF)
    with CaptureQueriesContext(connection) as for_twenty:
        assert assess(AS_OF) == Assessed(0, 20)
        Scorecard(AS_OF)
    assert len(for_twenty) == len(for_two)
