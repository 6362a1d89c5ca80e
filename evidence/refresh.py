"""Bring indicators up to date: ask every source, keep what it answered, record what became known."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import groupby
from pathlib import Path
from types import MappingProxyType

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Q

from evidence.admission import check_told, refusal
from evidence.holding import Held, hold, ingest_or_hold
from evidence.ingest import Ingested
from evidence.learn import learn_lag
from evidence.models import HELD, OTHER, Asked, Fetch, HeldBatch, Indicator, Source, sha256
from evidence.moments import batch
from evidence.sources import (
    SOURCES,
    Answer,
    Client,
    Figures,
    Hearing,
    Offline,
    Request,
    Series,
    SourceError,
    UnreachableError,
    archive,
)
from evidence.sources import Source as Channel

DOWNLOADS_AT_ONCE = 4
NOTHING: Mapping[str, str] = MappingProxyType({})
Progress = Callable[[str, int, int], None]  # source, series done, series in all


@dataclass
class Outcome:
    """What asking one source brought. `errors` says by series what went wrong, "" for the source as a whole; `fresh`
    how many observations of each were added or closed."""

    source: str
    asked: int = 0
    brought: int = 0
    fresh: dict[str, int] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    unreachable: str = ""
    retry_after: float = 0.0  # seconds that an unreachable provider asked for

    @property
    def changed(self) -> int:
        """Observations added or closed in all."""
        return sum(self.fresh.values())


@dataclass(frozen=True)
class Task:
    """One source, asked for several indicators by one of its channels: its own, or an archive of its figures."""

    source: Source
    by_code: Mapping[str, Indicator]
    channel: Channel
    label: str
    settings: Mapping[str, str]


@dataclass(frozen=True)
class Download:
    """The answers to a request when called. `heard` is what has come by then, so that nothing of it is lost."""

    bring: Callable[[], list[Answer]]
    heard: list[Answer]


def refresh(
    indicators: Iterable[Indicator],
    *,
    client: Client | None,
    now: datetime,
    settings: Mapping[str, str],
    archive_folder: Path | None = None,
    progress: Progress = lambda source, done, total: None,
    at_once: int = DOWNLOADS_AT_ONCE,
    own: bool = True,
) -> list[Outcome]:
    """Ask for the raw ones among `indicators`: first an archive, if given, then (if `own`) each one's own source.

    Without a client only sources that need no network are asked. Every answer is kept with its hash; a series that
    fails leaves the others alone. Safe to repeat and to interrupt. With one download at a time the client is used in
    this thread only, and no more than one answer is held.
    """
    outcomes = []
    for task in _tasks(indicators, client is not None, settings, archive_folder):
        if not own and task.channel is not archive:
            continue
        outcome = _run(task, client or Offline(), now, progress, at_once)
        if outcome.asked:
            outcomes.append(outcome)
    return outcomes


def _tasks(
    indicators: Iterable[Indicator], online: bool, settings: Mapping[str, str], archive_folder: Path | None
) -> Iterator[Task]:
    raw = sorted((one for one in indicators if one.source_id), key=lambda one: (one.source_id or 0, one.code))
    for _, members in groupby(raw, key=lambda one: one.source_id):
        by_code = {one.code: one for one in members}
        source = next(iter(by_code.values())).source
        assert source is not None
        if archive_folder is not None:
            places = {**settings, "archive": str(archive_folder), "source": source.slug}
            yield Task(source, by_code, archive, f"{source.slug} (archive)", places)
        channel = SOURCES.get(source.slug)
        if channel is not None and (online or not channel.HOSTS):
            yield Task(source, by_code, channel, source.slug, settings)


def _run(task: Task, client: Client, now: datetime, progress: Progress, at_once: int) -> Outcome:
    outcome = Outcome(task.label)
    series = [Series(one.code, one.period_frequency) for one in task.by_code.values()]
    try:
        requests = task.channel.requests(series, task.settings)
    except SourceError as error:
        return Outcome(task.label, asked=len(series), errors={"": str(error)})
    outcome.asked = sum(len(request.series) for request in requests)
    with _downloads(task, requests, client, at_once if task.channel.HOSTS else 1) as downloads:
        for request, download in zip(requests, downloads, strict=True):
            _take(task, request, download, now, outcome)
            progress(outcome.source, outcome.brought, outcome.asked)
    return outcome


@contextmanager
def _downloads(task: Task, requests: list[Request], client: Client, at_once: int) -> Iterator[list[Download]]:
    """What brings each request's answers."""
    heard: list[list[Answer]] = [[] for _ in requests]
    brings = [
        partial(task.channel.download, request, Hearing(client, mine))
        for request, mine in zip(requests, heard, strict=True)
    ]
    if at_once == 1:
        yield list(map(Download, brings, heard))
        return
    with ThreadPoolExecutor(at_once) as pool:
        yield list(map(Download, [pool.submit(bring).result for bring in brings], heard))


def _take(task: Task, request: Request, download: Download, now: datetime, outcome: Outcome) -> None:
    """Record one download, or why it failed. What came is kept even when it cannot be read."""
    answers: list[Answer] = []
    try:
        answers = download.bring()
        _record(task, request, answers, now, outcome)
    except UnreachableError as error:
        if not outcome.unreachable:
            _keep(task, request, download.heard, now, str(error))
        outcome.unreachable, outcome.retry_after = str(error), error.retry_after
    except (SourceError, OSError, ValueError) as error:
        outcome.errors |= dict.fromkeys((one.code for one in request.series), str(error))
        _keep(task, request, answers or download.heard, now, str(error))
    download.heard.clear()  # it may be large, and there may be many


