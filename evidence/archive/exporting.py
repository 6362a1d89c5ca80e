"""Write every vintage of raw indicators into an evidence archive, by COPY: one stream a series, not held in memory."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from django.db import connection
from psycopg import sql

from evidence.archive.journal import Journal, journal
from evidence.archive.manifest import COLUMNS, Stock, row_of
from evidence.archive.parquet import check_parquet, write_parquet
from evidence.archivefiles import (
    CHECKSUMS,
    MANIFEST,
    checksums_text,
    file_name,
    is_plain,
    manifest_text,
    sha256,
    written_whole,
)
from evidence.dataset import MOMENT
from evidence.models import Indicator
from evidence.periods import Frequency, date_of, day_number, last_day, period_of
from evidence.snapshot import one_form
from evidence.sources.archive import EXACT, HEADER, is_closing

Progress = Callable[[int, int], None]  # series done, series in all


@dataclass
class Exported:
    """What an export wrote. `restricted` may be passed on only as far as their licence allows, `empty` have no figures.

    `kept` files were written by an earlier run that was interrupted.
    """

    series: int = 0
    rows: int = 0
    kept: int = 0
    restricted: list[str] = field(default_factory=list)
    empty: list[str] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)


def export_archive(
    folder: Path, slugs: Iterable[str] = (), *, parquet: bool = False, progress: Progress = lambda done, total: None
) -> Exported:
    """Export raw indicators (default: all) to a new folder, or go on with an export that was interrupted there.

    A derived indicator is a formula, and is not exported as figures. Whoever calls this is an operator: raw figures of
    every licence leave. Raises `ArchiveError` for a folder that is in use, `LookupError` for a slug that is not raw.
    """
    if parquet:
        check_parquet()
    indicators = _indicators(set(slugs))
    found = Exported()
    with journal(folder) as done, one_form():
        stocks, origins = _stocks(indicators), _origins()
        rows: list[dict[str, str]] = []
        checksums: dict[str, str] = {}
        for place, indicator in enumerate(indicators):
            progress(place, len(indicators))
            why = _hindrance(indicator, stocks)
            if why is not None:
                found.errors |= {indicator.slug: why} if why else {}
                found.empty += [] if why else [indicator.slug]
                continue
            stock = stocks[indicator.pk]
            checksums |= _files(done, indicator, stock, parquet)
            rows.append(row_of(indicator, stock, *_ends(indicator, stock), _origin(indicator, origins)))
            found.rows += stock.rows
            found.restricted += [] if indicator.redistribute == Indicator.Redistribution.YES else [indicator.slug]
        done.forget_others(checksums)
        _close(folder, manifest_text(COLUMNS, rows), checksums)
    progress(len(indicators), len(indicators))
    found.series, found.kept = len(rows), done.kept
    return found


def _indicators(wanted: set[str]) -> list[Indicator]:
    """By source and code. Raises `LookupError`."""
    raw = list(Indicator.objects.raw().select_related("source").order_by("source__slug", "code"))
    unknown = wanted - {one.slug for one in raw}
    derived = {one.slug: one.formula for one in Indicator.objects.derived().filter(slug__in=unknown)}
    if derived:
        told = "; ".join(f"{slug} = {formula}" for slug, formula in sorted(derived.items()))
        raise LookupError(f"expected raw indicators, got formulas: {told}; export what they are made of")
    if unknown:
        raise Indicator.objects.not_raw(unknown)
    return [one for one in raw if not wanted or one.slug in wanted]


def _stocks(indicators: Iterable[Indicator]) -> dict[int, Stock]:
    """What is recorded, by the indicator's key."""
    with connection.cursor() as cursor:
        cursor.execute(_STOCKS, [[one.pk for one in indicators]])
        return {key: Stock(*facts) for key, *facts in cursor.fetchall()}


_STOCKS = """
SELECT indicator_id, min(period), max(period), count(DISTINCT period), count(*), count(*) FILTER (WHERE NOT pseudo),
       max(recorded_at)
FROM evidence_observation WHERE indicator_id = ANY(%s) GROUP BY indicator_id
"""


