"""The workers' doors to settlement: what is due is shared out, done once, and one bad claim holds up no other."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection

from claims import tasks
from claims.ledger import verify
from claims.models import Claim, Criterion, LedgerEntry, Settlement
from claims.verbs import clock, settle
from claims.verbs.settle import Done
from tests.claims import content
from tests.claims.portions import Sent, sent_to

CHECKPOINT, DAY = date(2026, 11, 30), "2026-12-20"  # by which November's figures are out
NAMES = ("C1", "C2", "C3", "C4", "C5")
CLAIMS = [content.claim(name, content.criterion(name, "growth(power) > 0"), kind="trend") for name in NAMES]


@pytest.fixture
def sent(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sent]:
    """Portions that were sent to workers, on the day after; five claims wait to be settled."""
    content.load(content.write(tmp_path / "content", [*CLAIMS, content.claim("G1", more=_ANY)]))
    content.learn(content.archive(tmp_path / "archive", until=323))
    content.enter()
    messages = sent_to(tasks.settle_some, monkeypatch)
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 21, 12, tzinfo=UTC))
    yield messages
    assert verify(LedgerEntry.objects.chain())[1] == []


_ANY = f'rule = {{ at_least = 1, of = ["{NAMES[0]}", "{NAMES[4]}"] }}'


def work_off(sent: Sent) -> None:
    while sent:
        tasks.settle_some(*sent.pop(0))


def settled() -> list[str]:
    return sorted(Settlement.objects.values_list("claim__number", flat=True))


def test_what_is_due_is_shared_out_and_settled_once_however_often_it_is_asked(sent: Sent) -> None:
    tasks.settle_due(DAY)
    assert {day for day, _ in sent} == {DAY}
    assert sorted(key for _, keys in sent for key in keys) == sorted(Claim.objects.values_list("pk", flat=True))
    sent += list(sent)
    work_off(sent)
    tasks.settle_due(DAY)
    work_off(sent)
    assert settled() == [*NAMES, "G1"]
    tasks.settle_due(DAY)
    assert sent == []


def test_a_claim_made_of_others_in_a_portion_before_theirs_is_settled_at_the_next_ring(sent: Sent) -> None:
    group = Claim.objects.get(number="G1")
    tasks.settle_some(DAY, [group.pk])
    assert settled() == []
    tasks.settle_some(DAY, list(Claim.objects.filter(number__in=NAMES).values_list("pk", flat=True)))
    tasks.settle_due(DAY)
    assert sent == [(DAY, [group.pk])]
    work_off(sent)
    assert settled() == [*NAMES, "G1"]


def test_without_a_day_it_is_the_shared_clocks(sent: Sent) -> None:
    tasks.settle_due()
    assert {day for day, _ in sent} == {"2026-12-21"}


def test_nothing_is_sent_before_a_checkpoint_has_passed(sent: Sent) -> None:
    tasks.settle_due(str(CHECKPOINT))
    assert sent == []
    tasks.settle_due(str(CHECKPOINT + timedelta(days=1)))
    work_off(sent)
    assert settled() == [], "November's figures are still to come"


def test_a_claim_that_cannot_be_settled_holds_up_no_other(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    bad, real = Claim.objects.get(number="C2"), tasks.settle_portion

    def stumbling(as_of: date, now: datetime, keys: list[int]) -> Done:
        if bad.pk in keys:
            raise MemoryError(f"{len(keys)} claims")
        return real(as_of, now, keys)

    monkeypatch.setattr(tasks, "settle_portion", stumbling)
    tasks.settle_due(DAY)
    with pytest.raises(MemoryError, match="1 claims"):
        work_off(sent)
    work_off(sent)
    monkeypatch.setattr(tasks, "settle_portion", real)
    assert {"C1", "C3", "C4", "C5"} <= set(settled())
    assert "C2" not in settled()


def test_what_is_refused_to_all_alike_is_not_tried_in_halves(sent: Sent) -> None:
    keys = list(Claim.objects.values_list("pk", flat=True))
    with pytest.raises(settle.RegistrationError, match="expected a day that has begun"):
        tasks.settle_some("2026-12-22", keys)
    assert sent == []


def test_a_claim_that_cannot_be_read_is_named_in_the_log_and_holds_up_no_other(
    sent: Sent, caplog: pytest.LogCaptureFixture
) -> None:
    with connection.cursor() as cursor:  # what is registered is frozen by triggers
        cursor.execute("SET LOCAL session_replication_role = replica")
        Criterion.objects.filter(key="C3.p").update(holds_when="growth(powr) > 0")
        cursor.execute("SET LOCAL session_replication_role = origin")
    monitored = logging.getLogger("claims.tasks")
    monitored.addHandler(caplog.handler)
    try:
        tasks.settle_due(DAY)
        work_off(sent)
    finally:
        monitored.removeHandler(caplog.handler)
    assert "power-runs-short-c3 is not settled" in caplog.text
    assert settled() == ["C1", "C2", "C4", "C5", "G1"]
