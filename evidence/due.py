"""Queue what is due: the series that each indicator's own rhythm says should be asked for now."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from types import MappingProxyType

import numpy as np
from django.db import connection, transaction

from evidence.calendar import expectation_after
from evidence.models import Indicator, RefreshJob, ReleaseDay, Source
from evidence.patience import CLOCKS_APART
from evidence.periods import Ints, end_days
from evidence.politeness import limits
from evidence.releases import NONE_PLANNED
from evidence.rhythm import Standing, due_at
from evidence.sources import SOURCES, Series, SourceError

NO_KEYS: Mapping[str, str] = MappingProxyType({})
_QUEUEING = 1_129_072_718  # an advisory lock that nothing else of the project takes


@dataclass(frozen=True)
class Due:
    """An indicator that should be asked for, and since when."""

    indicator: Indicator
    since: datetime


@transaction.atomic
def refresh_due(*, now: datetime, settings: Mapping[str, str] = NO_KEYS) -> int:
    """Queue a job for every due series that none is queued or running for; how many jobs are new.

    Safe to repeat: a job's key says which series it asks for, since when they are due, and after which finished job,
    so that two calls cannot queue the same work twice, and what was forgotten can be queued anew.
    """
    _one_at_a_time()
    taken = _taken()  # first: what a job ends meanwhile would still be due, but is taken
    return _queue(due(now, settings), taken, now)


@transaction.atomic
def queue(indicators: Iterable[Indicator], *, now: datetime) -> int:
    """The same of series that somebody wants to be asked for, whether they are due or not."""
    _one_at_a_time()
    return _queue([Due(one, now) for one in indicators], _taken(), now)


def _taken() -> set[tuple[int | None, str]]:
    """Series that a job is queued or running for, by source and code."""
    return {(job.source_id, code) for job in RefreshJob.objects.unfinished() for code in job.codes}


def _queue(wanted: Iterable[Due], taken: Set[tuple[int | None, str]], now: datetime) -> int:
    waiting = [one for one in wanted if (one.indicator.source_id, one.indicator.code) not in taken]
    ended = RefreshJob.objects.last_ended()
    return sum(
        RefreshJob.objects.add(
            source, [one.indicator.code for one in batch], _key(source, batch, ended.get(source.pk, 0)), now
        )
        for source, batch in _batches(waiting)
    )


def due(now: datetime, settings: Mapping[str, str] = NO_KEYS) -> list[Due]:
    """The raw indicators that should be asked for by now, those due for longest first."""
    known = {indicator.slug: indicator for indicator in askable(settings)[0]}
    found = [Due(known[slug], due_at(standing)) for slug, standing in standings(known.values(), now).items()]
    return sorted((one for one in found if one.since <= now), key=lambda one: (one.since, one.indicator.slug))


def standings(indicators: Iterable[Indicator], now: datetime) -> dict[str, Standing]:
    """By slug, what the rhythm needs to know of raw indicators."""
    by_id = {indicator.pk: indicator for indicator in indicators}
    recent = ReleaseDay.objects.standing().filter(day__gte=(now - _LONGEST_PERIOD).date())
    planned = recent.by_indicator()
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, {"indicators": list(by_id), "since": now - _MEMORY, "until": now + CLOCKS_APART})
        rows = cursor.fetchall()
    found = {}
    for pk, newest, asked_at, failures in rows:
        indicator = by_id[pk]
        assert indicator.source is not None
        found[indicator.slug] = Standing(
            expected=None if newest is None else _expected(indicator, newest, planned.get(pk, NONE_PLANNED), now),
            asked_at=asked_at.astimezone(UTC) if asked_at else None,
            failures=failures,
            is_local=not SOURCES[indicator.source.slug].HOSTS,
        )
    return found


def _expected(indicator: Indicator, newest: int, planned: Ints, now: datetime) -> int:
    """The day on which the figure after the newest one can come."""
    end = int(end_days(np.array([newest]), indicator.period_frequency)[0])
    found = expectation_after(indicator, end, planned, now.date()).next
    assert found is not None
    return found.day


_LONGEST_PERIOD = timedelta(days=800)  # a yearly figure's next release may be that long after its newest one's


# The newest figure by the index on current values, one probe a series. Asked for: the last finished job, or a fetch
# outside any job (a demo's) that brought something. Failures are those since the last success. Who has not been asked
# for longer than `_MEMORY` is due anyway, and so is who was by a clock that was ahead.
_MEMORY = timedelta(days=100)
_STANDINGS = """
WITH asked AS (
    SELECT source_id, code, finished_at AS at, state = 'done' OR NOT (errors ? code OR errors ? '') AS well
    FROM evidence_refreshjob, jsonb_array_elements_text(codes) AS code
    WHERE finished_at > %(since)s AND finished_at < %(until)s
    UNION ALL
    SELECT source_id, code, fetched_at, true
    FROM evidence_fetch, jsonb_array_elements_text(codes) AS code
    WHERE fetched_at > %(since)s AND fetched_at < %(until)s AND error = '' AND NOT archived
), last AS (
    SELECT source_id, code, max(at) AS at, coalesce(max(at) FILTER (WHERE well), '-infinity') AS well_at
    FROM asked GROUP BY source_id, code
), failures AS (
    SELECT source_id, code, count(*)::int AS count
    FROM asked JOIN last USING (source_id, code) WHERE asked.at > well_at GROUP BY source_id, code
)
SELECT one.id,
       (SELECT period - date '1970-01-01' FROM evidence_observation AS figure
        WHERE figure.indicator_id = one.id AND known_to = '9999-12-31 00:00+00' AND value IS NOT NULL
        ORDER BY period DESC LIMIT 1),
       last.at, coalesce(failures.count, 0)
