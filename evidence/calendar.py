"""When an indicator could next change, and whether it is overdue: by its provider's calendar, else by its rhythm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

import numpy as np
from django.db import transaction

from evidence.asking import Asking
from evidence.models import Indicator, Release, ReleaseDay
from evidence.periods import date_of, day_number
from evidence.revisions import NextChange, next_change
from evidence.sources import Client, SourceError, UnreachableError, fredcalendar
from evidence.vintages import newest_end

PROVIDER = "fred"


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
    newest = newest_end(indicator)
    if newest is None:
        return Expectation(indicator, None, day_number(today))
    return expectation_after(indicator, newest, today)


def expectation_after(indicator: Indicator, newest: int, today: date) -> Expectation:
    """The same, with the end of the newest period that had a figure by then (a day number)."""
    day = day_number(today)
    named = ReleaseDay.objects.filter(release__indicators=indicator, struck_at=None).order_by("day")
    planned = np.array([day_number(one) for one in named.values_list("day", flat=True)], dtype=np.int64)
    usual, late = indicator.usual_lag, indicator.usual_lag_late
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
            _read_calendar(Asking(indicator.source, indicator.code, client, now), indicator, settings, asked)
        except UnreachableError as error:
            return errors | {indicator.code: str(error)}
        except SourceError as error:
            errors[indicator.code] = str(error)
    return errors


def _read_calendar(
    asking: Asking, indicator: Indicator, settings: Mapping[str, str], asked: dict[int, Release]
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
def _keep_days(asking: Asking, found: fredcalendar.Release, days: list[date]) -> Release:
    values = {"name": found.name, "asked_at": asking.now}
    release, _ = Release.objects.update_or_create(source=asking.source, code=str(found.number), defaults=values)
    ReleaseDay.objects.bulk_create(
        [ReleaseDay(release=release, day=day, first_seen_at=asking.now) for day in sorted(set(days))],
        ignore_conflicts=True,
    )
    release.days.filter(day__in=days).update(struck_at=None)
    release.days.filter(struck_at=None).exclude(day__in=days).update(struck_at=asking.now)
    return release
