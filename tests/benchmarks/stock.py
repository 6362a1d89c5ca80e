"""Indicators and observations in any number, made up: figures are random, calendars and vintages regular."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
from django.db import connection

from evidence import binary
from evidence.ingest import COLUMNS, Batch
from evidence.models import Indicator, Source
from evidence.publication import DAY

FOREVER = 253_402_214_400_000_000  # 9999-12-31 in microseconds since 1970
STORED = {**COLUMNS, "known_to": "timestamptz"}
LAG = 14  # days


def indicators(count: int, frequency: str = "M") -> list[Indicator]:
    """New monthly or daily indicators of one source."""
    source, _ = Source.objects.get_or_create(slug="bench", defaults={"name": "b", "name_zh": "b", "licence": "none"})
    have = Indicator.objects.count()
    fresh = [
        Indicator(slug=f"s{number}", name="s", name_zh="s", source=source, code=f"s{number}", unit="index",
                  frequency=frequency, aggregation="mean", publication_lag=LAG)
        for number in range(have, have + count)
    ]  # fmt: skip
    return Indicator.objects.bulk_create(fresh)


def vintages(ids: np.ndarray, days: np.ndarray, count: int) -> Batch:
    """`count` vintages, a month apart, of each indicator and period; rows in the order of the primary key."""
    rng = np.random.default_rng(20261124)
    shape = (len(ids), len(days), count)
    known = (days[:, None] + 31 + LAG + 31 * np.arange(count)) * DAY
    spread = [np.broadcast_to(part, shape).ravel() for part in (ids[:, None, None], days[:, None], known)]
    return Batch(*spread, rng.normal(100, 1, shape).ravel(), np.zeros(np.prod(shape), dtype=bool))


def raw_copy(batch: Batch, count: int) -> None:
    """Put `vintages` into the table as they are, each closed by the next."""
    until = closed_by_the_next(batch, count)
    statement = f"COPY evidence_observation ({', '.join(STORED)}) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for block in binary.encode(STORED, {**{name: getattr(batch, name) for name in COLUMNS}, "known_to": until}):
            copy.write(block)


def closed_by_the_next(batch: Batch, count: int) -> np.ndarray:
    """Until when each of `vintages` was the newest."""
    known = batch.known_from.reshape(-1, count)
    return np.c_[known[:, 1:], np.full(len(known), FOREVER)].ravel()


@contextmanager
def unchecked() -> Iterator[None]:
    """Without the check of what is added to the observations."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE evidence_observation DISABLE TRIGGER gapless_added")
        yield
        cursor.execute("ALTER TABLE evidence_observation ENABLE TRIGGER gapless_added")


def empty() -> None:
    """Take all observations, fetches and what hangs on them out, and have nothing pending on the disk."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE evidence_observation, evidence_recording, evidence_fetch, evidence_payload CASCADE")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("CHECKPOINT")
