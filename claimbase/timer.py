"""The timer of `./run up`: Celery's own, which keeps when each timer last rang, but believes no day that lies ahead."""

import logging
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler

from evidence.patience import CLOCKS_APART

logger = logging.getLogger(__name__)

_LONG_AGO = timedelta(days=366)  # longer than any timer's interval: it rings at once


class Timer(PersistentScheduler):
    """After a clock that was ahead is put right, all timers would stand still until the day it showed."""

    def tick(self, *arguments: Any, **named: Any) -> float:
        """Ring what is due; the seconds until it should be asked again."""
        self._correct_the_clock()
        return float(super().tick(*arguments, **named))

    def _correct_the_clock(self) -> None:
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at > now + CLOCKS_APART:
                logger.warning(
                    "the timer %s last rang at %s, which lies ahead: this machine's clock was wrong, and it rings now",
                    entry.name, entry.last_run_at,
                )  # fmt: skip
                entry.last_run_at = now - _LONG_AGO
                self._heap = None  # the order in which timers ring was made by that clock too
