"""What an export has written so far: where one that was interrupted goes on."""

import csv
import fcntl
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from evidence.archive.manifest import Stock
from evidence.archivefiles import CHECKSUMS, ArchiveError, sha256_of

NAME = "unfinished.csv"
Write = Callable[[Path], str]  # writes a file and gives its SHA-256


@dataclass
class Journal:
    """A line for each file: name, SHA-256, and of which stock it is."""

    folder: Path
    stream: TextIO
    lines: dict[str, tuple[str, ...]]
    kept: int = 0

    def file(self, name: str, stock: Stock, write: Write) -> str:
        """The SHA-256 of a file, written unless an earlier run has written it whole from the very same stock."""
        path, state = self.folder / name, (str(stock.rows), stock.newest.isoformat())
        digest, *before = self.lines.get(name, ("",))
        if tuple(before) == state and path.is_file() and sha256_of(path) == digest:
            self.kept += 1
            return digest
        digest = write(path)
        csv.writer(self.stream, lineterminator="\n").writerow((name, digest, *state))
        self.stream.flush()
        return digest

    def forget_others(self, names: Collection[str]) -> None:
        """Take out what an interrupted run wrote and this one was not asked for."""
        for name in self.lines.keys() - set(names):
            (self.folder / name).unlink(missing_ok=True)


@contextmanager
def journal(folder: Path) -> Iterator[Journal]:
    """The journal of an export into a folder, which is gone when all is written.

    Raises `ArchiveError` for a folder that holds anything but an unfinished export, and for one that another writes to.
    """
    file = folder / NAME
    if folder.exists() and not folder.is_dir():
        raise ArchiveError(f"expected a folder to export to, got the file {folder}")
    if folder.is_dir() and any(folder.iterdir()) and not file.is_file():
        found = "a finished archive" if (folder / CHECKSUMS).is_file() else sorted(folder.iterdir())[0].name
        raise ArchiveError(f"expected an empty folder or an unfinished export, got {found} in {folder}; name another")
    folder.mkdir(parents=True, exist_ok=True)
    with file.open("a+", encoding="utf-8", newline="") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise ArchiveError(f"expected to be alone in {folder}, got another export that writes there") from None
        stream.seek(0)
        yield Journal(folder, stream, _read(stream))
        file.unlink()


def _read(stream: TextIO) -> dict[str, tuple[str, ...]]:
    """Whole lines: the last one may have been cut short. A name cannot lead out of the folder."""
    text = stream.read()
    if text and not text.endswith("\n"):
        stream.write("\n")
    rows = [row for row in csv.reader(text.splitlines()) if len(row) == 4]
    return {row[0]: tuple(row[1:]) for row in rows if ".." not in Path(row[0]).parts and not row[0].startswith("/")}
