"""`claimbase backtest`: how the engine would have done on the past, and how calibrated it is.

Alone it walks forward over pseudo-claims of every kind, class and horizon; `claimbase backtest questions FILE` answers
and settles resolved questions.
"""

import json
from argparse import SUPPRESS, ArgumentParser
from collections.abc import Callable
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from rich.console import Console

import evidence.load
from claims.backtests.falsecalls import false_calls
from claims.backtests.pastevidence import PastEvidence, gather
from claims.backtests.questions import QuestionError, SourceError, backtest, read_questions, write_probabilities
from claims.backtests.walkforward import Options, as_data, run, write_cases
from claims.management.calibration_tables import show_calibration, show_false_calls
from claims.management.question_tables import show_questions
from claims.management.speaking import SpeakingCommand
from claims.models import Backtest
from claims.wording.languages import LANGUAGES
from evidence.management.steps import Steps
from evidence.told import told
from evidence.tomlfiles import ContentError

QUICK = 31  # months between openings: it still sees every month of the year


class Command(SpeakingCommand):
    help = (
        "Put pseudo-claims or questions of the past to the engine, from what was known then, and say how well it did."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--archive", type=Path, metavar="DIR", help="an evidence archive (default: the database)")
        parser.add_argument("--series", nargs="+", default=[], metavar="NAME", help="only these, by slug or code")
        parser.add_argument(
            "--since", type=int, default=Options.since, metavar="YEAR", help="of the first claims (1990)"
        )
        parser.add_argument("--step", type=int, default=Options.step, metavar="MONTHS", help="between openings (7)")
        parser.add_argument("--quick", action="store_true", help=f"the same as --step {QUICK}")
        parser.add_argument("--processes", type=int, default=0, metavar="N", help=_PROCESSES)
        parser.add_argument("--out", type=Path, metavar="FILE", help="scores as .json, or all pseudo-claims as .csv")
        actions = parser.add_subparsers(dest="action")
        # What stands before the action counts too: a default of its own would undo it without a word.
        asked = actions.add_parser(
            "questions", help="questions on series: forecast_due_date, series_id, resolution_date, resolved_to",
            argument_default=SUPPRESS,
        )  # fmt: skip
        asked.add_argument("file", type=Path, help="a .csv with these columns")
        asked.add_argument("--archive", type=Path, metavar="DIR", help="the evidence archive to use")
        asked.add_argument("--out", type=Path, metavar="FILE", help="where to write the probabilities, as CSV")
        noise = actions.add_parser(
            "noise", help="how often the engine is sure and wrong of series that are noise", argument_default=SUPPRESS
        )
        noise.add_argument("--count", type=int, default=120, metavar="N", help="series of each process (120)")
        noise.add_argument("--processes", type=int, metavar="N", help=_PROCESSES)
        for one in (asked, noise):
            one.add_argument("--language", choices=list(LANGUAGES), help="in which to answer")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["processes"] < 0:
            raise CommandError(_("expected --processes of at least 1, got %(got)s") % {"got": options["processes"]})
        {"questions": _questions, "noise": _noise, None: _walk_forward}[options["action"]](options)


_PROCESSES = "(default: as many as processors)"


def _noise(options: dict[str, Any]) -> None:
    if options["count"] < 1:
        raise CommandError(_("expected a --count of at least 1, got %(got)s") % {"got": options["count"]})
    console = Console(highlight=False)
    with Steps(console) as steps:
        found = false_calls(options["count"], options["processes"], steps.of(_("asking")))
    show_false_calls(console, found)


def _questions(options: dict[str, Any]) -> None:
    _check_out(options["out"])
    if options["archive"] is None:
        raise CommandError(_("expected an evidence archive, got none; name its folder with --archive"))
    console = Console(highlight=False)
    try:
        with Steps(console) as steps:
            found = backtest(read_questions(options["file"]), options["archive"], steps.of(_("asking")))
    except (QuestionError, SourceError) as error:
        raise CommandError(str(error)) from None
    show_questions(console, found)
    if options["out"]:
        _write(console, options["out"], lambda file: write_probabilities(found, file))


def _walk_forward(options: dict[str, Any]) -> None:
    _check(options)
    console, begun = Console(highlight=False), monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    past = _evidence(options)
    chosen = Options(options["since"], QUICK if options["quick"] else options["step"], tuple(options["series"]))
    with Steps(console) as steps:
        found = run(past, chosen, options["processes"], steps.of(_("asking")))
    show_calibration(console, found)
    console.print(_("%(seconds)s s for what had not been done before.") % {"seconds": round(monotonic() - begun)})
    if options["out"]:
        _write(console, options["out"], lambda file: _write_measured(found, file))


def _check(options: dict[str, Any]) -> None:
    """Before anything takes time."""
    if options["step"] < 1 or not 1900 <= options["since"] <= 2100:
        figures = {"step": options["step"], "since": options["since"]}
        raise CommandError(
            _("expected --step of at least 1 and --since from 1900 to 2100, got %(step)s, %(since)s") % figures
        )
    _check_out(options["out"])
    if options["out"] and options["out"].suffix not in (".json", ".csv"):
        raise CommandError(_("expected a .json or .csv file after --out, got %(got)s") % {"got": options["out"]})


def _check_out(out: Path | None) -> None:
    if out and (not out.parent.is_dir() or out.is_dir()):
        raise CommandError(_("expected a file in a folder that is there after --out, got %(got)s") % {"got": out})


def _evidence(options: dict[str, Any]) -> PastEvidence:
    try:
        evidence.load.load(settings.BASE_DIR / "fixtures")
        found = gather(options["archive"], options["series"])
    except (ContentError, SourceError, LookupError) as error:
        raise CommandError(told(error)) from None
    if not found.subjects:
        raise CommandError(_("expected series with a past to ask about, got none; give --archive or refresh first"))
    return found


def _write(console: Console, file: Path, write: Callable[[Path], object]) -> None:
    try:
        write(file)
    except OSError as error:
        figures = {"file": file, "error": error}
        raise CommandError(
            _("expected to write %(file)s, got: %(error)s; name another file with --out") % figures
        ) from None
    console.print(_("Written to %(file)s") % {"file": file}, soft_wrap=True, markup=False)


def _write_measured(found: Backtest, file: Path) -> None:
    if file.suffix == ".json":
        file.write_text(json.dumps(as_data(found), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    else:
        write_cases(found, file)
