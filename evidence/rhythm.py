"""When an indicator should be asked for again: its own rhythm, and politeness where it is late. Pure.

The next figure is expected on a day that its provider's calendar or its learnt rhythm gives (`evidence.revisions`). One
that is late is asked for again after a quarter of its lateness, within bounds. Revisions of old periods come between
releases too, so nothing rests for longer than `LONGEST_REST`.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SHORTEST_REST = timedelta(hours=6)
LONGEST_REST = timedelta(days=31)
LONGEST_REST_WHEN_LATE = timedelta(days=7)
LOCAL_REST = timedelta(hours=1)  # a file of this machine costs nothing to look at, and analysts wait for it
REST_WHEN_EMPTY = timedelta(days=1)


@dataclass(frozen=True)
class Standing:
    """What is known of an indicator: the day of its next figure, when it was last asked for, and how that went.

    `expected` in days since 1970-01-01, None for one without figures; a figure that comes later on its day than
    00:00 UTC is met by the asking when late. `failures` are those running since the last success.
    """

    expected: int | None
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
    if standing.expected is None:
        return asked + REST_WHEN_EMPTY
    return min(_by_release(EPOCH + timedelta(days=standing.expected), asked), asked + LONGEST_REST)


def _by_release(expected: datetime, asked: datetime) -> datetime:
    if expected > asked:
        return expected
    return asked + min(LONGEST_REST_WHEN_LATE, max(SHORTEST_REST, (asked - expected) / 4))
