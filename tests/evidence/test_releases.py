"""When the next figure can come, when it is overdue, when a series has ended: one rule each."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.periods import Frequency, date_of, end_days
from evidence.releases import ENDED_AFTER, NONE_PLANNED, has_ended, is_evidence, next_change, next_end, patient
from evidence.series import Panel
from tests.claims.scoring.worlds import business_days, monthly, walk
from tests.evidence.formula.catalogue import day


def overdue_after(newest: str, frequency: str, lag: int, late: int = 0) -> str:
    return str(date_of(next_change(day(newest), Frequency(frequency), lag, late, NONE_PLANNED).overdue_after))


@pytest.mark.parametrize(
    ("newest", "frequency", "lag", "late", "expected"),
    [
        ("2025-10-31", "M", 14, 0, "2025-12-21"),  # November's is due on 14 December; a week's patience
        ("2025-06-30", "Q", 90, 0, "2026-02-12"),  # due on 29 December, 45 days' grace
        ("2025-11-28", "D", 1, 0, "2025-12-07"),  # Monday's, after a Friday's
        ("2025-10-15", "W", 1, 0, "2025-10-28"),
        ("2025-10-31", "M", 14, 34, "2026-01-03"),  # learnt: one in twenty comes later than 34 days after its period
    ],
)
def test_a_figure_is_overdue_once_its_usual_lag_and_some_patience_or_what_was_learnt_have_passed(
    newest: str, frequency: str, lag: int, late: int, expected: str
) -> None:
    assert overdue_after(newest, frequency, lag, late) == expected


def test_a_series_that_was_silent_for_half_a_year_beyond_patience_has_ended_and_is_no_evidence() -> None:
    ended = monthly(walk(1, 24), "2025-04")  # May was due 14 June, patience to 21 June
    newest = ended.known_end()
    assert newest is not None
    for after, gone in ((0, False), (180, False), (181, True)):
        on = day("2025-06-21") + after
        assert has_ended(newest, Frequency.MONTH, 14, on) is gone
        assert is_evidence(ended, on) is not gone


def test_a_missing_month_at_the_edge_is_not_the_newest() -> None:
    values = walk(1, 24)
    values[-1] = float("nan")
    edge = day("2025-06-21") + ENDED_AFTER + 1
    assert is_evidence(monthly(values, "2025-05"), edge) is is_evidence(monthly(values[:-1], "2025-04"), edge) is False


def test_nothing_known_is_no_evidence_and_announced_days_always_are() -> None:
    empty = monthly(walk(1, 24)).take(slice(0, 0))
    assert not is_evidence(empty, day("2025-12-01"))
    assert not is_evidence(empty, day("2025-12-01"), are_events=True)
    ahead = Panel(Frequency.DAY, *(business_days(walk(1, 9), "2020-06-17").ends,) * 2, walk(1, 9)[None, :])
    assert is_evidence(ahead, day("2026-06-18"), are_events=True)
    assert not is_evidence(ahead, day("2026-06-18"))


@given(
    newest=st.integers(0, 30_000), frequency=st.sampled_from(list(Frequency)), lag=st.integers(0, 400),
    late=st.integers(0, 500), planned=st.lists(st.integers(0, 31_000), unique=True).map(sorted),
)  # fmt: skip
def test_the_next_day_comes_after_the_period_has_ended_and_overdue_never_before_the_next_day(
    newest: int, frequency: Frequency, lag: int, late: int, planned: list[int]
) -> None:
    end = int(end_days(np.array([newest]), frequency)[0])
    found = next_change(end, frequency, lag, late, np.array(planned, dtype=np.int64))
    assert found.overdue_after >= found.day >= next_end(end, frequency) > end
    assert found.planned or found.overdue_after >= next_end(end, frequency) + patient(lag)


@pytest.mark.parametrize(
    ("newest", "frequency", "planned", "expected", "by_calendar"),
    [
        ("2026-05-31", "M", [], "2026-07-14", False),
        ("2026-05-31", "M", ["2026-06-10", "2026-07-15", "2026-08-12"], "2026-07-15", True),
        ("2026-05-31", "M", ["2026-06-10", "2026-12-10"], "2026-07-14", False),  # the calendar has a gap
        ("2026-03-31", "Q", [], "2026-07-14", False),
        ("2026-05-29", "D", [], "2026-06-15", False),  # a Friday: the next figure is Monday's
        ("2026-05-29", "W", [], "2026-06-19", False),
    ],
)
def test_the_next_figure_comes_by_the_calendar_or_else_by_the_usual_lag(
    newest: str, frequency: str, planned: list[str], expected: str, by_calendar: bool
) -> None:
    days = np.array([day(one) for one in planned], dtype=np.int64)
    found = next_change(day(newest), Frequency(frequency), 14, 20, days)
    assert (str(date_of(found.day)), found.planned) == (expected, by_calendar)
    assert found.overdue_after == found.day + (0 if by_calendar else 7)


OPENINGS = ["2025-06-03", "2025-07-01", "2025-07-29", "2025-09-03", "2025-09-30"]  # of JOLTS, whose lag is 35 days
DOMESTIC_PRODUCT = ["2026-03-26", "2026-04-30", "2026-05-28", "2026-06-25", "2026-07-30"]  # three estimates a quarter

SHUTDOWN = [
    "2025-07-30", "2025-08-28", "2025-09-25", "2025-12-23", "2026-01-22", "2026-02-20", "2026-03-13", "2026-04-09",
    "2026-04-30", "2026-05-28",
]  # fmt: skip


@pytest.mark.parametrize(
    ("newest", "frequency", "lag", "planned", "expected"),
    [
        ("2025-05-31", "M", 35, OPENINGS, "2025-07-29"),
        ("2025-06-30", "M", 35, OPENINGS, "2025-09-03"),
        ("2025-08-31", "M", 35, OPENINGS, "2025-11-04"),  # the calendar ends before: the usual lag decides
        ("2025-12-31", "Q", 30, DOMESTIC_PRODUCT, "2026-04-30"),
        ("2025-12-31", "Q", 58, DOMESTIC_PRODUCT, "2026-05-28"),  # company profits come with the second estimate
        ("2026-03-31", "Q", 30, DOMESTIC_PRODUCT, "2026-07-30"),
        ("2025-09-30", "Q", 30, SHUTDOWN, "2026-01-30"),  # 22 January updates the late third quarter: the lag decides
        ("2025-12-31", "Q", 30, SHUTDOWN, "2026-04-30"),
    ],
)
def test_a_day_on_which_the_figure_before_came_is_not_the_next_ones(
    newest: str, frequency: str, lag: int, planned: list[str], expected: str
) -> None:
    days = np.array([day(one) for one in planned], dtype=np.int64)
    assert str(date_of(next_change(day(newest), Frequency(frequency), lag, lag + 10, days).day)) == expected


def test_a_delayed_figure_is_not_overdue_by_the_day_of_the_update_before_it() -> None:
    days = np.array([day(one) for one in SHUTDOWN], dtype=np.int64)
    found = next_change(day("2025-09-30"), Frequency.QUARTER, 30, 53, days)
    assert (str(date_of(found.overdue_after)), found.planned) == ("2026-02-22", False)
