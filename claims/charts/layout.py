"""Where all of a claim's chart lies, in pixels, for one size: reckoned here, so that nothing moves in drawing."""

import math
from dataclasses import dataclass
from functools import cached_property

from claims.charts.claimchart import ClaimChart, Stretch
from claims.charts.typesetting import BOLD, width, wrapped
from evidence.periods import date_of, first_of_month, month_of


@dataclass(frozen=True)
class Size:
    """A picture's pixels, sizes of its writing, and how many lines its parts may take."""

    name: str
    width: int
    height: int
    title: float = 15.0
    text: float = 12.0
    titles: int = 2
    tests: int = 2
    flags: int = 2
    stands_alone: bool = False  # seen without its page, it says what was claimed and leaves out how it is tested


WIDE = Size("wide", 720, 450)
NARROW = Size("narrow", 360, 490, title=14.0, titles=3, tests=4, flags=3)
CARD = Size("card", 600, 315, title=17.0, tests=1, stands_alone=True)
SIZES = {size.name: size for size in (WIDE, NARROW, CARD)}

EDGE = 12.0
_GAP = 8.0
_BAR = 16.0  # height of the verdict track
_MOVES = 2  # lines about what moved it: room is kept for them
_SEEN = 5.0  # pixels of the shortest stretch
_MILLISECONDS = 86_400_000
_STEPS = (1, 3, 6, 12, 24, 36, 60, 120, 240)  # months between two days on the axis
_SHARE = 0.3  # of the width that labels at the right edge may take


@dataclass(frozen=True)
class Ticks:
    """Figures written on an axis, and the decimals they need."""

    values: tuple[float, ...]
    decimals: int


class Layout:
    """The places of one chart in one size. The plot's upper left corner is (0, 0); x and y grow right and down."""

    def __init__(self, chart: ClaimChart, size: Size) -> None:
        self.chart, self.size = chart, size
        words, room = chart.words, size.width - 2 * EDGE
        title, test = (words.statement, words.title) if size.stands_alone else (words.title, words.test)
        self.titles = wrapped(title, size.title * BOLD, room, size.titles)
        self.tests = wrapped(test, size.text, room, size.tests)
        self.subtitles = wrapped(words.subtitle, size.text, room, 1)
        self.legend = [one for one in (chart.fan and words.outcomes, chart.rival and chart.rival.label) if one]
        self.lines = size.text * 1.38  # from one line of small writing to the next

    @cached_property
    def left(self) -> float:
        """Room for the figures of the axis."""
        return math.ceil(max(width(text, self.size.text) for text in self.tick_labels) + _GAP + EDGE / 2)

    @cached_property
    def right(self) -> float:
        """Room for the labels of levels."""
        longest = max((width(level.label, self.size.text) for level in self.chart.levels), default=0.0)
        return math.ceil(min(longest, _SHARE * self.size.width) + _GAP + EDGE / 2)

    @cached_property
    def top(self) -> float:
        """Room for title, test, legend and the flags of days."""
        head = len(self.titles) * self.size.title * 1.32
        small = len(self.subtitles) + len(self.tests) + len(self.legend) + self.size.flags
        return math.ceil(EDGE + head + small * self.lines + _GAP)

    @cached_property
    def bottom(self) -> float:
        """Room for the days, the verdict track and what moved it, whether there is one or not."""
        return math.ceil((1.3 + _MOVES) * self.lines + _BAR + 2 * _GAP)

    @property
    def plot_width(self) -> float:
        """Of the picture itself."""
        return self.size.width - self.left - self.right

    @property
    def plot_height(self) -> float:
        """Of the picture itself."""
        return self.size.height - self.top - self.bottom

    @cached_property
    def domain(self) -> tuple[float, float]:
        """The lowest and highest figure that the axis reaches to, in base units."""
        every = list(self.chart.figures())
        low, high = min(every), max(every)
        pad = 0.06 * (high - low) or 0.1 * abs(high) or 1.0
        return (0.0 if 0 <= low < 0.2 * (high - low) else low - pad), high + pad

    @property
    def days(self) -> tuple[int, int]:
        """The first and last day of the picture."""
        return self.chart.first_day, self.chart.last_day

    def x(self, day: float) -> float:
        """Where a day lies."""
        first, last = self.days
        return self.plot_width * (day - first) / max(last - first, 1)

    def y(self, value: float) -> float:
        """Where a figure lies."""
        low, high = self.domain
        return self.plot_height * (high - value) / (high - low)

    @cached_property
    def ticks(self) -> Ticks:
        """Round figures along the axis, in the units in which they are written."""
        low, high = (edge / self.chart.axis.factor for edge in self.domain)
        step = _round_step((high - low) / max(2, min(6, int(self.plot_height // 36))))
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        decimals = max(0, -math.floor(math.log10(step) + 1e-9), len(f"{step:.10g}".partition(".")[2]))
        return Ticks(tuple(count * step for count in range(first, last + 1)), decimals)

    @property
    def tick_labels(self) -> list[str]:
        """The figures as they are written."""
        return [f"{value:,.{self.ticks.decimals}f}" for value in self.ticks.values]

    @cached_property
    def day_ticks(self) -> tuple[list[int], bool]:
        """First days of months, quarters or years along the axis; and whether they are years."""
        first, last = self.days
        room = self.plot_width / (5.4 * self.size.text)
        months = (last - first) / 30.44
        step = next((one for one in _STEPS if months / one <= room), _STEPS[-1])
        start = -(-month_of(first) // step) * step
        ticks = [first_of_month(month) for month in range(start, month_of(last) + 1, step)]
        return [int(day) for day in ticks if first <= day <= last], step >= 12

    @property
    def stroke(self) -> float:
        """How thick the line is: a dense one would fill the plot."""
        dense = len(self.chart.line.days) / self.plot_width
        return 2.0 if dense < 0.3 else 1.4 if dense < 0.8 else 0.9

    def until(self, one: Stretch) -> float:
        """Where a verdict's stretch ends, as a day: one that has just begun is drawn long enough to be seen."""
        first, last = self.days
        return max(one.last, one.first + _SEEN * max(last - first, 1) / self.plot_width)

    @property
    def track_top(self) -> float:
        """Where the verdict track begins."""
        return self.plot_height + 1.3 * self.lines + _GAP

    @property
    def track_bottom(self) -> float:
        """Where it ends."""
        return self.track_top + _BAR


def milliseconds(day: float) -> float:
    """A day as Vega counts time."""
    return day * _MILLISECONDS


def written_day(day: int) -> str:
    """2026-08-22."""
    return str(date_of(day))


def _round_step(least: float) -> float:
    """1, 2, 2.5 or 5 times a power of ten, not much below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(power * one for one in (1.0, 2.0, 2.5, 5.0, 10.0) if power * one >= 0.8 * least)
