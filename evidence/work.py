"""Work off a source's queued jobs: claim one under a lease, refresh its series, write how it ended."""

import random
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from django.db import transaction

from evidence.models import Fetch, Indicator, RefreshJob, Source, SourceState
from evidence.patience import MOST_ATTEMPTS, backoff
from evidence.politeness import Limits, limits
from evidence.refresh import Outcome, Progress, refresh
from evidence.sources import SOURCES
from evidence.turns import Turns, utc_now
from evidence.web.client import Client, Remembered

BEGIN_WITHIN = timedelta(seconds=60)  # so that the last job begun still ends below the workers' soft limit
Connect = Callable[[Source, Limits], AbstractContextManager[Client]]


@dataclass(frozen=True)
class Workplace:
    """What a worker brings along: its name, a clock, the sources' settings, and how to connect to a provider."""

    name: str
    now: Callable[[], datetime]
    settings: Mapping[str, str]
    connect: Connect


def work(slug: str, place: Workplace) -> int:
    """Work off jobs of a source until none may begin or the time is up; how many were done or failed.

    Any number of workers may do so at once: limits of rate and number hold for all of them together. A worker that is
    killed leaves its job to the reaper. An error that is no provider's (a full disk, a time limit) puts the job off and
    is raised.
    """
    source = Source.objects.get(slug=slug)
    allowed = limits(slug)
    until = place.now() + BEGIN_WITHIN
    count = 0
    while place.now() < until:
        job = claim(source, allowed, place)
        if job is None:
            break
        count += 1
        _attempt(job, allowed, place)
    return count


def ask_now(indicators: Iterable[Indicator], place: Workplace, progress: Progress) -> list[Outcome]:
    """Ask the sources of these raw indicators at once, in this thread and without jobs; what each brought.

    Their turns are those of all workers and commands, and how each source stands is noted as a worker notes it. Safe to
    repeat: what has not changed is recorded no second time.
    """
    outcomes = []
    for source, members in groupby(sorted(indicators, key=_by_source), key=lambda one: one.source):
        assert source is not None
        with place.connect(source, limits(source.slug)) as client:
            found = refresh(
                members, client=client, now=place.now(), settings=place.settings, progress=progress, at_once=1
            )
        for outcome in found:
            _note(source, outcome, place)
        outcomes += found
    return outcomes


def _by_source(indicator: Indicator) -> tuple[int, str]:
    return indicator.source_id or 0, indicator.code


@transaction.atomic
def claim(source: Source, allowed: Limits, place: Workplace) -> RefreshJob | None:
    """Take the job that has waited longest, or none: all are taken, the breaker is open, or enough run already."""
    state, now = SourceState.objects.locked(source), place.now()
    jobs = RefreshJob.objects.filter(source=source)
    if not state.may_begin(jobs.running(now).count(), allowed.at_once, now):
        return None
    job = jobs.ripe(now).select_for_update(skip_locked=True).order_by("not_before", "id").first()
    if job is not None:
        job.begun(now, place.name)
    return job


def connect(
    source: Source,
    allowed: Limits,
    sleep: Callable[[float], None],
    settings: Mapping[str, str] | None = None,
    now: Callable[[], datetime] = utc_now,
) -> Client:
    """A client that takes its turn among all workers and commands and asks conditionally for what it has."""
    return Client(
        SOURCES[source.slug].HOSTS,
        sleep=sleep,
        pace=Turns(settings or {}, [source], sleep, now).wait,
        remember=lambda address: remembered(source, address),
    )


def remembered(source: Source, address: str) -> Remembered | None:
    """The newest readable answer of an address, to be used again if the provider says that it still holds."""
    fetch = Fetch.objects.last_good(source, address)
    if fetch is None or fetch.payload is None:
        return None
    payload = fetch.payload
    return Remembered(fetch.facts, lambda: payload.body)


def _attempt(job: RefreshJob, allowed: Limits, place: Workplace) -> None:
    try:
        outcome = _refresh(job, allowed, place)
    except Exception as error:
        # A full disk, a lost database, a time limit. Where even this cannot be written, the lease runs out.
        _put_off(job, place, f"{type(error).__name__}: {error}".strip())
        raise
    _conclude(job, outcome, place)


def _refresh(job: RefreshJob, allowed: Limits, place: Workplace) -> Outcome:
    indicators = Indicator.objects.filter(source=job.source, code__in=job.codes).select_related("source")

    def progress(source: str, done: int, total: int) -> None:
        RefreshJob.objects.attempt(job).update(done=min(done, job.total))

    with place.connect(job.source, allowed) as client:
        outcomes = refresh(
            indicators, client=client, now=place.now(), settings=place.settings, progress=progress, at_once=1
        )
    return outcomes[0] if outcomes else Outcome(job.source.slug)


@transaction.atomic
def _conclude(job: RefreshJob, outcome: Outcome, place: Workplace) -> None:
    """Write how the attempt ended, on the job and on its source."""
    now = place.now()
    _note(job.source, outcome, place)
    if outcome.unreachable:
        _put_off(job, place, outcome.unreachable, outcome.retry_after)
        return
    state = RefreshJob.State.FAILED if outcome.errors else RefreshJob.State.DONE
    job.end(
        state, now, done=min(outcome.brought, job.total), changed=outcome.changed, errors=outcome.errors,
        cause=_cause(outcome, job.total),
    )  # fmt: skip


@transaction.atomic
def _note(source: Source, outcome: Outcome, place: Workplace) -> None:
    if outcome.unreachable or outcome.brought:
        SourceState.objects.locked(source).note(place.now(), outcome.unreachable)


def _cause(outcome: Outcome, total: int) -> str:
    """One sentence about what went wrong; what may pass is not among it, so trying again would not help."""
    for code, why in outcome.errors.items():
        return f"{len(outcome.errors)} of {total} series, {code}: {why}" if code else why
    return "" if outcome.asked else "nothing to ask for: no place holds these series"


@transaction.atomic
def _put_off(job: RefreshJob, place: Workplace, cause: str, asked_for: float = 0.0) -> None:
    """Try again later what may pass, until it has been tried often enough."""
    now = place.now()
    if job.attempts >= MOST_ATTEMPTS:
        job.end(RefreshJob.State.FAILED, now, cause=cause, errors={"": cause})
        return
    pause = backoff(job.attempts, random.random(), asked_for)  # noqa: S311 - jitter keeps no secret
    job.defer(now + timedelta(seconds=pause), cause)
