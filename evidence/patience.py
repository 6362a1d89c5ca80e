"""How long to wait after a failure: the backoff of a job, and the breaker of a provider. Pure arithmetic.

A job waits twice as long after each failure, with jitter, so that jobs that failed together do not come back together
("full jitter" over the upper half: Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015). A provider
that failed `TRIPS_AT` times running is left alone; after the pause one job at a time may try it.
"""

from datetime import timedelta
from enum import StrEnum

FIRST_PAUSE = 30.0  # seconds
LONGEST_PAUSE = 6 * 3600.0
MOST_ATTEMPTS = 6
TRIPS_AT = 5
FIRST_OPEN = 300.0
LONGEST_PUT_OFF = timedelta(days=1)  # what a provider may ask for; a job's own pauses are shorter
CLOCKS_APART = timedelta(hours=1)  # what is noted as later than this from now was noted by a clock that was wrong


class Breaker(StrEnum):
    """Closed: jobs run. Open: none does. Half open: one at a time tries whether the provider is back."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half open"


def backoff(attempts: int, chance: float, asked_for: float = 0.0) -> float:
    """Seconds until the next attempt after `attempts` failed ones; never less than the provider asked for.

    `chance` is uniform on [0, 1). Raises `ValueError` for fewer than one attempt.
    """
    if attempts < 1:
        raise ValueError(f"expected at least one failed attempt, got {attempts}")
    whole = _doubled(FIRST_PAUSE, attempts - 1)
    return max(asked_for, whole * (0.5 + chance / 2))


def open_seconds(failures: int) -> float:
    """How long a provider is left alone after so many failures running; 0 while the breaker stays closed."""
    return 0.0 if failures < TRIPS_AT else _doubled(FIRST_OPEN, failures - TRIPS_AT)


def breaker(failures: int, is_waiting: bool) -> Breaker:
    """The breaker's state after so many failures running; `is_waiting` while its pause lasts."""
    if failures < TRIPS_AT:
        return Breaker.CLOSED
    return Breaker.OPEN if is_waiting else Breaker.HALF_OPEN


def _doubled(first: float, times: int) -> float:
    return min(LONGEST_PAUSE, first * 2.0 ** min(times, 20))  # 2^20 is far beyond the longest pause
