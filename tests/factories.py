"""Rows that tests need: every field given a sensible value, so that a test names only what it is about."""

from typing import Any

import numpy as np

from evidence.ingest import Batch
from evidence.models import Indicator, Source

NAN = float("nan")
Row = tuple[int, int, float | None]  # day of the period, microseconds when it became known, figure; None retracts


def source(slug: str = "fred", **given: Any) -> Source:
    """A source; the same one for the same slug."""
    values = {"name": slug, "name_zh": slug, "licence": "none", **given}
    return Source.objects.get_or_create(slug=slug, defaults=values)[0]


def indicator(slug: str = "x", **given: Any) -> Indicator:
    """A monthly index of FRED, unless said otherwise; a derived one where a formula is given."""
    values: dict[str, Any] = {"name": slug, "name_zh": slug, "unit": "index", "frequency": "M", "aggregation": "mean"}
    if "formula" not in given:
        values |= {"code": slug.upper(), "publication_lag": 0}
        given.setdefault("source", source())
    return Indicator.objects.create(slug=slug, **{**values, **given})


def batch(of: Indicator, rows: list[Row]) -> Batch:
    """Observations of an indicator."""
    days, known, values = zip(*rows, strict=True) if rows else ((), (), ())
    return Batch(
        np.full(len(rows), of.pk, dtype=np.int64),
        np.array(days, dtype=np.int64),
        np.array(known, dtype=np.int64),
        np.array([NAN if value is None else value for value in values], dtype=np.float64),
        np.zeros(len(rows), dtype=bool),
    )
