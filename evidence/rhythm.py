"""When an indicator should be asked for again: its own rhythm, and politeness where it is late. Pure.

The next figure is expected when the period after the newest known one has ended and its publication lag has passed. One
that is late is asked for again after a quarter of its lateness, within bounds. Revisions of old periods come between
releases too, so nothing rests for longer than `LONGEST_REST`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from evidence.periods import Frequency, last_day, period_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHORTEST_REST = timedelta(hours=6)
LONGEST_REST = timedelta(days=31)
LONGEST_REST_WHEN_LATE = timedelta(days=7)
LOCAL_REST = timedelta(hours=1)  # a file of this machine costs nothing to look at, and analysts wait for it
REST_WHEN_EMPTY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What is known of an indicator: the newest period's day (any in it), when it was last asked for, how that went.

    `newest` in days since 1970-01-01, None without figures; `failures` are those running since the last success.
    """

    frequency: Frequency
    lag: int
    newest: int | None
    asked_at: datetime | None
    failures: int = 0
    is_local: bool = False


def due_at(standing: Standing) -> datetime:
    """From when on the indicator should be asked for; the epoch for one that never was."""
    asked = standing.asked_at
    if asked is None:
        return EPOCH
    if standing.is_local:
        return asked + LOCAL_REST
    if standing.failures:
        return asked + min(LONGEST_REST_WHEN_LATE, SHORTEST_REST * 2.0 ** min(standing.failures - 1, 8))
    if standing.newest is None:
        return asked + REST_WHEN_EMPTY
    return min(_by_release(expected_at(standing.newest, standing.frequency, standing.lag), asked), asked + LONGEST_REST)


def expected_at(newest: int, frequency: Frequency, lag: int) -> datetime:
    """When the figure after the newest one is usually published: the next period's last day, plus the lag.

    At 00:00 UTC, as pseudo-vintages count it; a figure that comes later that day is met by the asking when late.
    """
    end = newest + 7 if frequency is Frequency.WEEK else last_day(period_of(newest, frequency) + 1, frequency)
    return EPOCH + timedelta(days=end + lag)


def _by_release(expected: datetime, asked: datetime) -> datetime:
    if expected > asked:
        return expected
    return asked + min(LONGEST_REST_WHEN_LATE, max(SHORTEST_REST, (asked - expected) / 4))
