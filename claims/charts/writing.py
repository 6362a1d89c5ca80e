"""The words of a claim's chart at their places, so that none lies over another."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from claims.charts import palette
from claims.charts.claimchart import Stretch
from claims.charts.layout import EDGE, FLAGS, Layout, written_day
from claims.charts.plots import Plot
from claims.charts.typesetting import BOLD, fitted, width

_BEFORE_SWATCH = 34.0
_ROLES = {"holds": palette.THRESHOLD, "fails": palette.FAILS, "requires": palette.SOFT, "baseline": palette.BASELINE}


@dataclass(frozen=True)
class Text:
    """Some writing about its place; `halo`: parted from what lies below it."""

    x: float
    y: float
    text: str
    size: float
    color: str = palette.SOFT
    align: str = "left"
    weight: str = "normal"
    halo: bool = False


def texts(layout: Layout) -> list[Text]:
    """Everything that is written, but for the figures and days of the axes."""
    plots = layout.plots
    return [
        *_head(layout), *_legend(layout), *(text for plot in plots for text in _plot_head(layout, plot)),
        *_parts(layout), *_flags(layout), *(text for plot in plots for text in _levels(layout, plot)),
        *(_last(layout, plot) for plot in plots), *_track(layout),
    ]  # fmt: skip


def level_color(role: str) -> str:
    """The colour of a level's line and label."""
    return _ROLES[role]


def _head(layout: Layout) -> list[Text]:
    size, left = layout.size, EDGE - layout.left
    found, y = [], -layout.top + EDGE
    for line in layout.titles:
        found.append(Text(left, y + size.title * 0.66, line, size.title, palette.INK, weight="bold"))
        y += size.title * 1.32
    for line, color in [
        *((one, palette.SOFT) for one in layout.subtitles),
        *((one, palette.INK) for one in layout.tests),
    ]:
        found.append(Text(left, y + layout.lines / 2, line, size.text, color))
        y += layout.lines
    return found


def _legend(layout: Layout) -> list[Text]:
    size, left = layout.size, EDGE - layout.left
    room = size.width - 2 * EDGE - _BEFORE_SWATCH
    rows = zip(layout.swatches, layout.legend_words, strict=True)
    return [Text(left + _BEFORE_SWATCH, y, fitted(words, size.text, room), size.text) for (_, _, y), words in rows]


def _plot_head(layout: Layout, plot: Plot) -> list[Text]:
    """The panel's own title and test, where there are several; days may run through them."""
    size, left, y = layout.size.text, EDGE - layout.left, plot.head + layout.lines / 2
    found = []
    for line in plot.titles:
        found.append(Text(left, y, line, size, palette.INK, weight="bold"))
        y += layout.lines
    for line in plot.tests:
        found.append(Text(left, y, line, size))
        y += layout.lines
    return found


def _parts(layout: Layout) -> list[Text]:
    """Claims that this one is made of, above their tracks, with their verdicts in them where these have room."""
    found, left, size = [], EDGE - layout.left, layout.size.text
    for part, (top, bottom) in zip(layout.chart.parts, layout.parts, strict=False):
        label = fitted(part.label, size, layout.size.width - 2 * EDGE)
        found.append(Text(left, top - 4 - layout.lines / 2, label, size, palette.INK))
        middle = (top + bottom) / 2
        found += [one for stretch in part.track if (one := _verdict(layout, stretch, middle)) is not None]
    return found


def flags(layout: Layout) -> list[tuple[int, str]]:
    """Days with a line and a name of their own, the most telling first: when the claim was made, its checkpoint, the
    day of the picture where figures that came later are shown too, when its time opens if that is another day."""
    chart, words = layout.chart, layout.chart.words
    days = [(chart.made, words.made), (chart.checkpoint, words.checkpoint)]
    if chart.last_figure > chart.as_of:
        days.append((chart.as_of, words.as_of))
    if chart.opens != chart.made:
        days.append((chart.opens, words.opens))
    return [*days, *((day, words.checkpoint) for day in chart.others)]


def _flags(layout: Layout) -> list[Text]:
    """Names of days above the plot: of as many of them, from the first on, as have room; the lines of others stand."""
    named = [(layout.x(day), f"{name} {written_day(day)}") for day, name in flags(layout)]
    found = (_placed(layout, named[:count], []) for count in range(len(named), 0, -1))
    return next((one for one in found if one is not None), [])


