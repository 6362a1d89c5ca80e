"""The weekly digest: an event of its own, which says between which others it looks."""

from collections.abc import Iterator
from datetime import date, timedelta

from claims.models import Event
from claims.notices.happened import Happened

_WEEK = timedelta(days=7)


def ended(as_of: date) -> Iterator[Happened]:
    """One digest for each week of the calendar (ISO 8601), as soon as it has begun. It holds what was recorded since
    the last one, whatever was found late included; the first holds the week before it."""
    year, week, _ = as_of.isocalendar()
    last = Event.objects.filter(kind=Event.Kind.DIGEST).order_by("pk").last()
    facts = {"after": last.pk if last else 0, "since": str(as_of - _WEEK if last is None else last.day)}
    yield Happened(Event.Kind.DIGEST, f"digest:{year}-W{week:02}", as_of, (), facts)
