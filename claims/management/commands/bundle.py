"""`claimbase bundle export|verify|import FILE`: all that an installation may hand on as one zip, and back."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from rich.console import Console
from rich.markup import escape

from claims.bundles.importing import BundleError, Taken, opened, taken_over
from claims.bundles.writing import BusyError, written
from evidence.archive import ArchiveError
from evidence.archivefiles import written_whole
from evidence.load import load
from evidence.management.steps import Steps
from evidence.told import told


class Command(BaseCommand):
    help = "Write claims, verdicts, ledger, scorecards and evidence into one zip; check one; take one over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        out = verbs.add_parser("export", help="write a bundle; raw figures of every licence leave")
        out.add_argument("--public", action="store_true", help="without raw figures that may not be passed on")
        check = verbs.add_parser("verify", help="exit code 1 if any file is damaged, missing or added")
        back = verbs.add_parser("import", help="record what a bundle holds; claims only where there are none yet")
        for verb in (out, check, back):
            verb.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        console, file = Console(highlight=False, soft_wrap=True), options["file"]
        try:
            match options["verb"]:
                case "export":
                    _export(console, file, complete=not options["public"])
                case "verify":
                    with opened(file) as bundle:
                        said = _("%(file)s is whole: %(count)s files")
                        console.print(said % {"file": escape(str(file)), "count": len(bundle.namelist())})
                case "import":
                    _import(console, file)
        except (BundleError, ArchiveError) as error:
            raise CommandError(told(error) if isinstance(error, BundleError) else str(error)) from None
        except OSError as error:
            raise CommandError(_("Expected to read or write %(file)s, got: %(error)s") %
                               {"file": file, "error": error}) from None  # fmt: skip


def _export(console: Console, file: Path, *, complete: bool) -> None:
    size = 0
    try:
        with written_whole(file) as stream:
            for piece in written(complete=complete):
                size += stream.write(piece)
    except BusyError:
        raise CommandError(_("Another bundle is being written; try again once that is done.")) from None
    figures = {"file": escape(str(file)), "megabytes": f"{size / 1e6:,.1f}"}
    console.print(_("%(file)s written, %(megabytes)s MB") % figures)


def _import(console: Console, file: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    load(settings.BASE_DIR / "fixtures")  # the indicators of this installation come first
    with Steps(console) as steps:
        found = taken_over(file, now=datetime.now(UTC), progress=steps.at)
    console.print(_("%(series)s series recorded, %(changed)s observations new or changed") %
                  {"series": found.evidence.series, "changed": f"{found.evidence.changed:,}"})  # fmt: skip
    if found.claims is None:
        console.print(_("It has no claims, or they are here already with the same ledger."))
    else:
        console.print(_("%(count)s claims taken over with their ledger") % {"count": found.claims})
    _end(console, found)


def _end(console: Console, found: Taken) -> None:
    """What went wrong, and 1 if anything did."""
    for name, why in sorted(found.evidence.errors.items()):
        console.print(f"[red]{escape(name)}[/] {escape(why)}")
    for one in found.differing:
        figures = {"claim": one.claim, "entry": one.entry or "-", "what": one.what}
        said = _("%(claim)s is not what the ledger says (entry %(entry)s): %(what)s") % figures
        console.print(f"[red]{escape(said)}[/]")
    if found.evidence.errors or found.differing:
        raise SystemExit(1)
