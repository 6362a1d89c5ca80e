"""The chart of a claim as a Vega-Lite specification: plain data, one layered view, days in UTC.

https://vega.github.io/vega-lite/docs/layer.html. Every place is reckoned by `layout`: nothing is rounded to pixels, no
axis is made "nice", so a threshold is drawn where its stored figure lies.
"""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from claims.charts import palette
from claims.charts.claimchart import ClaimChart, Line, Stretch
from claims.charts.layout import EDGE, Layout, Size, milliseconds
from claims.charts.plots import Plot
from claims.charts.writing import Text, flags, level_color, texts

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
        "width": layout.wide,
        "height": layout.body,
        "autosize": "none",
        "padding": {"left": left, "top": top, "right": right, "bottom": bottom},
        "background": palette.PAPER,
        "usermeta": {"isFree": [panel.is_free for panel in chart.panels]},  # what else is the same makes two pictures
        "config": _CONFIG,
        "layer": [*(_panel(layout, plot) for plot in layout.plots), *_present(_around(layout))],
        "resolve": {"scale": {"y": "independent"}},
    }


_CONFIG: Spec = {
    "aria": False,  # the picture has a title and a long text; each of its marks would be read aloud
    "view": {"stroke": None},
    "font": FONT,
    "axis": {"translate": 0, "tickRound": False, "domain": False, "gridColor": palette.LINE, "tickColor": palette.LINE},
}


def _panel(layout: Layout, plot: Plot) -> Spec:
    """One series on its own scale of figures, and on the days of all."""
    panel = plot.panel
    step = {"interpolate": "step-after"} if panel.is_step else {}
    look = {"color": palette.ACCENT, "strokeWidth": layout.stroke(plot), **step}
    found = [
        _horizon(layout, plot.top, plot.bottom),
        *_fan(layout, plot),
        _days(layout, plot.top - 3, plot.bottom),
        _levels(layout, plot),
        *(_line(layout, plot, f"rival{number or ''}", line, {**_RIVAL, "strokeDash": dash(number), **step})
          for number, line in enumerate(panel.rivals)),
        _line(layout, plot, "history", panel.line, look),
        _dot(layout, plot),
    ]  # fmt: skip
    layers = [{**one, "name": one["name"] + _nth(plot.number)} for one in _present(found)]
    return {"name": f"panel{_nth(plot.number)}", "layer": layers}


def _around(layout: Layout) -> list[Spec | None]:
    """All that hangs on no scale of figures."""
    return [
        *_behind(layout),
        _parts(layout),
        _track(layout),
        _ends_of_stretches(layout),
        *_legend(layout),
        _written(layout, [one for one in texts(layout) if one.halo], "halo"),
        _written(layout, texts(layout), "words"),
    ]


def _behind(layout: Layout) -> list[Spec | None]:
    """The time that the claim speaks of and the days, behind the tracks of the claims that it is made of."""
    found = [
        (_horizon(layout, top - 3, bottom + 3), _days(layout, top - 3, bottom + 3)) for top, bottom in layout.parts
    ]
    return [one and {**one, "name": one["name"] + _nth(at)} for at, pair in enumerate(found) for one in pair]


def _present(found: Sequence[Spec | None]) -> list[Spec]:
    return [one for one in found if one]


def _nth(number: int) -> str:
    """What parts of the second panel, and those after it, have behind their names."""
    return f"_{number + 1}" if number else ""


_RIVAL: Spec = {"color": palette.RIVAL, "strokeWidth": 1.6}


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


def _y(layout: Layout, plot: Plot, field: str = "value") -> Spec:
    ticks, axis = plot.ticks, plot.panel.axis
    shown = {
        "values": [value * axis.factor for value in ticks.values],
        "labelExpr": f"format(datum.value / {axis.factor!r}, ',.{ticks.decimals}f')",
        "labelFontSize": layout.size.text, "labelColor": palette.SOFT, "title": None, "ticks": False, "labelPadding": 6,
        "orient": "left",
    }  # fmt: skip
    scale = {"domain": list(plot.domain), "range": [plot.bottom, plot.top], "nice": False, "zero": False}
    return {"field": field, "type": "quantitative", "scale": scale, "axis": shown}


def _layer(name: str, rows: Sequence[Spec], mark: Spec, encoding: Spec) -> Spec | None:
    """None where there is nothing to draw."""
    return {"name": name, "data": {"values": list(rows)}, "mark": mark, "encoding": encoding} if rows else None


def _horizon(layout: Layout, top: float, bottom: float) -> Spec | None:
    """The time that the claim speaks of, to the checkpoint that is shown."""
    chart = layout.chart
    row = {"day": milliseconds(chart.opens), "until": milliseconds(chart.checkpoint)}
    places = {"y": {"value": top}, "y2": {"value": bottom}}
    mark = {"type": "rect", "color": palette.HORIZON, "opacity": 0.7}
    return _layer("horizon", [row], mark, {"x": _x(layout), "x2": {"field": "until"}, **places})


