"""What people do about settlements: void for reasons that only people find, confirm, reopen. Each is in the ledger."""

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from claims.ledger import verify
from claims.models import Claim, LedgerEntry, Settlement
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.review import confirm, declare_void, reopen
from claims.verbs.settle import settle
from tests.claims import content

CHECKPOINT = date(2026, 11, 30)
NOW = datetime(2026, 12, 20, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 22, 12, tzinfo=UTC)
CLAIMS = (
    content.claim("C1", content.criterion("C1", "growth(power) > 0"), kind="trend"),
    content.claim("C2", more='rule = { at_least = 1, of = ["C1"] }'),
)


@pytest.fixture
def claim(db: None, tmp_path: Path) -> Claim:
    content.load(content.write(tmp_path / "content", CLAIMS))
    content.learn(content.archive(tmp_path / "archive", until=323))
    content.enter()
    return Claim.objects.get(number="C1")


def ask(by: str, now: datetime = LATER) -> Request:
    return Request(by, "The agency withdrew it.", now)


def set_by_engine() -> list[str]:
    return [one.claim.number for one in settle(date(2026, 12, 19), NOW).settled]


def last_entry() -> tuple[str, dict[str, object]]:
    last = LedgerEntry.objects.order_by("number").last()
    assert last is not None
    assert verify(LedgerEntry.objects.chain())[1] == []
    return last.kind, json.loads(last.body)


def test_a_person_declares_a_checkpoint_void(claim: Claim) -> None:
    row = declare_void(claim=claim, checkpoint=CHECKPOINT, code="source_withdrawn", request=ask("bob", NOW))
    assert (row.outcome, row.reason, row.known_on, row.by) == ("void", "source_withdrawn", None, "bob")
    kind, body = last_entry()
    assert (kind, body["outcome"], body["reason"], body["note"]) == (
        "settle", "void", "source_withdrawn", "The agency withdrew it.")  # fmt: skip
    assert set_by_engine() == ["C2"]
    group = Settlement.objects.get(claim__number="C2")
    assert (group.outcome, group.reason) == ("void", "metric_missing"), "nothing is left that it could hold by"


@pytest.mark.parametrize(
    ("code", "day", "now", "words"),
    [
        ("bored", CHECKPOINT, NOW, "expected one of metric_missing"),
        ("other", date(2026, 11, 29), NOW, "a checkpoint of C1 that is over, of 2026-11-30, 2027-05-31"),
        ("other", date(2027, 5, 31), NOW, "that is over"),
        ("other", CHECKPOINT, datetime(2026, 11, 30, 23, tzinfo=UTC), "that is over"),
    ],
    ids=["code", "no checkpoint", "to come", "not over"],
)
def test_what_cannot_be_void_is_refused(claim: Claim, code: str, day: date, now: datetime, words: str) -> None:
    with pytest.raises(RegistrationError, match=words):
        declare_void(claim=claim, checkpoint=day, code=code, request=ask("bob", now))
    assert not Settlement.objects.exists()


def test_what_is_settled_is_reopened_before_it_is_void(claim: Claim) -> None:
    set_by_engine()
    with pytest.raises(RegistrationError, match="reopen that first"):
        declare_void(claim=claim, checkpoint=CHECKPOINT, code="other", request=ask("bob"))
    [review] = reopen(claim=claim, checkpoint=CHECKPOINT, request=ask("bob"))
    kind, body = last_entry()
    assert (kind, body["settlement"], body["outcome"]) == ("reopen", review.settlement.entry_id, "held")
    row = declare_void(claim=claim, checkpoint=CHECKPOINT, code="other", request=ask("bob"))
    assert (row.round, list(Settlement.objects.standing(LATER).filter(claim=claim))) == (2, [row])
    with pytest.raises(RegistrationError, match="for 2027-05-31, found none"):
        reopen(claim=claim, checkpoint=date(2027, 5, 31), request=ask("bob"))


def test_where_a_review_is_asked_for_another_person_confirms(claim: Claim, settings: object) -> None:
    settings.REVIEW_SETTLEMENTS = True
    assert set_by_engine() == ["C1"], "what is made of it waits until it stands"
    assert not Settlement.objects.standing(LATER).exists()
    assert set_by_engine() == [], "it is proposed once"
    [review] = confirm(claim=claim, checkpoint=CHECKPOINT, request=ask("bob", NOW))
    assert last_entry()[0] == "confirm"
    assert list(Settlement.objects.standing(LATER)) == [review.settlement]
    assert set_by_engine() == ["C2"]
    with pytest.raises(RegistrationError, match="waits to be confirmed, found none"):
        confirm(claim=claim, checkpoint=CHECKPOINT, request=ask("cat"))


def test_a_proposal_may_be_refused_by_reopening_it(claim: Claim, settings: object) -> None:
    settings.REVIEW_SETTLEMENTS = True
    set_by_engine()
    reopen(claim=claim, checkpoint=CHECKPOINT, request=ask("bob", NOW))
    assert not Settlement.objects.proposed(LATER).exists()


def test_nobody_voids_or_reopens_alone_where_two_persons_are_asked_for(claim: Claim, settings: object) -> None:
    settings.TWO_PERSON_REVIEW = True
    assert set_by_engine() == ["C1", "C2"], "the arithmetic needs no second"
    for by in ("bob", " BOB"):
        [asked] = reopen(claim=claim, checkpoint=CHECKPOINT, request=ask(by))
        assert (asked.kind, asked.entry) == ("ask", None)
    [done] = reopen(claim=claim, checkpoint=CHECKPOINT, request=ask("cat"))
    assert (done.kind, last_entry()[1]["asked_by"]) == ("reopen", "BOB")
    row = declare_void(claim=claim, checkpoint=CHECKPOINT, code="other", request=ask("bob"))
    assert row.needs_review
    with pytest.raises(RegistrationError, match="somebody other than Bob"):
        confirm(claim=claim, checkpoint=CHECKPOINT, request=ask("Bob"))
    confirm(claim=claim, checkpoint=CHECKPOINT, request=ask("cat"))
    assert list(Settlement.objects.standing(LATER).filter(claim=claim)) == [row]


@pytest.mark.parametrize("name", ["claimbase", " ClaimBase ", "claim\u200bbase"])
def test_nobody_acts_by_the_name_of_the_arithmetic(claim: Claim, settings: object, name: str) -> None:
    settings.TWO_PERSON_REVIEW = True  # type: ignore[attr-defined]
    declare_void(claim=claim, checkpoint=CHECKPOINT, code="other", request=ask("bob", NOW))
    asked = {"claim": claim, "checkpoint": CHECKPOINT, "request": ask(name)}
    for act in (lambda: confirm(**asked), lambda: reopen(**asked), lambda: declare_void(code="other", **asked)):
        with pytest.raises(RegistrationError, match="by which the arithmetic settles"):
            act()
    assert not Settlement.objects.standing(LATER).exists()
