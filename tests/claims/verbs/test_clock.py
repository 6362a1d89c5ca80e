"""Acts are dated by the database's clock; a machine whose own is wrong settles, registers and publishes nothing."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims import tasks
from claims.models import Claim, Edition, LedgerEntry, Settlement, sharedtime
from claims.verbs import clock, settle
from claims.verbs.acts import Request
from claims.verbs.review import declare_void
from claims.verbs.withdraw import withdraw
from evidence.patience import CLOCKS_APART
from tests.claims import content

CHECKPOINT = content.PASSED
WHO = ("--by", "Ann", "--reason", "it is time")


@pytest.fixture
def claim(db: None, tmp_path: Path) -> Claim:
    return content.passed_claim(tmp_path)


def put(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """Let this machine's clock be wrong by so much."""

    class Wrong(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime.now(UTC) + by

    monkeypatch.setattr(sharedtime, "datetime", Wrong)


@pytest.mark.parametrize("by", [timedelta(days=151), -timedelta(days=151)], ids=["ahead", "behind"])
def test_a_worker_whose_clock_is_wrong_settles_and_enters_nothing(
    claim: Claim, monkeypatch: pytest.MonkeyPatch, by: timedelta
) -> None:
    put(monkeypatch, by)
    before = LedgerEntry.objects.head()
    with pytest.raises(clock.ClockError, match="set right the one that is wrong"):
        tasks.settle_some(str(CHECKPOINT + timedelta(days=60)), [claim.pk])
    for command in (
        ("settle",), ("settle", "C1", "--checkpoint", str(CHECKPOINT), "--void", "other", *WHO),
        ("withdraw", "C1", *WHO), ("scorecard", "publish"), ("scorecard", "publish", "--as-of", "2026-02-20"),
    ):  # fmt: skip
        with pytest.raises(CommandError, match="set right the one that is wrong"):
            call_command(*command)
    assert not Settlement.objects.exists()
    assert not Edition.objects.exists()
    assert LedgerEntry.objects.head() == before


def test_a_script_that_calls_the_verbs_itself_enters_nothing_by_a_wrong_clock_either(
    claim: Claim, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(monkeypatch, timedelta(days=151))
    before, day = LedgerEntry.objects.head(), CHECKPOINT + timedelta(days=60)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    for act in (
        lambda: settle.settle(day, noon),
        lambda: withdraw(claim=claim, request=Request("Ann", "It is time.", noon)),
        lambda: declare_void(claim=claim, checkpoint=CHECKPOINT, code="other", request=Request("Ann", "So.", noon)),
    ):
        with pytest.raises(settle.RegistrationError, match="set right the one that is wrong"):
            act()
    assert not Settlement.objects.exists()
    assert LedgerEntry.objects.head() == before


def test_once_the_clock_is_set_right_what_was_refused_is_settled(claim: Claim, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as wrong:
        put(wrong, timedelta(days=151))
        with pytest.raises(clock.ClockError):
            tasks.settle_some(str(datetime.now(UTC).date()), [claim.pk])
    tasks.settle_some(str(datetime.now(UTC).date()), [claim.pk])
    row = Settlement.objects.get()
    assert abs(row.set_at - row.recorded_at) < CLOCKS_APART


def test_the_shared_clock_counts_where_both_go_together(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    put(monkeypatch, CLOCKS_APART - timedelta(minutes=5))
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(minutes=1), "the database's, not the one that is ahead"


def test_a_worker_settles_by_no_day_that_the_database_has_not_reached(claim: Claim) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    with pytest.raises(settle.RegistrationError, match="expected a day that has begun"):
        tasks.settle_some(str(tomorrow), [claim.pk])
    assert not Settlement.objects.exists()
