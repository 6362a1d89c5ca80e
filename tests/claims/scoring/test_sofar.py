"""Both sides of each comparison, as far as the real figures reach."""

import numpy as np

from claims.scoring.sofar import so_far
from evidence.formula import Kind, parse
from tests.evidence.formula.catalogue import CATALOGUE, day, monthly_panel, regular_panel

OPENS = day("2025-12-01")


def read(text: str, figures: list, as_of: str):
    return so_far(
        parse(text, CATALOGUE, Kind.TRUTH).tree, {"cpi": monthly_panel("2025-11", figures)}, {}, OPENS, day(as_of)
    )


def test_the_sides_are_those_of_the_newest_day_on_which_both_are_known_and_say_how_far_the_figures_reach() -> None:
    (one,) = read("growth(cpi) > 2", [100, 101, 104], "2026-02-20")  # to January
    assert (round(one.left, 9), one.right, one.until) == (4.0, 2.0, day("2026-01-31"))
    (later,) = read("growth(cpi) > 2", [100, 101, 104], "2026-04-20")  # March is due and missing
    assert (round(later.left, 9), later.until) == (4.0, day("2026-01-31"))


def test_of_two_series_the_slower_one_sets_the_day() -> None:
    panels = {"cpi": monthly_panel("2025-11", [100, 101, 104]), "payrolls": monthly_panel("2025-11", [5, 6])}
    tree = parse("growth(cpi) > growth(payrolls)", CATALOGUE, Kind.TRUTH).tree
    (one,) = so_far(tree, panels, {}, OPENS, day("2026-02-20"))
    assert one.until == day("2025-12-31")


def test_a_figure_that_is_held_reaches_as_far_as_it_is_held_and_no_farther_back() -> None:
    yearly = regular_panel("A", "2023-12-31", [[330.0, 340.0]], lag=30)  # of 2024, held through 2025
    panels = {"population": yearly, "payrolls": monthly_panel("2025-01", [160.0] * 9)}
    tree = parse('mean(payrolls / monthly(population, how="hold")) < 1', CATALOGUE, Kind.TRUTH).tree
    (one,) = so_far(tree, panels, {}, day("2025-06-01"), day("2025-09-30"))
    assert one.until == day("2025-09-30")


def test_what_another_series_stands_in_for_reaches_as_far_as_that() -> None:
    panels = {"cpi": monthly_panel("2025-11", [100, 101]), "cpi_electricity": monthly_panel("2025-11", [1, 2, 104])}
    tree = parse("growth(coalesce(cpi, cpi_electricity)) > 2", CATALOGUE, Kind.TRUTH).tree
    (one,) = so_far(tree, panels, {}, OPENS, day("2026-02-20"))
    assert (round(one.left, 9), one.until) == (4.0, day("2026-01-31"))


def test_comparisons_come_in_the_order_of_the_formula() -> None:
    found = read("mean(cpi) > 1 or not last(cpi) < 7", [100, 101, 104], "2026-02-20")
    assert [(one.comparison.operator, one.left) for one in found] == [(">", 102.5), ("<", 104.0)]


def test_before_anything_is_known_nothing_is_said() -> None:
    (one,) = read("mean(cpi) > 1", [100], "2025-12-20")
    assert np.isnan([one.left, one.right]).all()
    assert one.until is None
