"""Requirements of the functions along time, against a slow oracle: own periods are counted, yoy goes by date."""

import math
from collections.abc import Callable
from datetime import date
from statistics import mean, stdev

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula import shifting
from evidence.periods import Frequency, date_of, day_number
from evidence.series import Panel
from tests.evidence.formula.catalogue import daily_panel, day, monthly_panel, regular_panel, weekdays
from tests.evidence.formula.fred_archive import fred_monthly

property_test = settings(derandomize=True, max_examples=75)
Figures = list[float | None]


# The oracle: one row at a time, one period at a time.


def figures_of(panel: Panel, row: int) -> Figures:
    return [None if math.isnan(value) else float(value) for value in panel.values[row]]


def has_ended(x: Figures, t: int) -> bool:
    """A row's calendar ends with its last figure."""
    return all(value is None for value in x[t:])


def has_begun(x: Figures, t: int) -> bool:
    """A row's calendar begins with its first figure."""
    return any(value is not None for value in x[: t + 1])


def lag(x: Figures, t: int, n: int) -> float | None:
    return None if t < n or has_ended(x, t) else x[t - n]


def diff(x: Figures, t: int, n: int) -> float | None:
    before = lag(x, t, n)
    return None if x[t] is None or before is None else x[t] - before


def percent(now: float | None, before: float | None) -> float | None:
    return None if now is None or before is None or before == 0 else 100 * (now / before - 1)


def pct(x: Figures, t: int, n: int) -> float | None:
    return percent(x[t], lag(x, t, n))


def last_known(x: Figures, t: int, n: int) -> list[float] | None:
    """The known among the last n periods where at least 80 % of them are."""
    if t < n - 1 or has_ended(x, t) or not has_begun(x, t - n + 1):
        return None
    known = [value for value in x[t - n + 1 : t + 1] if value is not None]
    return known if known and len(known) * 10 >= 8 * n else None


def mavg(x: Figures, t: int, n: int) -> float | None:
    known = last_known(x, t, n)
    return mean(known) if known else None


def msum(x: Figures, t: int, n: int) -> float | None:
    known = last_known(x, t, n)
    return sum(known) if known and len(known) == n else None


def mstd(x: Figures, t: int, n: int) -> float | None:
    known = last_known(x, t, n)
    return stdev(known) if known and len(known) > 1 else None


ORACLES: dict[str, Callable[[Figures, int, int], float | None]] = {
    "lag": lag, "diff": diff, "pct": pct, "mavg": mavg, "msum": msum, "mstd": mstd,
}  # fmt: skip


def yoy(ends: list[date], x: Figures, t: int, frequency: Frequency) -> float | None:
    """By date: the same period a year earlier, or the newest figure of the week up to the same date."""
    same = ends[t].replace(year=ends[t].year - 1) if (ends[t].month, ends[t].day) != (2, 29) else None
    same = same or date(ends[t].year - 1, 2, 28)
    if frequency in (Frequency.DAY, Frequency.WEEK):
        near = [i for i, end in enumerate(ends) if 0 <= (same - end).days <= 7 and x[i] is not None]
        return percent(x[t], x[near[-1]]) if near else None
    there = [i for i, end in enumerate(ends) if (end.year, end.month) == (same.year, same.month)]
    return percent(x[t], x[there[0]]) if there else None


@st.composite
def panels(draw: st.DrawFn, smallest: float = -50) -> Panel:
    """Some rows of a series with holes, of any frequency; a daily one on irregular days."""
    frequency = draw(st.sampled_from("DWMQA"))
    rows, periods = draw(st.integers(1, 3)), draw(st.integers(1, 40))
    figure = st.one_of(st.none(), st.floats(smallest, 50).map(lambda value: round(value, 3)))
    values = draw(st.lists(st.lists(figure, min_size=periods, max_size=periods), min_size=rows, max_size=rows))
    if frequency != "D":
        return regular_panel(frequency, "2019-01-04", values)
    steps = draw(st.lists(st.integers(1, 40), min_size=periods, max_size=periods))
    return daily_panel(day("2019-01-04") + np.cumsum(steps), values)


def assert_same(result: np.ndarray, expected: list[list[float | None]], within: float = 1e-9) -> None:
    wanted = np.array([[np.nan if value is None else value for value in row] for row in expected])
    np.testing.assert_allclose(result, wanted, rtol=within, atol=within)


