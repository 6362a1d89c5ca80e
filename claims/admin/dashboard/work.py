"""Whether workers are at work, and how the sources behave."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from claims.admin.dashboard.panel import MOST, Line, Moment, Panel, cut
from evidence.models import RefreshJob, SourceState, breaker_word
from evidence.models.lease import has_lease

PATIENCE = timedelta(minutes=15)  # that a job may wait for a worker before it is asked whether there is one
_A_DAY = timedelta(days=1)


def at_work(at: Moment) -> Panel:
    """One line about the workers, then a line for each source that does not answer."""
    states = SourceState.objects.filter(Q(failures__gt=0) | Q(open_until__gt=at.now)).select_related("source")
    lines, more = cut(
        [*_workers(at.now), *(_source(one, at.now) for one in states.order_by("source")[: MOST + 1])],
        reverse("admin:evidence_sourcestate_changelist"),
    )
    return Panel("work", _("Workers and sources"), lines, _("Nothing was ever asked for."), more)


def _workers(now: datetime) -> Iterator[Line]:
    found = _counted(now)
    jobs = reverse("admin:evidence_refreshjob_changelist")
    if found["last"] is None and not found["ripe"]:
        return
    last = f"{found['last']:%Y-%m-%d %H:%M}" if found["last"] else "–"
    figures = {**found, "last": last}
    is_idle = bool(found["ripe"]) and not found["running"] and found["oldest"] < now - PATIENCE
    said = _("No worker seems to run: jobs wait.") if is_idle else _("Workers are at work, or have nothing to do.")
    counts = _("%(running)s jobs run, %(ripe)s wait, %(ended)s ended within a day; a job last began or ended at "
               "%(last)s UTC.") % figures  # fmt: skip
    yield Line(said, jobs, [counts], is_wrong=is_idle)
    if found["failed"]:
        yield Line(_("Unsuccessful jobs within a day: %(failed)s") % figures, f"{jobs}?state__exact=failed",
                   is_wrong=True)  # fmt: skip
    if found["abandoned"]:
        yield Line(_("Jobs whose worker did not come back: %(abandoned)s") % figures, jobs, is_wrong=True)


def _counted(now: datetime) -> dict[str, Any]:
    state, recent = RefreshJob.State, Q(finished_at__gt=now - _A_DAY)
    running, ripe = Q(state=state.RUNNING), Q(state=state.QUEUED, not_before__lte=now)
    found = RefreshJob.objects.aggregate(
        running=Count("pk", filter=running & has_lease(now)),
        abandoned=Count("pk", filter=running & ~has_lease(now)),
        ripe=Count("pk", filter=ripe),
        oldest=Min("not_before", filter=ripe),
        ended=Count("pk", filter=recent),
        failed=Count("pk", filter=recent & Q(state=state.FAILED)),
        began=Max("started_at"),
        finished=Max("finished_at"),
    )
    return {**found, "last": max(filter(None, (found["began"], found["finished"])), default=None)}


def _source(state: SourceState, now: datetime) -> Line:
    figures = {"failures": state.failures, "breaker": breaker_word(state.breaker(now))}
    notes = [_("failures running: %(failures)s; breaker: %(breaker)s") % figures, state.last_cause]
    if state.open_until is not None and state.open_until > now:
        notes.insert(1, _("left alone until %(moment)s UTC") % {"moment": f"{state.open_until:%Y-%m-%d %H:%M}"})
    where = reverse("admin:evidence_sourcestate_change", args=[state.pk])
    return Line(str(state.source), where, [note for note in notes if note], is_wrong=True)
