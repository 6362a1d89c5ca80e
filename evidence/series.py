"""Panels (figures on their calendar) and histories (figures with the day on which each became known)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from evidence.periods import Frequency, Ints, last_day, period_of, weeks_of

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Panel:
    """Figures of one series in base units, one row per path, vintage or placebo date.

    `ordinals` are consecutive periods, except that a daily series' calendar is the days on which it has values. NaN is
    a missing figure. `lag` is the number of days from a period's end to its publication, `week` the number of days a
    week on which a daily series has values.
    """

    frequency: Frequency
    ordinals: Ints  # (periods,)
    ends: Ints  # (periods,) day on which each period ends
    values: Floats  # (rows, periods)
    lag: int = 0
    week: int = 5

    def with_values(self, values: Floats) -> "Panel":
        """The same calendar with other figures."""
        return replace(self, values=values)

    def take(self, keep: Bools | Ints | slice) -> "Panel":
        """Only some of the periods."""
        return replace(self, ordinals=self.ordinals[keep], ends=self.ends[keep], values=self.values[:, keep])

    def since(self, day: int) -> "Panel":
        """Without the periods that ended before a day."""
        return self.take(slice(int(np.searchsorted(self.ends, day)), None))

    def known_end(self) -> int | None:
        """The end of the newest period with a figure in every row, None when there is none."""
        known = np.flatnonzero(~np.isnan(self.values).any(axis=0))
        return int(self.ends[known[-1]]) if known.size else None

    def is_empty(self) -> bool:
        """Whether no figure is known at all."""
        if self.values.size and not np.isnan(self.values[0]).all():  # of thousands of paths one says it
            return False
        return bool(np.isnan(self.values).all())


def is_complete(values: Floats) -> bool:
    """Whether there are figures and none of them is missing: the least of them would be missing as well."""
    return bool(values.size) and not np.isnan(values.min())


def regular(frequency: Frequency, ordinals: Ints, ends: Ints, values: Floats, lag: int = 0, week: int = 5) -> Panel:
    """A panel from sorted periods: gaps become NaN, except in a daily series, which has no gaps by definition."""
    if frequency is Frequency.DAY or not len(ordinals):
        return Panel(frequency, ordinals, ends, values, lag, week)
    full = np.arange(ordinals[0], ordinals[-1] + 1)
    place = ordinals - ordinals[0]
    filled = values if len(full) == len(ordinals) else _filled(values, place, len(full))
    return Panel(frequency, full, _full_ends(frequency, full, place, ends), filled, lag, week)


def _filled(values: Floats, place: Ints, count: int) -> Floats:
    """Values at their places among so many periods, NaN elsewhere."""
    filled = np.full((values.shape[0], count), np.nan)
    filled[:, place] = values
    return filled


def _full_ends(frequency: Frequency, full: Ints, place: Ints, ends: Ints) -> Ints:
    if frequency is not Frequency.WEEK:
        return last_day(full, frequency)
    before = np.searchsorted(place, np.arange(len(full)), side="right") - 1
    return ends[before] + 7 * (np.arange(len(full)) - place[before])


@dataclass(frozen=True, eq=False)
class History:
    """All that became known of one series: one row per period and vintage, sorted by period, then by time known."""

    frequency: Frequency
    ordinals: Ints  # (rows,) period
    ends: Ints  # (rows,) day on which the period ends
    known: Ints  # (rows,) day on which the figure became known
    values: Floats  # (rows,) in base units; NaN = retracted
    lag: int = 0
    are_events: bool = False  # days without a row are zeros, up to the last day announced

    @property
    def is_revised(self) -> bool:
        """Whether any period has more than one vintage, so that it matters on which day one looks."""
        return bool((np.diff(self.ordinals) == 0).any())

    def as_of(self, days: int | Sequence[int] | Ints) -> Panel:
        """What was known at the end of each day (UTC): a panel with one row per day.

        A period first known after a row's day is NaN in that row; a figure retracted by then is NaN too.
        """
        moments = np.atleast_1d(np.asarray(days, dtype=np.int64))
        if not (len(self.ordinals) and len(moments)):
            return Panel(self.frequency, self.ordinals[:0], self.ends[:0], np.empty((len(moments), 0)), self.lag)
        starts = np.flatnonzero(np.r_[True, np.diff(self.ordinals) != 0])
        values = np.stack([self._newest(starts, int(moment)) for moment in moments])
        return self._panel(starts, values)

    def until(self, day: int) -> "History":
        """The same without what became known after a day."""
        keep = self.known <= day
        columns = {name: getattr(self, name)[keep] for name in ("ordinals", "ends", "known", "values")}
        return replace(self, **columns)

    def _newest(self, starts: Ints, moment: int) -> Floats:
        known = np.add.reduceat((self.known <= moment).astype(np.int64), starts)
        newest: Floats = np.where(known > 0, self.values[starts + np.maximum(known, 1) - 1], np.nan)
        return newest

    def _panel(self, starts: Ints, values: Floats) -> Panel:
        ordinals, ends = self.ordinals[starts], self.ends[starts]
        seen = ~np.isnan(values).all(axis=0)
        if self.are_events:
            return _event_days(ends[seen], values[:, seen])
        if self.frequency is Frequency.DAY:
            ordinals, ends, values = ordinals[seen], ends[seen], values[:, seen]
        else:
            edge = int(np.flatnonzero(seen)[-1]) + 1 if seen.any() else 0
            ordinals, ends, values = ordinals[:edge], ends[:edge], values[:, :edge]
        return regular(self.frequency, ordinals, ends, values, self.lag, days_a_week(self.frequency, ends))


def _event_days(days: Ints, values: Floats) -> Panel:
    """Events on the weekdays from the first to the last one announced, zeros between; a weekend's event counts on the
    Monday after it, when markets can answer. A row whose announced events end earlier is NaN from there on.
    """
    if not len(days):
        return Panel(Frequency.DAY, days, days, values)
    weekday = (days + 3) % 7
    moved = days + np.where(weekday >= 5, 7 - weekday, 0)
    calendar = np.arange(moved[0], moved[-1] + 1)
    calendar = calendar[(calendar + 3) % 7 < 5]
    place = np.searchsorted(calendar, moved)
    filled = np.zeros((values.shape[0], len(calendar)))
    for row, events in zip(filled, np.nan_to_num(values), strict=True):
        np.maximum.at(row, place, events)
    last = np.where(np.isnan(values), -1, place).max(axis=1)
    filled[np.arange(len(calendar)) > last[:, None]] = np.nan
    return Panel(Frequency.DAY, calendar, calendar, filled)


def days_a_week(frequency: Frequency, ends: Ints) -> int:
    """7 where a daily series has values on weekends, else 5."""
    if frequency is not Frequency.DAY or not len(ends):
        return 5
    weekday = (ends + 3) % 7
    return 7 if (weekday >= 5).mean() > 0.1 else 5


def history(
    frequency: Frequency, days: Ints, known: Ints, values: Floats, lag: int = 0, are_events: bool = False
) -> History:
    """A history from rows in the order in which they became known: the day of each period, the day known, the figure.

    Days are the grain of a history: of several figures of a period that became known on one, the last counts.
    """
    from_periods = _weeks(days, known, values) if frequency is Frequency.WEEK else period_of(days, frequency)
    order = np.lexsort((known, from_periods))
    same = (np.diff(from_periods[order]) == 0) & (np.diff(known[order]) == 0)
    order = order[~np.r_[same, np.zeros(min(len(order), 1), bool)]]
    ends = days if frequency is Frequency.WEEK else last_day(from_periods, frequency)
    return History(frequency, from_periods[order], ends[order], known[order], values[order], lag, are_events)


def _weeks(days: Ints, known: Ints, values: Floats) -> Ints:
    """The week of each row. A date whose newest figure is a retraction takes no week from another: it was wrong."""
    weeks = period_of(days, Frequency.WEEK)
    order = np.lexsort((known, days))
    newest = order[np.r_[np.diff(days[order]) != 0, np.ones(min(len(order), 1), bool)]]
    dates = days[newest[~np.isnan(values[newest])]]
    place = np.searchsorted(dates, days)
    stands = np.isin(days, dates)
    weeks[stands] = weeks_of(dates)[place[stands]]
    return weeks
