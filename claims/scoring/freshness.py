"""Which indicators are late, have stopped, or are too short to look ahead from."""

from dataclasses import dataclass

from evidence.periods import Frequency, last_day
from evidence.series import Panel

STOPPED_AFTER = 180  # days overdue beyond which a series is taken to have ended, and is no evidence any more
_PATIENCE = 5  # days, or half the usual lag if longer: holidays and small delays are no news


@dataclass(frozen=True)
class Freshness:
    """Days on which the newest figure's period ended and the next one was due, and how many days that is overdue."""

    newest_end: int
    next_due: int
    overdue: int

    @property
    def is_late(self) -> bool:
        """Whether a release that was due is missing."""
        return self.overdue > 0

    @property
    def has_stopped(self) -> bool:
        """Whether it has been missing for so long that the series is taken to have ended."""
        return self.overdue > STOPPED_AFTER


def freshness(panel: Panel, as_of: int) -> Freshness | None:
    """How up to date a one-row panel is on a day, None when it holds nothing."""
    newest = panel.known_end()
    if newest is None:
        return None
    due = _next_end(panel, newest) + panel.lag
    patience = max(_PATIENCE, panel.lag // 2)
    return Freshness(newest, due, max(0, as_of - due - patience))


def announced(panel: Panel) -> Freshness | None:
    """Event days are known ahead and never overdue; None when none has been announced."""
    newest = panel.known_end()
    return None if newest is None else Freshness(newest, newest, 0)


def _next_end(panel: Panel, newest: int) -> int:
    if panel.frequency is Frequency.DAY:
        return newest + 1 if panel.week == 7 else newest + (3 if (newest + 3) % 7 == 4 else 1)
    if panel.frequency is Frequency.WEEK:
        return newest + 7
    place = int(panel.ordinals[panel.ends.searchsorted(newest)])
    return last_day(place + 1, panel.frequency)
