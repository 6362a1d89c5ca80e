"""`claimbase evidence status|sources|health|indicators|due|refresh`: how the evidence stands, and bringing it up."""

import time
from argparse import ArgumentParser
from datetime import UTC, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q
from django.utils.translation import gettext as _
from rich.console import Console

from evidence.describe import describe
from evidence.due import refresh_due
from evidence.findings import Severity
from evidence.health import health
from evidence.management.arguments import a_day
from evidence.management.healthtable import show_findings
from evidence.management.refreshing import asked_for, queue_now, refresh_now
from evidence.management.sources import show_registry
from evidence.management.status import show_failures, show_jobs, show_sources, show_unaskable
from evidence.models import Indicator, RefreshJob
from evidence.sources import fred
from evidence.turns import Turns, utc_now
from evidence.web.client import Client
from evidence.work import Workplace, connect


class Command(BaseCommand):
    help = "Look at the evidence: how its sources stand, what the workers do, and what is wrong with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        status = actions.add_parser("status", help="how each source stands, the jobs, and the newest failures")
        status.add_argument("--failures", type=int, default=10, metavar="N", help="how many failures (default: 10)")
        actions.add_parser("sources", help="licence, key, limits, verification, last success and failure of each")
        state = actions.add_parser("health", help="what is stale, missing, unusual or at odds; 1 if anything is severe")
        state.add_argument("slugs", nargs="*", metavar="SLUG", help="raw indicators (default: all)")
        state.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        state.add_argument("--describe", action="store_true", help="ask FRED first what it says of its series")
        listed = actions.add_parser("indicators", help="slugs, sources and names of the raw ones")
        listed.add_argument("word", nargs="?", default="", help="only those with this in slug or name")
        actions.add_parser("due", help="queue what is due now, for the workers of ./run up")
        asked = actions.add_parser("refresh", help="ask for series now and say what came; 1 if anything went wrong")
        asked.add_argument("slugs", nargs="*", metavar="SLUG", help="raw indicators (default: those that are due)")
        asked.add_argument("--queue", action="store_true", help="leave it to the workers of ./run up")

    def handle(self, *args: Any, **options: Any) -> None:
        now, console = datetime.now(UTC), Console(highlight=False)
        if not Indicator.objects.exists():
            console.print(_("Nothing is loaded yet: ./run demo loads the sources, indicators and claims of this "
                            "checkout; claimbase archive import adds figures."))  # fmt: skip
            if options["action"] == "health":
                raise SystemExit(1)
            return
        match options["action"]:
            case "due":
                self._due(console, now, options["verbosity"])
            case "refresh":
                self._refresh(console, options)
            case "indicators":
                self._indicators(options["word"])
            case "sources":
                show_registry(console, settings.SOURCE_SETTINGS)
            case "health":
                self._health(console, now, options)
            case _:
                show_sources(console, now, settings.SOURCE_SETTINGS)
                show_jobs(console)
                show_unaskable(console, settings.SOURCE_SETTINGS)
                show_failures(console, options["failures"])

    def _due(self, console: Console, now: datetime, verbosity: int) -> None:
        count = refresh_due(now=now, settings=settings.SOURCE_SETTINGS)
        if not verbosity:
            return
        show_unaskable(console, settings.SOURCE_SETTINGS)
        console.print(_("%(count)d jobs queued.") % {"count": count})
        if not count:
            jobs = RefreshJob.objects.unfinished().count()
            console.print(_("No other series is due; %(jobs)d jobs that were queued before wait or run: ./run up works "
                            "them off.") % {"jobs": jobs})  # fmt: skip

    def _refresh(self, console: Console, options: dict[str, Any]) -> None:
        reach = partial(connect, sleep=time.sleep, settings=settings.SOURCE_SETTINGS)
        place = Workplace("terminal", utc_now, settings.SOURCE_SETTINGS, reach)
        indicators = asked_for(options["slugs"], place)
        if options["queue"]:
            queue_now(console, indicators, place)
        elif not refresh_now(console, indicators, place):
            raise SystemExit(1)

    def _indicators(self, word: str) -> None:
        every = Indicator.objects.raw().select_related("source")
        for one in every.filter(Q(slug__icontains=word) | Q(name__icontains=word) | Q(name_zh__icontains=word)):
            self.stdout.write(f"{one.slug:<32} {one.source.slug if one.source else '':<12} {one.name}")

    def _health(self, console: Console, now: datetime, options: dict[str, Any]) -> None:
        if options["describe"]:
            self._describe(now, options["slugs"])
        try:
            found = health(options["as_of"] or now.date(), options["slugs"])
        except LookupError as error:
            raise CommandError(str(error)) from None
        show_findings(console, found)
        if any(one.severity is Severity.SEVERE for one in found):
            raise SystemExit(1)

    def _describe(self, now: datetime, slugs: list[str]) -> None:
        indicators = Indicator.objects.raw().select_related("source")
        if slugs:
            indicators = indicators.filter(slug__in=slugs)
        with Client(fred.HOSTS, pace=Turns(settings.SOURCE_SETTINGS).wait) as client:
            for code, why in describe(indicators, client=client, settings=settings.SOURCE_SETTINGS, now=now).items():
                self.stderr.write(f"{code}: {why}")
