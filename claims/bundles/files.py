"""The files of a bundle, one after the other: each with what its entry of the data package says of it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

from django.db import connection

from claims import verify_bundle, verify_ledger
from claims.bundles.tables import TABLES, Table, titled
from claims.models import Edition, LedgerEntry
from evidence.archive.definitions import COLUMNS as DEFINED
from evidence.archive.definitions import definitions
from evidence.archive.manifest import COLUMNS
from evidence.archive.parts import Part, contents
from evidence.archivefiles import MANIFEST, manifest_text
from evidence.models import Indicator
from evidence.sources.archive import EXACT, HEADER

LEDGER = "ledger.jsonl"
INDICATORS = "indicators.csv"
_FIGURES: Mapping[str, Any] = {"fields": [
    {"name": HEADER[0], "type": "date", "description": "day by which the provider dates the period",
     "description_zh": "提供者標示期間所用的日期"},
    {"name": HEADER[1], "type": "number", "description": "the figure in the unit; empty: retracted",
     "description_zh": "以單位計的數值；空白：已撤回"},
    {"name": HEADER[2], "type": "string", "description": "since when it was known; empty: see the last column",
     "description_zh": "自何時起為人所知；空白：見最後一欄"},
    {"name": EXACT, "type": "string", "description": "the same, inferred from the usual publication lag",
     "description_zh": "同上，依通常的發布時差推算"},
]}  # fmt: skip


@dataclass(frozen=True)
class File:
    """`blocks` are read once, while the bundle is written. `about` is what is known before."""

    path: str
    blocks: Iterable[bytes]
    about: Mapping[str, Any] = field(default_factory=dict)


def files(*, complete: bool) -> Iterator[File]:
    """All but the package's own description, in a fixed order."""
    for table, name, name_zh in titled(TABLES):
        about = {"name": f"claims-{table.name}", "title": name, "title_zh": name_zh, **_CSV, "schema": table.schema}
        yield File(table.path, _rows(table, complete=complete), about)
    yield from _editions()
    lines = (f"{entry.line}\n".encode() for entry in LedgerEntry.objects.chain())
    yield File(LEDGER, lines, {"name": "ledger", "title": "Ledger", "title_zh": "帳本", "format": "jsonl",
                               "mediatype": "application/jsonl"})  # fmt: skip
    yield from _evidence(complete=complete)
    for module in (verify_bundle, verify_ledger):
        source = Path(str(module.__file__))
        yield File(source.name, [source.read_bytes()], {"name": source.stem, "mediatype": "text/x-python"})


_CSV = {"type": "table", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}


def _rows(table: Table, *, complete: bool) -> Iterator[bytes]:
    statement = f"COPY ({table.selected(complete=complete)}) TO STDOUT (FORMAT CSV, HEADER)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for line in copy:
            yield bytes(line)


def edition_path(one: Edition) -> str:
    """Where the frozen text of an edition lies."""
    return f"scorecards/{one.rhythm.replace(' ', '-')}-{one.key}.json"


def _editions() -> Iterator[File]:
    for one in Edition.objects.order_by("pk").defer("data"):
        about = {"name": f"scorecard-{one.pk}", "title": str(one), "mediatype": "application/json"}
        yield File(edition_path(one), _text_of(one.pk), about)


def _text_of(key: int) -> Iterator[bytes]:
    yield Edition.objects.get(pk=key).data.encode()


def _evidence(*, complete: bool) -> Iterator[File]:
    """An evidence archive in a folder of its own, but for its checksums: the package has those of all files."""
    raw = Indicator.objects.raw().select_related("source").order_by("source__slug", "code")
    parts = [part for part in contents(raw).parts if complete or part.is_open]
    for part in parts:
        yield File(f"evidence/{part.name}", part.blocks(), _series(part))
    manifest = manifest_text(COLUMNS, [part.row for part in parts]).encode()
    about = {"name": "evidence", "title": "Series", "title_zh": "序列", **_CSV}
    yield File(f"evidence/{MANIFEST}", [manifest], about)
    defined = {"name": "indicators", "title": "Indicators", "title_zh": "指標", **_CSV}
    yield File(INDICATORS, _indicators(), defined)


def _series(part: Part) -> dict[str, Any]:
    one, row = part.indicator, part.row
    return {
        "name": f"series-{one.slug}", "title": one.name, "title_zh": one.name_zh, **_CSV, "unit": one.unit,
        "frequency": one.frequency, "redistribute": one.redistribute, "licenses": [{"title": row["licence"] or "none"}],
        "sources": [{"title": f"{row['origin']}: {one.code}"}], "schema": _FIGURES,
    }  # fmt: skip


def _indicators() -> Iterator[bytes]:
    for row in chain([dict(zip(DEFINED, DEFINED, strict=True))], definitions()):
        text = io.StringIO()
        csv.DictWriter(text, DEFINED, lineterminator="\n").writerow(row)
        yield text.getvalue().encode()
