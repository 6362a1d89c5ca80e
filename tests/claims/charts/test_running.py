"""A number as its window fills: at the end of each period that has come what it amounts to by then."""

import numpy as np
import pytest

from claims.charts.running import ends_in, running
from claims.scoring.sofar import so_far
from evidence.formula import Evaluation, Kind, Node, Windows, parse
from tests.evidence.formula.catalogue import CATALOGUE, day, monthly_panel

MONTHS = Windows.single(day("2025-02-01"), day("2026-06-30"))


def number(text: str) -> Node:
    return parse(f"{text} > 0", CATALOGUE, Kind.TRUTH).tree.children[0]


def values(text: str, rows: list[list[float]]) -> list[list[float]]:
    evaluation = Evaluation({"unemployment": monthly_panel("2025-01", rows)}, {})
    return running(number(text), evaluation, MONTHS).values.tolist()


def test_it_grows_with_the_periods_that_have_ended_in_the_window() -> None:
    assert values("total(unemployment)", [[9.0, 1.0, 2.0, 4.0]]) == [[1.0, 3.0, 7.0]]
    assert values("highest(unemployment)", [[9.0, 1.0, 5.0, 4.0]]) == [[1.0, 5.0, 5.0]]


def test_a_figure_that_a_row_does_not_know_yet_is_missing_there() -> None:
    found = np.array(values("total(unemployment)", [[9.0, 1.0, np.nan, np.nan], [9.0, 1.0, 2.0, 4.0]]))
    np.testing.assert_array_equal(found, [[1.0, np.nan, np.nan], [1.0, 3.0, 7.0]])


def test_its_newest_figure_is_the_one_that_sentences_give() -> None:
    tree = parse("total(unemployment) >= 20", CATALOGUE, Kind.TRUTH).tree
    panels = {"unemployment": monthly_panel("2025-01", [[9.0, 1.0, 2.0, 4.0]])}
    [told] = so_far(tree, panels, {}, day("2025-02-01"), day("2025-06-10"))
    last = running(tree.children[0], Evaluation(panels, {}), MONTHS).values[0, -1]
    assert last == pytest.approx(told.left)


def test_of_a_long_window_few_ends_are_asked_the_first_and_last_among_them() -> None:
    evaluation = Evaluation({"unemployment": monthly_panel("2000-01", [[1.0] * 312])}, {})
    places = ends_in(number("last(unemployment)").children[0], evaluation, Windows.single(0, day("2030-01-01")))
    assert len(places) == 120
    assert (places[0], places[-1]) == (0, 311)


@pytest.mark.parametrize("text", ["total(unemployment)", "mean(unemployment) / mean(unemployment, before=1)",
                                  "mean(unemployment, last=1) - 4"])  # fmt: skip
def test_all_windows_at_once_give_what_each_gives_by_itself(text: str) -> None:
    """Rows of one set of figures take the way window by window."""
    row = [9.0, 1.0, 2.0, 4.0]
    at_once, *each = values(text, [row]), *values(text, [row, row])
    assert len(each) == 2
    for one in each:
        np.testing.assert_allclose(one, at_once[0])