@transaction.atomic
def _record(task: Task, request: Request, answers: list[Answer], now: datetime, outcome: Outcome) -> None:
    """Observations and the proof of where they come from, together or not at all."""
    if task.channel is archive:
        check_told(task.by_code[request.series[0].code], request.parameters)
    if not task.channel.HOSTS and _is_known(task, request, answers):
        outcome.brought += len(request.series)
        return
    held = []
    request, told = _timely(task, request, answers, now, outcome)
    known = Fetch.objects.asked_with_success(task.source, [one.code for one in request.series])
    for figures in told:
        indicator = task.by_code[figures.code]
        is_first = figures.code not in known
        figures_known = batch(indicator, figures, now, is_first=is_first, archived=task.channel is archive)
        is_todays = figures.is_snapshot and task.channel is not archive
        is_exact = task.channel is archive and figures.pseudo is not None
        result = ingest_or_hold(indicator, figures_known, only_differences=is_todays, now=now, is_exact=is_exact)
        if isinstance(result, Held):
            held.append(result)
            outcome.errors[figures.code] = result.why
        else:
            _count(result, indicator, figures, outcome)
    _prove(task, request, answers, now, outcome, held)
    outcome.brought += len(request.series) - len(held)  # last: a series that cannot be read was not brought


def _prove(
    task: Task, request: Request, answers: list[Answer], now: datetime, outcome: Outcome, held: Sequence[Held]
) -> None:
    """Keep what the observations come from; what was held back or contradicted of it apart, with the reason.

    Else it would be known from then on, and the next run over the same bytes would say that all is well.
    """
    waiting = {one.indicator.code for one in held}
    wrong = {one.code for one in request.series if one.code in outcome.errors}
    for kind, codes in (("", {one.code for one in request.series} - wrong), (HELD, waiting), (OTHER, wrong - waiting)):
        if codes:
            why = {kind: "; ".join(outcome.errors[code] for code in sorted(codes))} if kind else {}
            fetches = _keep(task, _only(request, codes), answers, now, "", why)
            if kind == HELD:
                hold(held, fetches, now=now)


def _count(result: Ingested, indicator: Indicator, figures: Figures, outcome: Outcome) -> None:
    outcome.fresh[figures.code] = outcome.fresh.get(figures.code, 0) + result.changed
    if result.changed and not figures.is_snapshot:
        learn_lag(indicator)
    if result.contradictions:
        outcome.errors[figures.code] = (
            "expected the figures already recorded for the same moments, got "
            f"{result.contradictions} others; kept the first: a correction needs a moment of its own"
        )


def _timely(
    task: Task, request: Request, answers: list[Answer], now: datetime, outcome: Outcome
) -> tuple[Request, list[Figures]]:
    """What can be recorded of a request's answers; what is refused of them is kept apart, with the reason."""
    told = _figures(task, request, answers)
    refused = {one.code: why for one in told if (why := refusal(task.by_code[one.code], one, now))}
    if not refused:
        return request, told
    outcome.errors |= refused
    _keep(task, _only(request, refused), answers, now, "; ".join(refused.values()))
    taken = [one for one in told if one.code not in refused]
    return _only(request, {one.code for one in request.series} - refused.keys()), taken


def _only(request: Request, codes: Collection[str]) -> Request:
    """A request as if it had been for these of its series alone."""
    return replace(request, series=tuple(one for one in request.series if one.code in codes))


def _figures(task: Task, request: Request, answers: list[Answer]) -> list[Figures]:
    """What a body says. Whatever it does to its reader, it costs its own series only: the others are still refreshed.

    Raises `SourceError`; the end of a worker's time and of the machine's memory are no body's fault, and go on.
    """
    try:
        return task.channel.read(answers, request)
    except (SourceError, SoftTimeLimitExceeded, MemoryError):
        raise
    except Exception as error:
        raise SourceError(
            f"expected a body that can be read, got one that broke the reader of {task.source.slug}: "
            f"{type(error).__name__}: {error}; it is kept, and this is a defect worth a report"
        ) from error


def _is_known(task: Task, request: Request, answers: list[Answer]) -> bool:
    """Whether these very bytes from this machine's disk have been recorded before, for these very series.

    What was contradicted is told again for as long as it is there; what was held back, until it has been accepted.
    """
    wanted, digests = {one.code for one in request.series}, {sha256(answer.body) for answer in answers}
    good = Fetch.objects.filter(source=task.source, error="", archived=task.channel is archive, payload__in=digests)
    taken = good.filter(~Q(facts__has_any_keys=[HELD, OTHER]) | Q(pk__in=HeldBatch.objects.accepted_fetches()))
    said: dict[str | None, set[str]] = {}
    for digest, codes in taken.values_list("payload", "codes"):
        said.setdefault(digest, set()).update(codes)
    return all(wanted <= said.get(digest, set()) for digest in digests)


def _keep(
    task: Task, request: Request, answers: list[Answer], now: datetime, error: str, why: Mapping[str, str] = NOTHING
) -> list[Fetch]:
    """Remember what was asked, when, and what came, byte by byte; and why what could be read was not recorded."""
    codes = [one.code for one in request.series]
    asked = Asked(task.source, codes, request.address, now, archived=task.channel is archive)
    return Fetch.objects.keep(asked, [replace(one, facts={**one.facts, **why}) for one in answers], error=error)
