"""Turns of the calls to providers, in the database: their distance holds for all workers and commands together."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime

from django.db import connection

from evidence.models import A_DAY, Source, SourceState
from evidence.politeness import calls_a_day, limits
from evidence.sources import SOURCES, UnreachableError


def utc_now() -> datetime:
    """The clock."""
    return datetime.now(UTC)


def by_host(sources: Iterable[Source]) -> dict[str, Source]:
    """The source of each host that one of them asks."""
    return {host: source for source in sources if source.slug in SOURCES for host in SOURCES[source.slug].HOSTS}


class Turns:
    """Lets the calls to each source (default: to any) begin at their least distance, and no more a day than it allows.

    For any number of threads.
    """

    def __init__(
        self,
        settings: Mapping[str, str],
        sources: Iterable[Source] | None = None,
        sleep: Callable[[float], None] = time.sleep,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self.by_host = by_host(Source.objects.all() if sources is None else sources)
        self.most = {source: calls_a_day(source.slug, settings) for source in self.by_host.values()}
        self.sleep, self.now = sleep, now

    def wait(self, host: str) -> None:
        """Return when it is the caller's turn. Raises `UnreachableError` where the day's calls have been made, and
        `KeyError` for a host of no source."""
        source = self.by_host[host]
        try:
            self._count(source, self.most[source])
            seconds = SourceState.objects.turn(source, limits(source.slug).seconds_between)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()  # it is that thread's own, which nobody else would close
        if seconds > 0:
            self.sleep(seconds)

    def _count(self, source: Source, most: int | None) -> None:
        """Raises `UnreachableError`, which says when to come back, once as many calls as a day has were made."""
        if most is None:
            return
        now = self.now()
        blocking = SourceState.objects.count_call(source, most, now)
        if blocking is None:
            return
        again = blocking + A_DAY
        raised = f"; a key in {source.key_variable} raises it" if source.key_variable else ""
        raise UnreachableError(
            f"expected at most {most} calls a day to {source.slug}, got as many in the last 24 hours; it is "
            f"asked again from {again:%Y-%m-%d %H:%M} UTC{raised}",
            (again - now).total_seconds(),
        )
