"""`claimbase archive export|import DIR`: the evidence as a folder of files, and back."""

from argparse import ArgumentParser
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import override
from rich.console import Console
from rich.markup import escape

from evidence.archive import ArchiveError, export_archive, import_archive
from evidence.load import load
from evidence.management.steps import Steps
from evidence.told import told
from evidence.tomlfiles import ContentError

_NAMED = 10  # series of a kind


class Command(BaseCommand):
    help = "Write the figures with all their vintages into an evidence archive, or record those of one."

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True)
        out = actions.add_parser("export", help="write a new archive, or finish one that was interrupted")
        out.add_argument("--series", nargs="+", default=[], metavar="SLUG", help="raw indicators (default: all)")
        out.add_argument("--parquet", action="store_true", help="Parquet files too (needs pyarrow)")
        back = actions.add_parser("import", help="record an archive; a series without an indicator gets one")
        for action in (out, back):
            action.add_argument("folder", type=Path, metavar="DIR")
            action.add_argument(
                "--language", choices=[name for name, _ in settings.LANGUAGES], default="en", help="of what is printed"
            )

    def handle(self, *args: Any, **options: Any) -> None:
        console = Console(highlight=False, soft_wrap=True)
        with override(options["language"]):
            try:
                call_command("migrate", verbosity=0, interactive=False)
                if options["action"] == "export":
                    return _export(console, options["folder"], options["series"], options["parquet"])
                return _import(console, options["folder"])
            except (ArchiveError, ContentError, LookupError) as error:
                raise CommandError(told(error)) from None
            except OSError as error:
                raise CommandError(
                    _("expected to read and write in %(folder)s, got: %(why)s; then run it again: it goes on") %
                    {"folder": options["folder"], "why": error}) from None  # fmt: skip


def _export(console: Console, folder: Path, slugs: Sequence[str], parquet: bool) -> None:
    with Steps(console) as steps:
        found = export_archive(folder, slugs, parquet=parquet, progress=steps.of(_("exporting")))
    console.print(_("%(series)s series with %(rows)s figures exported to %(folder)s") %
                  {"series": found.series, "rows": f"{found.rows:,}", "folder": escape(str(folder))})  # fmt: skip
    if found.kept:
        console.print(_("%(count)s files were there from a run that was interrupted.") % {"count": found.kept})
    if found.restricted:
        console.print(_("The licence of %(count)s of them does not let raw figures be passed on: they leave because "
                        "whoever can run this command is an operator of this installation. "
                        "The column redistribute names them.") %
                      {"count": len(found.restricted)})  # fmt: skip
    if found.empty:
        console.print(_("Without figures: %(series)s") % {"series": _named(found.empty)})
    _end(console, found.errors)


def _import(console: Console, folder: Path) -> None:
    load(settings.BASE_DIR / "fixtures")  # the indicators of this installation come first
    with Steps(console) as steps:
        found = import_archive(
            folder, now=datetime.now(UTC), progress=steps.at,
            waiting=lambda: console.print(_("Another import is under way; this one waits until it has ended …")),
        )  # fmt: skip
    console.print(_("%(series)s series recorded, %(changed)s observations new or changed") %
                  {"series": found.series, "changed": f"{found.changed:,}"})  # fmt: skip
    if found.created:
        console.print(_("%(count)s indicators made for series that had none, unverified: %(series)s") %
                      {"count": len(found.created), "series": _named(found.created)})  # fmt: skip
    if found.unread:
        units = [f"{name} ({words})" for name, words in sorted(found.unread.items())]
        console.print(_("The units of %(count)s of them are not understood. Each is kept as an index of its own: "
                        "growth can be computed, the level be compared with nothing: %(series)s") %
                      {"count": len(units), "series": escape(_named(units))})  # fmt: skip
    _end(console, found.errors)


def _named(slugs: Sequence[str]) -> str:
    more = len(slugs) - _NAMED
    return ", ".join(slugs[:_NAMED]) + (f" (+{more})" if more > 0 else "")


def _end(console: Console, errors: dict[str, str]) -> None:
    """What went wrong, and 1 if anything did."""
    for name, why in sorted(errors.items()):
        console.print(f"[red]{escape(name)}[/] {escape(why)}")
    if errors:
        raise SystemExit(1)
