"""`claimbase evidence status`: how each source stands, what the workers do, and what went wrong."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console

from evidence.due import refresh_due
from evidence.management.status import show_failures, show_jobs, show_sources


class Command(BaseCommand):
    help = "Look at the evidence: how its sources stand and what the workers do."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        status = actions.add_parser("status", help="how each source stands, the jobs, and the newest failures")
        status.add_argument("--failures", type=int, default=10, metavar="N", help="how many failures (default: 10)")
        actions.add_parser("due", help="queue what is due now, for the workers of ./run up")

    def handle(self, *args: Any, **options: Any) -> None:
        now, console = datetime.now(UTC), Console(highlight=False)
        if options["action"] == "due":
            count = refresh_due(now=now)
            if options["verbosity"]:
                console.print(f"{count} jobs queued.")
            return
        show_sources(console, now, settings.SOURCE_SETTINGS)
        show_jobs(console)
        show_failures(console, options["failures"])
