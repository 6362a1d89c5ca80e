"""`claimbase held list|accept|refuse`: figures that came on another scale and wait for an analyst."""

import getpass
from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.holding import HeldError, accept, refuse
from evidence.models import HeldBatch, Indicator


class Command(BaseCommand):
    help = "List figures that were held back because their scale changed, and decide on them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        actions.add_parser("list", help="what is held back")
        for name, text in (("accept", "record them"), ("refuse", "leave them unrecorded")):
            action = actions.add_parser(name, help=text)
            action.add_argument("slug", help="the indicator's slug")
            action.add_argument("--reason", required=True, help="why, for the record")
            action.add_argument("--by", default=getpass.getuser(), help="who decides (default: you)")
            if name == "accept":
                action.add_argument("--as", dest="treatment", required=True, choices=HeldBatch.Treatment.values)

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "list":
            return self.show()
        indicator = Indicator.objects.filter(slug=options["slug"]).first()
        if indicator is None:
            raise CommandError(f"expected the slug of an indicator, got {options['slug']}")
        given: dict[str, Any] = {"by": options["by"], "reason": options["reason"], "now": datetime.now(UTC)}
        try:
            if options["action"] == "accept":
                changed = accept(indicator, treatment=options["treatment"], **given)
                self.stdout.write(f"{changed} observations new or changed; see: claimbase thresholds {indicator.slug}")
            else:
                self.stdout.write(f"{refuse(indicator, **given)} batches refused")
        except HeldError as error:
            raise CommandError(str(error)) from None

    def show(self) -> None:
        waiting = list(HeldBatch.objects.waiting().select_related("indicator").defer("rows"))
        for held in waiting:
            self.stdout.write(
                f"{held.indicator.slug}: all of {held.compared} figures times {held.factor:.6g}, "
                f"found {held.found_at:%Y-%m-%d %H:%M}"
            )
        if not waiting:
            self.stdout.write("nothing is held back")
