"""Where all of a claim's chart lies, in pixels, for one size: reckoned here, so that nothing moves in drawing."""

import math
from dataclasses import dataclass
from functools import cached_property

from claims.charts.claimchart import ClaimChart, Panel, Stretch
from claims.charts.plots import Plot
from claims.charts.typesetting import BOLD, width, wrapped
from evidence.periods import date_of, first_of_month, month_of


@dataclass(frozen=True)
class Size:
    """A picture's pixels, sizes of its writing, and how many lines its parts may take.

    The height is that of one panel; a picture of several is higher by what they need, each a plot of `panel` pixels.
    """

    name: str
    width: int
    height: int
    title: float = 15.0
    text: float = 12.0
    titles: int = 2
    tests: int = 2
    flags: int = 2
    panel: float = 120.0
    panel_tests: int = 2
    stands_alone: bool = False  # seen without its page, it says what was claimed and leaves out how it is tested


WIDE = Size("wide", 720, 450)
NARROW = Size("narrow", 360, 490, title=14.0, titles=3, tests=4, flags=3, panel=130.0, panel_tests=4)
CARD = Size("card", 600, 315, title=17.0, tests=1, stands_alone=True)
SIZES = {size.name: size for size in (WIDE, NARROW, CARD)}

EDGE = 12.0
FLAGS = 14.0  # from the plots to the lowest row of days' names, which no figure of an axis reaches
_GAP = 8.0
_BAR = 16.0  # height of a verdict track
_MOVES = 2  # lines about what moved it: room is kept for them
_SEEN = 5.0  # pixels of the shortest stretch
_MILLISECONDS = 86_400_000
_STEPS = (1, 3, 6, 12, 24, 36, 60, 120, 240)  # months between two days on the axis
_SHARE = 0.3  # of the width that labels at the right edge may take
_PANEL_TITLES = 2  # lines of a panel's own title


