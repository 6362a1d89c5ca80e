"""When a figure became known, for providers that do not say: the rule of pseudo-vintages.

Times are microseconds since 1970-01-01 UTC. A dated vintage counts from 00:00 of its day.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from evidence.periods import Ints
from evidence.series import Bools

DAY = 86_400_000_000
UNDATED = np.iinfo(np.int64).min  # in place of a time: the provider gave none
SNAPSHOT_AFTER_LAGS = 3
LONGEST_DELAY = 366  # days beyond that: nothing is published later, but a series' history is extended backwards
LONGEST_BACKLOG = 3  # periods that come on one day when a provider catches up
# Days from a period's end to publication where nobody says, by frequency. Late ones: a figure that is taken to be known
# too early is a leak, one too late is only waited for.
CAUTIOUS_LAGS = {"D": 1, "W": 8, "M": 45, "Q": 75, "A": 270}
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)


@dataclass(frozen=True, eq=False)
class Known:
    """Times from which figures were known, and whether each is inferred from the publication lag."""

    times: Ints
    pseudo: Bools


def microseconds(moment: datetime) -> int:
    """A moment as a time."""
    return (moment - _EPOCH) // _MICROSECOND


def moment(time: int) -> datetime:
    """A time as a moment."""
    return _EPOCH + time * _MICROSECOND


def expected(ends: Ints, lag: int) -> Ints:
    """When a figure for a period that ends on each day is usually published."""
    return (ends + lag) * DAY


def delayed(ends: Ints, times: Ints, lag: int) -> Bools:
    """Which first figures came later than period end + 3 usual lags."""
    return times > (ends + SNAPSHOT_AFTER_LAGS * lag) * DAY


def dated(ends: Ints, times: Ints, lag: int, *, real_time: bool = False) -> Known:
    """Settle the times of vintages, rows sorted by period and then by time with an undated row first.

    An undated first row counts from period end + lag, or from the day before the period's first dated row if that is
    earlier. So does a first row whose date is that of a snapshot and not of a publication; later rows stay dated
    (METHOD.md section 4, decision 0022). `real_time`: dates are the provider's own, of publication. Raises `ValueError`
    for a second undated row of one period.
    """
    first = np.r_[True, np.diff(ends) != 0] if len(ends) else np.empty(0, bool)
    undated = times == UNDATED
    if (undated & ~first).any():
        raise ValueError("expected at most one undated figure a period, got two")
    pseudo = undated.copy()
    pseudo[first] |= _are_snapshots(ends[first], times[first], lag, real_time)
    following = np.r_[times[1:], UNDATED]
    continues = np.r_[~first[1:], False] if len(first) else first
    usual = expected(ends, lag)
    early = np.where(continues & (following <= usual), following - DAY, usual)
    return Known(np.where(pseudo, early, times), pseudo)


def _are_snapshots(ends: Ints, times: Ints, lag: int, real_time: bool) -> Bools:
    """Which periods' first dates are of a day on which somebody looked: none by period end + 3 lags.

    A later one is a delayed publication where the provider dates it, unless the series began or was extended backwards
    then. In an archive it is one where no other period first appears on that day, or where a provider that was late
    with the period before catches up.
    """
    late, extended = delayed(ends, times, lag), delayed(ends + LONGEST_DELAY, times, lag)
    if real_time:
        return late & (extended | (times == times.min(initial=np.iinfo(np.int64).max, where=times != UNDATED)))
    _, place, count = np.unique(times, return_inverse=True, return_counts=True)
    likely = late & ~extended
    return late & ~_follow(likely & (count[place] == 1), likely & (count[place] <= LONGEST_BACKLOG))


def _follow(begins: Bools, goes_on: Bools) -> Bools:
    """The places from a beginning on for as long as it goes on."""
    index = np.arange(len(begins))
    begun = np.maximum.accumulate(np.where(begins, index, -1))
    broken = np.maximum.accumulate(np.where(goes_on, -1, index))
    return begun > broken


def snapshot(ends: Ints, lag: int, fetched: int, is_first: bool) -> Known:
    """Times for new figures of a provider that serves only today's values.

    Before the first fetch they are pseudo: period end + lag, never later than the fetch itself. Afterwards a figure is
    known from the fetch that first saw it.
    """
    if is_first:
        return Known(np.minimum(expected(ends, lag), fetched), np.ones(len(ends), bool))
    return Known(np.full(len(ends), fetched), np.zeros(len(ends), bool))
