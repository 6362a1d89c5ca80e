"""When an indicator could next change, and whether it is overdue: by its provider's calendar, else by its rhythm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from evidence.asking import Asking
from evidence.models import Indicator, Release, ReleaseDay
from evidence.periods import Ints, date_of, day_number
from evidence.revisions import NONE_PLANNED, NextChange, next_change
from evidence.sources import Client, SourceError, UnreachableError, fredcalendar
from evidence.vintages import newest_ends

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


def expectations(indicators: Iterable[Indicator], today: date) -> list[Expectation]:
    """When raw indicators could next change, seen from a day; two queries for any number of them."""
    asked = list(indicators)
    newest, planned = newest_ends(asked), ReleaseDay.objects.standing().by_indicator()
    return [expectation_after(one, newest.get(one.pk), planned.get(one.pk, NONE_PLANNED), today) for one in asked]


def expectation_after(indicator: Indicator, newest: int | None, planned: Ints, today: date) -> Expectation:
    """The same of one, with the end of its newest period that had a figure by then and the days of its provider's
    calendar (day numbers, ascending)."""
    if newest is None:
        return Expectation(indicator, None, day_number(today))
    usual, late = indicator.usual_lag, indicator.usual_lag_late
    found = next_change(newest, indicator.period_frequency, usual, late, planned)
    return Expectation(indicator, found, day_number(today))


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