FROM evidence_indicator AS one
LEFT JOIN last USING (source_id, code) LEFT JOIN failures USING (source_id, code)
WHERE one.id = ANY(%(indicators)s)
"""


def askable(settings: Mapping[str, str]) -> tuple[list[Indicator], dict[str, list[Indicator]]]:
    """Series that their sources can be asked for, and by the reason those that cannot: for want of a key or a contact,
    or because an archive has named them as no provider does. A job for one would fail each time it is tried.
    """
    able: list[Indicator] = []
    unable: dict[str, list[Indicator]] = {}
    for one in Indicator.objects.raw().filter(source__slug__in=list(SOURCES)).select_related("source"):
        why = _hindrance(one, settings)
        (unable.setdefault(why, []) if why else able).append(one)
    return able, unable


def _hindrance(one: Indicator, settings: Mapping[str, str]) -> str:
    """Why no request can be made for a series; empty where one can, and of files of this machine."""
    assert one.source is not None
    channel = SOURCES[one.source.slug]
    try:
        if channel.HOSTS:
            channel.requests([Series(one.code, one.period_frequency)], settings)
    except SourceError as error:
        return str(error)
    return ""


def _batches(waiting: Sequence[Due]) -> Iterator[tuple[Source, list[Due]]]:
    """As many series a job as their source's limits allow, in the order given."""
    by_source: dict[Source, list[Due]] = {}
    for one in waiting:
        assert one.indicator.source is not None
        by_source.setdefault(one.indicator.source, []).append(one)
    for source, members in by_source.items():
        size = limits(source.slug).series_a_job
        rest = iter(members)
        while batch := list(islice(rest, size)):
            yield source, batch


def _key(source: Source, batch: Sequence[Due], ended: int) -> str:
    """`ended` is the source's newest finished job: series that are due since the same moment as once before, as those
    are that nobody has asked for in `_MEMORY`, are new work all the same."""
    named = "\n".join([str(ended), *(f"{one.indicator.code} {one.since.isoformat()}" for one in batch)])
    return f"{source.slug} {hashlib.sha256(named.encode()).hexdigest()[:32]}"


def _one_at_a_time() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_QUEUEING])
