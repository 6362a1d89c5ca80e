"""What an archive says of a series, and what an indicator is made of where an installation has none for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from evidence.models import Indicator
from evidence.publication import CAUTIOUS_LAGS
from evidence.wordedunits import declared

NEEDED = ("source", "code", "title", "unit", "frequency")
COLUMNS = (
    *NEEDED, "first", "last", "periods", "dated_vintages", "licence", "origin",
    "redistribute", "slug", "title_zh", "seasonal_adjustment", "aggregation", "publication_lag", "walk", "minimum",
    "family", "never_collected", "days_ahead",
)  # fmt: skip

_TEXTS = ("aggregation", "family", "redistribute", "seasonal_adjustment", "walk")  # columns named as the field
_DEFAULTS = {"aggregation": Indicator.Aggregation.MEAN}  # FRED's own default
_ADJUSTED = re.compile(r"\b(SAAR|SA|NSA)\b")
_IN_TITLE = re.compile(r"[(,;]\s*(SAAR|SA|NSA)\s*(?:[),;]|$)")  # SA may stand for a country elsewhere
_SPOKEN = re.compile(r"(?P<not>\bnot )?\bseasonally adjusted(?P<rate> annual rate)?", re.IGNORECASE)


@dataclass(frozen=True)
class Stock:
    """What is recorded of a series: first and last period, how many, rows, dated ones, and when the newest came."""

    first: date
    last: date
    periods: int
    rows: int
    dated: int
    newest: datetime


def row_of(indicator: Indicator, stock: Stock, first: date, last: date, origin: str) -> dict[str, str]:
    """An indicator's row; `first` and `last` as its file dates them."""
    assert indicator.source is not None
    return {
        "source": indicator.source.slug,
        "code": indicator.code,
        "title": indicator.name,
        "unit": indicator.unit,
        "frequency": indicator.frequency,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "periods": str(stock.periods),
        "dated_vintages": str(stock.dated),
        "licence": indicator.licence or indicator.source.licence,
        "origin": origin,
        "slug": indicator.slug,
        "title_zh": indicator.name_zh,
        "publication_lag": str(indicator.declared_lag),
        "days_ahead": str(indicator.days_ahead),
        "minimum": "" if indicator.minimum is None else repr(indicator.minimum),
        "never_collected": " ".join(indicator.never_collected),
        **{name: str(getattr(indicator, name)) for name in _TEXTS},
    }


def fields_of(row: Mapping[str, str]) -> dict[str, Any]:
    """The fields of a new indicator, its slug and source left out. Raises `ValueError` for what is no number."""
    unit, frequency = row["unit"], row["frequency"]
    texts = {name: str(row.get(name) or _DEFAULTS.get(name, "")) for name in _TEXTS}
    return {
        "code": row["code"],
        "name": row["title"] or row["code"],
        "name_zh": row.get("title_zh") or row["title"] or row["code"],
        "unit": declared(unit),
        "frequency": frequency,
        "licence": row.get("licence", ""),
        "publication_lag": int(row.get("publication_lag") or CAUTIOUS_LAGS.get(frequency, 0)),
        "days_ahead": int(row.get("days_ahead") or 0),
        "minimum": float(row["minimum"]) if row.get("minimum") else None,
        "never_collected": (row.get("never_collected") or "").split(),
        **texts,
        "redistribute": texts["redistribute"] or Indicator.Redistribution.under(row.get("licence", "")),
        "seasonal_adjustment": texts["seasonal_adjustment"] or _adjustment(row),
        "walk": texts["walk"] or Indicator.Walk.LEVEL,
    }


def _adjustment(row: Mapping[str, str]) -> str:
    """How a series is seasonally adjusted, by the words of its unit or else of its title."""
    found = _ADJUSTED.search(row["unit"]) or _IN_TITLE.search(row["title"])
    if found:
        return found[1]
    spoken = _SPOKEN.search(f"{row['unit']} {row['title']}")
    if not spoken:
        return "none"
    return "NSA" if spoken["not"] else "SAAR" if spoken["rate"] else "SA"