def _fan(layout: Layout, plot: Plot) -> list[Spec | None]:
    """95, 80 and 50 % of the outcomes, widest first, and the median: from the last figure known."""
    fan, (known, value) = plot.panel.fan, plot.panel.known
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
               {"x": _x(layout), "y": _y(layout, plot, f"q{number}"), "y2": {"field": f"q{2 * half - number}"}})
        for number, color in enumerate(colors)
    ]  # fmt: skip
    median = {"type": "line", "color": palette.MEDIAN, "strokeWidth": 1.2, "strokeDash": [2, 2]}
    return [*bands, _layer("median", rows, median, {"x": _x(layout), "y": _y(layout, plot, f"q{half}")})]


def _days(layout: Layout, top: float, bottom: float) -> Spec | None:
    rows = [{"day": milliseconds(day)} for day, _ in flags(layout)]
    mark = {"type": "rule", "color": palette.SOFT, "strokeWidth": 1, "strokeDash": [2, 3]}
    places = {"y": {"value": top}, "y2": {"value": bottom}}
    return _layer("days", rows, mark, {"x": _x(layout), **places})


def _levels(layout: Layout, plot: Plot) -> Spec | None:
    """Across the whole plot, each at exactly its figure."""
    rows = [
        {"value": one.value, "color": level_color(one.role), "dash": level_dash(one.role)} for one in plot.panel.levels
    ]
    mark = {"type": "rule", "strokeWidth": 1.4, "strokeDash": {"expr": "datum.dash"}}
    places = {"x": {"value": 0}, "x2": {"value": layout.wide}}
    return _layer("levels", rows, mark, {"y": _y(layout, plot), "color": _own("color"), **places})


def dash(number: int) -> list[int]:
    """Of the rivals' lines, which have one colour: the first, the second, and so on."""
    return _DASHES[number % len(_DASHES)]


_DASHES = ([6, 3], [2, 2], [10, 3, 2, 3], [1, 4])


def level_dash(role: str) -> list[int]:
    """Of a level's line."""
    return {"holds": [6, 3], "fails": [3, 3], "requires": [9, 3, 2, 3], "baseline": [1, 2]}[role]


def _line(layout: Layout, plot: Plot, name: str, line: Line, look: Spec) -> Spec | None:
    """A gap stays a gap."""
    rows = [{"day": milliseconds(day), "value": None if value is None else _short(value)} for day, value in line.pairs]
    mark = {"type": "line", "strokeJoin": "round", "invalid": "break-paths-show-path-domains", **look}
    return _layer(name, rows, mark, {"x": _x(layout), "y": _y(layout, plot)})


def _dot(layout: Layout, plot: Plot) -> Spec | None:
    day, value = plot.panel.line.end
    mark = {"type": "circle", "color": palette.ACCENT, "size": 38, "opacity": 1}
    row = {"day": milliseconds(day), "value": _short(value)}
    return _layer("last", [row], mark, {"x": _x(layout), "y": _y(layout, plot)})


def _track(layout: Layout) -> Spec | None:
    return _stretches(layout, "track", [(layout.chart.track, layout.track_top, layout.track_bottom)])


def _parts(layout: Layout) -> Spec | None:
    """The verdicts of the claims that this one is made of."""
    tracks = [(part.track, *place) for part, place in zip(layout.chart.parts, layout.parts, strict=False)]
    return _stretches(layout, "parts", tracks)


def _stretches(layout: Layout, name: str, tracks: Sequence[tuple[Sequence[Stretch], float, float]]) -> Spec | None:
    rows = [
        {"day": milliseconds(one.first), "until": milliseconds(layout.until(one)), "color": palette.of_band(one.band),
         "top": top, "bottom": bottom}
        for track, top, bottom in tracks for one in track
    ]  # fmt: skip
    encoding = {
        "x": _x(layout),
        "x2": {"field": "until"},
        "color": _own("color"),
        "y": _pixel("top"),
        "y2": {"field": "bottom"},
    }
    return _layer(name, rows, {"type": "rect"}, encoding)


def _ends_of_stretches(layout: Layout) -> Spec | None:
    """A gap between two verdicts, which colour alone would not part."""
    rows = [{"day": milliseconds(one.day)} for one in layout.chart.moves]
    mark = {"type": "rule", "color": palette.PAPER, "strokeWidth": 2}
    places = {"y": {"value": layout.track_top}, "y2": {"value": layout.track_bottom}}
    return _layer("moves", rows, mark, {"x": _x(layout), **places})


def _legend(layout: Layout) -> list[Spec | None]:
    """Swatches before the words of the legends: the three bands in one another, and the other series' lines."""
    left = EDGE - layout.left
    sizes = ((0, palette.WIDE_BAND), (4, palette.MIDDLE_BAND), (8, palette.NARROW_BAND))
    bands = [
        {"x": left + inset, "x2": left + 28 - inset, "top": y - 5, "bottom": y + 5, "color": color}
        for kind, _, y in layout.swatches if kind == "fan" for inset, color in sizes
    ]  # fmt: skip
    rivals = [
        {"x": left, "x2": left + 28, "y": y, "dash": dash(one)} for kind, one, y in layout.swatches if kind == "rival"
    ]
    across = {"x": _pixel("x"), "x2": {"field": "x2"}}
    up = {"y": _pixel("top"), "y2": {"field": "bottom"}}
    mark = {"type": "rule", **_RIVAL, "strokeDash": {"expr": "datum.dash"}}
    return [
        _layer("swatches", bands, {"type": "rect"}, {**across, **up, "color": _own("color")}),
        _layer("swatch", rivals, mark, {**across, "y": _pixel("y")}),
    ]


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
