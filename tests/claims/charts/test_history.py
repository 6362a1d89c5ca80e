"""The history of what a criterion is about, with its thresholds (WEB.md: a rounded threshold draws a wrong verdict)."""

from xml.etree import ElementTree

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.charts.history import BOTTOM, HEIGHT, TOP, WIDTH, Line, Threshold, breadth, chart, lines
from evidence.formula import Kind, Node, parse
from tests.evidence.formula.catalogue import CATALOGUE, day, monthly_panel

CPI = monthly_panel("2025-01", [[100.0, 101.0, 103.0, 102.0]])
PANELS = {"cpi": CPI, "policy_rate": monthly_panel("2025-01", [[4.0, 4.25, 4.5, 4.5]]),
          "unemployment": monthly_panel("2025-01", [[4.0]])}  # fmt: skip
OPENS, CLOSES = day("2025-03-01"), [day("2026-02-28")]
property_test = settings(derandomize=True, max_examples=150)


def tree(text: str) -> Node:
    return parse(text, CATALOGUE, Kind.TRUTH).tree


def drawn(holds: str, fails: str = "") -> list[Line]:
    answers = {"holds": tree(holds)} | ({"fails": tree(fails)} if fails else {})
    return lines(answers, PANELS, {}, day("2025-01-01"))


def svg(line: Line, title: str = "t", labels: dict[float, str] | None = None) -> ElementTree.Element:
    return ElementTree.fromstring(chart(line, OPENS, CLOSES, title, labels or {}))  # noqa: S314 our own


def thresholds(picture: ElementTree.Element) -> list[ElementTree.Element]:
    return [one for one in picture.iter("line") if "threshold" in one.attrib["class"]]


def test_a_line_carries_the_thresholds_of_both_answers() -> None:
    [line] = drawn("last(cpi) >= 102.5", "last(cpi) <= 99")
    assert line.thresholds == (Threshold(102.5, ">=", "holds"), Threshold(99.0, "<=", "fails"))
    assert line.values.tolist() == [100, 101, 103, 102]


def test_each_series_has_one_line_however_often_it_is_compared() -> None:
    found = drawn("between(last(cpi), 101, 102) and mean(policy_rate) < 4.4 and growth(cpi) > 1")
    assert [len(one.thresholds) for one in found] == [2, 1]


def test_a_condition_within_periods_has_its_threshold_too_and_a_growth_has_none() -> None:
    [line] = drawn("share(cpi > 101.5) > 0.5")
    assert [one.value for one in line.thresholds] == [101.5]
    assert drawn("growth(cpi) > 5")[0].thresholds == ()


def test_a_negative_threshold_is_a_threshold() -> None:
    assert [one.value for one in drawn("last(cpi) >= -102.5")[0].thresholds] == [-102.5]
    assert [one.value for one in drawn("share(cpi < -1.5) > 0.5")[0].thresholds] == [-1.5]


def test_a_series_of_fewer_than_two_figures_is_not_drawn() -> None:
    assert drawn("last(unemployment) > 4") == []


@given(st.decimals(90, 110, places=4).map(float))
@property_test
def test_the_drawn_threshold_is_the_exact_one(value: float) -> None:
    [line] = drawn(f"last(cpi) > {value}")
    [mark] = thresholds(svg(line))
    assert float(mark.attrib["data-value"]) == value
    low, high = min(100.0, value), max(103.0, value)
    share = (HEIGHT - BOTTOM - float(mark.attrib["y1"])) / (HEIGHT - TOP - BOTTOM)
    assert low + share * (high - low) == pytest.approx(value, abs=0.01 * (high - low) / (HEIGHT - TOP - BOTTOM))


@pytest.mark.parametrize("label", ["1.5", "1.5 percentage points", "1.5 個百分點", "24.27 trillion dollars"])
def test_what_is_written_at_the_right_has_room_there(label: str) -> None:
    [line] = drawn("last(cpi) > 102.5")
    text = next(one for one in svg(line, labels={102.5: label}).iter("text") if one.text == label)
    assert float(text.attrib["x"]) + breadth(label) <= WIDTH
    [mark] = thresholds(svg(line, labels={102.5: label}))
    assert float(mark.attrib["x2"]) < float(text.attrib["x"])


def test_both_answers_are_told_apart_and_the_days_are_marked() -> None:
    [line] = drawn("last(cpi) >= 102.5", "last(cpi) < 102.5 and last(cpi) < 99")
    picture = svg(line)
    assert [one.attrib["class"] for one in thresholds(picture)] == [
        "threshold holds", "threshold fails", "threshold fails"
    ]  # fmt: skip
    uprights = [one.attrib["class"] for one in picture.iter("line") if "threshold" not in one.attrib["class"]]
    assert uprights == ["made", "checkpoint"]


def test_words_are_escaped_and_labels_never_lie_on_one_another() -> None:
    [line] = drawn("last(cpi) > 101")
    picture = svg(line, "a < b & c", {101.0: "101 <", 101.01: "about 101"})
    assert picture.find("title").text == "a < b & c"
    heights = [float(one.attrib["y"]) for one in picture.iter("text")][:2]
    assert heights[1] - heights[0] >= 11


def test_a_flat_line_is_drawn_within_the_picture() -> None:
    line = Line(tree("last(cpi) > 1"), CPI.ends, np.full(4, 5.0), ())
    heights = {point.split(",")[1] for point in svg(line).find("polyline").attrib["points"].split()}
    assert heights == {f"{HEIGHT - BOTTOM:.2f}"}
