"""`claimbase dryrun [NUMBER ...]`: what speaks against registering drafted criteria."""

from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console
from rich.markup import escape

from claims.dryrun import DryRun, dry_run
from claims.models import Claim
from claims.reading import IncompleteError, expect_test
from claims.scoring.dryrun import Severity
from claims.wording.dryrun import sentence, severity_word
from claims.wording.languages import LANGUAGES
from evidence.management.arguments import a_day
from evidence.told import told


class Command(BaseCommand):
    help = (
        "Say what speaks against registering criteria, on the evidence known on a day. Exit code 1 if any is refused."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("numbers", nargs="*", metavar="NUMBER", help="claims by number (default: all)")
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        with override(options["language"]):
            console = Console(highlight=False)
            claims, lacking = _whole(_claims(options["numbers"]))
            for why in lacking:
                console.print(f"{severity_word(Severity.REFUSED)}: {escape(why)}", soft_wrap=True)
            found = dry_run(options["as_of"] or datetime.now(UTC).date(), claims)
            _show(console, found)
        if lacking or any(one.is_refused for one in found):
            raise SystemExit(1)


def _claims(numbers: list[str]) -> "QuerySet[Claim]":
    """Those of the numbers, all if there are none. A number that no claim has is an error: nothing would refuse it."""
    every = Claim.objects.with_everything()
    chosen = every.filter(number__in=numbers) if numbers else every
    absent = set(numbers) - {one.number for one in chosen}
    if absent:
        raise CommandError(_("expected numbers of claims, got %(got)s") % {"got": ", ".join(sorted(absent))})
    return chosen


def _whole(claims: Iterable[Claim]) -> tuple[list[Claim], list[str]]:
    """Those that are complete tests, and what the others lack: these cannot be run, and are refused as well."""
    whole, lacking = [], []
    for claim in claims:
        try:
            expect_test(claim, claim.criteria.all())
            whole.append(claim)
        except IncompleteError as error:
            lacking.append(told(error))
    return whole, lacking


def _show(console: Console, found: list[DryRun]) -> None:
    for one in found:
        if one.findings:
            role = one.criterion.get_role_display()
            console.print(f"[bold]{one.criterion.key}[/] ({role})  {escape(one.criterion.holds_when)}", soft_wrap=True)
        for finding in one.findings:
            said = escape(sentence(finding))
            console.print(f"  {severity_word(finding.severity)}: {said}", soft_wrap=True)
    figures = {"criteria": len(found), "refused": sum(one.is_refused for one in found)}
    console.print(_("%(refused)d of %(criteria)d criteria are refused") % figures)
    counts = Counter((one.severity, one.fault) for run in found for one in {f.fault: f for f in run.findings}.values())
    for (severity, fault), count in sorted(counts.items()):
        console.print(f"  {severity_word(severity)} ({fault}): {count}")
