"""The chart of a claim as a Vega-Lite specification: plain data, one layered view, days in UTC.

https://vega.github.io/vega-lite/docs/layer.html. Every place is reckoned by `layout`: nothing is rounded to pixels, no
axis is made "nice", so a threshold is drawn where its stored figure lies.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from claims.charts import palette
from claims.charts.claimchart import ClaimChart, Line
from claims.charts.layout import EDGE, Layout, Size, milliseconds
from claims.charts.writing import Text, flags, legend_top, level_color, texts

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
FONT = "Noto Sans TC"
_MOST_DIGITS = 9  # of figures that are drawn; levels keep all of theirs

Spec = dict[str, Any]


def specification(chart: ClaimChart, size: Size) -> Spec:
    """What a renderer of Vega-Lite draws as the chart in one size."""
    layout = Layout(chart, size)
    left, top, right, bottom = layout.left, layout.top, layout.right, layout.bottom
    return {
        "$schema": SCHEMA,
        "description": chart.words.description,
        "width": layout.plot_width,
        "height": layout.plot_height,
        "autosize": "none",
        "padding": {"left": left, "top": top, "right": right, "bottom": bottom},
        "background": palette.PAPER,
        "usermeta": {"isFree": chart.is_free},  # two pictures that differ in nothing else are two
        "config": _CONFIG,
        "layer": [one for one in _layers(layout) if one],
    }


_CONFIG: Spec = {
    "aria": False,  # the picture has a title and a long text; each of its marks would be read aloud
    "view": {"stroke": None},
    "font": FONT,
    "axis": {"translate": 0, "tickRound": False, "domain": False, "gridColor": palette.LINE, "tickColor": palette.LINE},
}


def _layers(layout: Layout) -> list[Spec | None]:
    chart = layout.chart
    return [
        _horizon(layout),
        *_fan(layout),
        _days(layout),
        _levels(layout),
        _rival(layout, chart.rival) if chart.rival else None,
        _line(layout, "history", chart.line, {"color": palette.ACCENT, "strokeWidth": layout.stroke}),
        _dot(layout),
        _track(layout),
        _ends_of_stretches(layout),
        *_legend(layout),
        _written(layout, [one for one in texts(layout) if one.halo], "halo"),
        _written(layout, texts(layout), "words"),
    ]


def _x(layout: Layout, field: str = "day") -> Spec:
    first, last = layout.days
    ticks, are_years = layout.day_ticks
    written = "%Y" if are_years else "%Y-%m"
    axis = {
        "values": [milliseconds(day) for day in ticks], "labelExpr": f"utcFormat(datum.value, '{written}')",
        "labelFontSize": layout.size.text, "labelColor": palette.SOFT, "labelOverlap": False, "labelBound": False,
        "labelFlush": False, "grid": False, "title": None, "tickSize": 4,
    }  # fmt: skip
    scale = {"type": "utc", "domain": [milliseconds(first), milliseconds(last)], "nice": False}
    return {"field": field, "type": "temporal", "scale": scale, "axis": axis}


def _y(layout: Layout, field: str = "value") -> Spec:
    ticks, axis = layout.ticks, layout.chart.axis
    shown = {
        "values": [value * axis.factor for value in ticks.values],
        "labelExpr": f"format(datum.value / {axis.factor!r}, ',.{ticks.decimals}f')",
        "labelFontSize": layout.size.text, "labelColor": palette.SOFT, "title": None, "ticks": False, "labelPadding": 6,
    }  # fmt: skip
    scale = {"domain": list(layout.domain), "range": [layout.plot_height, 0], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": shown}


def _layer(name: str, rows: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec | None:
    """None where there is nothing to draw."""
    return {"name": name, "data": {"values": list(rows)}, "mark": mark, "encoding": encoding} if rows else None


def _horizon(layout: Layout) -> Spec | None:
    """The time that the claim speaks of, to the checkpoint that is shown."""
    chart = layout.chart
    row = {"day": milliseconds(chart.opens), "until": milliseconds(chart.checkpoint)}
    places = {"y": {"value": 0}, "y2": {"value": layout.plot_height}}
    mark = {"type": "rect", "color": palette.HORIZON, "opacity": 0.7}
    return _layer("horizon", [row], mark, {"x": _x(layout), "x2": {"field": "until"}, **places})


def _fan(layout: Layout) -> list[Spec | None]:
    """95, 80 and 50 % of the outcomes, widest first, and the median: from the last figure known."""
    fan, (known, value) = layout.chart.fan, layout.chart.known
    if fan is None:
        return []
    after = fan.days > known
    columns = [[value] * len(fan.quantiles), *fan.quantiles[:, after].T.tolist()]
    days = [known, *fan.days[after].tolist()]
    rows = [
        {"day": milliseconds(day), **{f"q{place}": _short(one) for place, one in enumerate(column)}}
        for day, column in zip(days, columns, strict=True)
    ]
    half = len(fan.quantiles) // 2
    colors = (palette.WIDE_BAND, palette.MIDDLE_BAND, palette.NARROW_BAND)
    bands = [
        _layer(f"band{number}", rows, {"type": "area", "color": color, "opacity": 1},
               {"x": _x(layout), "y": _y(layout, f"q{number}"), "y2": {"field": f"q{2 * half - number}"}})
        for number, color in enumerate(colors)
    ]  # fmt: skip
    median = {"type": "line", "color": palette.MEDIAN, "strokeWidth": 1.2, "strokeDash": [2, 2]}
    return [*bands, _layer("median", rows, median, {"x": _x(layout), "y": _y(layout, f"q{half}")})]


def _days(layout: Layout) -> Spec | None:
    rows = [{"day": milliseconds(day)} for day, _ in flags(layout)]
    mark = {"type": "rule", "color": palette.SOFT, "strokeWidth": 1, "strokeDash": [2, 3]}
    places = {"y": {"value": -3}, "y2": {"value": layout.plot_height}}
    return _layer("days", rows, mark, {"x": _x(layout), **places})


def _levels(layout: Layout) -> Spec | None:
    """Across the whole plot, each at exactly its figure."""
    dashes = {"holds": [6, 3], "fails": [3, 3], "baseline": [1, 2]}
    rows = [
        {"value": one.value, "color": level_color(one.role), "dash": dashes[one.role]} for one in layout.chart.levels
    ]
    mark = {"type": "rule", "strokeWidth": 1.4, "strokeDash": {"expr": "datum.dash"}}
    places = {"x": {"value": 0}, "x2": {"value": layout.plot_width}}
    return _layer("levels", rows, mark, {"y": _y(layout), "color": _own("color"), **places})


def _rival(layout: Layout, line: Line) -> Spec | None:
    return _line(layout, "rival", line, {"color": palette.RIVAL, "strokeWidth": 1.6, "strokeDash": [6, 3]})


def _line(layout: Layout, name: str, line: Line, look: Spec) -> Spec | None:
    """A gap stays a gap."""
    rows = [{"day": milliseconds(day), "value": None if value is None else _short(value)} for day, value in line.pairs]
    mark = {"type": "line", "strokeJoin": "round", "invalid": "break-paths-show-path-domains", **look}
    return _layer(name, rows, mark, {"x": _x(layout), "y": _y(layout)})


def _dot(layout: Layout) -> Spec | None:
    day, value = layout.chart.line.end
    mark = {"type": "circle", "color": palette.ACCENT, "size": 38, "opacity": 1}
    row = {"day": milliseconds(day), "value": _short(value)}
    return _layer("last", [row], mark, {"x": _x(layout), "y": _y(layout)})


def _track(layout: Layout) -> Spec | None:
    rows = [
        {"day": milliseconds(one.first), "until": milliseconds(layout.until(one)), "color": palette.of_band(one.band)}
        for one in layout.chart.track
    ]
    places = {"y": {"value": layout.track_top}, "y2": {"value": layout.track_bottom}}
    encoding = {"x": _x(layout), "x2": {"field": "until"}, "color": _own("color"), **places}
    return _layer("track", rows, {"type": "rect"}, encoding)


def _ends_of_stretches(layout: Layout) -> Spec | None:
    """A gap between two verdicts, which colour alone would not part."""
    rows = [{"day": milliseconds(one.day)} for one in layout.chart.moves]
    mark = {"type": "rule", "color": palette.PAPER, "strokeWidth": 2}
    places = {"y": {"value": layout.track_top}, "y2": {"value": layout.track_bottom}}
    return _layer("moves", rows, mark, {"x": _x(layout), **places})


def _legend(layout: Layout) -> list[Spec | None]:
    """Swatches before the words of the legend: the three bands in one another, and the other series' line."""
    found: list[Spec | None] = []
    left, y = EDGE - layout.left, legend_top(layout)
    if layout.chart.fan:
        sizes = ((0, palette.WIDE_BAND), (4, palette.MIDDLE_BAND), (8, palette.NARROW_BAND))
        rows = [{"x": left + inset, "x2": left + 28 - inset, "color": color} for inset, color in sizes]
        places = {"x": _pixel("x"), "x2": {"field": "x2"}, "y": {"value": y - 5}, "y2": {"value": y + 5}}
        found.append(_layer("swatches", rows, {"type": "rect"}, {**places, "color": _own("color")}))
    if layout.chart.rival:
        y += layout.lines * len(layout.legend[:-1])
        mark = {"type": "rule", "color": palette.RIVAL, "strokeWidth": 1.6, "strokeDash": [6, 3]}
        places = {"x": {"value": left}, "x2": {"value": left + 28}, "y": {"value": y}}
        found.append(_layer("swatch", [{}], mark, places))
    return found


def _written(layout: Layout, found: Sequence[Text], name: str) -> Spec | None:
    rows = [{**asdict(one), "x": round(one.x, 2), "y": round(one.y, 2)} for one in found]
    look = {part: {"expr": f"datum.{field}"} for part, field in _LOOKS.items()}
    mark = {"type": "text", "baseline": "middle", "font": FONT, "clip": False, **look}
    if name == "halo":
        mark |= {"stroke": palette.PAPER, "strokeWidth": 3.5, "strokeJoin": "round"}
    places = {"x": _pixel("x"), "y": _pixel("y"), "text": {"field": "text", "type": "nominal"}}
    return _layer(name, rows, mark, {**places, "color": _own("color")})


_LOOKS = {"align": "align", "fontWeight": "weight", "fontSize": "size"}


def _own(field: str) -> Spec:
    """A colour that the row itself names."""
    return {"field": field, "type": "nominal", "scale": None, "legend": None}


def _pixel(field: str) -> Spec:
    """A place that the row itself names."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _short(value: float) -> float:
    """As many digits as nobody can see the end of."""
    return float(f"{value:.{_MOST_DIGITS}g}")
