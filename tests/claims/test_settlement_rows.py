"""Settlements in the database: once per test and checkpoint, never edited, again only after they were reopened."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.translation import override

from claims.models import Claim, LedgerEntry, Settlement, SettlementReview
from claims.scoring.settlement import Outcome, Reason
from claims.verbs.acts import Request
from claims.verbs.register import register
from claims.wording.settlement import outcome_word, reason_word
from tests.claims import content

CHECKPOINT = date(2026, 11, 30)
SET = datetime(2026, 12, 16, 9, tzinfo=UTC)


@pytest.fixture
def claim(world: Path) -> Claim:
    one = Claim.objects.get(number="C1")
    register(claim=one, request=Request("desk", "Ready.", content.NOW), base_rate_reason="As the author says.")
    return Claim.objects.get(pk=one.pk)


def settled(claim: Claim, **more: Any) -> Settlement:
    values = {
        "criterion": claim.criteria.get(), "version": 1, "checkpoint": CHECKPOINT, "outcome": "held",
        "known_on": date(2026, 12, 14), "as_of": date(2026, 12, 15), "set_at": SET, "by": "claimbase",
        "method": "1", "numpy": "2", **more,
    }  # fmt: skip
    return Settlement.objects.create(claim=claim, entry=entry("settle"), **values)


def entry(kind: str) -> LedgerEntry:
    return LedgerEntry.objects.append(kind=kind, body={}, at=SET)


def reviewed(one: Settlement, kind: str, by: str = "bob", at: datetime = SET + timedelta(days=1)) -> SettlementReview:
    made = None if kind == "ask" else entry("reopen")
    return SettlementReview.objects.create(settlement=one, kind=kind, by=by, reason="A source erred.", at=at,
                                           entry=made)  # fmt: skip


def refused(act: Callable[[], object], words: str) -> None:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        act()


def test_a_test_is_settled_once_per_checkpoint(claim: Claim) -> None:
    settled(claim)
    refused(lambda: settled(claim), "expected round 2 after it was reopened, got round 1")
    refused(lambda: settled(claim, round=2), "expected round 2 after it was reopened, got round 2")


def test_what_was_reopened_is_settled_again_and_stays_visible(claim: Claim) -> None:
    first = settled(claim)
    reviewed(first, "reopen")
    again = settled(claim, round=2, set_at=SET + timedelta(days=2))
    moment = SET + timedelta(days=3)
    assert list(Settlement.objects.standing(moment)) == [again]
    assert list(Settlement.objects.standing(SET)) == [first], "as it stood then"
    assert Settlement.objects.count() == 2
    refused(lambda: reviewed(first, "reopen"), "got one that was reopened")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"outcome": "void"}, "settlement_void_for_a_reason"),
        ({"reason": "other"}, "settlement_void_for_a_reason"),
        ({"known_on": None}, "settlement_rests_on_a_day"),
        ({"known_on": date(2026, 11, 29)}, "settlement_rests_on_a_day"),
        ({"known_on": date(2026, 12, 16)}, "settlement_rests_on_a_day"),
        ({"set_at": datetime(2026, 12, 14, 9, tzinfo=UTC)}, "settlement_not_before_its_day"),
        ({"checkpoint": date(2026, 11, 29)}, "one of its checkpoints"),
        ({"by": ""}, "settlement_by_someone"),
        ({"round": 0}, "expected round 1"),
    ],
    ids=lambda value: "-".join(value) if isinstance(value, dict) else "",
)
def test_what_is_no_settlement_is_refused(claim: Claim, wrong: dict[str, Any], words: str) -> None:
    refused(lambda: settled(claim, **wrong), words)


def test_only_registered_claims_are_settled(world: Path) -> None:
    refused(lambda: settled(Claim.objects.get(number="C1")), r"expected a registered claim .* got C1 \(draft\)")


@pytest.mark.parametrize("table", ["claims_settlement", "claims_settlementreview"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET by = 'eve'", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_nothing_of_it_is_ever_changed(claim: Claim, table: str, statement: str) -> None:
    reviewed(settled(claim), "ask")
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # PostgreSQL truncates nothing with checks that wait
        refused(lambda: cursor.execute(statement.format(table)), "append-only")


def test_one_that_waits_for_review_stands_once_somebody_else_has_confirmed_it(claim: Claim) -> None:
    one = settled(claim, needs_review=True)
    assert list(Settlement.objects.proposed(SET)) == [one]
    assert not Settlement.objects.standing(SET).exists()
    refused(lambda: reviewed(one, "confirm", by="claimbase"), "somebody other than claimbase")
    reviewed(one, "confirm")
    later = SET + timedelta(days=2)
    assert list(Settlement.objects.standing(later)) == [one]
    assert not Settlement.objects.proposed(later).exists()
    refused(lambda: reviewed(one, "confirm", by="cat"), "settlement_reviewed_once")


def test_one_that_stands_is_not_confirmed_again(claim: Claim) -> None:
    one = settled(claim)
    refused(lambda: reviewed(one, "confirm"), "that waits for it")


def test_the_rows_know_the_outcomes_and_reasons_of_the_arithmetic() -> None:
    assert set(Settlement.Outcome.values) | {Outcome.PENDING} == set(Outcome)
    assert set(Settlement.Reason.values) == set(Reason)


@pytest.mark.parametrize("language", ["en", "zh-hant"])
def test_a_row_is_said_in_the_words_of_its_outcome(language: str) -> None:
    with override(language):
        assert [str(one.label) for one in Settlement.Outcome] == [
            outcome_word(Outcome(one)) for one in Settlement.Outcome
        ]
        assert [str(one.label) for one in Settlement.Reason] == [reason_word(Reason(one)) for one in Settlement.Reason]
