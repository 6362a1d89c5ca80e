"""Settlement by itself: after the checkpoint, on the first day that knows all, each test once, in the ledger."""

import csv
import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.ledger import verify
from claims.models import Claim, LedgerEntry, Settlement
from claims.scoring.settlement import GRACE
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.settle import Done, due, settle
from tests.claims import content
from tests.claims.test_ledger_entries import untriggered

CHECKPOINT, COMPLETE = date(2026, 11, 30), date(2026, 12, 14)  # November's figures come after a lag of 14 days
OVER_GRACE = date(2027, 3, 31)
CLAIMS = (
    content.claim("C1", content.criterion("C1", "growth(power) > 0"), kind="trend"),
    content.claim("C2", content.criterion("C2", "growth(power) > 90 %"), kind="trend"),
    content.claim("C3", content.criterion("C3", "growth(power) > 0"), kind="trend", nature="fact check",
                  more="checkpoints = [2025-12-31, 2026-11-30]"),
    content.claim("C4", content.relation("C4", content.FORETELLS), kind="relation"),
    content.claim("C5", kind="judged", nature="judged", more=content.RUBRIC),
    content.claim("C6", more='rule = { at_least = 1, of = ["C1", "C2"] }'),
    content.claim("C7", content.criterion("C7", "last(jobs) > start(jobs)"),
                  content.criterion("C7", "growth(power) > 0", "s1", "secondary"), kind="trend"),
)  # fmt: skip
DAY = timedelta(days=1)


@pytest.fixture
def world(db: None, tmp_path: Path) -> Path:
    """Registered claims whose first checkpoint is that of November 2026, with figures to that month."""
    content.load(content.write(tmp_path / "content", CLAIMS))
    content.learn(content.archive(tmp_path / "archive", until=323))
    content.enter()
    return tmp_path


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def run(as_of: date, numbers: Sequence[str] = (), **more: bool) -> Done:
    """As it is on the day after."""
    chosen = Claim.objects.filter(number__in=numbers) if numbers else None
    return settle(as_of, noon(as_of + DAY), chosen, **more)


def outcomes(checkpoint: date = CHECKPOINT) -> dict[str, str]:
    rows = Settlement.objects.filter(checkpoint=checkpoint).select_related("claim")
    return {row.claim.number: row.outcome for row in rows}


def revise(folder: Path, month: str, known_from: str, value: float) -> None:
    """A later vintage of a month's power price, which rose from 470 to 500 over the window."""
    with (folder / "archive" / "agency" / "POWER.csv").open("a", encoding="utf-8") as file:
        csv.writer(file).writerow([month, value, known_from])
    content.learn(folder / "archive")


def test_nothing_is_settled_before_its_checkpoint_has_passed(world: Path) -> None:
    done = run(CHECKPOINT, ["C1", "C2", "C4", "C5", "C6", "C7"])
    assert (done.settled, done.waiting) == ((), ())
    with pytest.raises(ValueError, match="expected a day that has begun"):
        settle(CHECKPOINT + DAY, noon(CHECKPOINT))


def test_what_waits_inside_the_grace_is_recorded_nowhere_and_names_what_it_waits_for(world: Path) -> None:
    entries = LedgerEntry.objects.count()
    waiting = {one.claim.number: one.unpublished for one in run(COMPLETE - DAY, ["C1", "C6", "C7"]).waiting}
    assert waiting == {"C1": ("power",), "C6": (), "C7": ("jobs",)}
    assert (Settlement.objects.count(), LedgerEntry.objects.count()) == (0, entries)


def test_figures_of_a_day_that_is_not_over_settle_nothing(world: Path) -> None:
    assert settle(COMPLETE, noon(COMPLETE), Claim.objects.filter(number="C1")).settled == ()
    assert len(run(COMPLETE, ["C1"]).settled) == 1


def test_each_test_is_settled_once_with_an_entry_of_the_ledger(world: Path) -> None:
    first = run(date(2026, 12, 20))
    assert outcomes() == {"C1": "held", "C2": "failed", "C4": outcomes()["C4"], "C6": "held"}
    assert outcomes(date(2025, 12, 31)) == {"C3": "held"}, "a fact check is checked once, at its first checkpoint"
    assert sorted(one.claim.number for one in first.waiting) == ["C5", "C7"], "a stand-in never settles"
    again = run(date(2027, 1, 20))
    assert (again.settled, len(again.waiting)) == ((), 2)
    row = Settlement.objects.get(claim__number="C1")
    assert (row.known_on, row.as_of, row.set_at) == (COMPLETE, date(2026, 12, 20), noon(date(2026, 12, 21)))
    said = json.loads(row.entry.body)
    assert (said["outcome"], said["known_on"], said["inputs"]) == ("held", "2026-12-14", row.inputs)
    assert list(said["figures"]) == ["power"]
    assert verify(LedgerEntry.objects.chain())[1] == []


def test_what_does_not_come_within_the_grace_is_void(world: Path) -> None:
    content.learn_of_jobs(world / "archive")
    run(OVER_GRACE, ["C5", "C7"])
    rows = {row.claim.number: (row.outcome, row.reason, row.known_on) for row in Settlement.objects.all()}
    assert rows == dict.fromkeys(("C5", "C7"), ("void", "metric_missing", None))


