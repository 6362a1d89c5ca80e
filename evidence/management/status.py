"""Tables about sources and jobs, for the terminal."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from textwrap import shorten

from django.db.models import Count
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evidence.due import askable, due
from evidence.models import Fetch, RefreshJob, Source, SourceState, breaker_word
from evidence.patience import Breaker
from evidence.sources import SOURCES

_COLOURS = {Breaker.CLOSED: "green", Breaker.OPEN: "red", Breaker.HALF_OPEN: "yellow"}
_LONGEST_CAUSE = 300  # characters


def show_sources(console: Console, now: datetime, settings: Mapping[str, str]) -> None:
    """A row for each source that can be asked: when it last answered, its breaker, its series and those due."""
    table = Table(title=_("Sources"), title_justify="left", pad_edge=False)
    for heading in (_("Source"), _("Key"), _("Last success"), _("Breaker"), _("Series"), _("Due")):
        table.add_column(heading)
    waiting = [one.indicator.source_id for one in due(now, settings)]
    fetched = Fetch.objects.newest_good()
    sources = Source.objects.filter(slug__in=list(SOURCES)).annotate(series=Count("indicator")).order_by("slug")
    for source in sources.select_related("standing"):
        state = getattr(source, "standing", None)
        succeeded = _ago(now, _newest(state.last_success_at if state else None, fetched.get(source.pk)))
        columns = (source.slug, key(source, settings), succeeded, _breaker(state, now), str(source.series))
        table.add_row(*columns, str(waiting.count(source.pk)))
    console.print(table)


def show_jobs(console: Console) -> None:
    """How many jobs are in which state, by source, and how far the running ones are."""
    table = Table(title=_("Jobs"), title_justify="left", pad_edge=False)
    states = RefreshJob.State
    for heading in (_("Source"), *(str(state.label) for state in states)):
        table.add_column(heading)
    counted = RefreshJob.objects.order_by("source__slug").values_list("source__slug", "state").annotate(Count("pk"))
    by_source: dict[str, dict[str, int]] = {}
    for source, state, count in counted:
        by_source.setdefault(source, {})[state] = count
    for source, counts in by_source.items():
        table.add_row(source, *(str(counts.get(state.value, 0)) for state in states))
    console.print(table)
    for job in RefreshJob.objects.filter(state=states.RUNNING).select_related("source"):
        console.print(escape(f"  {job.source.slug}: {job.done}/{job.total} ({job.worker})"))


def show_unaskable(console: Console, settings: Mapping[str, str]) -> None:
    """Series that no job is queued for, since their sources cannot be asked for them, by the reason."""
    for why, series in askable(settings)[1].items():
        named = ", ".join(one.slug for one in series[:3]) + ("…" if len(series) > 3 else "")
        figures = {"count": len(series), "named": named, "why": why}
        said = _("%(count)d series are not asked for (%(named)s): %(why)s") % figures
        console.print(f"[yellow]{escape(said)}[/]", highlight=False)


def show_failures(console: Console, most: int) -> None:
    """The newest jobs that failed or wait for another attempt, each with its cause."""
    failed = RefreshJob.objects.exclude(cause="").exclude(state=RefreshJob.State.DONE).select_related("source")
    for job in failed.order_by("-id")[:most]:
        named = ", ".join(job.codes[:3]) + ("…" if len(job.codes) > 3 else "")
        attempts = _("attempt %(number)d") % {"number": job.attempts}
        console.print(f"[yellow]{escape(job.source.slug)}[/] {escape(named)} ({job.get_state_display()}, {attempts})")
        console.print(f"  {escape(shorten(job.cause, _LONGEST_CAUSE, placeholder=' …'))}")


def key(source: Source, settings: Mapping[str, str]) -> str:
    """Whether a source takes a key, and whether there is one. The key itself is never shown."""
    if not source.key_variable:
        return _("none needed")
    return _("set") if settings.get(source.key_variable) else f"{source.key_variable}: " + _("not set")


def _newest(*moments: datetime | None) -> datetime | None:
    """A worker's success is a state of the source; one without workers, as a demo's, is only among the fetches."""
    return max((moment for moment in moments if moment is not None), default=None)


def _breaker(state: SourceState | None, now: datetime) -> str:
    standing = state.breaker(now) if state else Breaker.CLOSED
    shown = f"[{_COLOURS[standing]}]{breaker_word(standing)}[/]"
    if state is None or standing is Breaker.CLOSED:
        return shown
    return f"{shown} ({state.failures}: {escape(shorten(state.last_cause, 60, placeholder=' …'))})"


def _ago(now: datetime, moment: datetime | None) -> str:
    if moment is None:
        return _("never")
    seconds = (now - moment) // timedelta(seconds=1)
    if seconds < 5400:
        return _("%(count)d min ago") % {"count": seconds // 60}
    if seconds < 172_800:
        return _("%(count)d h ago") % {"count": seconds // 3600}
    return _("%(count)d days ago") % {"count": seconds // 86_400}
