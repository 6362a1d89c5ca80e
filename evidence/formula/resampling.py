"""From one frequency to another: downwards by mean, last or sum; upwards by holding the last figure then known."""

from dataclasses import dataclass
from functools import partial

import numpy as np

from evidence.formula.byrows import by_rows
from evidence.formula.functions import WEEKDAYS
from evidence.formula.shifting import newest_known
from evidence.periods import Frequency, Ints, first_day, last_day, period_of, periods_due
from evidence.series import Bools, Floats, Panel, regular

_DEFAULT_WEEK_END = "fri"  # markets' last day; FRED's own weekly averages end on Friday too
_LATEST_GAP = 4  # days before a period's end by which a daily series must have its last figure (a long weekend)


def aggregate(panel: Panel, target: Frequency, how: str, coverage: float, where: Panel | None = None,
              ending: str | None = None) -> Panel:  # fmt: skip
    """Bring a panel to a slower frequency. A period needs its last figure and `coverage` of those due.

    `where` (0, 1 or NaN on the same calendar) picks the periods that count. `ending` is the weekday on which a week
    ends.
    """
    if not len(panel.ends):
        return Panel(target, panel.ordinals, panel.ends, panel.values, panel.lag)
    ordinals, ends = _groups(panel, target, ending)
    starts = np.flatnonzero(np.r_[True, np.diff(ordinals) != 0])
    group_ends = ends[starts]
    begin = _begin(ordinals[starts], group_ends, target)
    due = periods_due(begin, group_ends, panel.frequency, panel.week, int(panel.ends[0]))
    groups = _Groups(panel.ends, panel.frequency, starts, group_ends, due)
    operands = [panel.values] if where is None else [panel.values, where.values]
    values = by_rows(partial(_aggregated, groups, how, coverage), *operands)
    return regular(target, ordinals[starts], group_ends, values, panel.lag)


@dataclass(frozen=True, eq=False)
class _Groups:
    """Which periods make up each slower one: where its first stands, when it ends, how many are due in it."""

    days: Ints  # (periods,) on which each period ends
    frequency: Frequency  # of them
    starts: Ints  # (groups,)
    ends: Ints  # (groups,)
    due: Ints  # (groups,)


def _aggregated(groups: _Groups, how: str, coverage: float, values: Floats, where: Floats | None = None) -> Floats:
    """The figure of each group, by row; NaN where too few of its periods are known."""
    used = np.ones_like(values) if where is None else where
    known = (used == 0) | (~np.isnan(values) & ~np.isnan(used))
    have = np.add.reduceat(known.astype(np.float64), groups.starts, axis=1)
    whole = (have >= coverage * groups.due - 1e-9) & _reaches_end(groups, known)
    if how == "sum" and groups.frequency is not Frequency.DAY:
        whole &= have >= groups.due
    return np.where(whole, _reduced(values, used, groups.starts, how), np.nan)


def _groups(panel: Panel, target: Frequency, ending: str | None) -> tuple[Ints, Ints]:
    if target is not Frequency.WEEK:
        ordinals = period_of(panel.ends, target)
        return ordinals, last_day(ordinals, target)
    weekday = _weekday(ending)
    ordinals = period_of(panel.ends + (6 - weekday), Frequency.WEEK)
    return ordinals, first_day(ordinals, Frequency.WEEK) + weekday


def _begin(ordinals: Ints, ends: Ints, target: Frequency) -> Ints:
    return ends - 6 if target is Frequency.WEEK else first_day(ordinals, target)


def _reaches_end(groups: _Groups, known: Bools) -> Bools:
    newest = _newest_in_group(known, groups.starts)
    gap = groups.ends - groups.days[np.maximum(newest, 0)]
    allowed = {Frequency.DAY: _LATEST_GAP, Frequency.WEEK: 6}.get(groups.frequency, 0)
    return (newest >= groups.starts) & (gap <= allowed)


def _newest_in_group(chosen: Bools, starts: Ints) -> Ints:
    return np.maximum.reduceat(np.where(chosen, np.arange(chosen.shape[1]), -1), starts, axis=1)


def _reduced(values: Floats, used: Floats, starts: Ints, how: str) -> Floats:
    counted = (used == 1) & ~np.isnan(values)
    if how == "last":
        return _last(values, counted, starts)
    total = np.add.reduceat(np.where(counted, values, 0.0), starts, axis=1)
    count = np.add.reduceat(counted.astype(np.float64), starts, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / count
    return np.where(count > 0, total if how == "sum" else mean, np.nan)


def _last(values: Floats, counted: Bools, starts: Ints) -> Floats:
    newest = _newest_in_group(counted, starts)
    rows = np.arange(values.shape[0])[:, None]
    return np.where(newest >= starts, values[rows, np.maximum(newest, 0)], np.nan)


def hold(panel: Panel, target: Frequency, ending: str | None = None) -> Panel:
    """Bring a panel to a faster frequency: each period holds the last figure published by its end.

    A figure is held until its successor is due, not for ever: a series that stops becomes missing.
    """
    if not len(panel.ends):
        return Panel(target, panel.ordinals, panel.ends, panel.values, 0)
    published = panel.ends + panel.lag
    patience = int(panel.frequency.usual_days * 1.1) + 7
    ordinals, ends = _calendar(int(published[0]), int(published[-1]) + patience, target, ending)
    place = np.searchsorted(published, ends, side="right") - 1
    newest = newest_known(panel.values)[:, np.maximum(place, 0)]
    age = ends - published[np.maximum(newest, 0)]
    fresh = (place >= 0) & (newest >= 0) & (age <= patience)
    held = np.take_along_axis(panel.values, np.maximum(newest, 0), axis=1)
    return Panel(target, ordinals, ends, np.where(fresh, held, np.nan), 0)


def _calendar(start: int, end: int, target: Frequency, ending: str | None) -> tuple[Ints, Ints]:
    if target is Frequency.DAY:
        days = np.arange(start, end + 1)
        weekdays = days[(days + 3) % 7 < 5]
        return weekdays, weekdays
    ordinals = np.arange(period_of(start, target), period_of(end, target) + 1)
    if target is Frequency.WEEK:
        return ordinals, first_day(ordinals, target) + _weekday(ending)
    return ordinals, last_day(ordinals, target)


def _weekday(ending: str | None) -> int:
    return WEEKDAYS.index(ending or _DEFAULT_WEEK_END)
