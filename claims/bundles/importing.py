"""What a bundle holds, into this installation: the evidence series by series, the claims whole or not at all.

An installation has one ledger. So claims are taken over where there are none yet, and where the very same are there
already, which is an import that was interrupted, nothing is left to do. Every rule of the database holds meanwhile: the
ledger must continue, and what was registered needs its act.
"""

import csv
import io
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from django.db import Error, connection, transaction

from claims.audit import Discrepancy, audit
from claims.bundles import tables
from claims.bundles.files import INDICATORS, LEDGER
from claims.bundles.tables import TABLES, Table
from claims.ledger import Entry, Head, LedgerError, read, verify
from claims.models import Claim, LedgerEntry
from claims.verify_bundle import description, faults
from evidence.archive import ArchiveError, Imported, import_archive
from evidence.archive.definitions import define
from evidence.refusal import WordedError

_FEW = 500  # entries of the ledger in one statement
_INCOMING = "incoming_{}"
_BEFORE = (tables.AUTHORS, tables.ARTICLES, tables.THEMES)
Progress = Callable[[str, int, int], None]


class BundleError(WordedError, ValueError):
    """A file that is no sound bundle, or one that this installation cannot take over."""


@dataclass
class Taken:
    """What was taken over. `claims` is None where there are none in it, or the same were here already; `differing` says
    of which claims rows and ledger differ."""

    evidence: Imported
    claims: int | None = None
    differing: list[Discrepancy] = field(default_factory=list)


def opened(file: Path) -> ZipFile:
    """A bundle that is whole. Raises `BundleError`, which names every damage with what was expected and what came."""
    try:
        bundle = ZipFile(file)
        told = description(bundle)
        wrong = list(faults(bundle, told))
    except (BadZipFile, KeyError, TypeError, ValueError, OSError) as error:
        raise BundleError("expected a bundle in %(file)s, got: %(error)s", file=file, error=error) from None
    strange = [name for name in bundle.namelist() if name.startswith("/") or ".." in Path(name).parts or "\\" in name]
    if wrong or strange:
        told_of = "; ".join([*wrong, *(f"{name}: expected a name within the bundle" for name in strange)])
        raise BundleError("%(file)s is damaged: %(faults)s", file=file, faults=told_of)
    return bundle


def taken_over(file: Path, *, now: datetime, progress: Progress = lambda source, done, total: None) -> Taken:
    """Record what a bundle holds: the claims, then the evidence. Safe to interrupt and to repeat.

    Raises `BundleError`, having recorded nothing.
    """
    with opened(file) as bundle:
        head, entries = _ledger(bundle)
        with transaction.atomic():
            kept = _indicators(bundle)
            count = None if _is_there(head) else _claims(bundle, entries)
        with tempfile.TemporaryDirectory() as folder:
            evidence = _evidence(bundle, Path(folder), now, progress)
        evidence.errors |= kept
    return Taken(evidence, count, audit())


def _indicators(bundle: ZipFile) -> dict[str, str]:
    """What is here otherwise than in the bundle."""
    with bundle.open(INDICATORS) as stream:
        rows = csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline=""))
        try:
            return define(rows)
        except (ArchiveError, KeyError) as error:
            raise BundleError("expected indicators in %(file)s, got: %(error)s", file=INDICATORS,
                              error=error) from None  # fmt: skip


def _claims(bundle: ZipFile, entries: list[Entry]) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            count = _Claims(bundle, cursor).stored(entries)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            return count
    except Error as error:
        raise BundleError("expected claims that this installation can take over, got: %(error)s",
                          error=str(error).splitlines()[0]) from None  # fmt: skip


def _ledger(bundle: ZipFile) -> tuple[Head, list[Entry]]:
    """Its ledger, which holds."""
    try:
        entries = [read(line.decode()) for line in bundle.open(LEDGER)]
    except (LedgerError, UnicodeDecodeError) as error:
        raise BundleError("expected a ledger in %(file)s, got: %(error)s", file=LEDGER, error=error) from None
    head, breaks = verify(entries)
    if breaks:
        one = breaks[0]
        raise BundleError(
            "the ledger of the bundle does not hold at entry %(number)d: expected %(part)s %(expected)s, got %(got)s",
            number=one.number, part=one.part, expected=one.expected, got=one.got,
        )  # fmt: skip
    return head, entries


def _is_there(head: Head) -> bool:
    """Whether the very same ledger is here, or the bundle has none; False where none is here, and no claim. Raises
    `BundleError`."""
    own, claims = LedgerEntry.objects.head(), Claim.objects.count()
    if head in (own, Head()):
        return True
    if own.number or claims:
        raise BundleError(
            "expected an installation without claims, or with the bundle's ledger (head %(head)s), got one with "
            "%(claims)d claims and the head %(own)s: two ledgers cannot become one; make a new installation",
            head=head, claims=claims, own=own,
        )  # fmt: skip
    return False


