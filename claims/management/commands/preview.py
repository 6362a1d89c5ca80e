"""`claimbase preview "…" --by DAY`: what a criterion would say if it were registered, from a draft kept nowhere.

`preview --target S --a S --c S` does so for a relation, `preview --of C1 C4 --at-least 1` for a claim made of others.
"""

import json
from argparse import ArgumentParser
from datetime import UTC, date, datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from claims.horizon import DEFAULT_MONTHS, checkpoints
from claims.management.acting import find_claim
from claims.management.speaking import SpeakingCommand
from claims.preview.data import as_data, as_errors, as_verdicts
from claims.preview.draft import Alternative, Draft, DraftError, GroupDraft, RelationDraft
from claims.preview.formulas import preview
from claims.preview.verdicts import group, relation
from claims.preview.verdictwording import VerdictsWording
from claims.preview.wording import PreviewWording
from evidence.formula import COVERAGE
from evidence.management.arguments import a_day
from evidence.told import told


class Command(SpeakingCommand):
    help = "Say what a draft of a criterion means, gives today, and how likely, rare, telling and soon settled it is."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("holds", nargs="?", metavar="FORMULA", help='for instance "mean(yoy(cpi_all)) >= 3"')
        _add_forms(parser)
        parser.add_argument("--fails", default="", metavar="FORMULA", help="when it fails (default: when not held)")
        parser.add_argument("--requires", default="", metavar="FORMULA", help="testable only when")
        parser.add_argument("--made", type=a_day, metavar="DAY", help="claim made (default: --as-of)")
        parser.add_argument("--by", type=a_day, metavar="DAY", nargs="+", help="checkpoints")
        parser.add_argument("--months", type=int, nargs="+", metavar="N", help="or months (default: 12 18)")
        parser.add_argument("--as-of", type=a_day, metavar="DAY", help="as known then (default: today)")
        parser.add_argument("--alternative", action="append", default=[], metavar="FORMULA", help="another reading")
        parser.add_argument("--coverage", type=float, default=COVERAGE, help="share of periods needed")
        parser.add_argument("--reason", default="", help="why a call of a base rate near certainty is worth recording")
        parser.add_argument("--json", action="store_true", dest="as_json")

    def handle(self, *args: Any, **options: Any) -> None:
        as_of = options["as_of"] or datetime.now(UTC).date()
        forms = [name for name in ("holds", "target", "of") if options[name]]
        if len(forms) != 1:
            raise CommandError(
                _("expected one of a formula, a relation (--target) and a claim made of others (--of), got %(got)s") %
                {"got": len(forms)}
            )  # fmt: skip
        try:
            if forms == ["holds"]:
                self._formula(options, as_of)
            else:
                self._verdicts(options, as_of)
        except ValueError as error:
            raise CommandError(told(error)) from None

    def _formula(self, options: dict[str, Any], as_of: date) -> None:
        try:
            found = preview(_draft(options, as_of), as_of)
        except DraftError as error:
            if not options["as_json"]:
                raise
            self._write(as_errors(error))
            raise SystemExit(1) from None
        if options["as_json"]:
            self._write(as_data(found))
            return
        wording = PreviewWording(found)
        self.stdout.write("\n".join(wording.draft()))
        for one, panel in zip(found.prospects, found.panels, strict=True):
            self.stdout.write("\n" + "\n  ".join(wording.prospect(one, panel)))

    def _verdicts(self, options: dict[str, Any], as_of: date) -> None:
        found = group(_group(options), as_of) if options["of"] else relation(_relation(options, as_of), as_of)
        if options["as_json"]:
            self._write(as_verdicts(found))
            return
        wording = VerdictsWording(found)
        self.stdout.write("\n".join(wording.draft()))
        for row in found.rows:
            self.stdout.write("\n" + "\n  ".join(wording.verdict(row)))

    def _write(self, data: dict[str, Any]) -> None:
        self.stdout.write(json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False))


def _add_forms(parser: ArgumentParser) -> None:
    parser.add_argument("--target", metavar="SERIES", help="of a relation in place of a formula: what is foretold")
    parser.add_argument("--a", action="append", default=[], metavar="SERIES", help="better by this driver")
    parser.add_argument("--c", action="append", default=[], metavar="SERIES", help="than by this one")
    parser.add_argument("--target-c", metavar="SERIES", help="what c foretells, if not the same")
    parser.add_argument("--lags", type=int, default=4, metavar="N")
    parser.add_argument("--same-period", action="store_true", help="drivers of the same period explain the target")
    parser.add_argument("--of", nargs="+", default=[], metavar="CLAIM", help="of a claim made of others: these claims")
    parser.add_argument("--at-least", type=int, metavar="K", help="so many of them (default: all)")


def _days(options: dict[str, Any], as_of: date) -> tuple[date, tuple[date, ...]]:
    made = options["made"] or as_of
    return made, tuple(options["by"] or checkpoints(made, options["months"] or DEFAULT_MONTHS))


def _relation(options: dict[str, Any], as_of: date) -> RelationDraft:
    parts: dict[str, Any] = {name: options[name] for name in ("target", "a", "c", "lags")}
    parts |= {"target_c": options["target_c"]} if options["target_c"] else {}
    parts |= {"same_period": True} if options["same_period"] else {}
    return RelationDraft(parts, *_days(options, as_of))


def _group(options: dict[str, Any]) -> GroupDraft:
    """Where no days are given, those that all members have."""
    members = tuple(find_claim(name) for name in options["of"])
    common = [day for day in members[0].checkpoints if all(day in one.checkpoints for one in members)]
    made = options["made"] or max(one.opens for one in members)
    return GroupDraft(options["at_least"] or len(members), members, made, tuple(options["by"] or common))


def _draft(options: dict[str, Any], as_of: date) -> Draft:
    """Raises `ValueError` for days that cannot be."""
    made, days = _days(options, as_of)
    others = (Alternative(f"a{place}", text) for place, text in enumerate(options["alternative"], start=1))
    return Draft(
        options["holds"], made, days, options["fails"], options["requires"], tuple(others), options["coverage"],
        options["reason"],
    )  # fmt: skip
