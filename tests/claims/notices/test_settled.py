"""A settlement is told once it stands, and its reopening to those who were told of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from claims.models import Event, LedgerEntry, Settlement, SettlementReview
from claims.notices.find import find
from claims.notices.words import sentences, title
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims import content
from tests.claims.notices.rows import NEAR, of

pytestmark = pytest.mark.usefixtures("claims")
SET = datetime(2026, 12, 16, 9, tzinfo=UTC)
DAY = SET.date()


@pytest.fixture
def claims(drafts: None) -> None:
    """Drafts, until a test registers one."""


@pytest.fixture(autouse=True)
def _registered(claims: None) -> None:
    register(claim=of("C5"), request=Request("desk", "Ready.", content.NOW))


def entry(kind: str) -> LedgerEntry:
    return LedgerEntry.objects.append(kind=kind, body={}, at=SET)


def settled(**more: Any) -> Settlement:
    values = {"version": 1, "checkpoint": NEAR, "outcome": "held", "known_on": date(2026, 12, 14), "as_of": DAY,
              "set_at": SET, "by": "claimbase", "method": "1", "numpy": "2", **more}  # fmt: skip
    return Settlement.objects.create(claim=of("C5"), entry=entry("settle"), **values)


def reviewed(one: Settlement, kind: str, at: datetime) -> None:
    SettlementReview.objects.create(
        settlement=one, kind=kind, by="bob", reason="A source erred.", at=at, entry=entry(kind)
    )


def told(now: datetime = SET) -> list[Event]:
    find(now.date(), now=now)
    return list(Event.objects.filter(kind="settlement").order_by("pk"))


def test_a_settlement_is_told_once_with_its_outcome_and_the_day_it_rests_on() -> None:
    settled()
    assert len(told()) == len(told()) == 1
    (event,) = told()
    assert title(event, event.facts, [of("C5")], {}) == "C5 settled: held at 2026-11-30"
    assert sentences(event, event.facts, {}) == [
        "For the checkpoint 2026-11-30 it is settled: held.", "That rests on what was known on 2026-12-14.",
    ]  # fmt: skip


def test_a_void_one_says_why() -> None:
    settled(outcome="void", reason="metric_missing", known_on=None)
    (event,) = told()
    assert sentences(event, event.facts, {})[1:] == ["Why: the figures did not come"]


def test_one_that_somebody_has_to_confirm_is_told_when_it_is() -> None:
    one = settled(needs_review=True)
    assert told() == []
    reviewed(one, "confirm", SET + timedelta(days=1))
    assert told() == [], "not before its time"
    assert len(told(SET + timedelta(days=2))) == 1


def test_a_test_that_does_not_stand_for_the_claim_is_not_told() -> None:
    settled(counts=False)
    assert told() == []


def test_a_reopening_is_told_to_whom_the_settlement_was() -> None:
    one = settled()
    told()
    reviewed(one, "reopen", SET + timedelta(days=1))
    first, second = told(SET + timedelta(days=1))
    assert second.facts["reopened"] == "A source erred."
    assert title(second, second.facts, [of("C5")], {}) == "C5: the settlement of 2026-11-30 was reopened"
    assert first.key != second.key


def test_what_was_reopened_before_anybody_heard_of_it_is_not_told() -> None:
    one = settled()
    reviewed(one, "reopen", SET + timedelta(hours=1))
    assert told(SET + timedelta(days=1)) == []