class Layout:
    """The places of one chart in one size. The plots' upper left corner is (0, 0); x and y grow right and down.

    Of several panels, each has its own title and test above its plot; a picture that stands alone shows the first.
    """

    def __init__(self, chart: ClaimChart, size: Size) -> None:
        self.chart, self.size = chart, size
        words, room = chart.words, size.width - 2 * EDGE
        self.panels = chart.panels[:1] if size.stands_alone else chart.panels
        self.is_single = len(self.panels) == 1
        first = chart.panels[0].title if chart.panels else words.title
        title, test = (words.statement, first) if size.stands_alone else (words.title, words.test)
        self.titles = wrapped(title, size.title * BOLD, room, size.titles)
        self.tests = wrapped(test, size.text, room, size.tests)
        self.subtitles = wrapped(words.subtitle, size.text, room, 1)
        self.has_fan = any(panel.fan for panel in self.panels)
        rivals = [line.label for line in self.panels[0].rivals] if self.is_single else []
        self.legend = [*([words.outcomes] if self.has_fan else []), *rivals]
        self.lines = size.text * 1.38  # from one line of small writing to the next

    @cached_property
    def plots(self) -> tuple[Plot, ...]:
        """The panels at their places, one below the other."""
        if self.is_single:
            return (Plot(self.panels[0], 0, (), (), (), 0.0, 0.0, self.body),)
        found: list[Plot] = []
        for number, panel in enumerate(self.panels):
            titles, tests = self._head(panel)
            legend = tuple(line.label for line in panel.rivals)
            head = found[-1].bottom + 2 * _GAP if found else 0.0
            top = math.ceil(head + (len(titles) + len(tests) + len(legend)) * self.lines + _GAP)
            found.append(Plot(panel, number, titles, tests, legend, head, top, self.size.panel))
        return tuple(found)

    def _head(self, panel: Panel) -> tuple[tuple[str, ...], tuple[str, ...]]:
        size, room = self.size, self.size.width - 2 * EDGE
        titles = wrapped(panel.title, size.text * BOLD, room, _PANEL_TITLES)
        return tuple(titles), tuple(wrapped(panel.test, size.text, room, size.panel_tests))

    @cached_property
    def left(self) -> float:
        """Room for the figures of the axes."""
        labels = [text for plot in self.plots for text in plot.tick_labels]
        longest = max((width(text, self.size.text) for text in labels), default=_GAP)
        return math.ceil(longest + _GAP + EDGE / 2)

    @cached_property
    def right(self) -> float:
        """Room for the labels of levels."""
        labels = [level.label for panel in self.panels for level in panel.levels]
        longest = max((width(label, self.size.text) for label in labels), default=0.0)
        return math.ceil(min(longest, _SHARE * self.size.width) + _GAP + EDGE / 2)

    @cached_property
    def top(self) -> float:
        """Room for title, test, legend and the flags of days."""
        head = len(self.titles) * self.size.title * 1.32
        small = len(self.subtitles) + len(self.tests) + len(self.legend) + self.size.flags
        return math.ceil(EDGE + head + small * self.lines + FLAGS)

    @cached_property
    def bottom(self) -> float:
        """Room for the days, the verdict track and what moved it, whether there is one or not."""
        return math.ceil((1.3 + _MOVES) * self.lines + _BAR + 2 * _GAP)

    @property
    def wide(self) -> float:
        """Of the plots."""
        return self.size.width - self.left - self.right

    @property
    def body(self) -> float:
        """How high the plots are together, or the tracks in their place."""
        if self.is_single or self.size.stands_alone:
            return self.size.height - self.top - self.bottom
        return self.plots[-1].bottom if self.plots else len(self.chart.parts) * self._row

    @property
    def height(self) -> float:
        """Of the whole picture."""
        return self.top + self.body + self.bottom

    @property
    def _row(self) -> float:
        return self.lines + _BAR + 2 * _GAP

    @cached_property
    def parts(self) -> list[tuple[float, float]]:
        """Where the tracks of the claims that this one is made of begin and end; their labels lie above.

        A picture that stands alone shows as many as it has room for.
        """
        most = int(self.body // self._row) if self.size.stands_alone else len(self.chart.parts)
        tops = (number * self._row + self.lines + _GAP for number in range(min(most, len(self.chart.parts))))
        return [(top, top + _BAR) for top in tops]

    @property
    def days(self) -> tuple[int, int]:
        """The first and last day of the picture."""
        return self.chart.first_day, self.chart.last_day

    def x(self, day: float) -> float:
        """Where a day lies."""
        first, last = self.days
        return self.wide * (day - first) / max(last - first, 1)

    @cached_property
    def day_ticks(self) -> tuple[list[int], bool]:
        """First days of months, quarters or years along the axis; and whether they are years."""
        first, last = self.days
        room = self.wide / (5.4 * self.size.text)
        months = (last - first) / 30.44
        step = next((one for one in _STEPS if months / one <= room), _STEPS[-1])
        start = -(-month_of(first) // step) * step
        ticks = [first_of_month(month) for month in range(start, month_of(last) + 1, step)]
        return [int(day) for day in ticks if first <= day <= last], step >= 12

    def stroke(self, plot: Plot) -> float:
        """How thick a line is: a dense one would fill the plot."""
        dense = len(plot.panel.line.days) / self.wide
        return 2.0 if dense < 0.3 else 1.4 if dense < 0.8 else 0.9

    def until(self, one: Stretch) -> float:
        """Where a verdict's stretch ends, as a day: one that has just begun is drawn long enough to be seen."""
        first, last = self.days
        return max(one.last, one.first + _SEEN * max(last - first, 1) / self.wide)

    @property
    def track_top(self) -> float:
        """Where the verdict track begins."""
        return self.body + 1.3 * self.lines + _GAP

    @property
    def track_bottom(self) -> float:
        """Where it ends."""
        return self.track_top + _BAR

    @cached_property
    def swatches(self) -> list[tuple[str, int, float]]:
        """What is drawn before the words of the legends: "fan" or "rival" with its number, and the middle of a line."""
        above = len(self.subtitles) + len(self.tests)
        y = -self.top + EDGE + len(self.titles) * self.size.title * 1.32 + (above + 0.5) * self.lines
        found = [("fan", 0, y)] if self.has_fan else []
        if self.is_single:
            after = y + len(found) * self.lines
            return found + [("rival", one, after + one * self.lines) for one in range(len(self.panels[0].rivals))]
        for plot in self.plots:
            after = plot.head + (len(plot.titles) + len(plot.tests) + 0.5) * self.lines
            found += [("rival", one, after + one * self.lines) for one in range(len(plot.legend))]
        return found

    @property
    def legend_words(self) -> list[str]:
        """The words of the legends, in the order of the swatches."""
        return [*self.legend, *(label for plot in self.plots for label in plot.legend)]


def milliseconds(day: float) -> float:
    """A day as Vega counts time."""
    return day * _MILLISECONDS


def written_day(day: int) -> str:
    """2026-08-22."""
    return str(date_of(day))
