"""`claimbase releases [SLUG ...] [--read]`: when indicators could next change, and which are overdue."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from evidence.calendar import Expectation, expectations, read_calendars
from evidence.management.arguments import a_day
from evidence.models import Indicator
from evidence.periods import date_of
from evidence.sources import fred
from evidence.turns import Turns
from evidence.web.client import Client


class Command(BaseCommand):
    help = "Say when indicators could next change, by their provider's calendar or else by their rhythm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="raw indicators (default: all)")
        parser.add_argument("--read", action="store_true", help="read the providers' calendars first")
        parser.add_argument("--on", type=a_day, help="seen from this day (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        now = datetime.now(UTC)
        indicators = Indicator.objects.raw().exclude(walk=Indicator.Walk.CALENDAR).select_related("source")
        if options["slugs"]:
            indicators = indicators.filter(slug__in=options["slugs"])
        if options["read"]:
            with Client(fred.HOSTS, pace=Turns(settings.SOURCE_SETTINGS).wait) as client:
                keys = {fred.KEY: settings.FRED_API_KEY}
                for code, why in read_calendars(indicators, client=client, settings=keys, now=now).items():
                    self.stderr.write(f"{code}: {why}")
        found = expectations(indicators, options["on"] or now.date())
        for one in sorted(found, key=lambda one: one.next.day if one.next else 10**9):
            self.stdout.write(_line(one))


def _line(one: Expectation) -> str:
    if one.next is None:
        return f"{'no figures':<12} {one.indicator.slug}"
    by = "calendar" if one.next.planned else "rhythm"
    return f"{date_of(one.next.day)}   {one.indicator.slug} (by its {by}){'  OVERDUE' if one.is_overdue else ''}"
