"""All vintages of one indicator, with the mark of those whose time is inferred: for what is learnt from them."""

import numpy as np
from django.db import connection
from django.db.models import Max
from psycopg import sql

from evidence import binary
from evidence.models import FOREVER, Indicator, Observation
from evidence.periods import day_number, end_days
from evidence.publication import DAY
from evidence.revisions import Vintages

_COLUMNS = {"period": "date", "known_from": "timestamptz", "value": "float8", "pseudo": "bool"}
_QUERY = sql.SQL(
    "COPY (SELECT {every} period, known_from, coalesce(value, 'NaN'), pseudo FROM evidence_observation"
    " WHERE indicator_id = {indicator}::int8 ORDER BY period, known_from) TO STDOUT (FORMAT BINARY)"
)
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


def newest_end(indicator: Indicator) -> int | None:
    """The last day of the newest period with a figure that is not retracted."""
    current = Observation.objects.filter(indicator=indicator, known_to=FOREVER, value__isnull=False)
    newest = current.aggregate(Max("period"))["period__max"]
    return None if newest is None else int(end_days(np.array([day_number(newest)]), indicator.period_frequency)[0])
