"""`claimbase formula check "…"`: what a formula means, its unit, its value and its range."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from evidence.formula import Evaluation, Formula, FormulaError, Kind, Windows, in_words, parse
from evidence.management.arguments import a_day
from evidence.models import Catalogue, Indicator
from evidence.periods import add_months, date_of, day_number, label
from evidence.quantities import quantity
from evidence.readings import panels as read_panels
from evidence.series import Panel
from evidence.told import told


class Command(BaseCommand):
    help = "Say what a formula means, in which unit, and what it gives today."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        check = actions.add_parser("check", help=self.help)
        check.add_argument("formula", help='for instance "mean(yoy(cpi_electricity) - yoy(cpi_all)) >= 1.5"')
        check.add_argument("--language", choices=[code for code, _ in settings.LANGUAGES], default="en",
                           help="of what is wrong with it; what it means is said in both")  # fmt: skip
        check.add_argument("--as-of", type=a_day, help="the day whose knowledge counts (default: today)")
        check.add_argument("--opens", type=a_day, help="first day of the window (default: a year ago)")
        check.add_argument("--closes", type=a_day, help="last day of the window (default: --as-of)")

    def handle(self, *args: Any, **options: Any) -> None:
        text = options["formula"]
        catalogue = Indicator.objects.catalogue()
        try:
            formula = parse(text, catalogue.types)
        except FormulaError as error:
            with override(options["language"]):
                raise CommandError(told(error.pointed_at(text))) from None
        as_of = day_number(options["as_of"] or datetime.now(UTC).date())
        closes = day_number(options["closes"]) if options["closes"] else as_of
        opens = day_number(options["opens"]) if options["opens"] else add_months(closes + 1, -12)
        if opens > closes:
            raise CommandError(
                f"expected a window that opens before it closes, got {date_of(opens)} to {date_of(closes)}"
            )
        for line in describe(formula, catalogue, as_of, Windows.single(opens, closes)):
            self.stdout.write(line)


def describe(formula: Formula, catalogue: Catalogue, as_of: int, windows: Windows) -> list[str]:
    """Lines about a formula, most important first."""
    panels = read_panels(catalogue.leaves(formula.tree), as_of)
    evaluation = Evaluation(panels, catalogue.derived)
    kind = formula.tree.type.kind
    lines = [
        in_words(formula.tree, catalogue.names),
        in_words(formula.tree, catalogue.names_zh, "zh-hant"),
        f"canonical   {formula.canonical}",
        f"yields      {_KINDS[kind]}{_unit(formula)}",
    ]
    lines += [f"figures     {slug}: {_reach(panel)}" for slug, panel in panels.items()]
    if kind in (Kind.SERIES, Kind.CONDITION):
        return lines + _series_lines(formula, evaluation.series(formula.tree))
    span = f"{date_of(int(windows.opens[0]))} to {date_of(int(windows.closes[0]))}"
    if kind is Kind.NUMBER:
        value = float(evaluation.number(formula.tree, windows)[0])
        return [*lines, f"{span}: {_value(value, formula)}"]
    return [*lines, f"{span}: {_ANSWERS.get(float(evaluation.truth(formula.tree, windows)[0]), 'unknown')}"]


_KINDS = {
    Kind.SERIES: "a series",
    Kind.CONDITION: "a yes or no for each period",
    Kind.NUMBER: "a number for a window",
    Kind.TRUTH: "a yes or no for a window",
}
_ANSWERS = {1.0: "yes", 0.0: "no"}


def _unit(formula: Formula) -> str:
    unit = formula.tree.type.unit
    return "" if unit is None else f" in {unit}"


def _value(value: float, formula: Formula) -> str:
    return "unknown: too few figures" if np.isnan(value) else quantity(value, formula.tree.type.unit)


def _reach(panel: Panel) -> str:
    newest = panel.known_end()
    if newest is None:
        return "none; refresh, or load an archive"
    return f"{label(int(panel.ends[0]), panel.frequency)} to {label(newest, panel.frequency)}"


def _series_lines(formula: Formula, panel: Panel) -> list[str]:
    known = np.flatnonzero(~np.isnan(panel.values[0]))
    if not known.size:
        return ["no value: nothing is known of its indicators"]
    values = panel.values[0][known]
    places = {"today": known[-1], "lowest": known[values.argmin()], "highest": known[values.argmax()]}
    return [
        f"{name:<11} {_value(panel.values[0][place], formula)} ({label(int(panel.ends[place]), panel.frequency)})"
        for name, place in places.items()
    ] + [f"history     {len(known)} periods since {label(int(panel.ends[known[0]]), panel.frequency)}"]
