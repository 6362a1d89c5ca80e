"""Requirements of the statistics of a window, by oracle, by identity and by table (METHOD.md section 2)."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula import Windows
from evidence.formula.windows import statistic
from evidence.series import Panel
from tests.evidence.formula.catalogue import (
    computed,
    daily_panel,
    day,
    figure,
    monthly_panel,
    regular_panel,
    weekdays,
    window,
    windows,
)
from tests.evidence.formula.window_oracle import oracle

property_test = settings(derandomize=True, max_examples=80)
ON_FIGURES = ("first", "last", "mean", "total", "lowest", "highest", "change", "growth", "slope")
ON_ANSWERS = ("share", "count", "longest")
PLACES = ["+0m", "-3m", "+2m", "-1y", "+10d", "-6w", "+1q", "2024", "2024Q3", "2024-05"]
YEAR = window("2025-12-01", "2026-11-30")


@st.composite
def cases(draw: st.DrawFn) -> tuple[Panel, np.ndarray | None, Windows, dict[str, object], float]:
    """Rows with holes, perhaps a condition, one window or one a row, and options."""
    random = np.random.default_rng(draw(st.integers(0, 10**6)))
    frequency, rows = draw(st.sampled_from("DWMMMQA")), draw(st.integers(1, 3))
    periods = draw(st.integers(1, 40))
    values = random.normal(3, 5, (rows, periods)).round(2)
    values[random.random((rows, periods)) < draw(st.sampled_from([0, 0.05, 0.3]))] = np.nan
    if frequency == "D":
        days = weekdays("2024-02-05", periods * 3)
        start = draw(st.integers(0, periods))
        keep = days[start : start + periods][random.random(periods) > draw(st.sampled_from([0, 0.05]))]
        panel = daily_panel(keep, values[:, : len(keep)])
    else:
        panel = regular_panel(frequency, "2023-02-01", values)
    counts = np.where(random.random(panel.values.shape) < 0.6, 1.0, 0.0)
    counts[random.random(counts.shape) < 0.05] = np.nan
    length = {"D": 60, "W": 200, "M": 600, "Q": 1000, "A": 3000}[frequency]
    opens = random.integers(day("2023-09-01"), day("2025-03-01"), draw(st.sampled_from([1, rows])))
    over = Windows(opens, opens + random.integers(0, length, len(opens)))
    options: dict[str, object] = {}
    narrowed = draw(st.sampled_from(["", "", "first", "last", "before"]))
    if narrowed:
        options[narrowed] = draw(st.integers(1, 6))
    if narrowed != "before":
        options |= {side: draw(st.sampled_from(PLACES)) for side in ("from", "to") if draw(st.integers(0, 3)) == 0}
    return panel, counts if draw(st.booleans()) else None, over, options, draw(st.sampled_from([0.8, 0.8, 0.5, 1.0]))


def by_hand(
    name: str, panel: Panel, counts: np.ndarray | None, over: Windows, options: dict, coverage: float
) -> list[float]:
    """The oracle, row by row."""
    rows = max(panel.values.shape[0], len(over.opens))
    opens, closes = (np.broadcast_to(days, rows) for days in (over.opens, over.closes))
    return [
        oracle(name, panel, row, counts, int(opens[row]), int(closes[row]), options, coverage) for row in range(rows)
    ]


def of_panels(name: str, panels: list[Panel], counts: np.ndarray | None, over: Windows, options: dict, coverage: float):
    where = None if counts is None else panels[0].with_values(counts)
    return statistic(name, panels, where, options, over, coverage)


@pytest.mark.parametrize("name", ON_FIGURES)
@given(case=cases())
@property_test
def test_a_statistic_of_figures_is_what_counting_by_hand_gives(name: str, case: tuple) -> None:
    panel, counts, over, options, coverage = case
    result = of_panels(name, [panel], counts, over, options, coverage)
    np.testing.assert_allclose(result, by_hand(name, panel, counts, over, options, coverage), rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("name", ON_ANSWERS)
@given(case=cases())
@property_test
def test_a_statistic_of_answers_is_what_counting_by_hand_gives(name: str, case: tuple) -> None:
    panel, counts, over, options, coverage = case
    answers = panel.with_values(np.where(np.isnan(panel.values), np.nan, (panel.values > 3).astype(float)))
    result = of_panels(name, [answers], counts, over, options, coverage)
    np.testing.assert_allclose(result, by_hand(name, answers, counts, over, options, coverage))


@given(case=cases())
@property_test
def test_one_window_on_many_paths_many_windows_on_one_path_and_loops_agree(case: tuple) -> None:
    panel, counts, over, options, coverage = case
    rows = panel.values.shape[0]
    opens, closes = (np.broadcast_to(days, rows) for days in (over.opens, over.closes))
    for name in (*ON_FIGURES, "start"):
        together = np.broadcast_to(of_panels(name, [panel], counts, over, options, coverage), rows)
        for row in range(rows):
            one = slice(row, row + 1)
            alone = of_panels(
                name, [panel.with_values(panel.values[one])], None if counts is None else counts[one],
                Windows.single(opens[row], closes[row]), options, coverage,
            )  # fmt: skip
            np.testing.assert_allclose(together[row], alone[0], rtol=1e-12, atol=1e-12)


@given(case=cases())
@property_test
def test_the_same_path_under_many_windows_is_each_window_by_itself(case: tuple) -> None:
    panel, counts, over, options, coverage = case
    path, condition = panel.with_values(panel.values[:1]), None if counts is None else counts[:1]
    many = Windows(
        np.r_[over.opens, over.opens + 40, over.opens - 400], np.r_[over.closes, over.closes + 95, over.closes]
    )
    for name in ON_FIGURES:
        together = of_panels(name, [path], condition, many, options, coverage)
        alone = [
            of_panels(name, [path], condition, Windows.single(opens, closes), options, coverage)[0]
            for opens, closes in zip(many.opens, many.closes, strict=True)
        ]
        np.testing.assert_allclose(together, alone, rtol=1e-9, atol=1e-9)


# Identities


@given(case=cases())
@property_test
def test_the_change_and_the_start_make_the_last_figure(case: tuple) -> None:
    panel, _, over, _, coverage = case
    change, start, last = (of_panels(name, [panel], None, over, {}, coverage) for name in ("change", "start", "last"))
    np.testing.assert_allclose(change, last - start)


@given(case=cases())
@property_test
def test_the_start_is_the_last_figure_before_the_window(case: tuple) -> None:
    panel, _, over, _, coverage = case
    start = of_panels("start", [panel], None, over, {}, coverage)
    np.testing.assert_array_equal(start, of_panels("last", [panel], None, over, {"before": 1}, coverage))
    np.testing.assert_array_equal(start, of_panels("first", [panel], None, over, {"before": 1}, coverage))
    np.testing.assert_array_equal(start, of_panels("at", [panel], None, over, {"place": "+0m"}, coverage))


@given(case=cases())
@property_test
def test_growth_is_the_change_in_percent_of_the_start(case: tuple) -> None:
    panel, _, over, _, coverage = case
    growth, change, start = (
        of_panels(name, [panel], None, over, {}, coverage) for name in ("growth", "change", "start")
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        np.testing.assert_allclose(growth, np.where(start == 0, np.nan, 100 * change / start), atol=1e-9)


@given(case=cases())
@property_test
def test_the_mean_times_the_known_is_the_total_and_lies_between_lowest_and_highest(case: tuple) -> None:
    panel, counts, over, options, coverage = case
    mean, total, low, high = (
        of_panels(name, [panel], counts, over, options, coverage) for name in ("mean", "total", "lowest", "highest")
    )
    ones = of_panels("total", [panel.with_values(panel.values * 0 + 1)], counts, over, options, coverage)
    np.testing.assert_allclose(mean * ones, total, atol=1e-9)
    assert ((low <= mean + 1e-9) & (mean <= high + 1e-9) | np.isnan(mean)).all()


@given(case=cases())
@property_test
def test_the_share_times_the_known_is_the_count_and_the_longest_run_is_no_longer(case: tuple) -> None:
    panel, _, over, options, coverage = case
    answers = panel.with_values(np.where(np.isnan(panel.values), np.nan, (panel.values > 3).astype(float)))
    known = of_panels("total", [panel.with_values(panel.values * 0 + 1)], None, over, options, coverage)
    share, count, longest = (of_panels(name, [answers], None, over, options, coverage) for name in ON_ANSWERS)
    np.testing.assert_allclose(share * known, count)
    assert ((longest <= count) | np.isnan(count)).all()


# Missing


def test_a_missing_month_is_missing_and_never_skipped() -> None:
    panels = {"cpi": monthly_panel("2025-09", [10, None, 30, *range(40, 52)])}
    assert np.isnan(figure("start(cpi)", panels, window("2025-11-01", "2026-10-31")))
    assert np.isnan(figure("change(cpi)", panels, window("2025-11-01", "2026-10-31")))
    assert np.isnan(figure("growth(cpi, from='+0m')", panels, window("2025-11-01", "2026-10-31")))
    assert np.isnan(figure("first(cpi)", panels, window("2025-10-15", "2026-10-31")))
    assert np.isnan(figure("at(cpi, '2025-10')", panels, YEAR))
    assert figure("at(cpi, '2025-11')", panels, YEAR) == 30


@pytest.mark.parametrize("holes", range(5))
def test_a_window_needs_80_percent_of_the_periods_due(holes: int) -> None:
    months: list[float | None] = [5.0] * 12
    months[3 : 3 + holes] = [None] * holes
    known = not np.isnan(figure("mean(cpi)", {"cpi": monthly_panel("2025-12", months)}, YEAR))
    assert known is (12 - holes >= 0.8 * 12)


@pytest.mark.parametrize(("coverage", "known"), [(0.8, False), (0.75, True), (0.5, True), (1.0, False)])
def test_the_share_that_a_window_needs_is_adjustable(coverage: float, known: bool) -> None:
    panels = {"cpi": monthly_panel("2025-12", [5.0] * 9 + [None] * 3)}
    assert bool(np.isnan(figure("mean(cpi)", panels, YEAR, coverage))) is not known


def test_a_daily_series_that_stops_early_makes_the_window_unknown() -> None:
    whole = daily_panel("2025-06-02", np.arange(1.0, 400.0))
    stopped = whole.take(whole.ends <= day("2026-08-31"))
    for text in (
        "mean(price)",
        "highest(price)",
        "last(price)",
        "change(price)",
        "share(price > 0)",
        "longest(price > 0)",
    ):
        assert not np.isnan(figure(text, {"price": whole}, YEAR))
        assert np.isnan(figure(text, {"price": stopped}, YEAR))
    assert not np.isnan(figure("first(price)", {"price": stopped}, YEAR))
    assert not np.isnan(figure("mean(price)", {"price": stopped}, YEAR, coverage=0.7))


def test_holidays_do_not_make_a_daily_window_unknown() -> None:
    days = weekdays("2025-11-24", 270)
    trading = np.delete(days, range(0, 270, 25))  # eleven holidays
    panels = {"price": daily_panel(trading, np.ones(len(trading)))}
    assert figure("mean(price)", panels, YEAR) == 1.0


@pytest.mark.parametrize(("gap", "known"), [(0, True), (7, True), (8, False), (60, False)])
def test_a_daily_figure_stands_at_an_edge_only_within_a_week_of_it(gap: int, known: bool) -> None:
    opens, closes = day("2026-01-31"), day("2026-12-31")
    inside = [opens + gap, *range(opens + 70, closes - 69), closes - gap]
    panels = {"price": daily_panel([opens - 1 - gap, *inside], np.arange(1.0, len(inside) + 2))}
    for text in ("first(price)", "last(price)", "start(price)", "change(price)", "last(price, before=1)"):
        assert bool(np.isnan(figure(text, panels, Windows.single(opens, closes)))) is not known, text


def test_a_change_is_not_measured_from_a_figure_that_is_older_than_a_week() -> None:
    days = weekdays("2025-10-01", 300)
    whole = daily_panel(days, np.arange(1.0, 301.0))
    gap = whole.take((days < day("2025-11-20")) | (days >= day("2025-12-01")))
    assert not np.isnan(figure("change(price)", {"price": whole}, YEAR))
    assert not np.isnan(figure("last(price)", {"price": gap}, YEAR))
    for text in ("change(price)", "growth(price)", "start(price)", "change(price, where=price > 0)"):
        assert np.isnan(figure(text, {"price": gap}, YEAR)), text


@pytest.mark.parametrize("frequency", "DM")
def test_before_is_unknown_where_history_is_too_short(frequency: str) -> None:
    short = daily_panel("2025-09-01", range(1, 100)) if frequency == "D" else monthly_panel("2025-07", range(1, 9))
    panels = {"price" if frequency == "D" else "cpi": short}
    (slug,) = panels
    for name in ("mean", "first", "total", "slope", "change", "growth", "lowest"):
        assert np.isnan(figure(f"{name}({slug}, before=250)", panels, YEAR)), name
        assert not np.isnan(figure(f"{name}({slug}, before=4)", panels, YEAR)), name


def test_more_periods_than_a_window_holds_are_unknown() -> None:
    panels = {"cpi": monthly_panel("2025-01", np.arange(1.0, 36.0))}
    for text in ("last(cpi, first=24)", "first(cpi, last=24)", "change(cpi, last=24)", "mean(cpi, first=24)"):
        assert np.isnan(figure(text, panels, YEAR)), text


def test_a_series_without_figures_is_unknown_and_raises_nothing() -> None:
    for empty in (monthly_panel("2025-01", [[], []]), monthly_panel("2025-01", [[None], [None]])):
        for name in (*ON_FIGURES, "start"):
            result = computed(f"{name}(cpi)", {"cpi": empty}, YEAR)
            assert result.shape == (2,)
            assert np.isnan(result).all()
        assert np.isnan(computed("corr(cpi, cpi)", {"cpi": empty}, YEAR)).all()
        assert np.isnan(computed("r2(cpi, cpi, cpi)", {"cpi": empty}, YEAR)).all()


def test_a_window_in_which_nothing_is_due_is_unknown() -> None:
    panels = {"gdp": regular_panel("Q", "2024-01-01", range(20))}
    assert np.isnan(figure("mean(gdp)", panels, window("2026-01-01", "2026-03-30")))


# where=


def test_where_picks_the_periods_that_count_and_the_others_are_not_missing() -> None:
    panels = {"cpi": monthly_panel("2025-12", range(1, 13)), "unemployment": monthly_panel("2025-12", [3, 5] * 6)}
    assert figure("mean(cpi, where=unemployment > 4)", panels, YEAR) == 7
    assert figure("count(cpi > 6, where=unemployment > 4)", panels, YEAR) == 3
    assert figure("first(cpi, where=unemployment > 4)", panels, YEAR) == 2
    assert figure("last(cpi, where=unemployment < 4)", panels, YEAR) == 11
    assert figure("mean(cpi, last=4, where=unemployment > 4)", panels, YEAR) == 11


def test_where_that_is_unknown_is_neither_true_nor_false() -> None:
    months = [5.0] * 12
    known = monthly_panel("2025-12", [3.0] * 12)
    unknown = monthly_panel("2025-12", [3.0] * 8 + [None] * 4)
    for text in ("mean(cpi, where=unemployment > 4)", "count(cpi > 1, where=unemployment < 4)"):
        assert np.isnan(figure(text, {"cpi": monthly_panel("2025-12", months), "unemployment": unknown}, YEAR))
    assert (
        figure(
            "mean(cpi, where=unemployment < 4)", {"cpi": monthly_panel("2025-12", months), "unemployment": known}, YEAR
        )
        == 5
    )


def test_the_last_period_that_counts_is_unknown_where_its_figure_is_and_nothing_stands_in_for_it() -> None:
    panels = {
        "cpi": monthly_panel("2025-12", [None, 2, 3, 4, 5, 6, 7, 8, 9, 10, None, 12]),
        "unemployment": monthly_panel("2025-12", [5] * 11 + [3]),
        "policy_rate": monthly_panel("2025-12", [3] + [5] * 8 + [None, 3, 3]),
    }
    for text in ("first(cpi, where=unemployment > 4)", "last(cpi, where=unemployment > 4)"):
        assert np.isnan(figure(text, panels, YEAR)), text
    assert figure("first(cpi, where=policy_rate > 4)", panels, YEAR) == 2
    assert np.isnan(figure("last(cpi, where=policy_rate > 4)", panels, YEAR))  # September may or may not count


def test_of_no_periods_the_count_is_none_and_the_share_is_unknown() -> None:
    panels = {"cpi": monthly_panel("2025-12", range(1, 13)), "unemployment": monthly_panel("2025-12", [3.0] * 12)}
    assert figure("count(cpi > 1, where=unemployment > 4)", panels, YEAR) == 0
    assert figure("longest(cpi > 1, where=unemployment > 4)", panels, YEAR) == 0
    assert np.isnan(figure("share(cpi > 1, where=unemployment > 4)", panels, YEAR))
    assert np.isnan(figure("mean(cpi, where=unemployment > 4)", panels, YEAR))


def test_an_unknown_period_ends_a_run() -> None:
    panels = {"cpi": monthly_panel("2025-12", [2, 2, 2, None, 2, 2, 2, 2, 1, 2, 2, 2])}
    assert figure("longest(cpi > 1)", panels, YEAR) == 4


# at()


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("+0m", 11),  # the last period that ended before 1 December 2025
        ("+3m", 14),
        ("-1m", 10),
        ("+1d", 11),
        ("+30d", 11),
        ("+31d", 12),
        ("2025-11", 11),
        ("2025Q4", 12),
        ("2025", 12),
        ("2025-12-30", 11),
        ("2025-12-31", 12),
    ],
)
def test_at_reads_the_last_period_that_ended_before_an_offset_or_by_the_end_of_a_label(
    place: str, value: float
) -> None:
    panels = {"cpi": monthly_panel("2025-01", np.arange(1.0, 31.0))}
    assert figure(f"at(cpi, '{place}')", panels, YEAR) == value


def test_at_a_label_does_not_move_with_the_window_and_at_an_offset_does() -> None:
    panels = {"cpi": monthly_panel("2024-01", np.arange(1.0, 31.0))}
    over = windows(("2025-01-01", "2025-06-30"), ("2025-03-01", "2025-06-30"))
    assert computed("at(cpi, '2024-03')", panels, over).tolist() == [3, 3]
    assert computed("at(cpi, '+1m')", panels, over).tolist() == [13, 15]


def test_at_a_place_beyond_the_figures_nothing_is_known() -> None:
    panels = {"cpi": monthly_panel("2025-01", np.arange(1.0, 13.0))}
    for place in ("+3m", "-2y", "2026-02", "2024", "+9999y", "-2000y"):
        assert np.isnan(figure(f"at(cpi, '{place}')", panels, YEAR)), place


# Correlation and regression


@given(st.integers(0, 10**6), st.integers(4, 30), st.sampled_from([0, 0.1]))
@property_test
def test_the_correlation_is_symmetric_and_that_of_numpy(seed: int, periods: int, holes: float) -> None:
    random = np.random.default_rng(seed)
    x, y = random.normal(0, 1, (2, 1, periods)).round(3)
    x[random.random(x.shape) < holes] = np.nan
    panels = {"cpi": monthly_panel("2025-12", x), "unemployment": monthly_panel("2025-12", y)}
    over = Windows.single(day("2025-12-01"), int(panels["cpi"].ends[-1]))
    forth, back = (figure(text, panels, over) for text in ("corr(cpi, unemployment)", "corr(unemployment, cpi)"))
    known = ~np.isnan(x[0])
    if known.sum() < max(4, 0.8 * periods):
        assert np.isnan(forth)
        assert np.isnan(back)
    else:
        assert forth == pytest.approx(np.corrcoef(x[0][known], y[0][known])[0, 1], abs=1e-12)
        assert forth == pytest.approx(back, abs=1e-12)


@given(st.integers(0, 10**6), st.sampled_from([1e-6, 1.0, 1e12]))
@property_test
def test_r2_of_one_regressor_is_the_correlation_squared(seed: int, scale: float) -> None:
    random = np.random.default_rng(seed)
    x, y = random.normal(0, 1, (2, 3, 12))
    panels = {"cpi": monthly_panel("2025-12", x * scale + 3 * scale), "unemployment": monthly_panel("2025-12", y)}
    r2, corr = (computed(f"{name}(unemployment, cpi)", panels, YEAR) for name in ("r2", "corr"))
    np.testing.assert_allclose(r2, corr**2, atol=1e-12)


@given(st.integers(0, 10**6))
@property_test
def test_r2_is_that_of_least_squares_whatever_the_units_of_the_regressors(seed: int) -> None:
    random = np.random.default_rng(seed)
    x, noise = random.normal(0, 1, (2, 24)), random.normal(0, 1, 24)
    y = 2 * x[0] - x[1] + noise
    panels = {
        "unemployment": monthly_panel("2025-12", y), "assets": monthly_panel("2025-12", 6e12 + 1e11 * x[0]),
        "policy_rate": monthly_panel("2025-12", x[1]), "spending": monthly_panel("2025-12", [7.0] * 24),
    }  # fmt: skip
    design = np.column_stack([np.ones(24), x[0], x[1]])
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    expected = 1 - (residual**2).sum() / ((y - y.mean()) ** 2).sum()
    over = window("2025-12-01", "2027-11-30")
    assert figure("r2(unemployment, assets, policy_rate)", panels, over) == pytest.approx(expected, abs=1e-9)
    assert figure("r2(unemployment, assets, policy_rate, spending)", panels, over) == pytest.approx(expected, abs=1e-9)
    assert figure("r2(unemployment, assets, assets, policy_rate)", panels, over) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("constant", [0.0, 0.1, 5.33, 1e12 + 0.1, -7.0, 1e-9])
def test_a_constant_has_no_correlation_and_not_that_of_rounding_noise(constant: float) -> None:
    noise = np.random.default_rng(5).normal(0, 1, (1, 12))
    panels = {"cpi": monthly_panel("2025-12", [constant] * 12), "unemployment": monthly_panel("2025-12", noise)}
    for text in (
        "corr(cpi, unemployment)",
        "corr(unemployment, cpi)",
        "r2(unemployment, cpi)",
        "r2(cpi, unemployment)",
    ):
        assert np.isnan(figure(text, panels, YEAR)), text
    assert np.isnan(figure("corr(cpi, cpi)", panels, YEAR))


def test_a_large_level_with_small_noise_has_its_correlation() -> None:
    noise = np.random.default_rng(6).normal(0, 1, (2, 12))
    panels = {"assets": monthly_panel("2025-12", 1e12 + noise[0]), "account": monthly_panel("2025-12", 1e12 + noise[1])}
    exact = np.corrcoef(noise)[0, 1]
    assert figure("corr(assets, account)", panels, YEAR) == pytest.approx(exact, abs=1e-3)
    assert figure("r2(assets, account)", panels, YEAR) == pytest.approx(exact**2, abs=1e-3)
    assert figure("corr(assets, assets)", panels, YEAR) == pytest.approx(1, abs=1e-12)


def test_a_correlation_with_a_lag_takes_the_first_series_earlier() -> None:
    random = np.random.default_rng(8)
    leading = random.normal(0, 1, 40)
    panels = {
        "cpi": monthly_panel("2024-06", leading),
        "unemployment": monthly_panel("2024-06", np.r_[[0] * 3, leading[:-3]]),
    }
    assert figure("corr(cpi, unemployment, lag=3)", panels, YEAR) == pytest.approx(1)
    lagged = figure("corr(lag(cpi, 3), unemployment)", panels, YEAR)
    assert figure("corr(cpi, unemployment, lag=3)", panels, YEAR) == lagged
    assert abs(figure("corr(cpi, unemployment)", panels, YEAR)) < 0.9


def test_a_few_points_make_no_correlation() -> None:
    for periods, known in ((3, False), (4, True)):
        values = np.random.default_rng(1).normal(0, 1, (2, periods))
        panels = {"cpi": monthly_panel("2025-12", values[0]), "ppi": monthly_panel("2025-12", values[1])}
        over = Windows.single(day("2025-12-01"), int(panels["cpi"].ends[-1]))
        for text in ("corr(cpi, ppi)", "r2(cpi, ppi)"):
            assert bool(np.isnan(figure(text, panels, over))) is not known


# Figures


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("mean(cpi)", 8.5), ("total(cpi)", 102), ("lowest(cpi)", 3), ("highest(cpi)", 14), ("first(cpi)", 3),
        ("last(cpi)", 14), ("start(cpi)", 2), ("change(cpi)", 12), ("growth(cpi)", 600), ("slope(cpi)", 1),
        ("share(cpi > 8)", 0.5), ("count(cpi > 8)", 6), ("longest(cpi > 8)", 6), ("mean(cpi, first=3)", 4),
        ("mean(cpi, last=2)", 13.5), ("mean(cpi, before=2)", 1.5), ("mean(cpi, from='+0m', to='+3m')", 4),
        ("change(cpi, from='+3m')", 9), ("change(cpi, last=3)", 3), ("growth(cpi, first=4)", 200),
        ("change(cpi, to='+6m')", 6),
    ],
)  # fmt: skip
def test_statistics_of_the_whole_numbers(text: str, value: float) -> None:
    panels = {"cpi": monthly_panel("2025-10", np.arange(1.0, 31.0))}  # 2 in November, 3 in December 2025
    assert figure(text, panels, YEAR) == pytest.approx(value, abs=1e-12)


@given(st.integers(0, 10**6), st.integers(3, 60))
@property_test
def test_the_slope_of_a_line_is_its_slope_and_does_not_depend_on_the_level(seed: int, periods: int) -> None:
    random = Random(seed)  # noqa: S311
    step, level = Fraction(random.randint(-99, 99), 8), random.choice((0, 10**6, 10**12))
    line = [float(level + step * i) for i in range(periods)]
    over = Windows.single(day("2025-12-01"), int(monthly_panel("2025-12", line).ends[-1]))
    assert figure("slope(cpi)", {"cpi": monthly_panel("2025-12", line)}, over) == pytest.approx(float(step), abs=1e-6)


def test_a_large_level_with_small_noise_loses_no_digits() -> None:
    noise = np.random.default_rng(9).normal(0, 1, (1, 240))
    panels = {"cpi": monthly_panel("2010-01", 1e12 + noise)}
    over = window("2010-01-01", "2029-12-31")
    exact = (1e12 + noise[0]) - 1e12
    assert figure("mean(cpi)", panels, over) - 1e12 == pytest.approx(exact.mean(), abs=2e-4)
    assert figure("slope(cpi)", panels, over) == pytest.approx(np.polyfit(np.arange(240), exact, 1)[0], rel=1e-6)
    assert figure("highest(cpi) - lowest(cpi)", panels, over) == pytest.approx(np.ptp(exact))


def test_the_windows_of_two_daily_series_are_their_common_days() -> None:
    days = weekdays("2025-11-24", 60)
    panels = {"price": daily_panel(days[::2], np.arange(30.0)), "oil": daily_panel(days, np.arange(60.0))}
    over = window("2025-12-01", "2026-02-10")
    assert figure("mean(oil - 2 * price, to='+2m')", panels, over, coverage=0.4) == 0.0
    assert np.isnan(figure("mean(oil - price)", panels, over))  # half of the days are due and not common
