"""Ask FRED what it says of its series: title, unit, frequency, newest period."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from evidence.asking import Asking
from evidence.models import Description, Indicator
from evidence.periods import date_of
from evidence.sources import Client, SourceError, UnreachableError, fredcalendar

PROVIDER = "fred"


def describe(
    indicators: Iterable[Indicator], *, client: Client, settings: Mapping[str, str], now: datetime
) -> dict[str, str]:
    """Keep FRED's newest description of each of its series; what went wrong by code. One that fails leaves the rest."""
    errors: dict[str, str] = {}
    for indicator in indicators:
        if indicator.source is None or indicator.source.slug != PROVIDER:
            continue
        try:
            _describe(Asking(indicator.source, indicator.code, client, now), indicator, settings)
        except UnreachableError as error:
            return errors | {indicator.code: str(error)}
        except SourceError as error:
            errors[indicator.code] = str(error)
    return errors


def _describe(asking: Asking, indicator: Indicator, settings: Mapping[str, str]) -> None:
    code = indicator.code
    request = fredcalendar.about_request(code, settings)
    about = asking.ask(request, lambda answer: fredcalendar.read_about(answer, code))
    values = {
        "title": about.title,
        "unit": about.unit,
        "frequency": about.frequency or "",
        "seasonal_adjustment": about.adjustment,
        "newest": date_of(about.last),
        "asked_at": asking.now,
    }
    Description.objects.update_or_create(indicator=indicator, defaults=values)
