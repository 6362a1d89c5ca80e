"""Observations as short tuples, for tests of what is stored."""

from datetime import UTC, datetime

from evidence.models import FOREVER, Indicator, Observation
from evidence.publication import DAY
from tests.factories import Row

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def stored(of: Indicator) -> list[tuple[int, int, int | None, float | None]]:
    """Period, known from and until in days (None: still), figure."""
    rows = Observation.objects.filter(indicator=of).order_by("period", "known_from")
    return [
        ((row.period - EPOCH.date()).days, (row.known_from - EPOCH).days,
         None if row.known_to == FOREVER else (row.known_to - EPOCH).days, row.value)
        for row in rows
    ]  # fmt: skip


def vintage(period: int, known: int, value: float | None) -> Row:
    return period, known * DAY, value
