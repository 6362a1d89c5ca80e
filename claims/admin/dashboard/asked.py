"""Panels of claims: what changed and why, which checkpoints come, which have passed, whose evidence is unsound."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.dashboard.panel import MOST, Line, Moment, Panel, cut, editor
from claims.models import Assessment, Claim, Event
from claims.notices.feed import public_facts
from claims.notices.words import indicator_names, sentences, statement, title
from claims.onrecord.order import Listed, listed
from claims.scoring.verdict import Overlay
from claims.wording.sentences import band_word
from evidence.models import HeldBatch

AHEAD = timedelta(days=30)
_UNSOUND = (Overlay.STALE, Overlay.NO_EVIDENCE)
_NEWS = (Event.Kind.VERDICT, Event.Kind.THRESHOLD, Event.Kind.SETTLEMENT, Event.Kind.OVERDUE)


def changed(at: Moment) -> Panel:
    """Events since the visit before, the newest first, with the releases that caused them."""
    events = Event.objects.filter(kind__in=_NEWS, at__gt=at.since).order_by("-pk")
    about = Prefetch("claims", Claim.objects.order_by("article", "number"))
    lines, more = cut(_told(events.prefetch_related(about)[: MOST + 1]), reverse("admin:claims_event_changelist"))
    note = _("In the last seven days: this is your first visit.") if at.is_first else _("Since %(moment)s UTC.") % {
        "moment": f"{at.since:%Y-%m-%d %H:%M}"
    }  # fmt: skip
    return Panel("changed", _("Changed since your last visit"), lines, _("Nothing changed."), more, note)


def _told(events: Iterable[Event]) -> Iterable[Line]:
    names = indicator_names()
    for event in events:
        claims, facts = list(event.claims.all()), public_facts(event)
        if facts:
            said = [statement(claims[0])] if len(claims) == 1 else []
            yield Line(
                title(event, facts, claims, names), editor(claims[0]) if claims else "",
                [*said, *sentences(event, facts, names)], str(event.day),
                is_wrong=event.kind == Event.Kind.OVERDUE,
            )  # fmt: skip


def coming(at: Moment) -> Panel:
    """Open claims whose next checkpoint comes within `AHEAD`, the nearest first."""
    today = at.now.date()
    found = listed(Claim.objects.all(), today, is_past=False, after=None, count=MOST + 1, standing="open")
    near = [one for one in found if one.checkpoint <= today + AHEAD]
    lines, more = cut(_asked(near, today), reverse("admin:claims_claim_changelist"))
    note = _("Within %(days)s days.") % {"days": AHEAD.days}
    return Panel("coming", _("Checkpoints due"), lines, _("No checkpoint comes soon."), more, note)


def passed(at: Moment) -> Panel:
    """Registered claims whose checkpoint has passed and that nobody has settled."""
    today = at.now.date()
    found = listed(Claim.objects.all(), today, is_past=False, after=None, count=MOST + 1, standing="passed")
    lines, more = cut(_asked(found, today), reverse("admin:claims_claim_changelist"))
    return Panel("passed", _("Overdue to settle"), lines, _("Nothing is overdue to settle."), more)


def _asked(found: list[Listed], today: date) -> Iterable[Line]:
    claims = Claim.objects.in_bulk([one.place.key for one in found])
    for one in found:
        claim, days = claims[one.place.key], (one.checkpoint - today).days
        yield Line(statement(claim), editor(claim), [_from_today(days)], str(one.checkpoint), is_wrong=days < 0)


def _from_today(days: int) -> str:
    """How far a day lies ahead, or behind."""
    if not days:
        return _("today")
    ahead = ngettext("in %(days)s day", "in %(days)s days", days)
    behind = ngettext("%(days)s day ago", "%(days)s days ago", -days)
    return (ahead if days > 0 else behind) % {"days": abs(days)}


def unsound(at: Moment) -> Panel:
    """Figures that are held back, and registered claims whose newest assessment finds theirs stale or lacking."""
    newest = Assessment.objects.filter(claim=OuterRef("pk"), criterion=None).order_by("-as_of", "-pk")
    rows = (
        Claim.objects.filter(state=Claim.State.REGISTERED)
        .annotate(marks=Subquery(newest.values("overlays")[:1]), seen=Subquery(newest.values("as_of")[:1]))
        .filter(marks__overlap=[str(one) for one in _UNSOUND])
        .order_by("article", "number")
    )
    held = HeldBatch.objects.waiting().select_related("indicator").defer("rows")[: MOST + 1]
    every = [*map(_held, held), *map(_unsound, rows[: MOST + 1])]
    lines, more = cut(every, reverse("admin:claims_assessment_changelist"))
    empty = _("No claim rests on stale or lacking evidence, and no figure is held back.")
    return Panel("unsound", _("Stale or endangered evidence"), lines, empty, more)


def _held(batch: HeldBatch) -> Line:
    return Line(
        str(batch.indicator), reverse("admin:evidence_heldbatch_change", args=[batch.pk]),
        [_("Its new figures are held back until somebody decides: every claim on them rests on older ones.")],
        f"{batch.found_at:%Y-%m-%d}", is_wrong=True,
    )  # fmt: skip


def _unsound(claim: Claim) -> Line:
    words = [band_word(one) for one in claim.marks if one in _UNSOUND]  # type: ignore[attr-defined]
    return Line(statement(claim), editor(claim), words, str(claim.seen), is_wrong=True)  # type: ignore[attr-defined]
