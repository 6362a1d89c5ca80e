"""When the next figure of a series can come, from when on it is overdue, and when the series has ended. Pure.

The one answer to each of these: all that speaks of a missing figure asks here. Days are days since 1970-01-01.
"""

from dataclasses import dataclass

import numpy as np

from evidence.periods import Frequency, Ints, last_day, period_of
from evidence.series import Bools, Panel

PATIENCE = 5  # days, or half the usual lag if that is longer: holidays and small delays are no news
ENDED_AFTER = 180  # days overdue beyond which a series is taken to have ended, and is no evidence any more
NONE_PLANNED = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class NextChange:
    """The day on which a new figure can come, from which day on it is overdue, and who says so."""

    day: int
    overdue_after: int
    planned: bool


def next_change(newest_end: int, frequency: Frequency, lag: int, late: int, planned: Ints) -> NextChange:
    """When the period after the newest known one can be published: by the provider's calendar, else by the rhythm.

    `planned` are days of the provider's calendar, ascending. `lag` and `late`, days after a period's end, are when its
    figure usually comes, and until when one in twenty has not.
    """
    end = next_end(newest_end, frequency)
    days, named = release_days(np.array([end]), frequency, lag, late, planned)
    day = int(days[0])
    if named[0]:
        return NextChange(day, day, planned=True)
    return NextChange(day, end + max(late, patient(lag)), planned=False)


def next_end(newest_end: int, frequency: Frequency) -> int:
    """The day on which the period after one ends; that of a daily series is the next day but Saturday and Sunday."""
    if frequency is Frequency.DAY:
        return int(np.busday_offset(np.datetime64(newest_end, "D"), 1, roll="backward").astype(np.int64))
    if frequency is Frequency.WEEK:
        return newest_end + 7
    return last_day(period_of(newest_end, frequency) + 1, frequency)


def patient(lag: int) -> int:
    """Days after a period's end until which nobody misses a figure that usually comes with a lag."""
    return lag + max(PATIENCE, lag // 2)


def has_ended(newest_end: int, frequency: Frequency, lag: int, day: int) -> bool:
    """Whether a series has been silent for so long by a day that no more is expected of it.

    By the declared lag alone, so that a day's answer is the same whenever it is asked.
    """
    return day > next_end(newest_end, frequency) + patient(lag) + ENDED_AFTER


def is_evidence(panel: Panel, day: int, *, are_events: bool = False) -> bool:
    """Whether a one-row panel can be looked ahead from: it has figures and has not ended. Event days never end."""
    newest = panel.known_end()
    return newest is not None and (are_events or not has_ended(newest, panel.frequency, panel.lag, day))


def release_days(ends: Ints, frequency: Frequency, lag: int, late: int, planned: Ints) -> tuple[Ints, Bools]:
    """The days on which periods that end on `ends` can be published, and whether the provider's calendar says so.

    Of its days (ascending) the one that counts is the first that is not too early for the period: figures may come
    later than by the next period's end, and the first day after theirs is then an earlier period's. Too early is by
    more than half the distance of the calendar's days, or half a period if that is shorter. Where the day would be
    late by a whole period, or none is left, the usual lag after the end decides. So it does where a calendar with
    several days a period, those of updates, was late for the period before: what follows is its update.
    """
    if not len(planned):
        return ends + lag, np.zeros(len(ends), dtype=bool)
    apart = float(np.median(np.diff(planned))) if len(planned) > 1 else frequency.usual_days
    early = int(min(apart, frequency.usual_days) / 2)
    place = np.searchsorted(planned, ends + max(lag - early, 1))
    day = planned[np.minimum(place, len(planned) - 1)]
    named = (place < len(planned)) & (day - ends <= max(late, lag, 1) + frequency.usual_days)
    if apart < frequency.usual_days / 2:
        named &= ~_was_late(ends, frequency, lag, late, planned, early)
    return np.where(named, day, ends + lag), named


def _was_late(ends: Ints, frequency: Frequency, lag: int, late: int, planned: Ints, early: int) -> Bools:
    """Whether the period before each first had a day of the calendar when it was late already.

    Of a period before the calendar begins nobody can say.
    """
    before = ends - 7 if frequency is Frequency.WEEK else last_day(period_of(ends, frequency) - 1, frequency)
    place = np.searchsorted(planned, before + max(lag - early, 1))
    first = planned[np.minimum(place, len(planned) - 1)]
    return (place > 0) & (place < len(planned)) & (first - before > max(late, patient(lag)))
