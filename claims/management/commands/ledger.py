"""`claimbase ledger head|verify|export`: the chain of what was registered and settled, and whether it holds.

From the database it is also asked whether the claims are still what the ledger says was registered.
"""

import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from claims.audit import Discrepancy, audit
from claims.ledger import Entry, Head, LedgerError, read, verify
from claims.models import LedgerEntry
from claims.wording.chain import broken, holds
from evidence.told import told


class Command(BaseCommand):
    help = "Verify the ledger, from the database or from a public export alone; export it; name its head."

    def add_arguments(self, parser: ArgumentParser) -> None:
        verbs = parser.add_subparsers(dest="verb", required=True)
        head = verbs.add_parser("head", help="print the number and the hash of the last entry, to be noted elsewhere")
        head.add_argument("--write", type=Path, metavar="FILE", help="write them there too, to be signed or committed")
        export = verbs.add_parser("export", help="write all entries, one JSON a line")
        export.add_argument("file", metavar="FILE", help="- is standard output")
        check = verbs.add_parser("verify", help="exit code 1 if an entry was altered, dropped, added or moved")
        check.add_argument("file", type=Path, nargs="?", metavar="FILE", help="an export (default: the database)")
        check.add_argument(
            "--anchor", type=_head, metavar="HEAD", help="a head noted earlier, as `head` prints it, or a file of it"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        match options["verb"]:
            case "head":
                self._head(options["write"])
            case "export":
                self._export(options["file"])
            case "verify":
                self._verify(options["file"], options["anchor"])

    def _head(self, file: Path | None) -> None:
        head = str(LedgerEntry.objects.head())
        self.stdout.write(head)
        if file is None:
            return
        try:
            file.write_text(f"{head}\n", encoding="utf-8", newline="\n")
        except OSError as error:
            raise CommandError(_("The head could not be written: %(error)s") % {"error": error}) from None

    def _export(self, file: str) -> None:
        lines = (f"{entry.line}\n" for entry in LedgerEntry.objects.chain())
        if file == "-":
            sys.stdout.writelines(lines)
            return
        try:
            with Path(file).open("w", encoding="utf-8", newline="\n") as stream:
                stream.writelines(lines)
        except OSError as error:
            raise CommandError(_("The ledger could not be written: %(error)s") % {"error": error}) from None

    def _verify(self, file: Path | None, anchor: Head | None) -> None:
        try:
            head, breaks = verify(LedgerEntry.objects.chain() if file is None else _entries(file), anchor)
        except (LedgerError, OSError) as error:
            raise CommandError(told(error)) from None
        for one in breaks:
            self.stderr.write(broken(one))
        differing = audit() if file is None and not breaks else []
        for other in differing:
            self.stderr.write(_differs(other))
        if breaks or differing:
            raise SystemExit(1)
        self.stdout.write(holds(head))


def _entries(file: Path) -> Iterator[Entry]:
    with file.open(encoding="utf-8", newline="\n") as lines:
        yield from _read(lines)


def _read(lines: Iterable[str]) -> Iterator[Entry]:
    for place, line in enumerate(lines, start=1):
        try:
            yield read(line)
        except LedgerError as error:
            raise LedgerError("line %(line)d: %(error)s", line=place, error=error) from None


def _differs(one: Discrepancy) -> str:
    figures = {"claim": one.claim, "entry": one.entry or "-", "what": one.what}
    return _("%(claim)s is not what the ledger says (entry %(entry)s): %(what)s") % figures


def _head(words: str) -> Head:
    file = Path(words)
    text = file.read_text(encoding="utf-8") if file.is_file() else words
    try:
        number, digest = text.split()
        return Head(int(number), digest)
    except ValueError:
        raise ArgumentTypeError(f"expected a number and a hash, or a file of them, got {words!r}") from None