@pytest.mark.parametrize("name", ORACLES)
@given(panel=panels(), n=st.integers(1, 13))
@property_test
def test_every_function_is_what_counting_periods_by_hand_gives(name: str, panel: Panel, n: int) -> None:
    rows = [figures_of(panel, row) for row in range(panel.values.shape[0])]
    expected = [[ORACLES[name](x, t, n) for t in range(len(x))] for x in rows]
    result = shifting.STEPPED[name](panel, n)
    assert_same(result.values, expected, within=1e-4 if name == "mstd" else 1e-9)
    assert list(result.ends) == list(panel.ends)


@given(panel=panels(smallest=0), n=st.integers(2, 13))
@property_test
def test_volatility_is_the_annualised_standard_deviation_of_log_returns_in_percent(panel: Panel, n: int) -> None:
    a_year = {"D": 252 if panel.week == 5 else 365, "W": 52, "M": 12, "Q": 4, "A": 1}[panel.frequency.value]
    expected = []
    for row in range(panel.values.shape[0]):
        x = [math.log(v) if v is not None and v > 0 else None for v in figures_of(panel, row)]
        returns = [diff(x, t, 1) for t in range(len(x))]
        spread = [mstd(returns, t, n) for t in range(len(x))]
        expected.append([None if s is None else 100 * math.sqrt(a_year) * s for s in spread])
    assert_same(shifting.vol(panel, n).values, expected, within=1e-4)


@given(panel=panels())
@property_test
def test_yoy_goes_by_date_and_not_by_rows(panel: Panel) -> None:
    ends = [date_of(int(end)) for end in panel.ends]
    rows = [figures_of(panel, row) for row in range(panel.values.shape[0])]
    expected = [[yoy(ends, x, t, panel.frequency) for t in range(len(x))] for x in rows]
    assert_same(shifting.yoy(panel).values, expected)


# The missing month (METHOD.md section 10).


def test_a_missing_month_is_missing_and_never_skipped() -> None:
    panel = monthly_panel("2025-08", [10, 20, None, 40, 50])
    assert_same(shifting.lag(panel, 1).values, [[None, 10, 20, None, 40]])
    assert_same(shifting.diff(panel, 1).values, [[None, 10, None, None, 10]])
    assert_same(shifting.diff(panel, 2).values, [[None, None, None, 20, None]])


def test_july_2026_cpi_is_up_3_30_percent_on_the_year_and_not_3_54() -> None:
    panel = fred_monthly("CPIAUCSL", 14).as_of(day("2026-08-31"))
    inflation = shifting.yoy(panel)
    assert inflation.ends[-1] == day("2026-07-31")
    assert round(float(inflation.values[0, -1]), 2) == 3.30
    known = panel.values[0][~np.isnan(panel.values[0])]
    assert round(100 * (known[-1] / known[-13] - 1), 2) == 3.54  # the wrong answer of counting rows


def test_a_year_back_over_a_missing_month_is_still_a_year_back() -> None:
    growing: Figures = [100 * 1.002**month for month in range(24)]
    growing[9] = None  # October of the first year
    inflation = shifting.yoy(monthly_panel("2025-01", growing)).values[0]
    whole = shifting.yoy(monthly_panel("2025-01", [100 * 1.002**month for month in range(24)])).values[0]
    assert np.isnan(inflation[21])  # October of the second year has nothing to be compared with
    np.testing.assert_allclose(np.delete(inflation, 21), np.delete(whole, 21))


@given(panel=panels())
@property_test
def test_yoy_is_pct_12_of_months_4_of_quarters_and_1_of_years(panel: Panel) -> None:
    steps = {"M": 12, "Q": 4, "A": 1}.get(panel.frequency.value)
    if steps:
        np.testing.assert_array_equal(shifting.yoy(panel).values, shifting.pct(panel, steps).values)


def test_a_day_that_is_absent_and_a_day_without_a_figure_are_one_for_yoy() -> None:
    days = weekdays("2023-01-02", 600)
    values = np.linspace(50, 90, 600)
    hole = np.arange(100, 104)  # four days in May 2023
    blank = values.copy()
    blank[hole] = np.nan
    present = shifting.yoy(daily_panel(days, blank)).values[0]
    absent = shifting.yoy(daily_panel(np.delete(days, hole), np.delete(values, hole))).values[0]
    np.testing.assert_allclose(np.delete(present, hole), absent)


