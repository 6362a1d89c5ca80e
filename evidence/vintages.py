"""The vintages of one indicator, with the mark of those whose time is inferred: for what is learnt from them."""

from collections.abc import Iterable

import numpy as np
from django.db import connection
from psycopg import sql

from evidence import binary
from evidence.models import Indicator
from evidence.periods import end_days
from evidence.publication import DAY
from evidence.revisions import Vintages

_COLUMNS = {"period": "date", "known_from": "timestamptz", "value": "float8", "pseudo": "bool"}
# Without inferred rows that gave way, and those that were put beside them in their place (`evidence.ingest`).
_QUERY = sql.SQL("""
COPY (
    SELECT {every} period, known_from, coalesce(value, 'NaN'), pseudo FROM evidence_observation AS one
    WHERE indicator_id = {indicator}::int8 AND NOT (pseudo AND (
        value IS NULL OR known_to = known_from + interval '1 microsecond' OR EXISTS (
            SELECT FROM evidence_observation AS said WHERE said.indicator_id = one.indicator_id
            AND said.period = one.period AND said.known_from < one.known_from AND NOT said.pseudo)
    )) ORDER BY period, known_from
) TO STDOUT (FORMAT BINARY)
""")
_EVERY, _FIRST = sql.SQL(""), sql.SQL("DISTINCT ON (period)")


def vintages(indicator: Indicator, *, firsts_only: bool = False) -> Vintages:
    """What has been recorded of a raw indicator, in base units; on demand only the first row of each period."""
    query = _QUERY.format(every=_FIRST if firsts_only else _EVERY, indicator=sql.Literal(indicator.pk))
    with connection.cursor() as cursor, cursor.copy(query) as copy:
        rows = binary.decode(_COLUMNS, copy)
    ends = end_days(np.asarray(rows["period"], dtype=np.int64), indicator.period_frequency)
    known = np.asarray(rows["known_from"], dtype=np.int64) // DAY
    values = np.asarray(rows["value"], dtype=np.float64) * indicator.scale
    return Vintages(ends, known, values, rows["pseudo"].astype(bool))


def newest_ends(indicators: Iterable[Indicator], as_of: int) -> dict[int, int]:
    """The last day of the newest period with a figure that was known and not retracted at the end of a day (UTC), by
    indicator's key; none without one."""
    by_key = {indicator.pk: indicator for indicator in indicators}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, {"indicators": list(by_key), "until": (as_of + 1) * DAY // 1_000_000})
        rows = cursor.fetchall()
    return {key: int(end_days(np.array([day]), by_key[key].period_frequency)[0]) for key, day in rows}


# One probe a series of the primary key, from its newest period backwards.
_NEWEST = """
SELECT one.id, newest.period - date '1970-01-01' FROM unnest(%(indicators)s::bigint[]) AS one (id), LATERAL (
    SELECT period FROM evidence_observation
    WHERE indicator_id = one.id AND value IS NOT NULL
    AND known_from < to_timestamp(%(until)s) AND known_to >= to_timestamp(%(until)s)
    ORDER BY period DESC LIMIT 1) AS newest
"""
