"""`claimbase evidence refresh`: ask for series now, and say on the terminal what came and what went wrong."""

from collections.abc import Mapping, Sequence

from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from evidence.due import due, queue
from evidence.management.steps import Steps
from evidence.models import Indicator
from evidence.refresh import Outcome
from evidence.sources import SOURCES
from evidence.work import Workplace, ask_now


def asked_for(slugs: Sequence[str], place: Workplace) -> list[Indicator]:
    """The named series, or what is due where none is named. Raises `CommandError` for one that cannot be asked for."""
    if not slugs:
        return [one.indicator for one in due(place.now(), place.settings)]
    found = list(Indicator.objects.raw().filter(slug__in=slugs).select_related("source"))
    unknown = set(slugs) - {one.slug for one in found}
    if unknown:
        raise CommandError(str(Indicator.objects.not_raw(unknown)))
    mute = [f"{one.slug} ({one.source})" for one in found if one.source is None or one.source.slug not in SOURCES]
    if mute:
        raise CommandError(
            f"expected series that a source can be asked for, got {', '.join(mute)}; archives bring their figures"
        )
    return found


def refresh_now(console: Console, indicators: Sequence[Indicator], place: Workplace) -> bool:
    """Ask in this process, with progress; whether all went well."""
    with Steps(console) as steps:
        outcomes = ask_now(indicators, place, lambda source, done, total: steps.at(source, done, total))
    for outcome in outcomes:
        names = {one.code: one.slug for one in indicators if one.source and one.source.slug == outcome.source}
        _show(console, outcome, names)
    if not outcomes:
        console.print(_("Nothing is due."))
    return not any(one.errors or one.unreachable for one in outcomes)


def queue_now(console: Console, indicators: Sequence[Indicator], place: Workplace) -> None:
    """Leave it to the workers."""
    count = queue(indicators, now=place.now())
    console.print(_("%(count)d jobs queued.") % {"count": count})


def _show(console: Console, outcome: Outcome, names: Mapping[str, str]) -> None:
    figures = {"source": outcome.source, "brought": outcome.brought, "asked": outcome.asked,
               "changed": f"{outcome.changed:,}"}  # fmt: skip
    said = _("%(source)s: %(brought)s of %(asked)s series, %(changed)s observations new or changed") % figures
    console.print(escape(said), highlight=False)
    for code, rows in sorted(outcome.fresh.items()):
        if rows:
            said = _("%(series)s: %(count)d new or changed") % {"series": names.get(code, code), "count": rows}
            console.print(f"  [green]{escape(said)}[/]", highlight=False)
    if outcome.unreachable:
        console.print(f"  [red]{escape(outcome.unreachable)}[/]", highlight=False, soft_wrap=True)
    for code, why in sorted(outcome.errors.items()):
        console.print(
            f"  [red]{escape(f'{names.get(code, code)}: {why}' if code else why)}[/]", highlight=False, soft_wrap=True
        )
