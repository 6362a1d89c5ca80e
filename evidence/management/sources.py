"""The table of sources for the terminal: terms, key, manners, what reading was checked against, and how it went."""

from collections.abc import Callable, Iterable, Mapping

from django.db.models import Count
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evidence.findings import entered, language, unserved
from evidence.management.status import key
from evidence.models import Fetch, Indicator, Source
from evidence.sources import SOURCES

Newest = Mapping[tuple[int, bool, bool], Fetch]  # by source, whether of an archive, whether it failed


def show_registry(console: Console, settings: Mapping[str, str]) -> None:
    """Every source, with a module or without, and the indicators that no source serves. Asks nobody."""
    newest = Fetch.objects.newest_by_source()
    for source in Source.objects.annotate(series=Count("indicator")).order_by("slug"):
        console.print(f"[bold]{escape(source.slug)}[/]  {escape(_name(source))}")
        console.print(_facts(source, settings, newest))
    raw = Indicator.objects.raw()
    _list(console, _("What analysts enter, each finding with a citation:"), raw.exclude(entered=""), entered)
    _list(console, _("Indicators that no source can be asked for:"), raw.exclude(unserved=""), unserved)


def _list(console: Console, heading: str, indicators: Iterable[Indicator], said: Callable[[Indicator], str]) -> None:
    lines = [f"  {indicator.slug}: {escape(said(indicator))}" for indicator in indicators]
    for line in [heading, *lines] if lines else []:
        console.print(line)


def _name(source: Source) -> str:
    return source.name if language() == "en" else source.name_zh


def _facts(source: Source, settings: Mapping[str, str], newest: Newest) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 1, 0, 2))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")  # an address that is cut off is none
    channel = SOURCES.get(source.slug)
    asked = _("by a module") if channel else _("by nobody: from an archive only")
    if channel and not channel.HOSTS:
        asked = _("on this machine")
    checked = escape(source.verified_against) or f"[yellow]{_('unverified')}[/]"
    rows = (
        (_("Indicators"), str(source.series)),  # type: ignore[attr-defined]
        (_("Asked"), asked),
        (_("Licence"), escape(_(source.licence))),
        (_("Key"), _key(source, settings)),
        (_("Limits"), escape(source.politeness) or "-"),
        (_("Verified against"), checked),
        (_("Last success"), _succeeded(source, newest)),
        (_("Last failure"), _failed(source, newest)),
    )
    for row in rows:
        table.add_row(*row)
    return table


def _key(source: Source, settings: Mapping[str, str]) -> str:
    shown = key(source, settings)
    is_missing = source.key_variable and not settings.get(source.key_variable)
    return f"{shown}; {escape(source.key_address)}" if is_missing and source.key_address else shown


def _succeeded(source: Source, newest: Newest) -> str:
    own, archived = (newest.get((source.pk, is_archive, False)) for is_archive in (False, True))
    shown = f"{own.fetched_at:%Y-%m-%d %H:%M}" if own else _("never")
    return f"{shown} ({_('archive')}: {archived.fetched_at:%Y-%m-%d %H:%M})" if archived else shown


def _failed(source: Source, newest: Newest) -> str:
    failures = filter(None, (newest.get((source.pk, is_archive, True)) for is_archive in (False, True)))
    failure = max(failures, key=lambda one: one.fetched_at, default=None)
    return f"{failure.fetched_at:%Y-%m-%d %H:%M} {escape(failure.error[:300])}" if failure else _("never")
