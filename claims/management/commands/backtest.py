"""`claimbase backtest`: how the engine would have done on the past, and how calibrated it is.

Alone it walks forward over pseudo-claims of every kind, class and horizon; `claimbase backtest questions FILE` answers
and settles resolved questions.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

import evidence.load
from claims.backtests.falsecalls import false_calls
from claims.backtests.pastevidence import PastEvidence, gather
from claims.backtests.questions import QuestionError, SourceError, backtest, read_questions, write_probabilities
from claims.backtests.walkforward import Options, as_data, run, write_cases
from claims.management.calibration_tables import show_calibration, show_false_calls
from claims.management.question_tables import show_questions
from claims.models import Backtest
from claims.wording.languages import LANGUAGES
from evidence.tomlfiles import ContentError

QUICK = 31  # months between openings: it still sees every month of the year


class Command(BaseCommand):
    help = (
        "Put pseudo-claims or questions of the past to the engine, from what was known then, and say how well it did."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--archive", type=Path, metavar="DIR", help="an evidence archive (default: the database)")
        parser.add_argument("--series", nargs="+", default=[], metavar="NAME", help="only these, by slug or code")
        parser.add_argument(
            "--since", type=int, default=Options.since, metavar="YEAR", help="of the first claims (1990)"
        )
        parser.add_argument("--step", type=int, default=Options.step, metavar="MONTHS", help="between openings (7)")
        parser.add_argument("--quick", action="store_true", help=f"the same as --step {QUICK}")
        parser.add_argument("--processes", type=int, default=0, metavar="N", help="(default: as many as processors)")
        parser.add_argument("--out", type=Path, metavar="FILE", help="scores as .json, or all pseudo-claims as .csv")
        parser.add_argument("--language", choices=list(LANGUAGES), default="en", help="of what is printed")
        actions = parser.add_subparsers(dest="action")
        asked = actions.add_parser(
            "questions", help="questions on series: forecast_due_date, series_id, resolution_date"
        )
        asked.add_argument("file", type=Path)
        asked.add_argument("--archive", type=Path, required=True, metavar="DIR", help="the evidence archive to use")
        asked.add_argument("--out", type=Path, metavar="CSV", help="where to write the probabilities")
        noise = actions.add_parser("noise", help="how often the engine is sure and wrong of series that are noise")
        noise.add_argument("--count", type=int, default=120, metavar="N", help="series of each process (120)")
        noise.add_argument("--processes", type=int, default=0, metavar="N", help="(default: as many as processors)")
        noise.add_argument("--language", choices=list(LANGUAGES), default="en", help="of what is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "questions":
            _questions(options)
        else:
            with override(options["language"]):
                (_noise if options["action"] == "noise" else _walk_forward)(options)


def _noise(options: dict[str, Any]) -> None:
    if options["count"] < 1:
        raise CommandError(f"expected a --count of at least 1, got {options['count']}")
    console = Console(highlight=False)
    with _progress(console) as progress:
        task = progress.add_task(_("asking"), total=None)
        found = false_calls(
            options["count"], options["processes"],
            lambda done, total: progress.update(task, completed=done, total=total),
        )  # fmt: skip
    show_false_calls(console, found)


def _questions(options: dict[str, Any]) -> None:
    try:
        found = backtest(read_questions(options["file"]), options["archive"])
    except (QuestionError, SourceError) as error:
        raise CommandError(str(error)) from None
    console = Console(highlight=False)
    show_questions(console, found)
    if options["out"]:
        write_probabilities(found, options["out"])
        console.print(f"probabilities in {options['out']}", soft_wrap=True)


def _walk_forward(options: dict[str, Any]) -> None:
    _check(options)
    console, begun = Console(highlight=False), monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    past = _evidence(options)
    chosen = Options(options["since"], QUICK if options["quick"] else options["step"], tuple(options["series"]))
    with _progress(console) as progress:
        task = progress.add_task(_("asking"), total=None)
        found = run(
            past, chosen, options["processes"],
            lambda done, total: progress.update(task, completed=done, total=total),
        )  # fmt: skip
    show_calibration(console, found)
    console.print(_("%(seconds)s s for what had not been done before.") % {"seconds": round(monotonic() - begun)})
    if options["out"]:
        _write(found, options["out"])
        console.print(_("Written to %(file)s") % {"file": options["out"]}, soft_wrap=True)


def _check(options: dict[str, Any]) -> None:
    """Before anything takes time."""
    if options["step"] < 1 or not 1900 <= options["since"] <= 2100:
        raise CommandError(
            f"expected --step of at least 1 and --since from 1900 to 2100, got {options['step']}, {options['since']}"
        )
    out = options["out"]
    if out and (out.suffix not in (".json", ".csv") or not out.parent.is_dir()):
        raise CommandError(f"expected a .json or .csv file in a folder that is there after --out, got {out}")


def _evidence(options: dict[str, Any]) -> PastEvidence:
    try:
        evidence.load.load(settings.BASE_DIR / "fixtures")
        found = gather(options["archive"], options["series"])
    except (ContentError, SourceError, LookupError) as error:
        raise CommandError(str(error)) from None
    if not found.subjects:
        raise CommandError("expected series with a past to ask about, got none; give --archive or refresh first")
    return found


def _write(found: Backtest, file: Path) -> None:
    try:
        if file.suffix == ".json":
            file.write_text(json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        else:
            write_cases(found, file)
    except OSError as error:
        raise CommandError(f"expected to write {file}, got: {error}; name another file with --out") from None


def _progress(console: Console) -> Progress:
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console, transient=True)
