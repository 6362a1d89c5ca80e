"""The dashboard, as unfold asks for it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.http import HttpRequest

from claims.admin.dashboard import asked, waiting, work
from claims.admin.dashboard.panel import Moment, Panel
from claims.models import LastVisit

A_WEEK = timedelta(days=7)  # before a first visit
# Each with what one must be allowed to see for it.
PANELS: tuple[tuple[Callable[[Moment], Panel], tuple[str, ...]], ...] = (
    (asked.changed, ("claims.view_event", "claims.view_claim")),
    (asked.coming, ("claims.view_claim",)),
    (asked.passed, ("claims.view_claim",)),
    (asked.unsound, ("claims.view_claim", "claims.view_assessment", "evidence.view_heldbatch")),
    (waiting.waiting, ("claims.view_claim", "claims.view_submission", "claims.view_candidate",
                       "claims.view_settlement")),
    (work.at_work, ("evidence.view_refreshjob", "evidence.view_sourcestate")),
)  # fmt: skip


def now() -> datetime:
    """The moment of a look."""
    return datetime.now(UTC)


def dashboard(request: HttpRequest, context: dict[str, Any]) -> dict[str, Any]:
    """The context of the first page with the panels that the visitor may see."""
    moment = now()
    before = LastVisit.objects.looked(request.user.pk, moment)
    at = Moment(moment, before or moment - A_WEEK, before is None)
    return {**context, "panels": [make(at) for make, needs in PANELS if request.user.has_perms(needs)]}
