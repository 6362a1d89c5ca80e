"""Comparisons that another scale of a series would change."""

import pytest

from evidence.formula import Kind, Type, absolute_thresholds, parse
from evidence.periods import Frequency
from evidence.units import parse_unit

INDEX = Type(Kind.SERIES, parse_unit("index[2017=100]", "x")[0], Frequency.MONTH, "mean")
TYPES = {"x": INDEX, "y": INDEX, "twice_x": INDEX}
DERIVED = {"twice_x": parse("2 * x", TYPES).tree}


def affected(text: str) -> int:
    return len(absolute_thresholds(parse(text, TYPES).tree, "x", DERIVED))


@pytest.mark.parametrize(
    "text",
    [
        "last(x) > 110",
        "mean(x) >= 100 and growth(x) > 3",
        "change(x) > 5",
        "start(x) < 90",
        "between(last(x), 90, 110)",
        "share(x > 100) > 0.5",
        "mean(x, where=x > 100) > start(x)",
        "last(twice_x) > 200",
        "last(x) > last(y)",
        "last(x) / last(y) > 1.2",
        "mean(log(x)) > 4",
    ],
)
def test_a_level_compared_with_a_number_or_another_series_depends_on_the_scale(text: str) -> None:
    assert affected(text) >= 1


@pytest.mark.parametrize(
    "text",
    [
        "growth(x) > 3",
        "mean(yoy(x)) > 2",
        "last(x) > 1.1 * start(x)",
        "last(x) / start(x) > 1.1",
        "change(x) > 0",
        "last(y) > 110",
        "share(x > lag(x, 12)) > 0.5",
        "corr(x, y) > 0.5",
        "highest(twice_x) > start(x)",
    ],
)
def test_a_comparison_of_the_series_with_itself_does_not(text: str) -> None:
    assert affected(text) == 0
