"""Turns of the calls to providers, in the database: their distance holds for all workers and commands together."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Min

from evidence.models import Fetch, Source, SourceState
from evidence.politeness import calls_a_day, limits
from evidence.sources import SOURCES, UnreachableError

_DAY = timedelta(days=1)


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
        allowed = {source: calls_a_day(source.slug, settings) for source in self.by_host.values()}
        self.allowances = {source: Allowance(source, most, now) for source, most in allowed.items() if most is not None}
        self.sleep = sleep

    def wait(self, host: str) -> None:
        """Return when it is the caller's turn. Raises `UnreachableError` where the day's calls have been made, and
        `KeyError` for a host of no source."""
        source = self.by_host[host]
        try:
            if source in self.allowances:
                self.allowances[source].use()
            seconds = SourceState.objects.turn(source, limits(source.slug).seconds_between)
        finally:
            if threading.current_thread() is not threading.main_thread():
                connection.close()  # it is that thread's own, which nobody else would close
        if seconds > 0:
            self.sleep(seconds)


class Allowance:
    """How many calls of a day are left: those of the last 24 hours that were recorded before, and its own, count."""

    def __init__(self, source: Source, most: int, now: Callable[[], datetime]) -> None:
        self.source, self.most, self.now = source, most, now
        self.lock = threading.Lock()
        self.since: datetime | None = None
        self.made = 0

    def use(self) -> None:
        """Count a call. Raises `UnreachableError`, which says when to come back, once all have been made."""
        with self.lock:
            now = self.now()
            if self.since is None or now - self.since > _DAY:
                self.since, self.made = now, self._recorded(now)["calls"]
            if self.made >= self.most:
                raise self._used_up(now)
            self.made += 1

    def _recorded(self, now: datetime) -> dict[str, Any]:
        calls = Fetch.objects.filter(source=self.source, archived=False, fetched_at__gt=now - _DAY)
        return calls.order_by().aggregate(calls=Count("pk"), oldest=Min("fetched_at"))

    def _used_up(self, now: datetime) -> UnreachableError:
        oldest = self._recorded(now)["oldest"] or now
        again = min(oldest, now) + _DAY
        raised = f"; a key in {self.source.key_variable} raises it" if self.source.key_variable else ""
        return UnreachableError(
            f"expected at most {self.most} calls a day to {self.source.slug}, got as many in the last 24 hours; it is "
            f"asked again from {again:%Y-%m-%d %H:%M} UTC{raised}",
            (again - now).total_seconds(),
        )
