"""What waits for a person: drafts, candidates, what was submitted, settlements that are to be reviewed."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.admin.dashboard.panel import MOST, Line, Moment, Panel, cut, editor
from claims.models import Act, Candidate, Claim, Settlement, Submission
from claims.notices.words import statement


def waiting(at: Moment) -> Panel:
    """What is nearest to being done first."""
    lines, more = cut(_lines(at.now), reverse("admin:claims_claim_changelist") + "?state__exact=draft")
    return Panel("waiting", _("Waiting for somebody"), lines, _("Nothing waits."), more)


def _lines(now: datetime) -> Iterator[Line]:
    yield from map(_submitted, _submissions())
    proposed = Settlement.objects.proposed(now).select_related("claim").order_by("set_at", "pk")
    yield from map(_proposed, proposed[: MOST + 1])
    yield from _candidates()
    for claim in Claim.objects.filter(state=Claim.State.DRAFT).order_by("article", "number")[: MOST + 1]:
        yield Line(statement(claim), editor(claim), [_("draft")])


def _submissions() -> list[Submission]:
    """Those that no act has overtaken."""
    rows = Submission.objects.annotate(done=Count("claim__acts")).filter(done=F("acts"))
    return list(rows.select_related("claim").defer("payload").order_by("at", "pk")[: MOST + 1])


def _submitted(one: Submission) -> Line:
    figures = {"act": Act.Kind(one.kind).label, "by": one.by}
    note = _("submitted to be %(act)s by %(by)s: somebody else is to read it") % figures
    return Line(statement(one.claim), editor(one.claim), [note], f"{one.at:%Y-%m-%d}")


def _proposed(one: Settlement) -> Line:
    note = _("settlement proposed: %(outcome)s; somebody is to review it") % {"outcome": one.get_outcome_display()}
    return Line(statement(one.claim), editor(one.claim), [note], str(one.checkpoint))


def _candidates() -> Iterator[Line]:
    """By article, how many candidates nobody has decided about."""
    counted = Candidate.objects.open().order_by().values("article", "article__title")
    for row in counted.annotate(count=Count("pk")).order_by("article")[: MOST + 1]:
        said = ngettext("%(count)d candidate to decide about", "%(count)d candidates to decide about", row["count"])
        desk = reverse("admin:claims_article_desk", args=[row["article"]])
        yield Line(row["article__title"], desk, [said % row])
