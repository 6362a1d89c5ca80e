"""`claimbase endangered [SLUG ...]`: criteria whose evidence is stale, missing, unusual or at odds."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from claims.endangered import Endangered, endangered
from evidence.findings import Severity
from evidence.health import health
from evidence.management.arguments import a_day


class Command(BaseCommand):
    help = "Name the criteria that findings about the evidence endanger. Exit code 1 if a primary one is in danger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG", help="raw indicators (default: all)")
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False)
        try:
            findings = health(options["as_of"] or datetime.now(UTC).date(), options["slugs"])
        except LookupError as error:
            raise CommandError(str(error)) from None
        found = endangered(findings)
        for one in found:
            _show(console, one)
        counts = {"criteria": len(found), "claims": len({one.criterion.claim_id for one in found})}
        console.print(_("%(criteria)d criteria of %(claims)d claims are endangered") % counts)
        if any(one.severity is Severity.SEVERE and one.criterion.role == "primary" for one in found):
            raise SystemExit(1)


def _show(console: Console, one: Endangered) -> None:
    criterion = one.criterion
    role = criterion.get_role_display()
    console.print(f"[bold]{criterion.key}[/] ({role}, {one.severity.label})  {escape(criterion.formulas[0])}")
    for finding in one.findings:
        expected = _("expected %(expected)s, got %(got)s") % {"expected": finding.expected, "got": finding.got}
        console.print(escape(f"  {finding.slug}, {finding.kind.label}: {expected}; {finding.todo}"))
