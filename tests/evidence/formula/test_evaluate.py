"""Requirements of evaluation: one implementation for history, placebo windows and paths (METHOD.md section 2)."""

import ast
import time
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import evidence
from evidence.formula import Evaluation, Kind, Node, NoFiguresError, Windows, parse
from evidence.formula.evaluate import aligned, coalesced
from evidence.formula.tree import Reference
from evidence.periods import Frequency, date_of
from evidence.series import History, Panel, history
from evidence.units import parse_unit
from tests.evidence.formula.catalogue import (
    CATALOGUE,
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
from tests.evidence.formula.fred_archive import fred_monthly
from tests.evidence.formula.random_formulas import RandomFormula

property_test = settings(derandomize=True, max_examples=75)
YEAR = window("2025-12-01", "2026-11-30")
LENGTHS = {"D": 520, "W": 110, "M": 30, "Q": 10, "A": 4}


def random_panels(seed: int, rows: int) -> dict[str, Panel]:
    """Rows of every indicator with a few holes; some of them have a single row, as real history has beside futures."""
    random = np.random.default_rng(seed)
    panels = {}
    for slug, kind in CATALOGUE.items():
        assert kind.frequency is not None
        frequency = kind.frequency.value
        shape = (rows if random.random() < 0.8 else 1, LENGTHS[frequency])
        values = np.exp(random.normal(0, 0.05, shape).cumsum(axis=1)) * 4
        values[random.random(shape) < 0.02] = np.nan
        if frequency == "D":
            days = weekdays("2023-06-01", LENGTHS["D"])
            keep = random.random(len(days)) > 0.04
            panels[slug] = daily_panel(days[keep], values[:, keep])
        else:
            panels[slug] = regular_panel(frequency, "2023-06-02", values, lag=int(random.integers(0, 40)))
    return panels


def answer(tree: Node, panels: dict[str, Panel], over: Windows, derived: dict[str, Node] | None = None) -> np.ndarray:
    evaluation = Evaluation(panels, derived or {})
    return (evaluation.number if tree.type.kind is Kind.NUMBER else evaluation.truth)(tree, over)


def random_answer(seed: int, frequencies: str = "DWMQ") -> Node:
    formula = RandomFormula(seed, deepest=3, frequencies=frequencies)
    text = formula.number(formula.number_unit(), 3) if seed % 3 == 0 else formula.truth(3)
    return parse(text, CATALOGUE).tree


# One implementation


@given(st.integers(0, 10**6))
@property_test
def test_one_window_on_many_paths_is_a_loop_over_the_paths(seed: int) -> None:
    tree, panels, over = random_answer(seed), random_panels(seed, 3), window("2024-03-01", "2024-11-30")
    together = np.broadcast_to(answer(tree, panels, over), 3)
    for row in range(3):
        path = {s: p.with_values(p.values[min(row, len(p.values) - 1)][None, :]) for s, p in panels.items()}
        np.testing.assert_allclose(together[row], answer(tree, path, over)[0], rtol=1e-9, atol=1e-9)


@given(st.integers(0, 10**6))
@property_test
def test_many_windows_on_one_path_are_a_loop_over_the_windows(seed: int) -> None:
    tree, panels = random_answer(seed), random_panels(seed, 1)
    over = windows(("2024-01-10", "2024-06-09"), ("2024-03-01", "2024-11-30"), ("2025-01-01", "2025-09-30"))
    together = np.broadcast_to(answer(tree, panels, over), 3)
    for row in range(3):
        alone = answer(tree, panels, Windows(over.opens[row : row + 1], over.closes[row : row + 1]))[0]
        np.testing.assert_allclose(together[row], alone, rtol=1e-9, atol=1e-9)


@given(st.integers(0, 10**6))
@property_test
def test_a_window_for_each_row_is_a_loop_over_both(seed: int) -> None:
    tree, panels = random_answer(seed), random_panels(seed, 3)
    panels = {slug: p.with_values(np.repeat(p.values, 3 // len(p.values), axis=0)) for slug, p in panels.items()}
    over = windows(("2024-01-10", "2024-06-09"), ("2024-03-01", "2024-11-30"), ("2025-01-01", "2025-09-30"))
    together = np.broadcast_to(answer(tree, panels, over), 3)
    for row in range(3):
        path = {slug: p.with_values(p.values[row : row + 1]) for slug, p in panels.items()}
        alone = answer(tree, path, Windows(over.opens[row : row + 1], over.closes[row : row + 1]))[0]
        np.testing.assert_allclose(together[row], alone, rtol=1e-9, atol=1e-9)


def vintages(seed: int, slug: str) -> History:
    """A series whose periods are published late, revised now and then, and sometimes never published."""
    random, frequency = np.random.default_rng(seed), CATALOGUE[slug].frequency
    assert frequency is not None
    lag = {Frequency.DAY: 1, Frequency.WEEK: 5}.get(frequency, 25)
    panel = random_panels(seed, 1)[slug]
    rows = [
        (int(end), int(end + lag + random.integers(0, lag)), float(value))
        for end, value in zip(panel.ends, panel.values[0], strict=True)
        if random.random() > 0.05
    ]
    rows += [
        (end, known + int(random.integers(1, 300)), value * 1.01) for end, known, value in rows if random.random() < 0.5
    ]
    days, known, values = (np.array(column) for column in zip(*rows, strict=True))
    return history(frequency, days, known, values, lag)


@pytest.mark.parametrize(("frequencies", "delay"), [("MQ", 0), ("DWMQ", 7)])
@given(seed=st.integers(0, 10**6))
@property_test
def test_many_days_at_once_are_each_day_by_itself(frequencies: str, delay: int, seed: int) -> None:
    """Placebo dates with data of that time: no row may know, or miss, anything because of another row.

    A daily calendar is shared by the rows, so there it holds once the window's last days are published.
    """
    tree = random_answer(seed, frequencies)
    slugs = dict.fromkeys(node.slug for node in tree.walk() if isinstance(node, Reference))
    past = {slug: vintages(seed + place, slug) for place, slug in enumerate(slugs)}
    over = windows(("2023-10-01", "2024-03-31"), ("2024-01-15", "2024-06-14"), ("2024-09-01", "2025-02-28"))
    moments = over.closes + np.array([0, 30, 60]) + delay
    together = answer(tree, {slug: one.as_of(moments) for slug, one in past.items()}, over)
    for row, moment in enumerate(moments):
        panels = {slug: one.as_of(int(moment)) for slug, one in past.items()}
        alone = answer(tree, panels, Windows(over.opens[row : row + 1], over.closes[row : row + 1]))[0]
        np.testing.assert_allclose(np.broadcast_to(together, 3)[row], alone, rtol=1e-9, atol=1e-9)


@given(st.integers(0, 10**6))
@property_test
def test_a_derived_indicator_is_its_formula_in_its_place(seed: int) -> None:
    formula = RandomFormula(seed, deepest=2)
    frequency = formula.frequency()
    unit = formula.unit(frequency)
    inner, operator = formula.series(frequency, unit, 2), formula.operator()
    text = f"mean({{0}}) {operator} {formula.literal(unit)} and share({{0}} {operator} {formula.literal(unit)}) > 0.3"
    tree = parse(inner, CATALOGUE).tree
    named = parse(text.format("made_up"), CATALOGUE | {"made_up": tree.type}).tree
    inlined = parse(text.format(f"({inner})"), CATALOGUE).tree
    panels, over = random_panels(seed, 2), window("2024-03-01", "2024-11-30")
    np.testing.assert_array_equal(answer(named, panels, over, {"made_up": tree}), answer(inlined, panels, over))


@given(st.integers(0, 10**6))
@property_test
def test_no_indicator_without_figures_stops_a_formula(seed: int) -> None:
    tree, panels = random_answer(seed), random_panels(seed, 2)
    empty = {slug: panel.take(slice(0, 0)) for slug, panel in panels.items()}
    blank = {slug: panel.with_values(panel.values * np.nan) for slug, panel in panels.items()}
    for some in (empty, blank, panels | {slug: empty[slug] for slug in list(empty)[:6]}):
        result = answer(tree, some, YEAR)
        assert np.isin(result[~np.isnan(result)], [0, 1]).all() or tree.type.kind is Kind.NUMBER


@given(st.integers(0, 10**6))
@property_test
def test_nothing_is_ever_infinite(seed: int) -> None:
    panels = {slug: panel.with_values(np.round(panel.values) % 3) for slug, panel in random_panels(seed, 2).items()}
    assert not np.isinf(answer(random_answer(seed), panels, YEAR)).any()


def test_5_000_paths_of_daily_figures_take_no_loop() -> None:
    random = np.random.default_rng(0)
    days = weekdays("2025-01-01", 500)
    panels = {
        "price": daily_panel(days, np.exp(random.normal(0, 0.01, (5000, 500)).cumsum(axis=1)) * 5000),
        "cpi": monthly_panel("2024-01", np.exp(random.normal(0.002, 0.002, (5000, 36)).cumsum(axis=1)) * 300),
        "unemployment": monthly_panel("2024-01", np.full((1, 36), 4.2)),
    }
    text = (
        "growth(price) > 10 and highest(vol(price, 20)) < 40 and longest(price > mavg(price, 50)) > 30 "
        "or mean(yoy(cpi)) >= 3 and share(unemployment > 4) > 0.5 and corr(monthly(price), cpi) > 0"
    )
    over = window("2025-12-01", "2026-11-25")
    began = time.process_time()
    together = computed(text, panels, over)
    assert time.process_time() - began < 5
    assert together.shape == (5000,)
    for row in (0, 1777, 4999):
        path = {
            slug: panel.with_values(panel.values[min(row, len(panel.values) - 1)][None, :])
            for slug, panel in panels.items()
        }
        assert computed(text, path, over)[0] == together[row]


# Real figures


def test_july_2026_cpi_is_up_3_30_percent_on_the_year() -> None:
    panels = {"cpi": fred_monthly("CPIAUCSL", 14).as_of(day("2026-08-31"))}
    assert round(figure("at(yoy(cpi), '2026-07')", panels, YEAR), 2) == 3.30
    assert round(figure("last(yoy(cpi), to='2026-07')", panels, YEAR), 2) == 3.30
    assert np.isnan(figure("at(yoy(cpi), '2025-10')", panels, YEAR))
    assert np.isnan(figure("at(pct(cpi), '2025-11')", panels, YEAR))


def test_a_missing_october_does_not_shift_the_year_on_year_change() -> None:
    index: list[float | None] = [100 + month for month in range(20)]  # January 2025 to August 2026
    index[9] = None
    panels = {"cpi": monthly_panel("2025-01", index)}
    assert figure("at(yoy(cpi), '2026-07')", panels, YEAR) == pytest.approx(100 * (118 / 106 - 1))
    assert figure("mean(yoy(cpi), from='2026-01', to='2026-08')", panels, YEAR) > 0


def test_millions_and_billions_of_dollars_meet_in_dollars() -> None:
    assets, repo = (parse_unit(text)[1] for text in ("mn USD", "bn USD"))
    panels = {
        "account": monthly_panel("2025-12", [6_552_857.0] * 12).with_values(np.full((1, 12), 6_552_857.0) * assets),
        "assets": monthly_panel("2025-12", [2.5] * 12).with_values(np.full((1, 12), 2.5) * repo),
    }
    assert figure("mean(account - assets)", panels, YEAR) == 6_550_357e6
    assert figure("mean(account - assets) > 6.55tn", panels, YEAR) == 1
    assert figure("mean(account - assets) > 6.551tn", panels, YEAR) == 0


def test_percent_minus_percent_is_compared_as_points() -> None:
    panels = {"unemployment": monthly_panel("2025-11", [4.0] * 13), "policy_rate": monthly_panel("2025-11", [2.5] * 13)}
    assert figure("mean(unemployment - policy_rate) >= 1.5pp", panels, YEAR) == 1
    assert figure("mean(unemployment) - mean(policy_rate) > 1.5", panels, YEAR) == 0


@pytest.mark.parametrize("rate", [3.63, 0.13, 5.33])
def test_a_rate_that_stood_still_has_no_mean_above_or_below_its_start(rate: float) -> None:
    panels = {"policy_rate": monthly_panel("2025-11", [rate] * 13)}
    for text in ("mean(policy_rate) - start(policy_rate)", "100 * (mean(policy_rate) / start(policy_rate) - 1)"):
        assert figure(f"{text} > 0", panels, YEAR) == 0
        assert figure(f"{text} < 0", panels, YEAR) == 0


# Calendars


def test_regular_series_meet_on_every_period_that_either_has() -> None:
    early, late = monthly_panel("2025-01", [1.0, 2, 3, 4]), monthly_panel("2025-03", [10.0, 20, 30, 40])
    together = aligned([early, late])
    np.testing.assert_array_equal(together[0].values, [[1, 2, 3, 4, np.nan, np.nan]])
    np.testing.assert_array_equal(together[1].values, [[np.nan, np.nan, 10, 20, 30, 40]])
    assert list(together[0].ends) == list(together[1].ends)
    assert (together[0].ends[0], together[0].ends[-1]) == (day("2025-01-31"), day("2025-06-30"))
    np.testing.assert_array_equal(
        computed("cpi + cpi_electricity", {"cpi": early, "cpi_electricity": late}),
        [[np.nan, np.nan, 13, 24, np.nan, np.nan]],
    )


def test_a_month_in_which_the_known_part_decides_is_known_though_the_other_part_is_not_yet_published() -> None:
    panels = {
        "unemployment": monthly_panel("2025-12", [5.0] * 12),
        "policy_rate": monthly_panel("2025-12", [2.0] * 8),
        "cpi": monthly_panel("2025-12", []),
    }
    assert figure("share(unemployment > 4 or policy_rate > 4) >= 1", panels, YEAR) == 1
    assert figure("count(unemployment < 4 and policy_rate > 4)", panels, YEAR) == 0
    assert figure("share(unemployment > 4 or cpi > 300) >= 1", panels, YEAR) == 1
    assert np.isnan(figure("share(unemployment > 4 and policy_rate > 1) >= 1", panels, YEAR))


def test_weekly_series_that_end_on_different_days_meet_in_the_week_when_both_are_there() -> None:
    fridays, wednesdays = regular_panel("W", "2025-10-03", [1.0, 2]), regular_panel("W", "2025-10-15", [30.0, 40])
    together = aligned([fridays, wednesdays])
    assert list(together[0].ends) == [day("2025-10-03"), day("2025-10-10"), day("2025-10-15"), day("2025-10-22")]
    together = aligned([fridays, regular_panel("W", "2025-10-01", [1.0, 2])])
    assert list(together[0].ends) == [day("2025-10-03"), day("2025-10-10")]


@pytest.mark.parametrize("start", ["2025-01", "2025-03"])
def test_what_is_made_of_two_series_is_published_with_the_later_of_them(start: str) -> None:
    prompt, late = monthly_panel("2025-01", [1.0, 2, 3], lag=5), monthly_panel(start, [10.0, 20, 30], lag=40)
    assert [panel.lag for panel in aligned([prompt, late])] == [40, 40]
    held = Evaluation({"cpi": prompt, "cpi_electricity": late}, {}).series(
        parse("daily(cpi + cpi_electricity, how='hold')", CATALOGUE).tree
    )
    first = held.ends[~np.isnan(held.values[0])][0]
    assert first == (day("2025-03-12") if start == "2025-01" else day("2025-05-12"))  # a Monday after a weekend


def test_series_of_which_none_has_a_figure_meet_on_no_period() -> None:
    empty = monthly_panel("2025-12", [])
    assert aligned([empty, empty])[0].values.shape == (1, 0)


def test_daily_series_meet_on_their_common_days() -> None:
    one = daily_panel([day("2025-07-03"), day("2025-07-04"), day("2025-07-07")], [1.0, 2, 3])
    other = daily_panel([day("2025-07-03"), day("2025-07-07"), day("2025-07-08")], [10.0, 30, 40])
    assert computed("price + oil", {"price": one, "oil": other}).tolist() == [[11, 33]]


def test_series_that_never_meet_are_unknown() -> None:
    panels = {"cpi": monthly_panel("2010-01", [1.0] * 12), "cpi_electricity": monthly_panel("2025-01", [1.0] * 24)}
    assert np.isnan(figure("mean(cpi - cpi_electricity)", panels, YEAR))
    assert np.isnan(figure("corr(cpi, cpi_electricity)", panels, YEAR))


def test_lags_count_the_days_of_the_series_itself_even_beside_another() -> None:
    days = weekdays("2025-12-01", 20)
    panels = {"price": daily_panel(days, np.arange(20.0)), "oil": daily_panel(days[::4], np.zeros(5))}
    assert computed("lag(price) + oil", panels)[0].tolist()[1:] == [3, 7, 11, 15]


@pytest.mark.parametrize("name", ["day_of_quarter", "days_to_quarter_end", "month", "weekday"])
def test_the_figures_of_the_calendar_are_those_of_the_day(name: str) -> None:
    days = weekdays("2023-12-01", 300)
    values = computed(f"{name} + 0 * fed_day", {"fed_day": daily_panel(days, np.ones(300))})
    for end, value in zip(days, values[0], strict=True):
        on = date_of(int(end))
        first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
        after = date(on.year + (first.month == 10), (first.month + 2) % 12 + 1, 1)
        wanted = {
            "day_of_quarter": (on - first).days + 1,
            "days_to_quarter_end": (after - on).days - 1,
            "month": on.month,
            "weekday": on.isoweekday(),
        }
        assert value == wanted[name]


def test_days_of_the_calendar_pick_days_of_a_series() -> None:
    days = weekdays("2025-12-01", 250)
    panels = {"price": daily_panel(days, days.astype(float))}
    mondays = [d for d in days if date_of(int(d)).weekday() == 0 and d <= day("2026-11-13")]
    assert figure("count(price > 0, where=weekday <= 1, to='2026-11-13')", panels, YEAR) == len(mondays)


def test_event_days_pick_days_of_a_series() -> None:
    announced = [day("2025-12-10"), day("2026-01-28")]
    rows = np.array(announced)
    events = history(Frequency.DAY, rows, np.full(2, day("2025-06-01")), np.ones(2), are_events=True)
    days = weekdays("2025-12-01", 30)
    panels = {"price": daily_panel(days, np.arange(30.0)), "fed_day": events.as_of(day("2026-01-09"))}
    over = window("2025-12-10", "2026-01-09")
    assert figure("mean(price, where=fed_day > 0)", panels, over) == 7
    assert figure("count(fed_day > 0)", panels, over) == 1


# Value by value


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("assets + account", [3, None, None]),
        ("assets - account", [-1, None, None]),
        ("assets * account", [2, None, None]),
        ("assets / spending", [None, None, None]),
        ("min(assets, account)", [1, None, None]),
        ("max(assets, account, 7)", [7, None, None]),
        ("abs(-assets)", [1, None, 3]),
        ("-assets", [-1, None, -3]),
        ("log(spending)", [None, None, None]),
        ("log(-assets)", [None, None, None]),
        ("exp(assets / receipts)", [np.e, None, None]),
        ("exp(assets / receipts * 1000)", [None, None, None]),
        (" * ".join(["(assets * 1e18)"] * 18), [None, None, None]),
        ("assets > account", [0, None, None]),
        ("assets < account or assets > 0", [1, None, 1]),
        ("assets > account and assets > 5", [0, None, 0]),
        ("not assets > 2", [1, None, 0]),
        ("between(assets, 1, 2)", [1, None, 0]),
        ("coalesce(assets, account)", [1, 2, 3]),
        ("coalesce(account, assets)", [2, 2, 3]),
        ("coalesce(spending / spending, assets / assets)", [1, None, 1]),
    ],
)  # fmt: skip
def test_missing_stays_missing_and_nothing_is_infinite(text: str, values: list[float | None]) -> None:
    panels = {
        "assets": monthly_panel("2025-12", [1, None, 3]), "account": monthly_panel("2025-12", [2, 2, None]),
        "spending": monthly_panel("2025-12", [0, 0, 0]), "receipts": monthly_panel("2025-12", [1, 1, None]),
    }  # fmt: skip
    result = computed(text, panels)
    np.testing.assert_allclose(result, np.array([[np.nan if v is None else v for v in values]]))


# coalesce


def test_coalesce_takes_up_where_the_first_series_ends_and_leaves_no_gap_uncounted() -> None:
    old, new = monthly_panel("2025-01", [1.0, 2.0]), monthly_panel("2025-06", [6.0, 7.0])
    together = coalesced([old, new])
    assert (np.diff(together.ordinals) == 1).all()
    np.testing.assert_array_equal(together.values, [[1, 2, np.nan, np.nan, np.nan, 6, 7]])
    assert together.ends[3] == day("2025-04-30")
    assert np.isnan(computed("pct(coalesce(assets, account))", {"assets": old, "account": new})[0, 5])


def test_coalesce_does_without_a_series_of_which_there_is_no_figure() -> None:
    panels = {"account": monthly_panel("2025-12", [2.0, 3.0])}
    assert computed("coalesce(assets, account)", panels).tolist() == [[2, 3]]
    assert computed("coalesce(account, assets)", panels).tolist() == [[2, 3]]
    panels["assets"] = monthly_panel("2025-12", [None, None])
    assert computed("coalesce(assets, account)", panels).tolist() == [[2, 3]]


def test_coalesce_of_days_is_the_union_of_the_days() -> None:
    one, other = daily_panel([10, 12], [1.0, 2.0]), daily_panel([11, 12], [5.0, 6.0])
    assert computed("coalesce(price, oil)", {"price": one, "oil": other}).tolist() == [[1, 5, 2]]


def test_coalesce_of_weeks_keeps_their_days() -> None:
    one, other = regular_panel("W", "2025-10-01", [1.0]), regular_panel("W", "2025-10-22", [4.0])
    assert list(coalesced([one, other]).ends) == [day(f"2025-10-{d:02}") for d in (1, 8, 15, 22)]


# Indicators that are not there


def test_an_indicator_that_is_not_at_hand_is_named() -> None:
    with pytest.raises(NoFiguresError, match="expected figures of account, got none") as caught:
        figure("mean(assets - account) > 1", {"assets": monthly_panel("2025-12", [1.0])}, YEAR)
    assert caught.value.slug == "account"


def test_a_formula_that_is_no_answer_is_refused() -> None:
    with pytest.raises(TypeError, match="expected a yes-or-no answer, got a number"):
        Evaluation({"cpi": monthly_panel("2025-12", [1.0])}, {}).truth(parse("mean(cpi)", CATALOGUE).tree, YEAR)


def test_a_series_is_computed_once_and_windows_are_laid_over_it() -> None:
    evaluation = Evaluation({"cpi": monthly_panel("2024-01", np.arange(1.0, 40.0))}, {})
    tree = parse("mean(yoy(cpi))", CATALOGUE).tree
    assert evaluation.series(tree.children[0]) is evaluation.series(parse(" yoy( cpi )", CATALOGUE).tree)
    first, second = (evaluation.number(tree, over)[0] for over in (YEAR, window("2025-01-01", "2025-12-31")))
    assert first != second
    assert evaluation.number(tree, YEAR)[0] == first


def test_the_share_of_periods_due_is_the_evaluations() -> None:
    panels = {"cpi": monthly_panel("2025-12", [5.0] * 7 + [None] * 5)}
    tree = parse("mean(cpi)", CATALOGUE).tree
    for holes, known in ((2, True), (3, False)):  # 80 % unless said
        few = {"cpi": monthly_panel("2025-12", [5.0] * (12 - holes) + [None] * holes)}
        assert bool(np.isnan(Evaluation(few, {}).number(tree, YEAR)[0])) is not known
    assert computed("mean(cpi)", panels, YEAR, coverage=0.5).tolist() == [5.0]
    days = weekdays("2025-09-01", 22)
    few = {"price": daily_panel(np.delete(days, range(5, 11)), [1.0] * 16)}
    assert np.isnan(computed("monthly(price, how='mean')", few)).all()
    assert computed("monthly(price, how='mean')", few, coverage=0.7).tolist() == [[1.0]]


# Purity


PURE = [*Path(evidence.__path__[0]).glob("formula/*.py")] + [
    Path(evidence.__path__[0]) / f"{name}.py" for name in ("periods", "units", "quantities", "series")
]
ALLOWED = {
    "ast", "calendar", "collections", "dataclasses", "datetime", "decimal", "difflib", "enum", "evidence", "functools",
    "numpy", "re", "typing",
}  # fmt: skip


@pytest.mark.parametrize("path", PURE, ids=lambda path: path.stem)
def test_nothing_asks_the_clock_the_network_the_disk_or_the_database(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        assert {name.split(".")[0] for name in names} <= ALLOWED
        assert not (isinstance(node, ast.Attribute) and node.attr in ("today", "now", "utcnow", "random"))
        assert not (isinstance(node, ast.Name) and node.id in ("eval", "exec", "compile", "open", "__import__"))
