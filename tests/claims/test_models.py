"""What the database refuses, whoever writes: no form and no verb stands between."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from claims.models import Article, Assessment, Claim, Criterion, Theme


@pytest.fixture
def article(loaded: Path) -> Article:
    return Article.objects.get()


def assessment(**values: object) -> Assessment:
    shares = {"p_hold": 0.5, "p_fail": 0.25, "p_mixed": 0.25, "p_unknown": 0.0}
    state = {
        "as_of": date(2026, 8, 22),
        "checkpoint": date(2026, 11, 30),
        "inputs": "a" * 64,
        "method": "1",
        "numpy": "2",
    }
    return Assessment.objects.create(**{"claim": Claim.objects.get(number="C1"), **state, **shares, **values})


def refused(act: Callable[[], object], name: str, error: type[DatabaseError] = IntegrityError) -> None:
    with pytest.raises(error, match=name), transaction.atomic():
        act()


def test_a_number_stands_once_in_an_article(article: Article) -> None:
    one = Claim.objects.get(number="C1")
    one.pk, one.slug = None, "another"
    refused(lambda: one.save(force_insert=True), "claim_number_once")


def test_judged_is_a_kind_and_a_nature_together(article: Article) -> None:
    refused(lambda: Claim.objects.filter(number="C1").update(kind="judged"), "claim_judged_by_kind_and_nature")
    refused(lambda: Claim.objects.filter(number="C5").update(nature="measured"), "claim_judged_by_kind_and_nature")


def test_a_rule_over_children_says_how_many_and_no_other_does(article: Article) -> None:
    refused(lambda: Claim.objects.filter(number="C6").update(least=None), "claim_rule_complete")
    refused(lambda: Claim.objects.filter(number="C6").update(least=0), "claim_rule_complete|least")
    refused(lambda: Claim.objects.filter(number="C1").update(least=1), "claim_rule_complete")


@pytest.mark.parametrize(
    "days",
    [
        [date(2027, 12, 31), date(2020, 1, 1)],
        [date(2027, 5, 31), date(2026, 11, 30)],
        [date(2026, 11, 30), date(2026, 11, 30)],
        [date(2025, 11, 30), date(2026, 11, 30)],
        [],
    ],
    ids=["years apart", "turned round", "twice the same", "before the opening", "none"],
)
def test_checkpoints_are_in_order_and_none_lies_before_the_opening(article: Article, days: list[date]) -> None:
    refused(lambda: Claim.objects.filter(number="C1").update(checkpoints=days), "claim_checkpoints_in_order")
    claim = Claim.objects.get(number="C1")
    claim.checkpoints = days
    with pytest.raises(ValidationError, match=r"Expected different days in order, from|This field cannot be blank"):
        claim.full_clean()


def test_the_opening_cannot_be_moved_past_a_checkpoint(article: Article) -> None:
    refused(lambda: Claim.objects.filter(number="C1").update(opens=date(2026, 12, 1)), "claim_checkpoints_in_order")
    Claim.objects.filter(number="C1").update(opens=date(2026, 11, 30))


def test_a_criterion_has_a_formula_or_a_relation_and_never_both(article: Article) -> None:
    formula, relation = Criterion.objects.filter(key="C1.p"), Criterion.objects.filter(key="C4.p")
    written = {"target": "power"}
    for act in (
        lambda: formula.update(relation=written),
        lambda: formula.update(holds_when=""),
        lambda: relation.update(relation={}),
        lambda: relation.update(fails_when="growth(power) > 0"),
    ):
        refused(act, "criterion_formula_or_relation")


def test_keys_and_themes_are_unique_where_they_belong(article: Article) -> None:
    one = Criterion.objects.get(key="C1.p")
    one.pk = None
    refused(lambda: one.save(force_insert=True), "criterion_key_once")
    theme = Theme.objects.get(slug="power")
    theme.pk = None
    refused(lambda: theme.save(force_insert=True), "theme_once_per_article")


def test_the_shares_of_an_assessment_sum_to_one(article: Article) -> None:
    assessment()
    assessment(checkpoint=date(2027, 5, 31), p_hold=None, p_fail=None, p_mixed=None, p_unknown=None)
    refused(lambda: assessment(inputs="b" * 64, p_hold=0.6), "assessment_shares_sum_to_one")
    refused(lambda: assessment(inputs="b" * 64, p_hold=0.4), "assessment_shares_sum_to_one")


def test_a_state_of_the_evidence_is_recorded_once_for_a_claim_and_once_for_a_criterion(article: Article) -> None:
    assessment()
    refused(assessment, "assessment_once_per_state")
    own = Criterion.objects.get(key="C1.p")
    assessment(criterion=own)
    refused(lambda: assessment(criterion=own), "assessment_once_per_state")
    assessment(inputs="b" * 64)


def test_an_assessment_is_never_changed_deleted_or_truncated(article: Article) -> None:
    row = assessment()
    refused(lambda: Assessment.objects.filter(pk=row.pk).update(p_hold=0.4), "append-only", DatabaseError)
    refused(row.delete, "append-only", DatabaseError)

    def truncate() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # foreign keys just written would be in the way
            cursor.execute("TRUNCATE claims_assessment CASCADE")

    refused(truncate, "append-only", DatabaseError)


def test_what_is_assessed_cannot_be_deleted(article: Article) -> None:
    assessment()
    with pytest.raises(DatabaseError), transaction.atomic():
        Claim.objects.filter(number="C1").delete()


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-08-22", "2026-11-30"), ("2026-11-30", "2026-11-30"), ("2026-12-01", "2027-05-31"),
                          ("2028-01-01", "2027-05-31")],
)  # fmt: skip
def test_a_claim_shows_its_next_checkpoint_and_in_the_end_its_last(day: str, expected: str, article: Article) -> None:
    claim = Claim.objects.get(number="C1")
    assert claim.is_draft
    assert str(claim.next_checkpoint(date.fromisoformat(day))) == expected


@pytest.mark.parametrize(
    ("settled", "expected"), [([], "2026-11-30"), (["2026-11-30"], "2027-05-31"), (["2027-05-31"], "2026-11-30"),
                              (["2026-11-30", "2027-05-31"], "2027-05-31")],
)  # fmt: skip
def test_a_registered_claim_shows_its_first_checkpoint_that_is_not_settled(
    settled: list[str], expected: str, article: Article
) -> None:
    claim = Claim.objects.get(number="C1")
    claim.state, claim.version = Claim.State.REGISTERED, 1
    for day in ("2026-08-22", "2026-12-01", "2028-01-01"):
        assert str(claim.next_checkpoint(date.fromisoformat(day), {*map(date.fromisoformat, settled)})) == expected


def test_a_criterion_written_after_the_window_opened_is_hindsight(article: Article) -> None:
    one = Criterion.objects.get(key="C1.p")
    assert one.is_hindsight
    one.written_on = one.claim.opens
    assert not one.is_hindsight


def test_everything_a_scorecard_needs_comes_in_a_fixed_number_of_queries(
    article: Article, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(4):  # type: ignore[attr-defined]
        for claim in Claim.objects.with_everything():
            assert claim.article.author.name
            assert claim.theme.name
            assert list(claim.criteria.all()) or list(claim.children.all()) or claim.rubric