@pytest.mark.parametrize(("older", "known"), [(0, True), (1, True), (7, True), (8, False)])
def test_a_daily_figure_of_a_year_ago_may_be_at_most_seven_days_older(older: int, known: bool) -> None:
    now = day("2025-06-20")
    panel = daily_panel([day_number(date(2024, 6, 20)) - older, now], [100, 110])
    assert bool(np.isnan(shifting.yoy(panel).values[0, 1])) is not known


def test_a_daily_figure_of_a_year_ago_is_never_from_after_that_date() -> None:
    panel = daily_panel([day("2024-06-21"), day("2025-06-20")], [100, 110])
    assert np.isnan(shifting.yoy(panel).values).all()


def test_a_leap_day_is_compared_with_the_last_of_february() -> None:
    panel = daily_panel([day("2023-02-27"), day("2023-02-28"), day("2023-03-01"), day("2024-02-29")], [1, 2, 3, 4])
    assert shifting.yoy(panel).values[0, 3] == 100.0


# Own periods, own rows


def test_a_daily_series_counts_the_days_on_which_it_has_values() -> None:
    panel = daily_panel([day("2025-07-03"), day("2025-07-07"), day("2025-07-08")], [1, 2, 3])  # a long weekend
    assert_same(shifting.lag(panel, 1).values, [[None, 1, 2]])


