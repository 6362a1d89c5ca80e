"""A drawn chart for files and pages: words for screen readers, colours that a page may set, figures for the script."""

import json
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from claims.charts import palette
from claims.charts.layout import NARROW, SIZES, WIDE, Layout, Size
from claims.charts.picture import finished, inlined
from claims.charts.plain import plain
from claims.charts.writing import texts
from tests.claims.charts.charted import CHECKPOINT, OPENS, WORDS, chart, panel, three

SVG = "{http://www.w3.org/2000/svg}"
sizes = pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)


def tree(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 our own


def test_a_picture_has_a_title_and_a_long_text_and_no_other_voice() -> None:
    drawn = '<svg xmlns="http://www.w3.org/2000/svg" class="marks" width="720"><g role="graphics-symbol" ' \
            'aria-roledescription="rect mark container"><path d="M0,0h9v9Z" opacity="1"/></g></svg>'  # fmt: skip
    found = finished(drawn, chart(words=replace(WORDS, title="a < b", language="zh-hant")), WIDE)
    root = tree(found)
    assert (root.attrib["role"], root.attrib["lang"], root.attrib["class"]) == ("img", "zh-Hant", "claim-chart wide")
    assert (root[0].tag, root[0].text) == (f"{SVG}title", "a < b")
    assert (root[1].tag, root[1].text) == (f"{SVG}desc", WORDS.description)
    assert "aria" not in found
    assert found.count("role=") == 1


def test_the_script_gets_every_figure_with_its_place_as_it_is_shown() -> None:
    one = chart(axis=replace(panel().axis, factor=10.0))
    layout = Layout(one, WIDE)
    [data] = json.loads(tree(plain(one, WIDE)).attrib["data-line"])["panels"]
    known = [(day, value) for day, value in one.panels[0].line.pairs if value is not None]
    assert len(data["points"]) == len(known)
    for (x, day, value), (known_day, known_value) in zip(data["points"], known, strict=True):
        assert (day, value) == (known_day, pytest.approx(known_value / 10, rel=1e-5))
        assert x == pytest.approx(layout.left + layout.x(day), abs=0.06)


def test_of_several_panels_it_gets_those_whose_figures_may_be_passed_on() -> None:
    layout = Layout(three(), WIDE)
    found = json.loads(tree(plain(three(), WIDE)).attrib["data-line"])["panels"]
    assert [one["unit"] for one in found] == ["billion dollars", "percentage points"], "the steps are not free"
    assert [one["top"] for one in found] == [layout.top + layout.plots[place].top for place in (0, 2)]


def test_figures_that_may_not_be_passed_on_are_in_no_picture() -> None:
    assert "data-line" not in plain(chart(is_free=False), WIDE)


def test_a_page_may_set_each_colour_and_has_the_light_one_else() -> None:
    found = inlined(plain(chart(), WIDE), "one")
    assert f"var(--accent,{palette.ACCENT})" in found
    assert not re.search(r'="#[0-9a-f]{6}"', found)
    tree(found)


def test_identifiers_of_two_pictures_in_one_page_differ() -> None:
    drawn = '<svg><g clip-path="url(#clip2)"/><clipPath id="clip2"/></svg>'
    assert inlined(drawn, "wide") == '<svg><g clip-path="url(#wide-clip2)"/><clipPath id="wide-clip2"/></svg>'


def test_a_page_allows_no_style_within_so_a_picture_has_none() -> None:
    assert "style" not in inlined(plain(chart(), NARROW), "x")


@sizes
def test_the_plain_chart_has_the_size_and_words_of_the_drawn_one(size: Size) -> None:
    for one in (chart(), three()):
        root, layout = tree(plain(one, size)), Layout(one, size)
        assert (float(root.attrib["width"]), float(root.attrib["height"])) == (size.width, layout.height)
        assert one.panels[1:] or layout.height == size.height
        written = [text.text for text in root.iter(f"{SVG}text")]
        assert {text.text for text in texts(layout)} <= set(written)


def test_the_plain_chart_climbs_in_steps_where_figures_add_up() -> None:
    count = three().panels[1]
    [line] = tree(plain(chart(count), WIDE)).iter(f"{SVG}polyline")
    points = [tuple(map(float, pair.split(","))) for pair in line.attrib["points"].split()]
    assert len(points) == 2 * len(count.line.days) - 1
    assert all(a[0] == b[0] or a[1] == b[1] for a, b in pairwise(points))


def test_the_plain_chart_has_each_threshold_where_its_figure_lies() -> None:
    for one in (chart(), three()):
        drawn = [line for line in tree(plain(one, WIDE)).iter(f"{SVG}line") if line.attrib["x1"] == "0.00"]
        plots = [(plot, level.value) for plot in Layout(one, WIDE).plots for level in plot.panel.levels]
        for line, (plot, value) in zip(drawn, plots, strict=True):
            low, high = plot.domain
            at = high - (float(line.attrib["y1"]) - plot.top) * (high - low) / plot.height
            assert at == pytest.approx(value, abs=1e-6 * (high - low))


def test_the_plain_chart_breaks_its_line_at_a_gap_and_shades_the_horizon() -> None:
    root, layout = tree(plain(chart(), WIDE)), Layout(chart(), WIDE)
    lengths = [len(line.attrib["points"].split()) for line in root.iter(f"{SVG}polyline")]
    assert lengths == [20, 34]
    shaded = next(box for box in root.iter(f"{SVG}rect") if box.attrib["fill"] == palette.HORIZON)
    assert float(shaded.attrib["x"]) == pytest.approx(layout.x(OPENS), abs=0.01)
    assert float(shaded.attrib["width"]) == pytest.approx(layout.x(CHECKPOINT) - layout.x(OPENS), abs=0.02)
    assert len(list(root.iter(f"{SVG}polygon"))) == 3
