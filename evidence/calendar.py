"""When an indicator could next change, and whether it is overdue: by its provider's calendar, else by its rhythm."""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

import numpy as np
from django.db import transaction

from evidence.models import Fetch, Indicator, Payload, Release, ReleaseDay, Source
from evidence.periods import date_of, day_number
from evidence.revisions import NextChange, next_change
from evidence.sources import Answer, Client, Request, SourceError, UnreachableError, fredcalendar
from evidence.vintages import newest_end

PROVIDER = "fred"
Read = TypeVar("Read")


@dataclass(frozen=True)
class Expectation:
    """The next day on which an indicator can change. Nothing is known of one without figures."""

    indicator: Indicator
    next: NextChange | None
    today: int

    @property
    def is_overdue(self) -> bool:
        """Whether the figure should have come before today."""
        return self.next is not None and self.today > self.next.overdue_after


def expectation(indicator: Indicator, today: date) -> Expectation:
    """When a raw indicator could next change, seen from a day."""
    day, newest = day_number(today), newest_end(indicator)
    if newest is None:
        return Expectation(indicator, None, day)
    named = ReleaseDay.objects.filter(release__indicators=indicator, struck_at=None).order_by("day")
    planned = np.array([day_number(one) for one in named.values_list("day", flat=True)], dtype=np.int64)
    usual = indicator.usual_lag
    late = 2 * usual if indicator.learnt_lag_late is None else indicator.learnt_lag_late
    return Expectation(indicator, next_change(newest, indicator.period_frequency, usual, late, planned), day)


def read_calendars(
    indicators: Iterable[Indicator], *, client: Client, settings: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Ask FRED for the releases of its indicators and their days; what went wrong by code.

    Each release is asked for once. Every answer is kept. One that fails leaves the others and what is known alone.
    """
    errors: dict[str, str] = {}
    asked: dict[int, Release] = {}
    for indicator in indicators:
        if indicator.source is None or indicator.source.slug != PROVIDER:
            continue
        try:
            _read_calendar(_Asking(indicator.source, indicator.code, client, now), indicator, settings, asked)
        except UnreachableError as error:
            return errors | {indicator.code: str(error)}
        except SourceError as error:
            errors[indicator.code] = str(error)
    return errors


@dataclass(frozen=True)
class _Asking:
    """Asks, keeps what came, and reads it."""

    source: Source
    code: str
    client: Client
    now: datetime

    def ask(self, request: Request, read: Callable[[Answer], Read]) -> Read:
        answer = fredcalendar.download(request, self.client)
        digest = hashlib.sha256(answer.body).hexdigest()
        kept = {"compressed": zlib.compress(answer.body, 6), "size": len(answer.body)}
        payload, _ = Payload.objects.get_or_create(sha256=digest, defaults=kept)
        # Not under the series' code: what looks for fetches of its figures must not find its calendar.
        common = {"source": self.source, "codes": [], "address": answer.address, "fetched_at": self.now}
        common |= {"status": answer.status, "facts": dict(answer.facts), "payload": payload}
        try:
            result = read(answer)
        except SourceError as error:
            Fetch.objects.create(**common, error=str(error))
            raise
        Fetch.objects.create(**common, error="")
        return result


def _read_calendar(
    asking: _Asking, indicator: Indicator, settings: Mapping[str, str], asked: dict[int, Release]
) -> None:
    code = indicator.code
    question = fredcalendar.release_request(code, settings)
    found = asking.ask(question, lambda answer: fredcalendar.read_release(answer, code))
    if found.number not in asked:
        days = asking.ask(
            fredcalendar.dates_request(found, settings), lambda answer: fredcalendar.read_dates(answer, found)
        )
        asked[found.number] = _keep_days(asking, found, [date_of(day) for day in days.tolist()])
    asked[found.number].indicators.add(indicator)


@transaction.atomic
def _keep_days(asking: _Asking, found: fredcalendar.Release, days: list[date]) -> Release:
    values = {"name": found.name, "asked_at": asking.now}
    release, _ = Release.objects.update_or_create(source=asking.source, code=str(found.number), defaults=values)
    ReleaseDay.objects.bulk_create(
        [ReleaseDay(release=release, day=day, first_seen_at=asking.now) for day in sorted(set(days))],
        ignore_conflicts=True,
    )
    release.days.filter(day__in=days).update(struck_at=None)
    release.days.filter(struck_at=None).exclude(day__in=days).update(struck_at=asking.now)
    return release