def _origins() -> dict[tuple[int, str], list[tuple[bool, str]]]:
    """Whether figures came from an archive, and what that said of their origin, by source and code."""
    found: dict[tuple[int, str], list[tuple[bool, str]]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_ORIGINS)
        for source, code, archived, origin in cursor.fetchall():
            found.setdefault((source, code), []).append((archived, origin))
    return found


_ORIGINS = """
SELECT DISTINCT source_id, code, archived, coalesce(facts ->> 'origin', 'an evidence archive')
FROM evidence_fetch, jsonb_array_elements_text(codes) AS code WHERE error = '' ORDER BY 1, 2, 3, 4
"""


def _origin(indicator: Indicator, origins: dict[tuple[int, str], list[tuple[bool, str]]]) -> str:
    """The source itself where it was asked, and every origin that an archive named."""
    assert indicator.source is not None
    itself = ", ".join(filter(None, (indicator.source.name, indicator.source.address)))
    told = origins.get((indicator.source.pk, indicator.code)) or [(False, "")]
    return "; ".join(dict.fromkeys(origin if archived else itself for archived, origin in told))


def _hindrance(indicator: Indicator, stocks: dict[int, Stock]) -> str | None:
    """Why an indicator cannot be exported: "" without figures, None if it can."""
    if indicator.pk not in stocks:
        return ""
    if not is_plain(indicator.code):
        return f"expected a code that can name a file, got {indicator.code!r}; not exported"
    return None


def _ends(indicator: Indicator, stock: Stock) -> tuple[date, date]:
    """The first and the last date of a file."""
    if not _is_closing(indicator):
        return stock.first, stock.last
    return _closing_day(stock.first), _closing_day(stock.last)


def _closing_day(quarter: date) -> date:
    return date_of(last_day(period_of(day_number(quarter), Frequency.QUARTER), Frequency.QUARTER))


def _is_closing(indicator: Indicator) -> bool:
    assert indicator.source is not None
    return is_closing(indicator.source.slug, indicator.period_frequency)


def _files(done: Journal, indicator: Indicator, stock: Stock, parquet: bool) -> dict[str, str]:
    """The checksums of an indicator's files, which are there now."""
    assert indicator.source is not None
    name = file_name(indicator.source.slug, indicator.code)
    checksums = {name: done.file(name, stock, partial(_write, indicator))}
    if parquet:
        other = f"{name.removesuffix('.csv')}.parquet"
        checksums[other] = done.file(other, stock, partial(write_parquet, done.folder / name))
    return checksums


def _write(indicator: Indicator, file: Path) -> str:
    """One series, oldest period first. Its SHA-256."""
    period = _LAST_DAY if _is_closing(indicator) else sql.SQL("period")
    statement = _FIGURES.format(period=period, moment=MOMENT, indicator=sql.Literal(indicator.pk))
    digest = hashlib.sha256()
    with written_whole(file) as stream, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in chain([_HEADER], copy):
            stream.write(block)
            digest.update(block)
    return digest.hexdigest()


_HEADER = f"{','.join((*HEADER, EXACT))}\n".encode()
_LAST_DAY = sql.SQL("(period + interval '3 months' - interval '1 day')::date")  # of the quarter that begins there
_FIGURES = sql.SQL("""
COPY (
    SELECT {period}, value, CASE WHEN NOT pseudo THEN moment END, CASE WHEN pseudo THEN moment END
    FROM evidence_observation, LATERAL (SELECT {moment} AS moment) AS written
    WHERE indicator_id = {indicator}::int8 ORDER BY period, known_from
) TO STDOUT (FORMAT CSV)
""")


def _close(folder: Path, manifest: str, checksums: dict[str, str]) -> None:
    """The manifest comes last: a folder without one is no archive yet."""
    body = manifest.encode()
    with written_whole(folder / CHECKSUMS) as stream:
        stream.write(checksums_text({**checksums, MANIFEST: sha256(body)}).encode())
    with written_whole(folder / MANIFEST) as stream:
        stream.write(body)
