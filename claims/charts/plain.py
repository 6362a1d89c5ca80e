"""A claim's chart by our own few lines of SVG: what a page shows until a worker has drawn the other one.

The same places and words as in the specification, so that nothing moves when the drawn one comes.
"""

from collections.abc import Iterable
from html import escape
from itertools import pairwise

from claims.charts import palette
from claims.charts.claimchart import ClaimChart
from claims.charts.layout import EDGE, Layout, Size, written_day
from claims.charts.picture import finished
from claims.charts.plots import Plot
from claims.charts.specification import dash
from claims.charts.writing import Text, flags, level_color, texts

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
Point = tuple[float, float]


def plain(chart: ClaimChart, size: Size) -> str:
    """The chart as SVG, in the same form as a drawn one."""
    layout = Layout(chart, size)
    parts = [part for plot in layout.plots for part in _panel(layout, plot)]
    for top, bottom in layout.parts:
        parts += [_horizon(layout, top - 3, bottom + 3), *_rules(layout, top - 3, bottom + 3)]
    parts += [*_tracks(layout), *_swatches(layout)]
    parts += [_text(one) for one in [*_axes(layout), *texts(layout)]]
    opened = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{layout.height:g}" '
        f'viewBox="0 0 {size.width} {layout.height:g}">'
    )
    paper = f'<rect width="{size.width}" height="{layout.height:g}" fill="{palette.PAPER}"/>'
    moved = f'<g transform="translate({layout.left},{layout.top})" font-family="Noto Sans TC">{"".join(parts)}</g>'
    return finished(f"{opened}{paper}{moved}</svg>", chart, size)


def _panel(layout: Layout, plot: Plot) -> list[str]:
    levels = [
        _rule(0, plot.y(one.value), layout.wide, plot.y(one.value), level_color(one.role), "6,3")
        for one in plot.panel.levels
    ]
    day, value = plot.panel.line.end
    dot = f'<circle cx="{layout.x(day):.2f}" cy="{plot.y(value):.2f}" r="3.5" fill="{palette.ACCENT}"/>'
    shading = [_horizon(layout, plot.top, plot.bottom), *_bands(layout, plot)]
    return [*shading, *_rules(layout, plot.top - 3, plot.bottom), *levels, *_lines(layout, plot), dot]


def _horizon(layout: Layout, top: float, bottom: float) -> str:
    chart = layout.chart
    return _box(layout.x(chart.opens), top, layout.x(chart.checkpoint), bottom, palette.HORIZON)


def _bands(layout: Layout, plot: Plot) -> list[str]:
    fan, (known, value) = plot.panel.fan, plot.panel.known
    if fan is None:
        return []
    after, found = fan.days > known, []
    days = [layout.x(known), *map(layout.x, fan.days[after].tolist())]
    edges = [[plot.y(one) for one in (value, *row[after].tolist())] for row in fan.quantiles]
    colors = (palette.WIDE_BAND, palette.MIDDLE_BAND, palette.NARROW_BAND)
    for number, color in enumerate(colors):
        around = [*zip(days, edges[-1 - number], strict=True), *reversed(list(zip(days, edges[number], strict=True)))]
        found.append(f'<polygon points="{_points(around)}" fill="{color}"/>')
    return found


def _rules(layout: Layout, top: float, bottom: float) -> list[str]:
    """The days with names of their own."""
    return [_rule(layout.x(day), top, layout.x(day), bottom, palette.SOFT, "2,3") for day, _ in flags(layout)]


def _lines(layout: Layout, plot: Plot) -> list[str]:
    """Broken where a figure is missing."""
    panel, found = plot.panel, []
    looks = [
        (line, f'stroke="{palette.RIVAL}" stroke-dasharray="{_dash(one)}"') for one, line in enumerate(panel.rivals)
    ]
    for line, look in [*looks, (panel.line, f'stroke="{palette.ACCENT}" stroke-width="{layout.stroke(plot):g}"')]:
        for piece in _pieces(line.pairs):
            points = _points(
                (layout.x(day), plot.y(value)) for day, value in (_steps(piece) if panel.is_step else piece)
            )
            found.append(f'<polyline points="{points}" fill="none" {look}/>')
    return found


def _steps(piece: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Each figure stays until the next one comes."""
    corners = [(day, value) for (_, value), (day, _) in pairwise(piece)]
    return [piece[0], *(point for pair in zip(corners, piece[1:], strict=True) for point in pair)]


def _dash(number: int) -> str:
    return ",".join(map(str, dash(number)))


def _pieces(pairs: Iterable[tuple[int, float | None]]) -> list[list[tuple[int, float]]]:
    pieces: list[list[tuple[int, float]]] = [[]]
    for day, value in pairs:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((day, value))
    return [piece for piece in pieces if piece]


def _tracks(layout: Layout) -> list[str]:
    """The claim's verdicts, and those of the claims that it is made of."""
    tracks = [(layout.chart.track, layout.track_top, layout.track_bottom)]
    tracks += [(part.track, *place) for part, place in zip(layout.chart.parts, layout.parts, strict=False)]
    return [
        _box(layout.x(one.first), top, layout.x(layout.until(one)), bottom, palette.of_band(one.band))
        for track, top, bottom in tracks
        for one in track
    ]


def _swatches(layout: Layout) -> list[str]:
    """Before the words of the legends."""
    left, found = EDGE - layout.left, []
    for kind, number, y in layout.swatches:
        if kind == "fan":
            colors = ((0, palette.WIDE_BAND), (4, palette.MIDDLE_BAND), (8, palette.NARROW_BAND))
            found += [_box(left + inset, y - 5, left + 28 - inset, y + 5, color) for inset, color in colors]
        else:
            found.append(_rule(left, y, left + 28, y, palette.RIVAL, _dash(number)))
    return found


def _axes(layout: Layout) -> list[Text]:
    size = layout.size.text
    figures = [
        Text(-6, plot.y(value * plot.panel.axis.factor), text, size, align="right")
        for plot in layout.plots
        for value, text in zip(plot.ticks.values, plot.tick_labels, strict=True)
    ]
    days, are_years = layout.day_ticks
    below = layout.body + 4 + layout.lines / 2
    return [
        *figures,
        *(Text(layout.x(day), below, written_day(day)[: 4 if are_years else 7], size, align="center") for day in days),
    ]


def _text(one: Text) -> str:
    anchor = _ANCHORS[one.align]
    return (
        f'<text x="{one.x:.2f}" y="{one.y + 0.35 * one.size:.2f}" font-size="{one.size:g}" font-weight="{one.weight}" '
        f'text-anchor="{anchor}" fill="{one.color}">{escape(one.text)}</text>'
    )


def _box(left: float, top: float, right: float, bottom: float, color: str) -> str:
    return f'<rect x="{left:.2f}" y="{top:.2f}" width="{right - left:.2f}" height="{bottom - top:.2f}" fill="{color}"/>'


def _rule(x: float, y: float, to_x: float, to_y: float, color: str, dash: str) -> str:
    ends = f'x1="{x:.2f}" y1="{y:.4f}" x2="{to_x:.2f}" y2="{to_y:.4f}"'
    return f'<line {ends} stroke="{color}" stroke-dasharray="{dash}"/>'


def _points(found: Iterable[Point]) -> str:
    return " ".join(f"{x:.2f},{y:.2f}" for x, y in found)
