"""The one way in to observations: what was known of indicators at the end of a day (UTC)."""

from collections.abc import Iterable, Mapping

import numpy as np
from django.db import connection
from psycopg import sql

from evidence import binary
from evidence.formula import Evaluation
from evidence.models import Catalogue, Indicator
from evidence.periods import Ints
from evidence.publication import DAY
from evidence.series import Floats, History, Panel, history

_COLUMNS = {"indicator_id": "int8", "period": "date", "known_from": "timestamptz", "value": "float8"}
_QUERY = sql.SQL(
    "COPY (SELECT indicator_id, period, known_from, coalesce(value, 'NaN') FROM evidence_observation"
    " WHERE indicator_id = ANY({indicators}::int8[]) AND known_from < to_timestamp({until})"
    " ORDER BY indicator_id, period, known_from) TO STDOUT (FORMAT BINARY)"
)


def histories(slugs: Iterable[str], as_of: int) -> dict[str, History]:
    """All vintages of raw indicators that were known at the end of a day, by slug, in base units.

    Nothing that became known later leaves the database. An indicator without figures has an empty history.
    Raises `LookupError` for a slug that is no raw indicator.
    """
    wanted = set(slugs)
    indicators = list(Indicator.objects.raw().filter(slug__in=wanted))
    unknown = wanted - {indicator.slug for indicator in indicators}
    if unknown:
        raise LookupError(f"expected slugs of raw indicators, got {', '.join(sorted(unknown))}")
    rows = _load([indicator.pk for indicator in indicators], as_of)
    return {indicator.slug: _history(indicator, rows) for indicator in indicators}


def readings(slug: str, as_of: int, catalogue: Catalogue | None = None) -> Panel:
    """An indicator, raw or derived, as it was known at the end of a day, in base units."""
    catalogue = catalogue or Indicator.objects.catalogue()
    leaves = catalogue.leaves(catalogue.derived[slug]) if slug in catalogue.derived else (slug,)
    panels = {leaf: past.as_of(as_of) for leaf, past in histories(leaves, as_of).items()}
    if slug in panels:
        return panels[slug]
    return Evaluation(panels, catalogue.derived).series(catalogue.derived[slug])


def _load(indicators: list[int], as_of: int) -> Mapping[str, np.ndarray]:
    statement = _QUERY.format(indicators=sql.Literal(indicators), until=sql.Literal((as_of + 1) * DAY // 1_000_000))
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        return binary.decode(_COLUMNS, b"".join(bytes(block) for block in copy))


def _history(indicator: Indicator, rows: Mapping[str, np.ndarray]) -> History:
    ids: Ints = rows["indicator_id"]
    mine = slice(np.searchsorted(ids, indicator.pk), np.searchsorted(ids, indicator.pk, side="right"))
    values: Floats = rows["value"][mine] * indicator.scale
    known = rows["known_from"][mine] // DAY
    are_events = indicator.walk == Indicator.Walk.CALENDAR
    frequency, lag = indicator.period_frequency, indicator.publication_lag
    return history(frequency, rows["period"][mine], known, values, lag, are_events)