def test_what_was_never_read_here_is_waited_for_until_the_grace_has_passed_since_its_entry_too(world: Path) -> None:
    """An installation in its first hour, or without its provider, must enter nothing for good for want of figures."""
    untriggered(f"UPDATE claims_act SET at = '{noon(OVER_GRACE)}'")  # noqa: S608 a day of ours
    last = OVER_GRACE + timedelta(days=GRACE)
    waiting = run(last, ["C7"]).waiting
    assert [one.unread for one in waiting] == [("jobs",)] * 2, "at both checkpoints"
    assert not Settlement.objects.exists()
    assert [(one.checkpoint, one.reason) for one in run(last + DAY, ["C7"]).settled] == [(CHECKPOINT, "metric_missing")]


def test_what_has_been_read_here_is_void_after_the_grace_however_new_its_entry(world: Path) -> None:
    untriggered(f"UPDATE claims_act SET at = '{noon(OVER_GRACE)}'")  # noqa: S608 a day of ours
    content.learn_of_jobs(world / "archive")
    assert [one.reason for one in run(OVER_GRACE, ["C7"]).settled] == ["metric_missing"]


def test_day_by_day_gives_what_one_run_at_the_end_gives(world: Path) -> None:
    """The leak test: what comes later never moves a settlement, and whoever asks late finds the same."""
    day, end = date(2026, 12, 10), date(2026, 12, 18)
    while day <= end:
        run(day, ["C1", "C2", "C3"])
        day += DAY
    values = ("claim", "checkpoint", "outcome", "known_on", "inputs")
    daily = list(Settlement.objects.order_by("claim").values_list(*values))
    for row in Settlement.objects.all():
        content.reopened(row, noon(end))
    run(end, ["C1", "C2", "C3"], again=True)
    late = list(Settlement.objects.filter(round=2).order_by("claim").values_list(*values))
    assert daily == late
    assert {known for *_, known, _ in daily} == {COMPLETE, date(2026, 1, 14)}


def test_a_revision_that_comes_later_moves_nothing(world: Path) -> None:
    revise(world, "2026-11-01", "2026-12-28", 450)
    run(date(2027, 1, 20), ["C1"])
    assert outcomes() == {"C1": "held"}


def test_what_was_reopened_is_settled_again_only_on_other_figures_or_when_told(world: Path) -> None:
    run(date(2026, 12, 20), ["C1"])
    content.reopened(Settlement.objects.get(), noon(date(2026, 12, 22)))
    assert run(date(2026, 12, 23), ["C1"]).settled == ()
    assert [one.round for one in run(date(2026, 12, 23), ["C1"], again=True).settled] == [2]
    content.reopened(Settlement.objects.get(round=2), noon(date(2026, 12, 25)))
    revise(world, "2025-11-01", "2026-12-05", 550)
    [third] = run(date(2026, 12, 26), ["C1"]).settled
    assert (third.round, third.outcome, third.known_on) == (3, "failed", COMPLETE)
    assert Settlement.objects.count() == 3, "what was reopened stays visible"


@pytest.mark.parametrize("late", [False, True])
def test_an_amendment_is_settled_too_and_the_test_that_stood_on_the_day_counts(world: Path, late: bool) -> None:
    now = noon(date(2026, 12, 1) if late else date(2026, 11, 29))
    change = Amendment({}, {"C1.p": {"holds_when": "growth(power) > 80 %"}})
    amend(claim=Claim.objects.get(number="C1"), amendment=change, request=Request("eve", "Clearer.", now),
          base_rate_reason="Made figures.", known=content.NOW.date())  # fmt: skip
    run(date(2026, 12, 20), ["C1"])
    rows = {row.version: (row.outcome, row.counts) for row in Settlement.objects.all()}
    assert rows == {1: ("held", late), 2: ("failed", not late)}


def test_many_are_settled_in_as_many_questions_as_one(world: Path) -> None:
    names = [f"D{number}" for number in range(9)]
    more = [content.claim(name, content.criterion(name, "growth(power) > 0"), kind="trend") for name in names]
    content.load(content.write(world / "more", (*CLAIMS, *more)))
    content.enter()
    with CaptureQueriesContext(connection) as of_one:
        assert len(run(COMPLETE, names[:1]).settled) == 1
    with CaptureQueriesContext(connection) as of_many:
        assert len(run(COMPLETE, names[1:]).settled) == 8
    assert len(of_many) == len(of_one)
    assert verify(LedgerEntry.objects.chain())[1] == []


def test_only_what_is_open_is_due(world: Path) -> None:
    day = date(2026, 12, 20)
    numbers = dict(Claim.objects.values_list("pk", "number"))
    assert {numbers[key] for key in due(day)} == {"C1", "C2", "C3", "C4", "C5", "C6", "C7"}
    run(day)
    assert {numbers[key] for key in due(day + DAY)} == {"C5", "C7"}
    assert due(CHECKPOINT) == []
