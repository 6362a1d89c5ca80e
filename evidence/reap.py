"""Give back the jobs of workers that died, and say which sources have work that may begin."""

import logging
import random
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q

from evidence.models import RefreshJob, Source, SourceState
from evidence.patience import MOST_ATTEMPTS, Breaker, backoff
from evidence.politeness import limits
from evidence.sources import SOURCES

logger = logging.getLogger(__name__)

DIED = "the worker {worker} did not come back within its lease; it was killed, or took too long"


@transaction.atomic
def reap(*, now: datetime) -> int:
    """Requeue what abandoned workers held, or fail it for good where that has happened too often; how many jobs.

    A job that kills its worker each time would otherwise go round for ever.
    """
    _correct_the_clock(now)
    abandoned = list(RefreshJob.objects.abandoned(now).select_for_update(skip_locked=True))
    for job in abandoned:
        _give_back(job, now)
    return len(abandoned)


def _correct_the_clock(now: datetime) -> None:
    """Take back what was noted while this machine's clock was ahead: it would keep work waiting until that day."""
    waiting = RefreshJob.objects.misdated(now).update(not_before=now)
    closed = SourceState.objects.misdated(now).update(open_until=None)
    if waiting or closed:
        logger.warning(
            "%d jobs and %d sources were to wait for days that lie far ahead: this machine's clock must have been "
            "ahead, and is believed now, %s; figures that came meanwhile count as known from then on only",
            waiting, closed, now.isoformat(timespec="minutes"),
        )  # fmt: skip


def _give_back(job: RefreshJob, now: datetime) -> None:
    cause = DIED.format(worker=job.worker)
    if job.attempts >= MOST_ATTEMPTS:
        job.end(RefreshJob.State.FAILED, now, cause=cause, errors={"": cause})
        return
    # The first death is more often a restart than the job's own fault: back at once.
    pause = backoff(job.attempts - 1, random.random()) if job.attempts > 1 else 0.0  # noqa: S311 - no secret
    job.defer(now + timedelta(seconds=pause), cause)


def waiting(*, now: datetime) -> dict[str, int]:
    """By source, how many workers could begin now: jobs that are ripe, as far as limits and breaker allow."""
    ripe, running = Q(state="queued", not_before__lte=now), Q(state="running", lease_until__gt=now)
    counts = (
        RefreshJob.objects.unfinished()
        .order_by()
        .values("source")
        .annotate(ripe=Count("pk", ripe), running=Count("pk", running))
    )
    sources = Source.objects.in_bulk([row["source"] for row in counts if row["ripe"]])
    states = SourceState.objects.in_bulk(list(sources))
    found = {}
    for row in counts:
        if row["ripe"] and sources[row["source"]].slug in SOURCES:
            slug = sources[row["source"]].slug
            free = _allowed(slug, states.get(row["source"]), now) - row["running"]
            found[slug] = min(row["ripe"], free)
    return {slug: count for slug, count in found.items() if count > 0}


def _allowed(slug: str, state: SourceState | None, now: datetime) -> int:
    breaker = state.breaker(now) if state else Breaker.CLOSED
    at_once = limits(slug).at_once
    return {Breaker.CLOSED: at_once, Breaker.HALF_OPEN: 1, Breaker.OPEN: 0}[breaker]
