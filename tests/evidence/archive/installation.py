"""An installation with every kind of figure that must survive a journey, and the same one emptied."""

from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from django.db import connection

from evidence.ingest import Batch, ingest
from evidence.models import Indicator
from evidence.periods import Frequency, canonical_days
from evidence.publication import DAY
from tests import factories

NOW = datetime(2026, 8, 22, tzinfo=UTC)
JANUARY = 20_454  # 2026-01-01
NOON = DAY // 2 + 123_456  # and a few microseconds
NAN = float("nan")
Row = tuple[int, int, float, bool]  # day of the period, microseconds when it became known, figure, inferred


def put(indicator: Indicator, rows: list[Row]) -> None:
    """Record rows as they are."""
    days, known, values, pseudo = (np.array(column) for column in zip(*rows, strict=True))
    stored = canonical_days(days, Frequency(indicator.frequency))
    ingest(Batch(np.full(len(rows), indicator.pk), stored, known, values.astype(float), pseudo))


def furnish() -> None:
    """Five raw indicators and a derived one."""
    fred = factories.source("fred", name="FRED, St. Louis", address="https://fred.example/", licence="terms of use")
    prices = factories.indicator("prices", source=fred, code="PPI", publication_lag=14, name='Prices, "all"',
                                 licence="terms of use", redistribute="yes", name_zh="物價",
                                 unit="index[1982-84=100]", never_collected=["2025-10"])  # fmt: skip
    put(prices, [
        (JANUARY, (JANUARY + 45) * DAY, 100.1, True),  # inferred by a lag that is not today's
        (JANUARY, (JANUARY + 60) * DAY + NOON, 100.30000000000001, False),
        (JANUARY + 31, (JANUARY + 220) * DAY, 1e-17, False),  # seen so late that it would be taken for a snapshot
        (JANUARY + 59, (JANUARY + 100) * DAY, 102.0, False),
        (JANUARY + 59, (JANUARY + 130) * DAY, NAN, False),  # withdrawn
        (JANUARY + 59, (JANUARY + 160) * DAY, 102.0, False),
    ])  # fmt: skip
    weekly = factories.indicator("claims", source=fred, code="CCSA", frequency="W", unit="thousand person", minimum=0.0,
                                licence="terms of use", redistribute="yes")  # fmt: skip
    put(weekly, [(JANUARY + 9, (JANUARY + 14) * DAY, 231.0, False), (JANUARY + 16, (JANUARY + 21) * DAY, 1e15, True)])
    laws = factories.indicator("laws", source=factories.source("analyst"), code="laws", frequency="D", unit="count",
                               walk="calendar", aggregation="sum", licence="facts of public record",
                               redistribute="yes")  # fmt: skip
    put(laws, [(JANUARY + 3, (JANUARY - 300) * DAY, 1.0, False), (JANUARY + 8, (JANUARY + 9) * DAY, 1.0, False)])
    capex = factories.indicator("capex", source=factories.source("sec"), code="NVDA.capex.quarterly", frequency="Q",
                                unit="USD", redistribute="no")  # fmt: skip
    put(capex, [(JANUARY, (JANUARY + 150) * DAY, 3_289_000_000.0, False)])
    factories.indicator("silent", source=fred, code="SILENT")
    factories.indicator("doubled", formula="prices * 2", unit="index")


def emptied(*, indicators: bool = True) -> None:
    """Another database: no figures, no fetches, and unless told otherwise no indicators or sources either."""
    tables = "evidence_observation, evidence_recording, evidence_fetch, evidence_payload"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(f"TRUNCATE {tables}{', evidence_indicator, evidence_source' if indicators else ''} CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def contents(folder: Path) -> dict[str, bytes]:
    """Every file of an archive, hidden ones too."""
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def rows() -> list[tuple[object, ...]]:
    """All that is recorded of figures, but for keys and the moment of recording."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.slug, i.code, o.period, o.known_from, o.known_to, o.value, o.pseudo FROM evidence_observation o"
            " JOIN evidence_indicator i ON i.id = o.indicator_id JOIN evidence_source s ON s.id = i.source_id"
            " ORDER BY 1, 2, 3, 4"
        )
        return cursor.fetchall()
