"""What a reader zooms in: valid Vega-Lite with the panels it is given, exact thresholds, days as parameters."""

from typing import Any

import altair
import pytest

from claims.charts.explorable import explorable
from claims.charts.layout import NARROW, WIDE, Size, milliseconds
from tests.claims.charts.charted import chart, panel, three

sizes = pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])


def marks(view: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [layer for layer in view["layer"] if layer["mark"]["type"] == kind]


@sizes
def test_it_is_vega_lite_by_its_own_grammar(size: Size) -> None:
    altair.VConcatChart.from_dict(explorable(three(), three().panels, size))
    bare = chart(fan=None, levels=())
    altair.VConcatChart.from_dict(explorable(bare, bare.panels, size))


def test_only_the_panels_that_are_given_are_in_it() -> None:
    one = three()
    found = explorable(one, [panel for panel in one.panels if panel.is_free], WIDE)
    assert [" ".join(view["title"]) for view in found["vconcat"]] == ["Debt", "Power minus prices"]
    assert "Laws" not in str(found)


def test_each_figure_and_threshold_is_exactly_the_one_of_the_chart_in_its_unit() -> None:
    one = three()
    for view, drawn in zip(explorable(one, one.panels, WIDE)["vconcat"], one.panels, strict=True):
        factor = drawn.axis.factor
        levels = next(layer for layer in marks(view, "rule") if "y" in layer["encoding"])
        assert [row["value"] for row in levels["data"]["values"]] == [level.value / factor for level in drawn.levels]
        line = marks(view, "line")[-1]
        known = [None if value is None else value / factor for value in drawn.line.values]
        assert [row["value"] for row in line["data"]["values"]] == known
        low, high = line["encoding"]["y"]["scale"]["domain"]
        assert all(low <= value / factor <= high for value in drawn.figures())


def test_all_panels_show_the_days_of_the_parameters_and_begin_with_all() -> None:
    one = three()
    found = explorable(one, one.panels, WIDE)
    assert {part["name"]: part["value"] for part in found["params"]} == {
        "from": milliseconds(one.first_day), "to": milliseconds(one.last_day),
    }  # fmt: skip
    for view in found["vconcat"]:
        assert marks(view, "line")[-1]["encoding"]["x"]["scale"]["domain"] == [{"expr": "from"}, {"expr": "to"}]
        assert all(layer["mark"]["clip"] for layer in view["layer"] if "x" in layer["encoding"] and
                   "field" in layer["encoding"]["x"])  # fmt: skip


def test_a_unit_with_an_apostrophe_ends_no_text() -> None:
    one = chart(axis=panel().axis.__class__(1.0, "o'clock"))
    [view] = explorable(one, one.panels, WIDE)["vconcat"]
    assert marks(view, "point")[0]["mark"]["tooltip"]["expr"].endswith("+ ' o’clock'")
