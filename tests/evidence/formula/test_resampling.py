"""Requirements of bringing a series to another frequency, against a slow oracle that goes by dates."""

from datetime import date, timedelta
from statistics import mean

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula.resampling import aggregate, hold
from evidence.periods import Frequency, date_of
from evidence.series import Panel
from tests.evidence.formula.catalogue import (
    computed,
    daily_panel,
    day,
    monthly_panel,
    regular_panel,
    table,
    weekdays,
)
from tests.evidence.formula.fred_archive import fred_monthly

property_test = settings(derandomize=True, max_examples=90)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FASTER = {"W": "D", "M": "DW", "Q": "DWM", "A": "DWMQ"}


def bounds(end: date, target: str, ending: str = "fri") -> tuple[date, date]:
    """First and last date of the target period to which something that ends on a date belongs."""
    if target == "W":
        last = end + timedelta((WEEKDAYS.index(ending) - end.weekday()) % 7)
        return last - timedelta(6), last
    months = {"M": 1, "Q": 3, "A": 12}[target]
    first = date(end.year, (end.month - 1) // months * months + 1, 1)
    after = first.year * 12 + first.month - 1 + months
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(1)


def is_end(on: date, frequency: str, week_end: int) -> bool:
    """Whether a period of the source ends on a date."""
    if frequency == "D":
        return on.weekday() < 5
    return on.weekday() == week_end if frequency == "W" else bounds(on, frequency)[1] == on


Figure = tuple[date, float | None, bool | None]  # the day it ends on, the figure, whether it counts


def expected_figure(figures: list[Figure], first: date, last: date, frequency: str, how: str, coverage: float) -> float:
    """METHOD's rule for one period: its last figure and enough of those due, or it is missing."""
    inside = [figure for figure in figures if first <= figure[0] <= last]
    known = [f for f in inside if f[2] is False or (f[2] is True and f[1] is not None)]
    used = [f[1] for f in known if f[2] and f[1] is not None]
    week_end = figures[0][0].weekday()
    due = sum(is_end(first + timedelta(n), frequency, week_end) for n in range((last - first).days + 1))
    patience = {"D": 4, "W": 6}.get(frequency, 0)
    if not used or len(known) < coverage * due - 1e-9 or (last - known[-1][0]).days > patience:
        return float("nan")
    if how == "sum" and frequency != "D" and len(known) < due:
        return float("nan")
    return {"mean": mean(used), "sum": sum(used), "last": used[-1]}[how]


@st.composite
def sources(draw: st.DrawFn, frequencies: str) -> tuple[Panel, np.ndarray]:
    """A series with holes, and which of its periods count (1, 0 or unknown)."""
    frequency = draw(st.sampled_from(frequencies))
    periods = draw(st.integers(1, {"D": 150, "W": 60, "M": 40, "Q": 12}[frequency]))
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    values = random.normal(0, 5, (2, periods)).round(2)
    values[random.random((2, periods)) < draw(st.sampled_from([0, 0.03, 0.2]))] = np.nan
    where = np.where(random.random((2, periods)) < 0.7, 1.0, 0.0)
    where[random.random((2, periods)) < 0.03] = np.nan
    if frequency != "D":
        return regular_panel(frequency, draw(st.sampled_from(["2024-01-03", "2024-05-31"])), values), where
    keep = random.random(periods) < draw(st.sampled_from([1, 0.95, 0.8]))
    keep[0] = True
    return daily_panel(weekdays("2024-01-20", periods)[keep], values[:, keep]), where[:, keep]


@pytest.mark.parametrize("target", FASTER)
@given(data=st.data())
@property_test
def test_a_slower_period_is_what_collecting_its_figures_by_hand_gives(target: str, data: st.DataObject) -> None:
    panel, where = data.draw(sources(FASTER[target]))
    how = data.draw(st.sampled_from(["mean", "last", "sum"]))
    ending = data.draw(st.sampled_from(WEEKDAYS)) if target == "W" else None
    coverage = data.draw(st.sampled_from([0.8, 0.5, 1.0]))
    picked = panel.with_values(where) if data.draw(st.booleans()) else None
    result = aggregate(panel, Frequency(target), how, coverage, picked, ending)
    ends = [date_of(int(end)) for end in panel.ends]
    counts = np.ones_like(where) if picked is None else where
    for row in range(2):
        figures: list[Figure] = [
            (end, None if np.isnan(v) else float(v), None if np.isnan(w) else bool(w))
            for end, v, w in zip(ends, panel.values[row], counts[row], strict=True)
        ]
        for end, figure in zip(result.ends, result.values[row], strict=True):
            first, last = bounds(date_of(int(end)), target, ending or "fri")
            wanted = expected_figure(figures, first, last, panel.frequency.value, how, coverage)
            assert figure == pytest.approx(wanted, nan_ok=True), (first, last)
    assert (np.diff(result.ordinals) == 1).all()
    assert result.frequency is Frequency(target)


@given(sources("DWM"), st.sampled_from(["mean", "last", "sum"]))
@property_test
def test_a_row_does_not_depend_on_what_the_other_rows_know(source: tuple[Panel, np.ndarray], how: str) -> None:
    panel, where = source
    picked = panel.with_values(where)
    together = aggregate(panel, Frequency.QUARTER, how, 0.8, picked)
    for row in range(2):
        one = slice(row, row + 1)
        alone = aggregate(
            panel.with_values(panel.values[one]), Frequency.QUARTER, how, 0.8, picked.with_values(where[one])
        )
        np.testing.assert_array_equal(together.values[one], alone.values)


def by_month(panel: Panel, how: str = "mean", coverage: float = 0.8) -> list[float]:
    return aggregate(panel, Frequency.MONTH, how, coverage).values[0].tolist()


# Whose month is it


def test_weekly_figures_belong_to_the_month_of_their_own_date() -> None:
    weeks = regular_panel("W", "2025-10-04", [1, 2, 3, 4, 5, 6, 7, 8, 9])  # Saturdays, 4 October to 29 November
    assert by_month(weeks) == [2.5, 7.0]  # 1 November ends a week that began in October, and is November's
    assert by_month(weeks, "last") == [4, 9]


def test_a_quarter_ends_with_its_third_month() -> None:
    result = aggregate(monthly_panel("2025-01", range(1, 13)), Frequency.QUARTER, "last", 0.8)
    assert result.values.tolist() == [[3, 6, 9, 12]]
    assert list(result.ends) == [day("2025-03-31"), day("2025-06-30"), day("2025-09-30"), day("2025-12-31")]


def test_a_week_that_ends_on_wednesday_runs_from_thursday_to_wednesday() -> None:
    days = weekdays("2025-10-02", 20)  # from a Thursday on
    panels = {"price": daily_panel(days, np.arange(20.0))}
    assert computed("weekly(price, how='mean', ending='wed')", panels).tolist() == [[2, 7, 12, 17]]
    assert computed("weekly(price, how='last', ending='wed')", panels).tolist() == [[4, 9, 14, 19]]
    result = aggregate(panels["price"], Frequency.WEEK, "last", 0.8, None, "wed")
    assert [date_of(int(end)).strftime("%a %d") for end in result.ends] == ["Wed 08", "Wed 15", "Wed 22", "Wed 29"]


def test_a_week_ends_on_friday_unless_said() -> None:
    result = aggregate(daily_panel("2025-10-06", range(10)), Frequency.WEEK, "last", 0.8)
    assert result.values.tolist() == [[4, 9]]
    assert list(result.ends) == [day("2025-10-10"), day("2025-10-17")]


def test_a_week_of_days_meets_a_weekly_series_of_the_same_weekday() -> None:
    panels = {"price": daily_panel("2025-10-02", range(20)), "reserves": regular_panel("W", "2025-10-08", [1, 2, 3, 4])}
    assert computed("weekly(price, ending='wed') - reserves", panels).tolist() == [[3, 7, 11, 15]]


# Missing


def test_a_quarter_with_a_missing_month_is_missing_and_a_year_is_not() -> None:
    months = monthly_panel("2025-01", [3.0] * 9 + [None, 3.0, 3.0])
    for how in ("mean", "last", "sum"):
        assert np.isnan(aggregate(months, Frequency.QUARTER, how, 0.8).values[0, 3])
        assert not np.isnan(aggregate(months, Frequency.QUARTER, how, 0.8).values[0, :3]).any()
    assert aggregate(months, Frequency.YEAR, "mean", 0.8).values.tolist() == [[3.0]]
    assert np.isnan(aggregate(months, Frequency.YEAR, "sum", 0.8).values).all()  # a total with a hole is too small


def test_the_fourth_quarter_of_2025_has_no_mean_cpi() -> None:
    result = aggregate(fred_monthly("CPIAUCSL", 14).as_of(day("2026-08-31")), Frequency.QUARTER, "mean", 0.8)
    assert np.isnan(result.values[0, result.ends == day("2025-12-31")]).all()
    assert not np.isnan(result.values[0, result.ends == day("2025-09-30")]).any()
    assert round(float(result.values[0, result.ends == day("2026-03-31")][0]), 3) == 328.114


@pytest.mark.parametrize("how", ["mean", "last", "sum"])
def test_a_year_without_its_december_is_missing_even_where_later_months_are_known(how: str) -> None:
    months = monthly_panel("2024-01", [5.0] * 11 + [None] + [5.0] * 12)
    result = aggregate(months, Frequency.YEAR, how, 0.8).values[0]
    assert np.isnan(result[0])
    assert not np.isnan(result[1])


def test_a_month_that_is_not_over_is_missing() -> None:
    days = weekdays("2025-09-01", 40)  # to 24 October
    result = by_month(daily_panel(days, [1.0] * 40))
    assert result[0] == 1.0
    assert np.isnan(result[1])


def test_a_long_weekend_at_the_end_of_a_month_does_not_make_it_missing() -> None:
    days = weekdays("2021-05-03", 19)  # to 27 May 2021; then the Friday, and Memorial Day on the 31st
    assert by_month(daily_panel(days, [1.0] * 19)) == [1.0]
    assert np.isnan(by_month(daily_panel(days[:18], [1.0] * 18))).all()


@pytest.mark.parametrize(("coverage", "known"), [(0.8, False), (0.7, True), (1.0, False)])
def test_the_share_of_days_that_a_month_needs_is_adjustable(coverage: float, known: bool) -> None:
    days = weekdays("2025-09-01", 22)
    kept = np.delete(days, range(5, 11))  # 16 of 22
    assert bool(np.isnan(by_month(daily_panel(kept, [1.0] * 16), coverage=coverage)[0])) is not known


def test_the_total_of_weeks_needs_every_week_of_a_month_that_has_five() -> None:
    weeks: list[float | None] = [1, 1, 1, 1, 1, 1, 1, 1, 1]  # Fridays, 3 October to 28 November 2025: five and four
    assert by_month(regular_panel("W", "2025-10-03", weeks), "sum") == [5, 4]
    weeks[1] = None
    assert np.isnan(by_month(regular_panel("W", "2025-10-03", weeks), "sum")[0])


def test_an_empty_panel_stays_empty() -> None:
    for source, target in (("D", "M"), ("W", "M"), ("M", "Q"), ("Q", "A"), ("D", "W")):
        empty = daily_panel([], [[], []]) if source == "D" else regular_panel(source, "2025-01-03", [[], []])
        result = aggregate(empty, Frequency(target), "mean", 0.8)
        assert result.values.shape == (2, 0)
        assert result.frequency is Frequency(target)
    assert hold(regular_panel("M", "2025-01-01", [[], []]), Frequency.DAY).values.shape == (2, 0)


# where=


def test_only_the_periods_that_count_are_collected() -> None:
    days = weekdays("2025-09-01", 22)
    panels = {
        "price": daily_panel(days, np.arange(22.0)),
        "fed_day": daily_panel(days, [0.0] * 10 + [1.0] + [0.0] * 11),
    }
    assert computed("monthly(price, how='mean', where=fed_day > 0)", panels).tolist() == [[10.0]]
    assert computed("monthly(price, how='last', where=price < 7)", panels).tolist() == [[6.0]]
    assert np.isnan(computed("monthly(price, how='mean', where=price < 0)", panels)).all()


def test_a_period_of_which_it_is_unknown_whether_it_counts_is_missing_and_not_left_out() -> None:
    months = monthly_panel("2025-01", [1.0, 2.0, 3.0])
    unknown = months.with_values(table([1, None, 1]))
    assert np.isnan(aggregate(months, Frequency.QUARTER, "mean", 0.8, unknown).values).all()


# hold


def test_a_held_figure_appears_on_the_day_of_its_publication() -> None:
    quarters = regular_panel("Q", "2025-01-01", [10, 20, 30], lag=30)
    result = hold(quarters, Frequency.DAY)
    by_day = dict(zip(result.ends.tolist(), result.values[0].tolist(), strict=True))
    assert by_day[day("2025-07-29")] == 10  # 29 days after the second quarter
    assert by_day[day("2025-07-30")] == 20
    assert by_day[day("2025-10-29")] == 20
    assert by_day[day("2025-10-30")] == 30
    assert min(by_day) == day("2025-04-30")


def test_a_held_figure_meets_the_month_in_which_it_is_published() -> None:
    panels = {"gdp": regular_panel("Q", "2025-01-01", [10, 20, 30], lag=30)}
    result = hold(panels["gdp"], Frequency.MONTH)
    assert result.values[0].tolist()[:6] == [10, 10, 10, 20, 20, 20]
    assert list(result.ends[:2]) == [day("2025-04-30"), day("2025-05-31")]


@pytest.mark.parametrize("frequency", ["W", "M", "Q", "A"])
def test_a_series_that_stops_is_forgotten(frequency: str) -> None:
    panel = regular_panel(frequency, "2023-01-03", [1.0, 2.0], lag=10)
    result = hold(panel, Frequency.DAY)
    last = int(panel.ends[-1]) + 10
    usual = {"W": 7, "M": 31, "Q": 92, "A": 366}[frequency]
    held = result.ends[~np.isnan(result.values[0])]
    assert held.max() >= last + usual - 3  # until its successor is due
    assert held.max() <= last + 2 * usual  # and not much longer


@given(sources("MQ"), st.integers(0, 60), st.sampled_from("DW"))
@property_test
def test_what_is_held_is_the_newest_figure_published_by_then(
    source: tuple[Panel, np.ndarray], lag: int, to: str
) -> None:
    quiet = Panel(source[0].frequency, source[0].ordinals, source[0].ends, source[0].values, lag)
    usual = {"M": 31, "Q": 92}[quiet.frequency.value]
    result = hold(quiet, Frequency(to))
    for row in range(2):
        for end, held in zip(result.ends, result.values[row], strict=True):
            published = [(e + lag, v) for e, v in zip(quiet.ends, quiet.values[row], strict=True)]
            known = [(at, v) for at, v in published if at <= end and not np.isnan(v)]
            if not known or end - known[-1][0] > 2 * usual:
                assert np.isnan(held)
            elif end - known[-1][0] < usual - 3:
                assert held == known[-1][1]
            else:
                assert np.isnan(held) or held == known[-1][1]


def test_a_missing_month_is_held_over_until_its_successor_was_due_and_then_missing() -> None:
    months = monthly_panel("2025-08", [8.0, 9.0, None, 11.0], lag=14)
    result = hold(months, Frequency.DAY)
    by_day = dict(zip(result.ends.tolist(), result.values[0].tolist(), strict=True))
    assert by_day[day("2025-11-13")] == 9.0
    assert np.isnan(by_day[day("2025-12-10")])  # November comes on 14 December
    assert by_day[day("2025-12-15")] == 11.0


def test_held_weeks_end_on_friday_unless_said() -> None:
    months = {"assets": monthly_panel("2025-08", [8.0, 9.0])}
    assert {end % 7 for end in hold(months["assets"], Frequency.WEEK).ends.tolist()} == {day("2025-10-03") % 7}
    wednesdays = hold(months["assets"], Frequency.WEEK, "wed")
    assert {end % 7 for end in wednesdays.ends.tolist()} == {day("2025-10-01") % 7}
    np.testing.assert_array_equal(computed("weekly(assets, how='hold', ending='wed')", months), wednesdays.values)


def test_what_is_held_is_known_at_once() -> None:
    assert hold(monthly_panel("2025-08", [1.0], lag=14), Frequency.DAY).lag == 0
