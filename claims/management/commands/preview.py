"""`claimbase preview "…" --by DAY`: what a criterion would say if it were registered, from a draft kept nowhere."""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from claims.draft import Alternative, Draft, DraftError
from claims.horizon import DEFAULT_MONTHS, checkpoints
from claims.preview import preview
from claims.previewdata import as_data, as_errors
from claims.scorecard import LANGUAGES
from claims.wording.preview import PreviewWording
from evidence.formula import COVERAGE


class Command(BaseCommand):
    help = "Say what a draft of a criterion means, gives today, and how likely, rare, telling and soon settled it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("holds", metavar="FORMULA", help='for instance "mean(yoy(cpi_all)) >= 3"')
        parser.add_argument("--fails", default="", metavar="FORMULA", help="when it fails (default: when not held)")
        parser.add_argument("--requires", default="", metavar="FORMULA", help="testable only when")
        parser.add_argument("--made", type=date.fromisoformat, metavar="DAY", help="claim made (default: --as-of)")
        parser.add_argument("--by", type=date.fromisoformat, metavar="DAY", nargs="+", help="checkpoints")
        parser.add_argument("--months", type=int, nargs="+", metavar="N", help="or months (default: 12 18)")
        parser.add_argument("--as-of", type=date.fromisoformat, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--alternative", action="append", default=[], metavar="FORMULA", help="another reading")
        parser.add_argument("--coverage", type=float, default=COVERAGE, help="share of periods needed")
        parser.add_argument("--reason", default="", help="why a call of a base rate near certainty is worth recording")
        parser.add_argument("--json", action="store_true", dest="as_json")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or datetime.now(UTC).date()
        try:
            found = preview(_draft(options, as_of), as_of)
        except DraftError as error:
            if not options["as_json"]:
                raise CommandError(str(error)) from None
            self._write(as_errors(error))
            raise SystemExit(1) from None
        except ValueError as error:
            raise CommandError(str(error)) from None
        if options["as_json"]:
            self._write(as_data(found))
            return
        with override(options["language"]):
            wording = PreviewWording(found)
            self.stdout.write("\n".join(wording.draft()))
            for one, panel in zip(found.prospects, found.panels, strict=True):
                self.stdout.write("\n" + "\n  ".join(wording.prospect(one, panel)))

    def _write(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))


def _draft(options: dict[str, Any], as_of: date) -> Draft:
    """Raises `ValueError` for days that cannot be."""
    made = options["made"] or as_of
    months = options["months"] or DEFAULT_MONTHS
    others = (Alternative(f"a{place}", text) for place, text in enumerate(options["alternative"], start=1))
    return Draft(
        options["holds"], made, tuple(options["by"] or checkpoints(made, months)), options["fails"],
        options["requires"], tuple(others), options["coverage"], options["reason"],
    )  # fmt: skip
