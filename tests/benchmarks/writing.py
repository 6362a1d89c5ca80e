"""How fast observations are written, and what writing them again costs."""

import gc
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.db import connection

from evidence.ingest import Batch
from evidence.models import Indicator, Observation
from evidence.refresh import refresh
from tests.benchmarks import memory, stock
from tests.benchmarks.rows import Row, in_turn, seconds

PERIODS, VINTAGES = 10_000, 100  # a million rows
FIRST_DAY = 7_305  # 1990-01-01
NOW = datetime(2040, 1, 1, tzinfo=UTC)  # after the last of the vintages, which nobody could know before
BULK_ROWS = 20_000  # bulk_create is measured on a part: it is an order of magnitude slower


def measure() -> Iterator[Row]:
    """Rows about writing."""
    [indicator] = stock.indicators(1, "D")
    batch = stock.vintages(np.array([indicator.pk]), FIRST_DAY + np.arange(PERIODS), VINTAGES)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder)
        write_archive(archive, indicator, batch)
        body = as_text(batch)

        ours, copy, bulk = in_turn(
            lambda: _afresh(lambda: _refresh(indicator, archive)),
            lambda: _afresh(lambda: _copy(body)),
            lambda: _afresh(lambda: _bulk_create(indicator, batch)) * len(batch) / BULK_ROWS,
        )
        yield Row("ingest_vs_copy", ours, "s", copy)
        yield Row("ingest_vs_bulk_create", len(batch) / ours, "rows/s", len(batch) / bulk)
        yield from _again(indicator, archive)
        yield from _memory(indicator, archive)


def write_archive(folder: Path, indicator: Indicator, batch: Batch, *, firsts_dated: bool = True) -> None:
    """The batch as an evidence archive of one series; on demand each period's first row is undated."""
    (folder / "manifest.csv").write_text("source,code\n")
    place = folder / "bench" / f"{indicator.code}.csv"
    place.parent.mkdir(exist_ok=True)
    days = batch.period.astype("datetime64[D]").astype(str)
    known = batch.known_from.astype("datetime64[us]").astype("datetime64[D]").astype(str)
    if not firsts_dated:
        known[np.r_[True, np.diff(batch.period) != 0]] = ""
    lines = (
        f"{day},{value!r},{moment}\n" for day, value, moment in zip(days, batch.value.tolist(), known, strict=True)
    )
    with place.open("w") as file:
        file.write("period,value,known_from\n")
        file.writelines(lines)


def as_text(batch: Batch) -> bytes:
    """The batch in the text format that psql's \\copy sends; each vintage closed by the next."""
    day = batch.period.astype("datetime64[D]").astype(str)
    moments = (batch.known_from, stock.closed_by_the_next(batch, VINTAGES))
    times = [moment.astype("datetime64[us]").astype("datetime64[s]").astype(str) for moment in moments]
    rows = zip(batch.indicator_id.tolist(), day, *times, batch.value.tolist(), strict=True)
    return "".join(f"{i}\t{period}\t{since}Z\t{to}Z\t{value!r}\tf\n" for i, period, since, to, value in rows).encode()


def _afresh(act: Callable[[], object]) -> float:
    stock.empty()
    gc.collect()
    return seconds(act)


def _refresh(indicator: Indicator, archive: Path) -> int:
    [outcome] = refresh([indicator], client=None, now=NOW, settings={}, archive_folder=archive)
    assert not outcome.errors, outcome.errors
    return outcome.changed


def _copy(body: bytes) -> None:
    """Without the check that times leave no gap, as it would be without this program; the refresh pays for it."""
    columns = "indicator_id, period, known_from, known_to, value, pseudo"
    statement = f"COPY evidence_observation ({columns}) FROM STDIN"
    with stock.unchecked(), connection.cursor() as cursor, cursor.copy(statement) as copy:
        copy.write(body)


def _bulk_create(indicator: Indicator, batch: Batch) -> None:
    """The same vintages, each closed by the next; without the check either."""
    moments = (batch.known_from, stock.closed_by_the_next(batch, VINTAGES))
    since, until = ([one.replace(tzinfo=UTC) for one in _moments(times[:BULK_ROWS])] for times in moments)
    days = batch.period[:BULK_ROWS].astype("datetime64[D]").tolist()
    rows = [
        Observation(indicator=indicator, period=day, known_from=begins, known_to=ends, value=value)
        for day, begins, ends, value in zip(days, since, until, batch.value[:BULK_ROWS].tolist(), strict=True)
    ]
    with stock.unchecked():
        Observation.objects.bulk_create(rows, batch_size=5_000)


def _moments(times: np.ndarray) -> list[datetime]:
    return times.astype("datetime64[us]").tolist()


def _again(indicator: Indicator, archive: Path) -> Iterator[Row]:
    """Write what is there already: the bytes are made to differ, so that nothing is skipped for being known."""
    stock.empty()
    _refresh(indicator, archive)
    file = archive / "bench" / f"{indicator.code}.csv"
    file.write_bytes(file.read_bytes() + b"\n")
    before = _touched()
    took = seconds(lambda: _refresh(indicator, archive))
    yield Row("again_s", took, "s")
    yield Row("again_changes", float(_touched() - before), "rows")


def _touched() -> int:
    """Rows of observations ever inserted, updated, deleted, or dead now."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT n_tup_ins + n_tup_upd + n_tup_del + n_dead_tup FROM pg_stat_user_tables"
                       " WHERE relname = 'evidence_observation'")  # fmt: skip
        return int(cursor.fetchone()[0])


def _memory(indicator: Indicator, archive: Path) -> Iterator[Row]:
    """How far the process rises above where it stood while it takes in a body of two million rows (Linux only).

    Into an empty table, and again beside all that the first time has left. Each period has a figure whose time is
    inferred, so that what is recorded of it is looked at.
    """
    if not memory.IS_TOLD:
        return
    days = FIRST_DAY + np.arange(PERIODS)
    body = stock.vintages(np.array([indicator.pk]), days, 2 * VINTAGES)
    write_archive(archive, indicator, body, firsts_dated=False)
    del body
    stock.empty()
    for name in ("refresh_memory_mb", "again_memory_mb"):
        gc.collect()
        memory.forget()
        before = memory.highest_mb()
        _refresh(indicator, archive)
        yield Row(name, memory.highest_mb() - before, "MB")
        with (archive / "bench" / f"{indicator.code}.csv").open("a") as file:
            file.write("\n")  # other bytes, so that nothing is skipped for being known