def _placed(layout: Layout, named: Sequence[tuple[float, str]], before: list[Text]) -> list[Text] | None:
    """Names above their lines, else beside them, the lowest row first; None where there is no way to place all."""
    if not named:
        return before
    line, text = named[0]
    size, long = layout.size.text, width(text, layout.size.text)
    for x in (line - long / 2, line - 4, line - long + 4):
        left = min(max(x, -layout.left + 4), layout.wide + layout.right - long - 4)
        for row in range(layout.size.flags):
            one = Text(left, -FLAGS - row * layout.lines, text, size)
            if not any(other.y == one.y and _is_near(one, other) for other in before):
                found = _placed(layout, named[1:], [*before, one])
                if found is not None:
                    return found
    return None


def _is_near(one: Text, other: Text, apart: float = 10) -> bool:
    (left, right), (other_left, other_right) = _span(one), _span(other)
    return left < other_right + apart and other_left < right + apart


def _levels(layout: Layout, plot: Plot) -> list[Text]:
    """At the right edge, at the heights of their lines, pushed apart where they would meet."""
    size, room = layout.size.text, layout.right - 14
    placed = [
        Text(layout.wide + 6, plot.y(one.value), fitted(one.label, size, room), size, _ROLES[one.role])
        for one in sorted(plot.panel.levels, key=lambda one: -one.value)
    ]
    return apart(placed, layout.lines, plot.bottom)


def apart(placed: Sequence[Text], least: float, bottom: float) -> list[Text]:
    """Writing in order from above, at least so far apart, and no lower than a height where there is room."""
    found: list[Text] = []
    for one in placed:
        found.append(replace(one, y=max(one.y, found[-1].y + least)) if found else one)
    if found and found[-1].y > bottom:
        found[-1] = replace(found[-1], y=bottom)
        for place in range(len(found) - 2, -1, -1):
            found[place] = replace(found[place], y=min(found[place].y, found[place + 1].y - least))
    return found


def _last(layout: Layout, plot: Plot) -> Text:
    """The last figure, beside its dot, on the side from which the line does not come."""
    line, size = plot.panel.line, layout.size.text
    day, value = line.end
    long = width(line.label, size, bold=True) / 2
    x = min(max(layout.x(day), long), layout.wide - long)
    before = [one for _, one in line.pairs[-max(len(line.pairs) // 8, 2) : -1] if one is not None]
    below = bool(before) and sum(before) / len(before) > value
    y = plot.y(value) + (14 if below else -13)
    y = min(max(y, plot.top + 8.0), plot.bottom - 8)
    return Text(x, y, line.label, size, palette.ACCENT, "center", "bold", halo=True)


def _track(layout: Layout) -> list[Text]:
    """The verdict of the day before the track, or after it; the earlier ones where they have room; what moved it."""
    chart, size = layout.chart, layout.size.text
    if not chart.track:
        return []
    middle, left = (layout.track_top + layout.track_bottom) / 2, EDGE - layout.left
    room = layout.x(chart.track[0].first) - left - 8
    found = [Text(left, middle, chart.words.verdict, size, palette.INK, weight="bold")]
    if width(chart.words.verdict, size, bold=True) > room:  # a track that begins far to the left
        end = layout.x(layout.until(chart.track[-1])) + 6
        room = layout.wide + layout.right - end - 4
        found = [Text(end, middle, fitted(chart.words.verdict, size * BOLD, room), size, palette.INK, weight="bold")]
    found += [one for stretch in chart.track if (one := _verdict(layout, stretch, middle)) is not None]
    room = layout.size.width - 2 * EDGE
    for number, move in enumerate(reversed(chart.moves[-2:])):
        y = layout.track_bottom + 4 + (number + 0.5) * layout.lines
        found.append(Text(left, y, fitted(move.label, size, room), size))
    return found


def _verdict(layout: Layout, one: Stretch, middle: float) -> Text | None:
    start, end, size = layout.x(one.first), layout.x(layout.until(one)), layout.size.text - 1
    if width(one.label, size, bold=True) > end - start - 8:
        return None
    return Text((start + end) / 2, middle, one.label, size, palette.ON_BADGE, "center", "bold")


def crossings(found: Iterable[Text]) -> list[tuple[Text, Text]]:
    """Pairs of writing on nearly one line that run into each other: for tests, and for who changes the layout."""
    ordered = sorted(found, key=lambda one: (one.y, one.x))
    return [(one, other) for one, other in pairwise(ordered) if _meet(one, other)]


def _meet(one: Text, other: Text) -> bool:
    (left, right), (other_left, other_right) = _span(one), _span(other)
    return abs(one.y - other.y) < one.size * 0.8 and left < other_right and other_left < right


def _span(one: Text) -> tuple[float, float]:
    long = width(one.text, one.size, bold=one.weight == "bold")
    start = one.x - {"left": 0.0, "center": 0.5, "right": 1.0}[one.align] * long
    return start, start + long
