"""A line the size of a word."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from claims.charts.sparkline import HEIGHT, WIDTH, sparkline


def drawn(
    values: list[float], opens: int = 10, threshold: float | None = None, title: str = "t"
) -> ElementTree.Element:
    """Parsed, so that it must be well-formed."""
    return ElementTree.fromstring(sparkline(np.arange(len(values)), np.array(values, float), opens, threshold, title))  # noqa: S314 - our own output


def points(svg: ElementTree.Element) -> list[tuple[float, ...]]:
    line = svg.find("polyline")
    assert line is not None
    return [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]


@pytest.mark.parametrize("values", [[1, 2, 3], [5, 5, 5], [-1e12, 1e12], [0, 0], list(range(5000))])
def test_every_point_lies_on_the_picture(values: list[float]) -> None:
    placed = points(drawn(values, threshold=values[0]))
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in placed)
    assert len(placed) <= 160


def test_larger_is_higher_and_later_is_further_right() -> None:
    first, second = points(drawn([1, 2]))
    assert first[0] < second[0]
    assert first[1] > second[1]


def test_the_threshold_and_the_opening_are_drawn_only_where_there_are_any() -> None:
    kinds = [
        [line.attrib["class"] for line in drawn(*args).findall("line")]
        for args in (([1, 2, 3], 1, 2.0), ([1, 2, 3], -5))
    ]
    assert kinds == [["made", "threshold"], []]


def test_the_title_is_words_and_never_markup() -> None:
    svg = drawn([1, 2], title='</title><script>alert("1")</script>')
    assert svg.find("script") is None
    assert "script" in (svg.findtext("title") or "")
    assert re.match("<svg class=", sparkline(np.arange(2), np.ones(2), 0, None, "x"))
