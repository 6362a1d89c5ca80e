"""A claim's chart by our own few lines of SVG: what a page shows until a worker has drawn the other one.

The same places and words as in the specification, so that nothing moves when the drawn one comes.
"""

from collections.abc import Iterable
from html import escape

from claims.charts import palette
from claims.charts.claimchart import ClaimChart
from claims.charts.layout import EDGE, Layout, Size, written_day
from claims.charts.picture import finished
from claims.charts.writing import Text, flags, legend_top, level_color, texts

_ANCHORS = {"left": "start", "center": "middle", "right": "end"}
Point = tuple[float, float]


def plain(chart: ClaimChart, size: Size) -> str:
    """The chart as SVG, in the same form as a drawn one."""
    layout = Layout(chart, size)
    parts = [*_shading(layout), *_rules(layout), *_lines(layout), *_track(layout), *_swatches(layout)]
    parts += [_text(one) for one in [*_axis(layout), *texts(layout)]]
    opened = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{size.width}" height="{size.height}" '
        f'viewBox="0 0 {size.width} {size.height}">'
    )
    paper = f'<rect width="{size.width}" height="{size.height}" fill="{palette.PAPER}"/>'
    moved = f'<g transform="translate({layout.left},{layout.top})" font-family="Noto Sans TC">{"".join(parts)}</g>'
    return finished(f"{opened}{paper}{moved}</svg>", chart, size)


def _shading(layout: Layout) -> list[str]:
    chart = layout.chart
    left, right = layout.x(chart.opens), layout.x(chart.checkpoint)
    found = [_box(left, 0, right, layout.plot_height, palette.HORIZON)]
    if chart.fan is None:
        return found
    known, value = chart.known
    after = chart.fan.days > known
    days = [layout.x(known), *map(layout.x, chart.fan.days[after].tolist())]
    edges = [[layout.y(one) for one in (value, *row[after].tolist())] for row in chart.fan.quantiles]
    colors = (palette.WIDE_BAND, palette.MIDDLE_BAND, palette.NARROW_BAND)
    for number, color in enumerate(colors):
        around = [*zip(days, edges[-1 - number], strict=True), *reversed(list(zip(days, edges[number], strict=True)))]
        found.append(f'<polygon points="{_points(around)}" fill="{color}"/>')
    return found


def _rules(layout: Layout) -> list[str]:
    high, wide = layout.plot_height, layout.plot_width
    found = [_rule(layout.x(day), -3, layout.x(day), high, palette.SOFT, "2,3") for day, _ in flags(layout)]
    return found + [
        _rule(0, layout.y(one.value), wide, layout.y(one.value), level_color(one.role), "6,3")
        for one in layout.chart.levels
    ]


def _lines(layout: Layout) -> list[str]:
    """Broken where a figure is missing."""
    chart, found = layout.chart, []
    for line, look in ((chart.rival, f'stroke="{palette.RIVAL}" stroke-dasharray="6,3"'),
                       (chart.line, f'stroke="{palette.ACCENT}" stroke-width="{layout.stroke:g}"')):  # fmt: skip
        for piece in _pieces(line.pairs) if line else ():
            points = _points((layout.x(day), layout.y(value)) for day, value in piece)
            found.append(f'<polyline points="{points}" fill="none" {look}/>')
    return found


def _pieces(pairs: Iterable[tuple[int, float | None]]) -> list[list[tuple[int, float]]]:
    pieces: list[list[tuple[int, float]]] = [[]]
    for day, value in pairs:
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append((day, value))
    return [piece for piece in pieces if piece]


def _track(layout: Layout) -> list[str]:
    top, bottom = layout.track_top, layout.track_bottom
    return [
        _box(layout.x(one.first), top, layout.x(layout.until(one)), bottom, palette.of_band(one.band))
        for one in layout.chart.track
    ]


def _swatches(layout: Layout) -> list[str]:
    """Before the words of the legend; and the dot at the line's end."""
    chart, left, y = layout.chart, EDGE - layout.left, legend_top(layout)
    day, value = chart.line.end
    found = [f'<circle cx="{layout.x(day):.2f}" cy="{layout.y(value):.2f}" r="3.5" fill="{palette.ACCENT}"/>']
    if chart.fan:
        colors = ((0, palette.WIDE_BAND), (4, palette.MIDDLE_BAND), (8, palette.NARROW_BAND))
        found += [_box(left + inset, y - 5, left + 28 - inset, y + 5, color) for inset, color in colors]
    if chart.rival:
        y += layout.lines * len(layout.legend[:-1])
        found.append(_rule(left, y, left + 28, y, palette.RIVAL, "6,3"))
    return found


def _axis(layout: Layout) -> list[Text]:
    size = layout.size.text
    places = zip(layout.ticks.values, layout.tick_labels, strict=True)
    figures = [
        Text(-6, layout.y(value * layout.chart.axis.factor), text, size, align="right") for value, text in places
    ]
    days, are_years = layout.day_ticks
    below = layout.plot_height + 4 + layout.lines / 2
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
