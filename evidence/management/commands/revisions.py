"""`claimbase revisions SLUG`: first, second, third and latest figure of each period, and how far apart they are."""

from argparse import ArgumentParser
from math import isnan
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evidence.models import Indicator
from evidence.periods import label
from evidence.quantities import quantity
from evidence.revisions import HORIZON_YEARS, revisions
from evidence.vintages import vintages


class Command(BaseCommand):
    help = "Show how an indicator's figures were revised."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("slug", help="the slug of a raw indicator")
        parser.add_argument("--last", type=int, default=12, metavar="N", help="periods to show (default: 12)")

    def handle(self, *args: Any, **options: Any) -> None:
        indicator = Indicator.objects.raw().filter(slug=options["slug"]).first()
        if indicator is None:
            raise CommandError(str(Indicator.objects.not_raw([options["slug"]])))
        found = revisions(vintages(indicator))
        if not len(found.ends):
            raise CommandError(f"expected dated vintages of {indicator.slug}, got none")
        begin = max(0, len(found.ends) - options["last"])
        digits = found.digits(begin)
        self.stdout.write("period  first  second  third  latest")
        for place in range(begin, len(found.ends)):
            steps = [*found.steps[place].tolist(), float(found.latest[place])]
            cells = "  ".join(_written(one, indicator, digits) for one in steps)
            self.stdout.write(f"{label(int(found.ends[place]), indicator.period_frequency)}  {cells}")
        usual = [_written(found.usual(step), indicator) for step in range(found.steps.shape[1])]
        self.stdout.write(
            f"{len(found.ends)} periods, {found.revised():.0%} revised; usual distance of the first, second and third "
            f"figure to the latest within {HORIZON_YEARS} years of the first: {', '.join(usual)}"
        )


def _written(value: float, indicator: Indicator, digits: int = 4) -> str:
    """A figure with its unit, "-" where there is none."""
    return "-" if isnan(value) else quantity(value, indicator.base_unit, digits=digits)
