"""`claimbase thresholds [SLUG ...]`: criteria whose answer would change if an indicator were rebased."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from claims.thresholds import thresholds_on
from evidence.models import HeldBatch, Indicator


class Command(BaseCommand):
    help = "Name the criteria with absolute thresholds on indicators (default: on those with figures held back)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slugs", nargs="*", metavar="SLUG")

    def handle(self, *args: Any, **options: Any) -> None:
        catalogue = Indicator.objects.catalogue()
        held = HeldBatch.objects.waiting().values_list("indicator__slug", flat=True)
        for slug in options["slugs"] or sorted(set(held)):
            try:
                found = thresholds_on(slug, catalogue)
            except LookupError as error:
                raise CommandError(str(error)) from None
            self.stdout.write(f"{slug}: {len(found) or 'no'} formulas with absolute thresholds")
            for one in found:
                self.stdout.write(f"  {one.criterion.slug}  {one.formula}")
