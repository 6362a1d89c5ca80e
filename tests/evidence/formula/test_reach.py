"""Requirement of the reach: figures from that far before the opening are enough; generous, never short."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.formula import Evaluation, Kind, Node, Windows, parse, reach
from evidence.formula.tree import Reference
from evidence.series import Panel
from tests.evidence.formula.catalogue import CATALOGUE, daily_panel, day, regular_panel, weekdays
from tests.evidence.formula.random_formulas import RandomFormula

OPENS, CLOSES = day("2024-06-15"), day("2025-06-14")
LENGTHS = {"D": 3000, "W": 600, "M": 140, "Q": 48, "A": 14}


def long_panels(holes: float) -> dict[str, Panel]:
    """Positive figures of every indicator from 2014 on, a share of them missing."""
    random = np.random.default_rng(7)
    panels = {}
    for slug, kind in CATALOGUE.items():
        assert kind.frequency is not None
        frequency = kind.frequency.value
        values = np.exp(random.normal(0, 0.02, (1, LENGTHS[frequency])).cumsum(axis=1)) * 4
        values[random.random(values.shape) < holes] = np.nan
        if frequency == "D":
            panels[slug] = daily_panel(weekdays("2014-01-01", LENGTHS["D"]), values)
        else:
            panels[slug] = regular_panel(frequency, "2014-01-03", values, lag=20)
    return panels


PANELS, WITH_HOLES = long_panels(0), long_panels(0.01)


def answer(tree: Node, panels: dict[str, Panel]) -> np.ndarray:
    evaluation, windows = Evaluation(panels, {}), Windows.single(OPENS, CLOSES)
    return (evaluation.number if tree.type.kind is Kind.NUMBER else evaluation.truth)(tree, windows)


def cut(tree: Node, panels: dict[str, Panel]) -> dict[str, Panel]:
    """The panels without what lies further back than the reach."""
    return {slug: panel.since(OPENS - reach(tree, {})) for slug, panel in panels.items()}


@given(st.integers(0, 10**9))
@settings(derandomize=True, max_examples=150)
def test_a_formula_gives_the_same_answer_on_the_figures_within_its_reach(seed: int) -> None:
    formula = RandomFormula(seed)
    text = formula.number(formula.number_unit(), 4) if seed % 2 else formula.truth(4)
    tree = parse(text, CATALOGUE).tree
    for panels in (PANELS, WITH_HOLES):
        np.testing.assert_allclose(answer(tree, cut(tree, panels)), answer(tree, panels), rtol=1e-6, atol=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "start(cpi)",
        "change(gdp)",
        "growth(population)",
        "mean(cpi, before=60)",
        "first(price, before=250)",
        "mean(price, from='-5y')",
        "at(cpi, '-40q')",
        "at(cpi, '2015-03')",
        "mean(cpi, from='2015', to='2016')",
        "last(mavg(price, 250))",
        "mean(vol(price, 250), before=250)",
        "first(lag(yoy(mavg(cpi, 12)), 24))",
        "mean(pct(gdp, 8))",
        "first(lag(reserves, 100))",
        "corr(lag(cpi, 12), unemployment, lag=24)",
        "first(quarterly(monthly(price, how='mean'), how='last'))",
        "first(daily(lag(gdp, 4), how='hold'))",
        "first(monthly(population, how='hold'))",
        "mean(yearly(spending, how='sum'), before=3)",
        "start(yearly(spending, how='sum'))",
        "start(quarterly(price, how='mean'))",
    ],
)
def test_functions_that_look_far_back_reach_far_enough(text: str) -> None:
    tree = parse(text, CATALOGUE).tree
    whole = answer(tree, PANELS)
    assert not np.isnan(whole).any()
    np.testing.assert_allclose(answer(tree, cut(tree, PANELS)), whole, rtol=1e-9)


def test_the_reach_goes_through_derived_indicators() -> None:
    inner = parse("yoy(lag(cpi, 24))", CATALOGUE).tree
    outer = Reference(inner.type, 0, "old_inflation")
    assert reach(outer, {"old_inflation": inner}) == reach(inner, {})
    assert reach(outer, {"old_inflation": inner}) > reach(outer, {}) + 3 * 365


def test_a_formula_that_looks_only_inside_its_window_does_not_reach_far() -> None:
    assert reach(parse("mean(price) > 3", CATALOGUE).tree, {}) < 40
    assert reach(parse("share(cpi > 3, last=12) > 0.5", CATALOGUE).tree, {}) < 120


def test_parts_beside_each_other_reach_as_far_as_the_furthest() -> None:
    far, near = "mean(cpi, before=60) > 1", "mean(cpi) > 1"
    both = parse(f"at_least(1, {far}, {near}) and not {near}", CATALOGUE).tree
    assert reach(both, {}) == reach(parse(far, CATALOGUE).tree, {})
