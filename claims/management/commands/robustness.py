"""`claimbase robustness`: how much of each verdict hangs on one reading, and on one stretch of history."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console
from rich.markup import escape

from claims.robustness import Robustness, robustness
from claims.scoring.robustness import RECENT_MONTHS, Panel, Regime
from claims.wording.languages import LANGUAGES
from claims.wording.sentences import percent
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = "Share of readings that agree, and base rates of the last 60 months against before, of assessed claims."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="assessed then (default: today)")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["as_of"] or datetime.now(UTC).date()
        found = robustness(day)
        if not found:
            raise CommandError(f"expected claims assessed on {day}, got none; ./run demo --as-of {day} assesses them")
        console = Console(highlight=False)
        with override(options["language"]):
            for one in found:
                console.print(f"[bold]{one.primary}[/]  {escape('; '.join(_said(one)))}", soft_wrap=True)


def _said(one: Robustness) -> list[str]:
    return [
        _("the primary reading or every other lacks evidence") if one.panel is None else _panel(one.panel),
        _("history is too short to tell") if one.regime is None else _regime(one.regime),
    ]


def _panel(panel: Panel) -> str:
    figures = {"agree": panel.readings - len(panel.against), "readings": panel.readings}
    said = _("%(agree)s of %(readings)s other readings agree") % figures
    return f"{said} ({', '.join(panel.against)})" if panel.against else said


def _regime(found: Regime) -> str:
    figures = {"months": RECENT_MONTHS, "recent": percent(found.recent), "before": percent(found.before),
               "windows": found.recent_windows}  # fmt: skip
    said = _("held in %(recent)s of the last %(months)s months' windows (%(windows)s), %(before)s before") % figures
    return f"{said}: {_('another regime')}" if found.differs else said
