"""A series on another scale is held back for an analyst; a shorter reply is neither a revision nor a deletion."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from evidence.holding import Held, HeldError, accept, hold, ingest_or_hold, refuse
from evidence.ingest import Batch, Ingested, ingest
from evidence.models import HeldBatch, Indicator, Observation, Source
from evidence.periods import day_number, label
from evidence.publication import DAY, microseconds
from evidence.readings import readings
from evidence.refresh import refresh
from tests import factories
from tests.evidence.sources.played import Player
from tests.factories import Row

pytestmark = pytest.mark.django_db
FIRST = datetime(2026, 5, 1, tzinfo=UTC)
FIGURES = {"2026-01": 100.0, "2026-02": 101.5, "2026-03": 103.1, "2026-04": 104.2}
DECIDED: dict[str, Any] = {"by": "Ann", "reason": "announced", "now": FIRST + timedelta(days=90)}


@pytest.fixture
def series() -> Indicator:
    fred = Source.objects.create(slug="fred", name="FRED", name_zh="FRED", licence="x")
    return Indicator.objects.create(
        slug="x", name="x", name_zh="x", source=fred, code="TESTM", frequency="M", unit="index", aggregation="mean",
        publication_lag=10,
    )  # fmt: skip


def refreshed(figures: dict[str, float], days: int) -> dict[str, str]:
    """The errors of a refresh so many days after the first, by the graph CSV."""
    lines = [f"{month}-01,{value:g}" for month, value in figures.items()]
    body = "\n".join(["observation_date,TESTM", *lines, ""]).encode()
    (outcome,) = refresh(
        Indicator.objects.raw().select_related("source"), client=Player(body), now=FIRST + timedelta(days=days),
        settings={},
    )  # fmt: skip
    return outcome.errors


def known(days: int) -> dict[str, float]:
    """What was known so many days after the first refresh."""
    day = (FIRST + timedelta(days=days)).date()
    panel = readings("x", day_number(date(day.year, day.month, day.day)))
    pairs = zip(panel.ends.tolist(), panel.values[0].tolist(), strict=True)
    return {label(end, panel.frequency): value for end, value in pairs if value == value}


def times(factor: float, figures: dict[str, float] = FIGURES) -> dict[str, float]:
    return {month: round(value * factor, 4) for month, value in figures.items()}


def test_a_shorter_reply_is_no_deletion_and_no_revision(series: Indicator) -> None:
    assert refreshed(FIGURES, 0) == {}
    rows = list(Observation.objects.order_by("period").values())
    window = dict(list(FIGURES.items())[2:])  # the old end of a rolling window has moved on
    truncated = dict(list(FIGURES.items())[:2])
    assert refreshed(window, 30) == refreshed(truncated, 31) == {}
    assert list(Observation.objects.order_by("period").values()) == rows


def test_a_new_base_is_held_back_with_its_answer_and_nothing_is_written(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    rows = list(Observation.objects.order_by("period").values())
    errors = refreshed(times(0.8) | {"2026-05": 84.0}, 31)
    assert "got all of 4 multiplied by 0.8; held back" in errors["TESTM"]
    assert list(Observation.objects.order_by("period").values()) == rows
    held = HeldBatch.objects.waiting().get()
    assert (held.factor, held.compared) == (pytest.approx(0.8), 4)
    payload = held.fetches.get().payload
    assert payload is not None
    assert b"2026-05-01,84" in payload.body


def test_a_revision_of_every_period_is_no_new_base(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    assert refreshed({month: value + place for place, (month, value) in enumerate(FIGURES.items(), 1)}, 31) == {}
    assert not HeldBatch.objects.exists()


def test_an_accepted_base_is_a_new_vintage_of_all_periods_also_of_those_not_sent(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    window = dict(list(times(0.8).items())[1:])
    refreshed(window | {"2026-05": 84.0}, 31)
    accept(series, treatment="base", **DECIDED)
    assert known(30) == FIGURES
    assert known(31) == {**times(0.8), "2026-05": 84.0}
    held = HeldBatch.objects.get()
    assert (held.state, held.carried, held.decided_by, held.reason) == ("accepted", 1, "Ann", "announced")
    assert refreshed(window | {"2026-05": 84.0}, 95) == {}


def test_an_accepted_unit_brings_these_figures_and_later_ones_back(series: Indicator) -> None:
    figures = {"2026-01": 159_626.0, "2026-02": 159_593.0, "2026-03": 158_548.0}
    refreshed(figures, 0)
    refreshed(times(0.001, figures), 31)
    accept(series, treatment="unit", **DECIDED)
    assert known(31) == figures
    assert refreshed(times(0.001, figures | {"2026-03": 158_550.0, "2026-04": 158_600.0}), 95) == {}
    assert known(95) == figures | {"2026-03": 158_550.0, "2026-04": 158_600.0}
    assert Observation.objects.count() == 5


JOBS = {"2026-01": 159_626.0, "2026-02": 159_593.0, "2026-03": 158_548.0}


def test_one_change_of_unit_is_one_factor_however_many_batches_waited_for_the_decision(series: Indicator) -> None:
    refreshed(JOBS, 0)
    refreshed(times(0.001, JOBS), 31)
    more = JOBS | {"2026-04": 158_600.0}
    refreshed(times(0.001, more), 62)
    assert HeldBatch.objects.waiting().values("since").distinct().count() == 2
    accept(series, treatment="unit", **DECIDED)
    assert known(93) == more
    assert refreshed(times(0.001, {"2026-05": 158_700.0}), 95) == {}, "with nothing to compare it with"
    assert refreshed(times(0.001, more | {"2026-05": 158_700.0}), 96) == {}
    assert known(96) == more | {"2026-05": 158_700.0}


def test_a_unit_that_changed_twice_before_the_decision_is_brought_back_by_the_last_factor(series: Indicator) -> None:
    refreshed(JOBS, 0)
    refreshed(times(0.001, JOBS), 31)
    refreshed(times(1000, JOBS) | {"2026-04": 158_600_000.0}, 62)
    accept(series, treatment="unit", **DECIDED)
    assert refreshed(times(1000, JOBS) | {"2026-04": 158_600_000.0, "2026-05": 158_700_000.0}, 95) == {}
    assert known(95) == JOBS | {"2026-04": 158_600.0, "2026-05": 158_700.0}


def test_changes_of_unit_that_were_decided_on_one_after_the_other_multiply(series: Indicator) -> None:
    refreshed(JOBS, 0)
    refreshed(times(0.001, JOBS), 31)
    accept(series, treatment="unit", **{**DECIDED, "now": FIRST + timedelta(days=40)})
    millions = {month: value / 1e6 for month, value in JOBS.items()}
    assert "multiplied by 0.001" in refreshed(millions, 62)["TESTM"], "of what the first change brought back"
    accept(series, treatment="unit", **DECIDED)
    assert refreshed(millions | {"2026-04": 0.1586}, 95) == {}
    assert known(95) == pytest.approx(JOBS | {"2026-04": 158_600.0})


def test_a_figure_that_was_brought_back_twice_is_put_right_by_the_next_refresh(series: Indicator) -> None:
    """As a version recorded it that multiplied the factors of one decision."""
    refreshed(JOBS, 0)
    refreshed(times(0.001, JOBS), 31)
    refreshed(times(0.001, JOBS | {"2026-04": 158_600.0}), 62)
    accept(series, treatment="unit", **DECIDED)
    wrong: Row = (day_number(date(2026, 5, 1)), microseconds(FIRST + timedelta(days=95)), 158_700_000.0)
    ingest(factories.batch(series, [wrong]))
    assert refreshed(times(0.001, JOBS | {"2026-04": 158_600.0, "2026-05": 158_700.0}), 96) == {}
    assert known(95)["2026-05"] == 158_700_000.0
    assert known(96) == JOBS | {"2026-04": 158_600.0, "2026-05": 158_700.0}


def test_refused_figures_stay_out_and_the_same_ones_are_not_asked_about_again(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    refreshed(times(0.8), 31)
    assert refuse(series, **DECIDED) == 1
    said = refreshed(times(0.8), 95)["TESTM"]
    assert "held back" not in said
    assert said.endswith("got all of 4 multiplied by 0.8; refused on 2026-07-30 by Ann: announced")
    assert not HeldBatch.objects.waiting().exists()
    assert HeldBatch.objects.get().fetches.count() == 2
    assert known(95) == FIGURES


def test_other_figures_than_those_refused_wait_for_a_decision_of_their_own(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    refreshed(times(0.8), 31)
    refuse(series, **DECIDED)
    assert "held back" in refreshed(times(0.8) | {"2026-05": 84.0}, 95)["TESTM"]
    assert HeldBatch.objects.waiting().count() == 1


def test_the_same_figures_are_held_once_and_others_beside_them(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    for days in (31, 32):
        refreshed(times(0.8), days)
    refreshed(times(0.8) | {"2026-05": 84.0}, 33)
    assert [held.fetches.count() for held in HeldBatch.objects.waiting()] == [2, 1]
    accept(series, treatment="base", **DECIDED)
    assert known(31) == times(0.8)
    assert known(33)["2026-05"] == 84.0


def test_a_scale_that_the_provider_took_back_cannot_be_accepted(series: Indicator) -> None:
    refreshed(FIGURES, 0)
    refreshed(times(1000), 31)
    assert refreshed(FIGURES, 32) == {}
    with pytest.raises(HeldError, match="got the old one again in a later fetch; refuse"):
        accept(series, treatment="unit", **DECIDED)
    assert refuse(series, **DECIDED) == 1


def test_a_decision_needs_something_held_somebody_and_a_reason(series: Indicator) -> None:
    with pytest.raises(HeldError, match="expected figures of x that are held back, got none"):
        refuse(series, **DECIDED)
    refreshed(FIGURES, 0)
    refreshed(times(0.8), 31)
    with pytest.raises(HeldError, match="expected who decides and why"):
        refuse(series, **{**DECIDED, "reason": ""})
    with pytest.raises(HeldError, match="expected base or unit"):
        accept(series, treatment="x", **DECIDED)
    with pytest.raises(IntegrityError, match="held_batch_decided_by_someone"):
        HeldBatch.objects.update(state="accepted")


def vintages(*known: tuple[int, float]) -> Batch:
    """Each of FIGURES times a factor, known from each of these days after 1970-01-01."""
    of = Indicator.objects.get()
    months = [20_454 + 31 * place for place in range(len(FIGURES))]
    rows: list[Row] = [
        (month, day * DAY, value * factor)
        for day, factor in known
        for month, value in zip(months, FIGURES.values(), strict=True)
    ]
    return factories.batch(of, rows)


def held_or_recorded(batch: Batch) -> Held | Ingested:
    return ingest_or_hold(Indicator.objects.get(), batch, only_differences=False, now=FIRST)


def test_an_older_vintage_on_another_scale_is_no_change_of_scale(series: Indicator) -> None:
    assert held_or_recorded(vintages((21_000, 1.0))) == Ingested(4)
    assert held_or_recorded(vintages((20_990, 0.8))) == Ingested(4)


def test_figures_of_the_same_moment_on_another_scale_are_held_back(series: Indicator) -> None:
    held_or_recorded(vintages((21_000, 1.0)))
    held = held_or_recorded(vintages((21_000, 0.8)))
    assert isinstance(held, Held)
    assert held.since == microseconds(FIRST), "the date is that of a figure on the old scale"


def test_the_new_scale_begins_with_the_first_figure_that_is_later_than_the_recorded_one(series: Indicator) -> None:
    held_or_recorded(vintages((21_000, 1.0)))
    batch = vintages((21_010, 0.8))
    batch.known_from[0] -= 20 * DAY  # this period's own newest is older than what is recorded of it
    held = held_or_recorded(batch)
    assert isinstance(held, Held)
    assert held.found.periods == 3
    assert held.since == 21_010 * DAY


def test_accepted_vintages_are_kept_whole_so_that_a_late_one_hides_no_return(series: Indicator) -> None:
    held_or_recorded(vintages((21_000, 1.0)))
    held = held_or_recorded(vintages((21_010, 0.8), (21_030, 0.8)))
    assert isinstance(held, Held)
    hold([held], [], now=FIRST)
    assert accept(series, treatment="base", **DECIDED) == 12, "four ended, eight new"
    held_or_recorded(vintages((21_020, 0.8008)))
    assert readings("x", 21_025).values[0].tolist() == pytest.approx([v * 0.8008 for v in FIGURES.values()])
    assert readings("x", 21_035).values[0].tolist() == pytest.approx([v * 0.8 for v in FIGURES.values()])


FOUND = "indicator_id, found_at, since, factor, compared, rows, content"
DECIDED_ON = "UPDATE evidence_heldbatch SET {}state = 'refused', decided_by = 'Eve', decided_at = now()"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE evidence_heldbatch SET factor = 2",
        "UPDATE evidence_heldbatch SET reason = 'x'",
        "UPDATE evidence_heldbatch SET state = state",
        DECIDED_ON.format("factor = 2, "),
        DECIDED_ON.format("since = since - interval '1 year', "),
        DECIDED_ON.format("rows = '', "),
        "DELETE FROM evidence_heldbatch_fetches",
        "UPDATE evidence_heldbatch_fetches SET fetch_id = fetch_id",
        "TRUNCATE evidence_heldbatch CASCADE",
        "TRUNCATE evidence_heldbatch_fetches",
        f"INSERT INTO evidence_heldbatch ({FOUND}, carried, reason, state, treatment, decided_by, decided_at)"  # noqa: S608
        f" SELECT {FOUND}, 0, '', 'accepted', 'unit', 'Eve', now() FROM evidence_heldbatch",
    ],
)
def test_what_is_held_stays_as_it_was_found_until_it_is_decided_on(change: str, series: Indicator) -> None:
    refreshed(FIGURES, 0)
    refreshed(times(0.8), 31)
    _refused(change)
    run(DECIDED_ON.format(""))
    assert HeldBatch.objects.get().state == "refused"


@pytest.mark.parametrize("word", ["accepted", "held"])
def test_a_decision_is_not_taken_back_changed_or_deleted(word: str, series: Indicator) -> None:
    refreshed(FIGURES, 0)
    refreshed(times(0.8), 31)
    refuse(series, **DECIDED)
    _refused(f"UPDATE evidence_heldbatch SET state = '{word}'")  # noqa: S608 - from just above
    _refused(DECIDED_ON.format(""))
    _refused("DELETE FROM evidence_heldbatch")


def _refused(change: str) -> None:
    before = [list(HeldBatch.objects.values()), list(HeldBatch.fetches.through.objects.values())]
    run("SET CONSTRAINTS ALL IMMEDIATE")  # else checks still to come refuse a TRUNCATE first
    with pytest.raises(IntegrityError, match="refused"), transaction.atomic():
        run(change)
    assert [list(HeldBatch.objects.values()), list(HeldBatch.fetches.through.objects.values())] == before


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_command_lists_and_decides(series: Indicator, capsys: pytest.CaptureFixture[str]) -> None:
    refreshed(FIGURES, 0)
    refreshed(times(0.8), 31)
    call_command("held", "list")
    call_command("held", "accept", "x", "--as", "base", "--reason", "announced", "--by", "Ann")
    call_command("held", "list")
    assert capsys.readouterr().out.splitlines() == [
        "x: all of 4 figures times 0.8, found 2026-06-01 00:00",
        "8 observations new or changed; see: claimbase thresholds x",
        "nothing is held back",
    ]
    with pytest.raises(CommandError, match="expected figures of x that are held back"):
        call_command("held", "refuse", "x", "--reason", "no")
