"""`claimbase assess [--as-of DAY] [--all]`: assess the claims that are due, and say why they were."""

from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _
from rich.console import Console

from claims.assess import assess
from claims.due import due
from claims.management.terminal import show_unreadable
from claims.models import Claim
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = (
        "Assess the claims that are due: news, a month's end, a passed checkpoint, an overdue release. Safe to repeat."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--all", action="store_true", help="all claims, due or not")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or datetime.now(UTC).date()
        reasons = due(as_of)
        chosen = None if options["all"] else Claim.objects.with_everything().filter(pk__in=reasons)
        done = assess(as_of, chosen)
        console = Console(highlight=False)
        for why, count in Counter(reasons.values()).items():
            console.print(f"{count:>6}  {why.label}")
        show_unreadable(console, done.unreadable)
        counts = {"anew": done.anew, "unchanged": done.unchanged}
        console.print(_("%(anew)d claims assessed anew, %(unchanged)d stood as they were") % counts)
