"""When an indicator could next change, and whether it is overdue: by its provider's calendar, else by its rhythm."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from django.db import transaction

from evidence.asking import Asking
from evidence.models import Indicator, Release, ReleaseDay
from evidence.periods import Ints, date_of, day_number, label, last_day, period_of
from evidence.releases import NONE_PLANNED, NextChange, has_ended, next_change
from evidence.sources import Client, SourceError, UnreachableError, fredcalendar
from evidence.vintages import newest_ends

PROVIDER = "fred"


@dataclass(frozen=True)
class Expectation:
    """The next day on which an indicator can change, seen from a day. Nothing is known of one without figures."""

    indicator: Indicator
    newest: int | None  # the end of the newest period with a figure
    next: NextChange | None
    today: int

    @property
    def has_ended(self) -> bool:
        """Whether the series is taken to have ended: it is no evidence any more."""
        frequency, lag = self.indicator.period_frequency, self.indicator.declared_lag
        return self.newest is not None and has_ended(self.newest, frequency, lag, self.today)

    @property
    def overdue(self) -> int:
        """For how many days a figure that should have come has been missing; what has ended is overdue, too."""
        late = 0 if self.next is None else max(0, self.today - self.next.overdue_after)
        return max(late, 1) if self.has_ended else late

    @property
    def is_overdue(self) -> bool:
        """Whether the figure should have come before today."""
        return self.overdue > 0


def expectations(indicators: Iterable[Indicator], today: date) -> list[Expectation]:
    """When raw indicators could next change, by the figures and calendars known at the end of a day (UTC).

    Two queries for any number of them. Event days are known ahead: ask this of no such indicator.
    """
    asked = list(indicators)
    newest, planned = newest_ends(asked, day_number(today)), planned_days(today)
    return [expectation_after(one, newest.get(one.pk), planned.get(one.pk, NONE_PLANNED), today) for one in asked]


def planned_days(today: date) -> dict[int, Ints]:
    """Days of the providers' calendars by indicator's key, ascending, as they stood at the end of a day (UTC)."""
    midnight = datetime.combine(today + timedelta(days=1), time(), UTC)
    return ReleaseDay.objects.standing(midnight).by_indicator(midnight)


def expectation_after(indicator: Indicator, newest: int | None, planned: Ints, today: date) -> Expectation:
    """The same of one, with the end of its newest period that had a figure by then and the days of its provider's
    calendar (day numbers, ascending)."""
    if newest is None:
        return Expectation(indicator, None, None, day_number(today))
    since = _past_never_collected(indicator, newest)
    usual, late = indicator.usual_lag, indicator.usual_lag_late
    found = next_change(since, indicator.period_frequency, usual, late, planned)
    return Expectation(indicator, newest, found, day_number(today))


def _past_never_collected(indicator: Indicator, newest: int) -> int:
    """The end of the newest period after which a figure can be missed: those never collected count as there."""
    frequency, end = indicator.period_frequency, newest
    while frequency.months:
        following = last_day(period_of(end, frequency) + 1, frequency)
        if label(following, frequency) not in indicator.never_collected:
            break
        end = following
    return end


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
    asked[found.number].take_over(indicator, asking.now)


@transaction.atomic
def _keep_days(asking: Asking, found: fredcalendar.Release, days: list[date]) -> Release:
    values = {"name": found.name, "asked_at": asking.now}
    release, _ = Release.objects.update_or_create(source=asking.source, code=str(found.number), defaults=values)
    release.name_days(days, asking.now)
    return release
