"""All vintages of one indicator, with the mark of those whose time is inferred: for what is learnt from them."""

import numpy as np
from django.db import connection
from psycopg import sql

from evidence import binary
from evidence.models import Indicator
from evidence.periods import end_days
from evidence.publication import DAY
from evidence.revisions import Vintages

_COLUMNS = {"period": "date", "known_from": "timestamptz", "value": "float8", "pseudo": "bool"}
_QUERY = sql.SQL(
    "COPY (SELECT period, known_from, coalesce(value, 'NaN'), pseudo FROM evidence_observation"
    " WHERE indicator_id = {indicator}::int8 ORDER BY period, known_from) TO STDOUT (FORMAT BINARY)"
)


def vintages(indicator: Indicator) -> Vintages:
    """What has been recorded of a raw indicator, in base units."""
    with connection.cursor() as cursor, cursor.copy(_QUERY.format(indicator=sql.Literal(indicator.pk))) as copy:
        rows = binary.decode(_COLUMNS, b"".join(copy))
    ends = end_days(np.asarray(rows["period"], dtype=np.int64), indicator.period_frequency)
    known = np.asarray(rows["known_from"], dtype=np.int64) // DAY
    values = np.asarray(rows["value"], dtype=np.float64) * indicator.scale
    return Vintages(ends, known, values, rows["pseudo"].astype(bool))


def newest_end(indicator: Indicator) -> int | None:
    """The last day of the newest period with a figure that is not retracted."""
    rows = vintages(indicator)
    is_last = np.r_[np.diff(rows.ends) != 0, np.ones(min(len(rows.ends), 1), bool)]
    known = rows.ends[is_last & ~np.isnan(rows.values)]
    return int(known[-1]) if known.size else None