@given(panel=panels(), n=st.integers(1, 6))
@property_test
def test_a_row_does_not_depend_on_the_other_rows(panel: Panel, n: int) -> None:
    for function in (*(f for f in shifting.STEPPED.values()), lambda p, _: shifting.yoy(p)):
        together = function(panel, n).values
        for row in range(panel.values.shape[0]):
            alone = function(panel.with_values(panel.values[row : row + 1]), n).values[0]
            np.testing.assert_allclose(together[row], alone, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", shifting.STEPPED)
def test_no_period_is_known_beyond_the_last_figure_because_another_row_goes_on(name: str) -> None:
    panel = monthly_panel("2025-01", [[*range(3, 15)], [*range(3, 13), None, None]])
    result = shifting.STEPPED[name](panel, 1 if name in ("lag", "diff", "pct") else 5).values
    assert not np.isnan(result[0, -2:]).any()
    assert np.isnan(result[1, -2:]).all()


def test_more_steps_than_periods_give_nothing() -> None:
    panel = monthly_panel("2025-01", [1, 2, 3])
    for function in shifting.STEPPED.values():
        assert np.isnan(function(panel, 4).values).all()
        assert function(panel, 4).values.shape == (1, 3)


def test_an_empty_panel_stays_empty() -> None:
    for panel in (monthly_panel("2025-01", [[], []]), daily_panel([], [[], []])):
        for result in (*(function(panel, 2) for function in shifting.STEPPED.values()), shifting.yoy(panel)):
            assert result.values.shape == (2, 0)


# Coverage


@pytest.mark.parametrize(
    ("n", "holes", "known"), [(5, 1, True), (5, 2, False), (12, 2, True), (12, 3, False), (3, 1, False)]
)
def test_a_moving_mean_needs_80_percent_of_its_periods(n: int, holes: int, known: bool) -> None:
    figures: Figures = [7.0] * n
    figures[1 : 1 + holes] = [None] * holes
    assert bool(np.isnan(shifting.mavg(monthly_panel("2025-01", figures), n).values[0, -1])) is not known


@pytest.mark.parametrize("name", ["mavg", "msum", "mstd"])
def test_no_moving_statistic_is_known_before_a_series_has_that_many_periods(name: str) -> None:
    short = shifting.STEPPED[name](monthly_panel("2025-02", [1, 2, 3, 4, 5, 6]), 5).values[0]
    longer = shifting.STEPPED[name](monthly_panel("2025-01", [None, 1, 2, 3, 4, 5, 6]), 5).values[0]
    assert np.isnan(short[:4]).all()
    np.testing.assert_array_equal(longer[1:], short)


def test_a_moving_sum_with_a_hole_is_missing_for_it_would_be_too_small() -> None:
    panel = monthly_panel("2024-01", [1, None] + [1] * 13)
    assert_same(shifting.msum(panel, 12).values, [[None] * 13 + [12, 12]])


# Identities


@given(panel=panels(), n=st.integers(1, 8))
@property_test
def test_the_moving_mean_times_n_is_the_moving_sum(panel: Panel, n: int) -> None:
    total = shifting.msum(panel, n).values
    known = ~np.isnan(total)
    np.testing.assert_allclose(shifting.mavg(panel, n).values[known] * n, total[known], rtol=1e-9, atol=1e-9)


@given(panel=panels(), n=st.integers(1, 8))
@property_test
def test_the_change_and_the_earlier_figure_make_the_figure(panel: Panel, n: int) -> None:
    change, before = shifting.diff(panel, n).values, shifting.lag(panel, n).values
    known = ~np.isnan(change)
    np.testing.assert_allclose((change + before)[known], panel.values[known], atol=1e-9)


@given(panel=panels(), n=st.integers(1, 8), scale=st.sampled_from([1e-3, 1e6, 1e12]))
@property_test
def test_percentages_do_not_depend_on_the_scale(panel: Panel, n: int, scale: float) -> None:
    scaled = panel.with_values(panel.values * scale)
    np.testing.assert_allclose(shifting.pct(scaled, n).values, shifting.pct(panel, n).values, rtol=1e-9, atol=1e-7)


def test_a_moving_mean_of_one_period_is_the_figure() -> None:
    panel = monthly_panel("2025-01", [1.5, None, 3.25, 4])
    np.testing.assert_array_equal(shifting.mavg(panel, 1).values, panel.values)


# Digits


def test_a_large_level_with_small_noise_loses_no_digits() -> None:
    noise = np.random.default_rng(1).normal(0, 1, (3, 3000))
    values = 1e12 + noise
    exact = values - 1e12  # without rounding: both are multiples of the same power of two
    panel = monthly_panel("1800-01", values)
    for n in (5, 60, 250):
        windows = np.lib.stride_tricks.sliding_window_view(exact, n, axis=1)
        np.testing.assert_allclose(shifting.mstd(panel, n).values[:, n - 1 :], windows.std(axis=2, ddof=1), rtol=1e-9)
        np.testing.assert_allclose(shifting.mavg(panel, n).values[:, n - 1 :] - 1e12, windows.mean(axis=2), atol=3e-4)


def test_a_long_history_loses_no_digits_at_its_end() -> None:
    values = np.random.default_rng(2).normal(0, 0.01, (1, 20_000)).cumsum(axis=1) + 100
    panel = daily_panel(np.arange(20_000), values)
    windows = np.lib.stride_tricks.sliding_window_view(values, 20, axis=1)
    np.testing.assert_allclose(shifting.mstd(panel, 20).values[:, 19:], windows.std(axis=2, ddof=1), rtol=1e-7)
    np.testing.assert_allclose(shifting.mavg(panel, 20).values[:, 19:], windows.mean(axis=2), rtol=1e-12)


def test_a_constant_has_no_spread() -> None:
    panel = monthly_panel("2015-01", [5.33] * 100)
    assert (shifting.mstd(panel, 12).values[0, 11:] == 0).all()
    assert (shifting.vol(panel, 12).values[0, 12:] == 0).all()


def test_a_policy_rate_that_stands_still_after_it_moved_has_no_spread() -> None:
    rate = [0.08, 0.33, 0.77, 1.21, 1.68, 2.33, 3.08, 3.78, 4.1, 4.57, 4.83, 5.06, *([5.33] * 14)]
    assert (shifting.mstd(monthly_panel("2022-03", rate), 12).values[0, 23:] == 0).all()


def test_a_price_of_zero_or_below_spoils_only_the_returns_beside_it() -> None:
    prices = np.exp(np.random.default_rng(3).normal(0, 0.02, 120).cumsum()) * 50
    spoilt = prices.copy()
    spoilt[60], spoilt[80] = 0.0, -37.63  # oil, 20 April 2020
    whole, result = (shifting.vol(daily_panel("2020-01-01", row), 5).values[0] for row in (prices, spoilt))
    near = np.r_[60:66, 80:86]
    np.testing.assert_allclose(np.delete(result, near), np.delete(whole, near))
    assert np.isnan(result[[61, 81]]).all()  # two of five returns are missing there


def test_a_percentage_of_nothing_is_missing_and_not_infinite() -> None:
    panel = monthly_panel("2025-01", [0, 5, -5, 0, 0])
    assert_same(shifting.pct(panel, 1).values, [[None, None, -200, -100, None]])