def _evidence(bundle: ZipFile, folder: Path, now: datetime, progress: Progress) -> Imported:
    names = [name for name in bundle.namelist() if name.startswith("evidence/")]
    if len(names) < 2:  # a manifest of nothing
        return Imported()
    for name in names:
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        with bundle.open(name) as stream, place.open("wb") as copy:
            shutil.copyfileobj(stream, copy)
    return import_archive(folder / "evidence", now=now, progress=progress)


class _Claims:
    """Stores the tables in the order in which the database's rules let them come."""

    def __init__(self, bundle: ZipFile, cursor: Any) -> None:
        self.bundle, self.cursor = bundle, cursor

    def stored(self, entries: list[Entry]) -> int:
        """All of them. How many claims."""
        for table in TABLES:
            self._incoming(table)
        for table in _BEFORE:
            self._store(table)
        self._store(tables.CLAIMS, {"state": "'draft'", "version": "0"})
        self._store(tables.CHILDREN)
        self._store(tables.CRITERIA)
        for start in range(0, len(entries), _FEW):
            LedgerEntry.objects.bulk_create(LedgerEntry(**vars(one)) for one in entries[start : start + _FEW])
        self._store(tables.ACTS)
        self._states("'registered'", "TRUE")
        self._settled()
        self._states("i.state", "i.state <> 'registered'")
        for table in (tables.ASSESSMENTS, tables.LINKS):
            self._store(table)
        self._editions()
        for table in TABLES:
            self._go_on_counting(table)
            self._run(f"DROP TABLE {_INCOMING.format(table.name)}")
        return Claim.objects.count()

    def _run(self, statement: str, values: object = None) -> int:
        self.cursor.execute(statement, values)
        return int(self.cursor.rowcount)

    def _incoming(self, table: Table) -> None:
        """A table of the bundle as texts."""
        expected = [one.column for one in table.fields]
        with self.bundle.open(table.path) as stream:
            got = next(csv.reader([stream.readline().decode()]), [])
        if got != expected:
            raise BundleError("expected the columns %(expected)s in %(file)s, got %(got)s: it is of another version",
                              expected=", ".join(expected), file=table.path, got=", ".join(got))  # fmt: skip
        name = _INCOMING.format(table.name)
        columns = ", ".join(f'"{one}" text' for one in expected)
        self._run(f"CREATE TEMPORARY TABLE {name} ({columns})")
        statement = f"COPY {name} FROM STDIN (FORMAT CSV, HEADER)"
        with self.bundle.open(table.path) as stream, self.cursor.copy(statement) as copy:
            while block := stream.read(1 << 16):
                copy.write(block)

    def _store(self, table: Table, given: dict[str, str] | None = None, where: str = "TRUE") -> int:
        incoming = f"(SELECT * FROM {_INCOMING.format(table.name)} WHERE {where}) AS i"  # noqa: S608 our own words
        return self._run(table.stored(incoming, given))

    def _states(self, state: str, where: str) -> None:
        """Registered first, for only then can they be settled; then what became of them."""
        self._run(
            f"UPDATE claims_claim AS c SET state = {state}, version = i.version::int "  # noqa: S608 our own words
            f"FROM {_INCOMING.format('claims')} AS i WHERE c.id = i.id::bigint AND {where}"
        )

    def _settled(self) -> None:
        """Round by round: a test is settled again once somebody has reopened it."""
        for number in range(1, 1 << 15):
            if not self._store(tables.SETTLEMENTS, where=f"round = '{number}'"):
                return
            of_round = f"SELECT id FROM {_INCOMING.format('settlements')} WHERE round = '{number}'"  # noqa: S608
            self._store(tables.REVIEWS, where=f"settlement_id IN ({of_round})")

    def _editions(self) -> None:
        """With their text, which the database holds against its hash."""
        columns = f"{tables.EDITIONS.columns}, data"
        for key, path in list(self._texts()):
            incoming = f"(SELECT *, %s AS data FROM {_INCOMING.format('editions')} WHERE id = %s) AS i"  # noqa: S608
            statement = tables.EDITIONS.stored(incoming)
            statement = statement.replace(f"({tables.EDITIONS.columns})", f"({columns})", 1)
            statement = statement.replace(f" FROM {incoming}", f", data FROM {incoming}", 1)
            self._run(statement, [self.bundle.read(path).decode(), key])

    def _texts(self) -> Iterator[tuple[str, str]]:
        with self.bundle.open(tables.EDITIONS.path) as stream:
            for row in csv.DictReader(io.TextIOWrapper(stream, encoding="utf-8", newline="")):
                name = f"{row['rhythm'].replace(' ', '-')}-{row['period']}.{row['number']}"
                yield row["id"], f"scorecards/{name}.json"

    def _go_on_counting(self, table: Table) -> None:
        """New rows begin after the last of these."""
        name = table.model._meta.db_table
        self._run(
            f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), max(id)) FROM \"{name}\" HAVING max(id) > 0"  # noqa: S608
        )
