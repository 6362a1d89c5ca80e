"""How long the real archive takes in and out."""

import os
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from evidence.archive import export_archive, import_archive
from evidence.models import Indicator, Source
from tests.benchmarks import stock
from tests.benchmarks.rows import RUNS, Row, in_turn, seconds

NOW = datetime(2026, 11, 24, tzinfo=UTC)


def measure() -> Iterator[Row]:
    """Rows about archives; none where there is no real one."""
    archive = Path(os.environ.get("CLAIMBASE_SHARED", ""), "archive").resolve()
    if not (archive / "manifest.csv").is_file():
        return
    with tempfile.TemporaryDirectory() as folder:
        places = iter(Path(folder, str(run)) for run in range(RUNS))
        taken, given = in_turn(lambda: _afresh(archive), lambda: seconds(lambda: export_archive(next(places))))
    _forget_indicators()
    yield Row("archive_import_s", taken, "s")
    yield Row("archive_export_s", given, "s")


def _afresh(archive: Path) -> float:
    _forget_indicators()
    return seconds(lambda: _import(archive))


def _import(archive: Path) -> None:
    found = import_archive(archive, now=NOW)
    assert not found.errors, found.errors


def _forget_indicators() -> None:
    stock.empty()
    Indicator.objects.all().delete()
    Source.objects.all().delete()
