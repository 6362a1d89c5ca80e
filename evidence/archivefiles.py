"""The files of an evidence archive beside its series: what `manifest.csv` says of each, and `checksums.txt`.

Checksums are SHA-256 in the format of coreutils, so that `sha256sum -c checksums.txt` verifies an archive without us.
Pure: no Django, no network. Errors: `ArchiveError`.
"""

import csv
import hashlib
import os
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

MANIFEST, CHECKSUMS = "manifest.csv", "checksums.txt"
MOST_BYTES = 20_000_000  # of either: a hundred thousand series
_LINE = re.compile(r"([0-9a-f]{64}) [ *](.+)")
_BLOCK = 1 << 20


class ArchiveError(Exception):
    """A folder that is no sound archive. Says what was expected, what came, and what to do."""


def is_plain(name: str) -> bool:
    """Whether a code can name a file on every system, and leads nowhere else."""
    return bool(name) and name[0] not in ". " and name[-1] not in ". " and not re.search(r'[\x00-\x1f/\\:*?"<>|]', name)


def file_name(source: str, code: str) -> str:
    """Where the figures of a series lie, from the archive's folder."""
    return f"{source}/{code}.csv"


def read_manifest(folder: Path) -> list[dict[str, str]]:
    """A row for each series, columns by name; what a row lacks is empty. Raises `ArchiveError`."""
    file = folder / MANIFEST
    if not file.is_file():
        raise ArchiveError(f"expected an evidence archive with a {MANIFEST} in {folder}, found none")
    lines = _text(file).splitlines(keepends=True)
    try:
        rows = list(csv.DictReader(lines, restkey="", restval=""))
    except csv.Error as error:
        raise ArchiveError(f"expected rows of short cells in {file}, got: {error}") from None
    return [{name: cell for name, cell in row.items() if name} for row in rows]


def manifest_text(columns: Iterable[str], rows: Iterable[Mapping[str, str]]) -> str:
    """The manifest of series in the order given."""
    names = tuple(columns)
    lines = _Lines()
    writer = csv.DictWriter(lines, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return "".join(lines)


class _Lines(list[str]):
    """What `csv` writes to."""

    def write(self, line: str) -> None:
        self.append(line)


def read_checksums(folder: Path) -> dict[str, str] | None:
    """SHA-256 by file name; None where the archive has no checksums. Raises `ArchiveError`."""
    file = folder / CHECKSUMS
    if not file.is_file():
        return None
    found = {}
    for number, line in enumerate(_text(file).splitlines(), start=1):
        match = _LINE.fullmatch(line)
        if not match:
            raise ArchiveError(f"expected a SHA-256 and a file in line {number} of {file}, got {line!r:.80}")
        found[match[2].removeprefix("./")] = match[1]
    return found


def checksums_text(checksums: Mapping[str, str]) -> str:
    """The same for `sha256sum -c`, sorted by file."""
    return "".join(f"{checksums[name]}  {name}\n" for name in sorted(checksums))


def _text(file: Path) -> str:
    """An archive comes from others: a link in it would bring what only this machine's reader may see."""
    if not file.resolve().is_relative_to(file.parent.resolve()):
        raise ArchiveError(
            f"expected {file.name} to lie in the archive {file.parent}, got a link out of it; copy it in"
        )
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise ArchiveError(f"expected at most {MOST_BYTES:,} bytes in {file}, got {size:,}")
    # What is no text is marked as such, and NUL is none to a database either: the row's name or figures will tell.
    return file.read_text(encoding="utf-8-sig", errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}")


def sha256(body: bytes) -> str:
    """The checksum of what has been read."""
    return hashlib.sha256(body).hexdigest()


def sha256_of(file: Path) -> str:
    """The checksum of a file of any size."""
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


@contextmanager
def written_whole(file: Path) -> Iterator[BinaryIO]:
    """Write a file that is there either as it was, or whole: on the disk before it takes its name."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_name(f".{file.name}.part")
    try:
        with part.open("wb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
