"""Holes, jumps and twins among figures: a truth table, and real series on which nothing may be alarmed."""

from datetime import date

import numpy as np
import pytest

from evidence.periods import Frequency, day_number, last_day, period_of
from evidence.series import Panel, regular
from evidence.soundness import jumps, missing_periods, twins
from tests.evidence.sources.played import shared

DAY, WEEK, MONTH = Frequency.DAY, Frequency.WEEK, Frequency.MONTH
START = 600  # January 2020, in months


def monthly(values: list[float]) -> Panel:
    ordinals = np.arange(START, START + len(values))
    return regular(MONTH, ordinals, last_day(ordinals, MONTH), np.array([values]))


def daily(days: list[str], week: int = 5) -> Panel:
    ordinals = np.array([np.datetime64(day, "D").astype(int) for day in days], dtype=np.int64)
    return regular(DAY, ordinals, ordinals, np.arange(len(days), dtype=float)[None], week=week)


def steady(count: int = 60) -> list[float]:
    """A series that rises by 1 or 2 in turn."""
    return np.cumsum(np.tile([1.0, 2.0, 1.5, 2.5], count // 4)).tolist()


def test_periods_without_a_figure_inside_a_series_are_named_but_not_those_never_collected() -> None:
    panel = monthly([1.0, np.nan, 3.0, np.nan, 5.0, np.nan])
    assert missing_periods(panel) == ["2020-02", "2020-04"]
    assert missing_periods(panel, frozenset({"2020-02"})) == ["2020-04"]


@pytest.mark.parametrize(
    ("days", "week", "missing"),
    [
        (["2001-09-10", "2001-09-17"], 5, []),  # four working days closed
        (["2001-09-10", "2001-09-18"], 5, ["2001-09-11"]),
        (["2024-01-01", "2024-01-06"], 7, []),
        (["2024-01-01", "2024-01-07"], 7, ["2024-01-02"]),
        (["2024-01-01"], 5, []),
    ],
)
def test_a_daily_series_is_missed_when_silent_for_longer_than_any_closure(
    days: list[str], week: int, missing: list[str]
) -> None:
    assert missing_periods(daily(days, week)) == missing


def test_a_change_of_usual_size_is_no_jump_and_a_misplaced_point_is_one_beyond_all() -> None:
    usual = steady()
    assert jumps(monthly(usual), in_logs=False) == []
    (jump,) = jumps(monthly([*usual, usual[-1] * 10]), in_logs=False)
    assert jump.is_beyond_all
    assert (jump.before, jump.after) == (usual[-1], usual[-1] * 10)


def test_a_shock_as_large_as_one_before_it_is_not_beyond_all() -> None:
    values = [*steady(40), 500.0, *(500.0 + np.array(steady(40))).tolist(), 1000.0]
    (jump,) = jumps(monthly(values), in_logs=False)
    assert not jump.is_beyond_all


def test_an_administered_rate_that_mostly_stays_is_measured_by_its_mean_deviation() -> None:
    values = np.repeat([2.0, 2.25, 2.5, 2.75, 3.0, 3.25], 8).tolist()
    assert jumps(monthly([*values, 3.5]), in_logs=False) == []
    assert jumps(monthly([*values, 350.0]), in_logs=False)[0].is_beyond_all


def test_a_move_of_usual_size_is_no_jump_however_rarely_an_administered_rate_moves() -> None:
    moves = np.zeros(4000)
    moves[300::300] = [0.25, 0.5, -0.25, -0.75, 0.25, 0.25, -0.5, 0.25, 0.25, -0.25, 0.25, 0.5, 0.25]
    rate = (5 + np.cumsum(moves)).tolist()
    assert jumps(monthly([*rate, rate[-1] - 0.25]), in_logs=False) == []
    assert jumps(monthly([*rate, rate[-1] * 100]), in_logs=False)[0].is_beyond_all


def test_a_series_that_never_moved_or_is_short_has_no_usual_change() -> None:
    assert jumps(monthly([1.0] * 40 + [2.0]), in_logs=False) == []
    assert jumps(monthly([1.0, 2.0, 100.0]), in_logs=False) == []


def test_twins_share_every_figure_over_two_years_and_more() -> None:
    values = steady(40)
    other = [*values[:-1], values[-1] + 0.1]
    panels = {"a": monthly(values), "b": monthly(values[:30]), "c": monthly(other), "d": monthly([1.0] * 40)}
    assert twins(panels) == [("a", "b", 30), ("b", "c", 30)]
    assert twins({"d": monthly([1.0] * 40), "e": monthly([1.0] * 40)}) == []
    assert twins({"f": monthly(values[:20]), "g": monthly(values[:20])}) == []


@pytest.mark.parametrize("code", ["CPIAUCSL", "UNRATE"])
def test_real_figures_lack_exactly_the_month_that_was_never_collected(code: str) -> None:
    lines = shared(f"archive/fred/{code}.csv").read_text().splitlines()[1:]
    rows = {line.split(",")[0]: float(line.split(",")[1] or "nan") for line in lines}
    days = np.array([np.datetime64(day, "D").astype(int) for day in sorted(rows)], dtype=np.int64)
    ordinals = period_of(days, MONTH)
    panel = regular(MONTH, ordinals, last_day(ordinals, MONTH), np.array([[rows[day] for day in sorted(rows)]]))
    assert missing_periods(panel.since(day_number(date(2000, 1, 1)))) == ["2025-10"]
