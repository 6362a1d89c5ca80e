"""The line of an indicator's figures: where they lie, with gaps, and the first ones beside them."""

from xml.etree import ElementTree

import numpy as np
import pytest

from evidence.admin.picture import _BOTTOM, _TOP, HEIGHT, WIDTH, picture

DAYS = np.arange(100, 600, 100)
SVG = "{http://www.w3.org/2000/svg}"


def lines(latest: list[float], first: list[float]) -> list[list[tuple[float, float]]]:
    svg = picture(DAYS, np.array(latest), np.array(first), "Prices < 5", ("1", "9"))
    root = ElementTree.fromstring(svg)  # noqa: S314 our own
    assert root[0].text == "Prices < 5"
    return [
        [(float(x), float(y)) for x, y in (pair.split(",") for pair in line.attrib["points"].split())]
        for line in root.iter("polyline")
    ]


def test_figures_lie_between_the_lowest_and_the_highest_of_both_lines() -> None:
    latest, first = lines([1.0, 2.0, 3.0, 4.0, 5.0], [1.0, 2.0, 3.0, 4.0, 9.0])
    assert [y for _, y in latest] == pytest.approx(
        [HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * (value - 1) / 8 for value in (1, 2, 3, 4, 5)], abs=0.0511
    )
    assert first[-1][1] == _TOP
    steps = np.diff([x for x, _ in latest])
    assert steps == pytest.approx([steps[0]] * 4, abs=0.11)


def test_a_gap_stays_one_and_what_was_never_first_published_is_not_drawn() -> None:
    nothing = [np.nan] * 5
    assert [len(one) for one in lines([1.0, 2.0, np.nan, 4.0, 5.0], nothing)] == [2, 2]


def test_fewer_than_two_figures_make_no_line_and_equal_ones_a_flat_one() -> None:
    nothing = np.full(5, np.nan)
    assert picture(DAYS, np.array([1.0, np.nan, np.nan, np.nan, np.nan]), nothing, "", ("", "")) == ""
    [flat] = lines([4.0] * 5, [np.nan] * 5)
    assert len({y for _, y in flat}) == 1


@pytest.mark.parametrize("high", ["9", "308.9 index points", "6.746 trillion dollars a year", "9,536 億美元"])
def test_what_is_written_at_its_ends_is_not_cut_off(high: str) -> None:
    drawn = ElementTree.fromstring(picture(DAYS, np.arange(5.0), np.arange(5.0), "", ("1", high)))  # noqa: S314 our own
    [said] = [one for one in drawn.iter("text") if one.text == high]
    signs = sum(1.0 if sign > "⺀" else 0.55 for sign in high)  # as wide as they are in the admin's face
    assert float(said.attrib["x"]) + signs * float(said.attrib["font-size"]) < WIDTH
