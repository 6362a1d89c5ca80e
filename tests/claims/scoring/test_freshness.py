"""Late, stopped, or merely on holiday."""

import pytest

from claims.scoring.freshness import announced, freshness
from evidence.periods import Frequency
from evidence.series import Panel
from tests.claims.scoring.worlds import business_days, monthly, walk
from tests.evidence.formula.catalogue import day, regular_panel


def overdue(panel: Panel, on: str) -> int:
    state = freshness(panel, day(on))
    assert state is not None
    return state.overdue


@pytest.mark.parametrize(
    ("on", "days"),
    # October's figure, 14 days after the month's end, is due on 14 December for November; a week's patience.
    [("2025-11-30", 0), ("2025-12-14", 0), ("2025-12-21", 0), ("2025-12-22", 1), ("2026-01-21", 31)],
)
def test_a_month_is_late_once_its_usual_lag_and_some_patience_have_passed(on: str, days: int) -> None:
    assert overdue(monthly(walk(1, 24), "2025-10"), on) == days


def test_half_the_lag_is_the_patience_of_slow_series() -> None:
    quarterly = regular_panel(
        "Q", "2024-01-01", [[1.0] * 6], lag=90
    )  # to June 2025; next due 2025-12-29, 45 days' grace
    assert overdue(quarterly, "2026-02-12") == 0
    assert overdue(quarterly, "2026-02-13") == 1


def test_a_daily_series_rests_on_weekends() -> None:
    friday = business_days(walk(1, 60), "2025-11-28")
    state = freshness(friday, day("2025-11-30"))
    assert state is not None
    assert (state.newest_end, state.next_due) == (day("2025-11-28"), day("2025-12-01") + friday.lag)
    assert not state.is_late
    assert overdue(friday, "2025-12-08") == 1


def test_a_week_follows_a_week() -> None:
    weekly = regular_panel("W", "2025-10-01", [[1.0, 2.0, 3.0]], lag=1)  # Wednesdays, to 15 October
    state = freshness(weekly, day("2025-10-20"))
    assert state is not None
    assert state.next_due == day("2025-10-23")


def test_a_missing_month_at_the_edge_is_overdue_and_not_the_newest() -> None:
    values = walk(1, 24)
    values[-1] = float("nan")
    assert (
        overdue(monthly(values, "2025-10"), "2025-12-01") == overdue(monthly(values[:-1], "2025-09"), "2025-12-01") > 0
    )


def test_a_series_that_ended_long_ago_has_stopped() -> None:
    ended = monthly(walk(1, 24), "2025-04")  # May was due 14 June, patience to 21 June
    due = day("2025-06-21")
    for after, stopped in ((180, False), (181, True)):
        state = freshness(ended, due + after)
        assert state is not None
        assert state.has_stopped is stopped


def test_nothing_known_has_no_freshness() -> None:
    empty = monthly(walk(1, 24)).take(slice(0, 0))
    assert freshness(empty, day("2025-12-01")) is None
    assert announced(empty) is None


def test_announced_days_are_never_late() -> None:
    ahead = Panel(Frequency.DAY, *(business_days(walk(1, 9), "2026-06-17").ends,) * 2, walk(1, 9)[None, :])
    state = announced(ahead)
    assert state is not None
    assert (state.newest_end, state.is_late) == (day("2026-06-17"), False)
