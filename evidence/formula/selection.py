"""Which periods of a panel belong to a window, and whether enough of them are known."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from evidence.formula.tree import Option
from evidence.periods import Frequency, Ints, Offset, label_days, last_day, period_of, periods_due
from evidence.series import Bools, Floats, Panel

_NEAR = 7  # days within which a daily series must have a figure for it to stand at a window's edge
_NEVER = np.iinfo(np.int64).max // 2  # more periods due than any series has: never enough


@dataclass(frozen=True, eq=False)
class Windows:
    """Windows given by the days on which they open and close, both included; one per row. Equal days are equal."""

    opens: Ints
    closes: Ints

    @cached_property
    def _key(self) -> tuple[bytes, bytes]:
        return self.opens.tobytes(), self.closes.tobytes()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Windows) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    @classmethod
    def single(cls, opens: int, closes: int) -> "Windows":
        """One window, for all rows."""
        return cls(np.array([opens]), np.array([closes]))


@dataclass(frozen=True)
class Span:
    """The periods picked from a panel, per row `first` to `stop` (exclusive), and how many were due."""

    first: Ints
    stop: Ints
    due: Ints

    @property
    def width(self) -> int:
        """Periods in the longest row."""
        return int(max(np.max(self.stop - self.first, initial=0), 0))


def spread(panel: Panel, windows: Windows, options: Mapping[str, Option]) -> Panel:
    """The panel with empty periods added so that it covers the windows: what is due but absent counts as missing.

    No more are added than first=, last= and before= can pick. A daily series has no due days of its own and is left
    as it is.
    """
    if panel.frequency is Frequency.DAY or not len(panel.ends):
        return panel
    start, close = bounds(windows, options)
    picked = max(int(str(options.get(name, 1))) for name in ("first", "last", "before"))
    earliest, latest = min(start.min(), windows.opens.min()), max(close.max(), windows.opens.max())
    left = 0 if _begins_before(panel, earliest, options) else _missing(panel, int(earliest), int(panel.ends[0]), picked)
    right = 0 if _neighbour(panel, 1) > latest else _missing(panel, int(panel.ends[-1]), int(latest), picked)
    if not left and not right:
        return panel
    ordinals = np.arange(panel.ordinals[0] - left, panel.ordinals[-1] + right + 1)
    values = np.pad(panel.values, ((0, 0), (left, right)), constant_values=np.nan)
    return replace(panel, ordinals=ordinals, ends=_ends(panel, ordinals), values=values)


def _begins_before(panel: Panel, earliest: int, options: Mapping[str, Option]) -> bool:
    """Whether nothing can be picked from before the panel."""
    return "before" not in options and _neighbour(panel, -1) < earliest


def _neighbour(panel: Panel, step: int) -> int:
    """The end of the period after the panel's last one (1), or of the one before its first (-1)."""
    edge = -1 if step > 0 else 0
    if panel.frequency is Frequency.WEEK:
        return int(panel.ends[edge]) + 7 * step
    return last_day(int(panel.ordinals[edge]) + step, panel.frequency)


def _missing(panel: Panel, start: int, end: int, picked: int) -> int:
    """Periods to add at a side of the panel for a window that reaches beyond it."""
    between = period_of(end, panel.frequency) - period_of(start, panel.frequency)
    return int(np.clip(between + picked + 1, 0, 2 * picked + 1))


def _ends(panel: Panel, ordinals: Ints) -> Ints:
    if panel.frequency is not Frequency.WEEK:
        return last_day(ordinals, panel.frequency)
    before, after = ordinals < panel.ordinals[0], ordinals > panel.ordinals[-1]
    left = panel.ends[0] + 7 * (ordinals[before] - panel.ordinals[0])
    right = panel.ends[-1] + 7 * (ordinals[after] - panel.ordinals[-1])
    return np.concatenate([left, panel.ends, right])


def select(panel: Panel, windows: Windows, options: Mapping[str, Option]) -> Span:
    """The periods that end in each window, narrowed by first=, last=, before=, from= and to=."""
    if "before" in options:
        return _before(panel, windows.opens, int(str(options["before"])))
    start, close = bounds(windows, options)
    first = np.searchsorted(panel.ends, start, side="left")
    stop = np.searchsorted(panel.ends, close, side="right")
    for name in ("first", "last"):
        if name in options:
            return _edge(panel, name, int(str(options[name])), (first, stop), (start, close))
    week_end = int(panel.ends[0]) if len(panel.ends) else 0
    return Span(first, stop, periods_due(start, close, panel.frequency, panel.week, week_end))


def bounds(windows: Windows, options: Mapping[str, Option]) -> tuple[Ints, Ints]:
    """The first and last day of the range, moved by from= and to=."""
    start, close = windows.opens, windows.closes
    if "from" in options:
        start = day_from(str(options["from"]), windows.opens)
    if "to" in options:
        close = day_before(str(options["to"]), windows.opens)
    return start, close


def day_from(text: str, opens: Ints) -> Ints:
    """The day at an offset from each opening, or the first day of a named period."""
    offset = Offset.parse(text)
    return offset.after(opens) if offset else np.full_like(opens, _named(text)[0])


def day_before(text: str, opens: Ints) -> Ints:
    """The day before an offset from each opening, or the last day of a named period."""
    offset = Offset.parse(text)
    return offset.after(opens) - 1 if offset else np.full_like(opens, _named(text)[1])


def _named(text: str) -> tuple[int, int]:
    days = label_days(text)
    assert days is not None, "the parser has checked the text"
    return days


def _before(panel: Panel, opens: Ints, count: int) -> Span:
    stop = np.searchsorted(panel.ends, opens, side="left")
    first = stop - count
    due = np.full_like(opens, count)
    stale = _far(panel, stop - 1, opens - 1)
    return Span(np.maximum(first, 0), stop, np.where(stale, _NEVER, due))


def _edge(panel: Panel, name: str, count: int, span: tuple[Ints, Ints], days: tuple[Ints, Ints]) -> Span:
    first, stop = span
    if name == "first":
        far, stop = _far(panel, first, days[0]), np.minimum(stop, first + count)
    else:
        far, first = _far(panel, stop - 1, days[1]), np.maximum(first, stop - count)
    return Span(first, stop, np.where(far, _NEVER, np.full_like(days[0], count)))


def _far(panel: Panel, index: Ints, day: Ints) -> Bools:
    """Whether a daily series has no figure near a window's edge; other calendars are complete by construction."""
    if panel.frequency is not Frequency.DAY or not len(panel.ends):
        return np.zeros(len(day), dtype=bool)
    inside = np.clip(index, 0, len(panel.ends) - 1)
    return np.abs(panel.ends[inside] - day) > _NEAR


def gather(panel: Panel, span: Span) -> Floats:
    """The picked figures, one row per window or path, NaN beyond a row's own span. Shape (rows, width)."""
    width = span.width
    if len(span.first) == 1:
        return panel.values[:, span.first[0] : max(span.first[0], span.stop[0])]
    columns = span.first[:, None] + np.arange(width)
    inside = columns < span.stop[:, None]
    columns = np.where(inside, columns, 0)
    if not panel.values.shape[1]:
        return np.full(columns.shape, np.nan)
    if panel.values.shape[0] == 1:
        return np.where(inside, panel.values[0][columns], np.nan)
    return np.where(inside, np.take_along_axis(panel.values, columns, axis=1), np.nan)
