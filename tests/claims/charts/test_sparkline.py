"""A line the size of a word."""

import re
from xml.etree import ElementTree

import numpy as np
import pytest

from claims.charts.sparkline import HEIGHT, WIDTH, Fan, sparkline


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


def fanned(days: list[int], spread: float, opens: int = 10) -> ElementTree.Element:
    """Three levels about 2, from the last figure on day 2."""
    fan = Fan(np.array(days), 2 + spread * np.outer([-1, 0, 1], np.arange(1, len(days) + 1)))
    return ElementTree.fromstring(sparkline(np.arange(3), np.array([1.0, 2, 2]), opens, None, "t", fan))  # noqa: S314 - our own output


def test_a_fan_opens_at_the_last_figure_and_stays_on_the_picture() -> None:
    svg = fanned([3, 20, 40], 5)
    band, median = svg.find("polygon"), svg.findall("polyline")[0]
    assert band is not None
    corners = [tuple(map(float, pair.split(","))) for pair in band.attrib["points"].split()]
    dot = svg.find("circle")
    assert dot is not None
    here = (float(dot.attrib["cx"]), float(dot.attrib["cy"]))
    assert corners[0] == corners[-1] == here
    assert len(corners) == 8
    assert all(0 <= x <= WIDTH and 0 <= y <= HEIGHT for x, y in corners)
    assert max(x for x, _ in corners) == WIDTH - 3
    assert median.attrib["class"] == "median"
    parts = list(svg)
    assert max(parts.index(band), parts.index(median)) < parts.index(dot), "it lies behind the line"


def test_of_a_fan_only_what_comes_after_the_last_figure_is_drawn() -> None:
    band = fanned([1, 2, 20], 5).find("polygon")
    assert band is not None
    assert len(band.attrib["points"].split()) == 4


@pytest.mark.parametrize("shape", [(2, 3), (3, 2)])
def test_a_fan_has_a_median_and_a_quantile_for_every_day(shape: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="expected an odd number of levels at 3 days"):
        Fan(np.arange(3), np.zeros(shape))
