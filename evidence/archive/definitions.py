"""Indicators without their figures, formulas too: as rows of texts, and back into an installation that lacks them.

What somebody checked elsewhere nobody has checked here, so `checked_against` does not travel.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from evidence.archivefiles import ArchiveError
from evidence.formula import FormulaError
from evidence.models import Indicator, Source
from evidence.models.natural import one_loader_at_a_time, save_if_valid

_TEXTS = (
    "slug", "name", "name_zh", "code", "formula", "unit", "frequency", "seasonal_adjustment", "aggregation", "walk",
    "family", "licence", "redistribute", "why", "why_zh", "unserved", "unserved_zh", "entered", "entered_zh",
)  # fmt: skip
COLUMNS = ("source", *_TEXTS, "publication_lag", "days_ahead", "minimum", "never_collected")
Row = Mapping[str, str]


def definitions() -> Iterator[dict[str, str]]:
    """All indicators by slug."""
    for one in Indicator.objects.select_related("source").order_by("slug").iterator(chunk_size=500):
        yield {
            "source": one.source.slug if one.source else "",
            **{name: str(getattr(one, name)) for name in _TEXTS},
            "publication_lag": "" if one.publication_lag is None else str(one.publication_lag),
            "days_ahead": str(one.days_ahead),
            "minimum": "" if one.minimum is None else repr(one.minimum),
            "never_collected": " ".join(one.never_collected),
        }


@transaction.atomic
def define(rows: Iterable[Row]) -> dict[str, str]:
    """Make the indicators that are not here; of others that are here otherwise, by slug, what is kept in their place.

    Raises `ArchiveError` for one that no indicator can be made of; then none is made.
    """
    one_loader_at_a_time()
    known = {one.slug: one for one in Indicator.objects.all()}
    series = {(one.source.slug, one.code) for one in Indicator.objects.raw().select_related("source") if one.source}
    kept = {}
    for row in rows:
        if row["slug"] in known:
            own = known[row["slug"]]
            if own.formula != row["formula"]:
                kept[row["slug"]] = f"expected the formula {row['formula']!r}, got {own.formula!r}; kept as it is here"
        elif (row["source"], row["code"]) not in series:
            _make(row)
    try:
        Indicator.objects.catalogue()
    except FormulaError as error:
        raise ArchiveError(f"expected indicators that can be read, got: {error}") from None
    return kept


def _make(row: Row) -> None:
    try:
        save_if_valid(Indicator(source=_source(row["source"]), **_fields(row)))
    except ValidationError as error:
        why = "; ".join(f"{name}: {' '.join(said)}" for name, said in error.message_dict.items())
        raise ArchiveError(f"expected {row['slug']} to be an indicator, got {why}") from None
    except ValueError as error:
        raise ArchiveError(f"expected {row['slug']} to be an indicator, got {error}") from None


def _source(slug: str) -> Source | None:
    told = {"name": slug, "name_zh": slug, "licence": "as each series says"}
    return Source.objects.get_or_create(slug=slug, defaults=told)[0] if slug else None


def _fields(row: Row) -> dict[str, Any]:
    return {
        **{name: row[name] for name in _TEXTS},
        "publication_lag": int(row["publication_lag"]) if row["publication_lag"] else None,
        "days_ahead": int(row["days_ahead"]),
        "minimum": float(row["minimum"]) if row["minimum"] else None,
        "never_collected": row["never_collected"].split(),
    }
