"""Turns among the calls of one process, for commands that ask providers themselves instead of leaving it to workers."""

import threading
import time
from collections.abc import Callable, Mapping

from evidence.politeness import limits
from evidence.sources import SOURCES


def seconds_by_host() -> dict[str, float]:
    """The least seconds between two calls to each provider's hosts."""
    return {host: limits(slug).seconds_between for slug, source in SOURCES.items() for host in source.HOSTS}


class Turns:
    """Lets the calls to each host begin at their least distance, whatever the number of threads.

    It knows of this process alone: workers take their turns in the database, and neither side counts the other's calls.
    """

    def __init__(
        self,
        seconds: Mapping[str, float] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.seconds = seconds_by_host() if seconds is None else seconds
        self.sleep = sleep
        self.clock = clock
        self.lock = threading.Lock()
        self.free: dict[str, float] = {}  # when the next call to a host may begin

    def wait(self, host: str) -> None:
        """Return when it is the caller's turn. Raises `KeyError` for a host of no source."""
        with self.lock:
            now = self.clock()
            begins = max(now, self.free.get(host, now))
            self.free[host] = begins + self.seconds[host]
        if begins > now:
            self.sleep(begins - now)
