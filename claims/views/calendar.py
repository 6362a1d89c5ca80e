"""Checkpoints and expected releases as a calendar (iCalendar, RFC 5545), with the filters of the list of claims."""

from datetime import UTC, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.notices.agenda import KINDS, Appointment, agenda
from claims.views.door import AskedError, page
from claims.views.listing import wanted_of
from claims.wording.languages import LANGUAGES

_REFRESH = timedelta(hours=12)


@page
def calendar(request: HttpRequest) -> HttpResponse:
    """Filters as in the list; `language`; `events` (checkpoint, release), divided by commas. As of today."""
    language, now = request.GET.get("language", "en"), datetime.now(UTC)
    with override(language if language in LANGUAGES else "en"):
        found = agenda(wanted_of(request.GET), now.date(), _kinds(request))
        text = _written(found, datetime.combine(now.date(), time(), UTC))
    return HttpResponse(text, content_type="text/calendar; charset=utf-8", headers={
        "Content-Disposition": 'inline; filename="claimbase.ics"', "Access-Control-Allow-Origin": "*",
    })  # fmt: skip


def _kinds(request: HttpRequest) -> list[str]:
    """Raises `AskedError`."""
    given = request.GET.get("events", "")
    kinds = given.split(",") if given else list(KINDS)
    if not set(kinds) <= set(KINDS):
        raise AskedError(_("Expected some of %(known)s in events, got “%(got)s”.") %
                         {"known": ", ".join(KINDS), "got": given[:40]})  # fmt: skip
    return kinds


def _written(found: list[Appointment], stamp: datetime) -> bytes:
    """Days without an hour, in which nobody is busy. The same days of one day make the same bytes."""
    from icalendar import Calendar, Event, vDuration

    made = Calendar()
    made.add("prodid", "-//claimbase//claims//EN")
    made.add("version", "2.0")
    made.add("name", _("claimbase: checkpoints and releases"))
    made.add("x-wr-calname", _("claimbase: checkpoints and releases"))
    made.add("refresh-interval", vDuration(_REFRESH), {"value": "DURATION"})
    for one in found:
        event = Event()
        event.add("uid", one.uid)
        event.add("dtstamp", stamp)
        event.add("dtstart", one.day)
        event.add("summary", one.title)
        if one.text:
            event.add("description", one.text)
        event.add("url", one.address)
        event.add("categories", [one.kind])
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return made.to_ical()
