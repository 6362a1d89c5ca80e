"""`claimbase replay [--as-of DAY]`: compute stored assessments anew and say which come out again to the last bit."""

from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from claims.replay import Replayed, replay
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = "Compute the assessments of a day anew; 1 if one with equal inputs has other figures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="assessed then (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        day = options["as_of"] or datetime.now(UTC).date()
        found = replay(day)
        if not found:
            raise CommandError(f"expected claims assessed on {day}, got none; claimbase assess --as-of {day} does it")
        console = Console(highlight=False)
        for one in found:
            if not (one.is_exact and one.has_equal_inputs):
                console.print(escape(_line(one)), soft_wrap=True)
        counts = Counter((one.is_exact, one.has_equal_inputs) for one in found)
        figures = {"exact": counts[True, True], "all": len(found), "moved": counts[True, False] + counts[False, False]}
        console.print(
            _("%(exact)s of %(all)s came out again to the last bit, %(moved)s rest on other inputs") % figures
        )
        if counts[False, True]:
            raise CommandError(f"expected equal figures from equal inputs, got others in {counts[False, True]} rows")


def _line(one: Replayed) -> str:
    what = one.stored.criterion.key if one.stored.criterion else one.claim.number
    figures = {
        "what": what, "day": one.stored.checkpoint, "before": _p(one.stored.p_hold), "after": _p(one.again.p_hold),
        "why": ", ".join(one.differs if one.has_equal_inputs else one.later) or _("criterion or method"),
    }  # fmt: skip
    if one.has_equal_inputs:
        return _("%(what)s to %(day)s: equal inputs, other figures: %(why)s") % figures
    return _("%(what)s to %(day)s: p was %(before)s and is %(after)s; since then came: %(why)s") % figures


def _p(share: float | None) -> str:
    return "–" if share is None else f"{share:.4f}"
