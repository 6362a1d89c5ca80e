"""The one write path of observations: binary COPY into a temporary table, then one MERGE where something differs."""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from evidence import binary
from evidence.periods import Ints
from evidence.series import Bools, Floats

BESIDE = 1  # microseconds after an inferred row, where what it gives way to is put
COLUMNS = {
    "indicator_id": "int8",
    "period": "date",
    "known_from": "timestamptz",
    "value": "float8",
    "pseudo": "bool",
}


@dataclass(frozen=True, eq=False)
class Batch:
    """Observations to be recorded. A NaN value retracts what was known.

    `period` in days since 1970-01-01 (canonical: a month's first), `known_from` in microseconds since then.
    """

    indicator_id: Ints
    period: Ints
    known_from: Ints
    value: Floats
    pseudo: Bools

    def __len__(self) -> int:
        return len(self.period)

    def in_order(self) -> "tuple[Batch, int]":
        """In the order of the primary key, of several rows for one moment the first that came; and how many of those
        that are left out say something else."""
        keys = (self.known_from, self.period, self.indicator_id)
        order = np.lexsort(keys)
        fresh = np.logical_or.reduce([np.diff(key[order], prepend=key[order[:1]] - 1) != 0 for key in keys])
        again = np.flatnonzero(~fresh)
        left_out = self.value[order[again]]
        order = order[fresh]
        taken = self.value[order[again - np.arange(len(again)) - 1]]  # the last that was fresh before each of them
        others = (left_out != taken) & ~(np.isnan(left_out) & np.isnan(taken))
        return Batch(*(getattr(self, field.name)[order] for field in fields(self))), int(others.sum())


@dataclass(frozen=True)
class Ingested:
    """What a batch changed: rows added or closed, and figures that contradict what is recorded for the same moment."""

    changed: int = 0
    contradictions: int = 0


def ingest(batch: Batch, *, only_differences: bool = False) -> Ingested:
    """Record a batch; writing it twice changes nothing.

    A new figure closes the one before it; one that is older than what is stored is put in between. A figure that
    contradicts the one recorded for the very same moment, or one before it in the batch, is not stored but counted:
    what has been recorded is never overwritten. But an inferred time is no such moment: a dated figure for it counts
    and is stored just beside it, and where a dated figure of the period was known before an inferred one, that one is
    repeated just beside it.

    `only_differences` leaves out what repeats the figure already known at its moment: right for what a provider shows
    today, whenever it is looked at. Dated vintages are kept even then: in whatever order they arrive, an older one that
    comes between them later must not hide the return to an earlier figure.
    """
    if not len(batch):
        return Ingested()
    batch, others = batch.in_order()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_LOCK, [np.unique(batch.indicator_id).tolist()])
        cursor.execute(_INCOMING)
        with cursor.copy("COPY incoming FROM STDIN (FORMAT BINARY)") as copy:
            for block in binary.encode(COLUMNS, {field.name: getattr(batch, field.name) for field in fields(batch)}):
                copy.write(block)
        concerned = {"indicators": np.unique(batch.indicator_id).tolist()}
        cursor.execute(_FORGET_STORED, concerned)
        while _moved(cursor, concerned):
            cursor.execute(_FORGET_STORED, concerned)
        if only_differences:
            cursor.execute(_FORGET_KNOWN, concerned)
        cursor.execute(_CONTRADICTIONS, concerned)
        contradictions = others + cursor.rowcount
        cursor.execute(_REPEAT_DATED, concerned)
        cursor.execute(_MERGE, {**concerned, "only_differences": only_differences})
        changed = cursor.rowcount
        cursor.execute("DROP TABLE incoming")
        return Ingested(changed, contradictions)


def _moved(cursor: CursorWrapper, concerned: Mapping[str, list[int]]) -> bool:
    """Whether a dated figure met an inferred one at its very moment, and was put beside it."""
    cursor.execute(_MOVE_BESIDE, concerned)
    return bool(cursor.rowcount)


# Writers of one indicator take turns, in a fixed order so that two batches cannot wait for each other.
_LOCK = "SELECT id FROM evidence_indicator WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"

_INCOMING = """
CREATE TEMPORARY TABLE incoming
    (indicator_id int8, period date, known_from timestamptz, value float8, pseudo bool)
ON COMMIT DROP  -- should an error end the transaction before this table has been dropped
"""

# Most of what a provider sends is known already; the rest is small, and the MERGE below looks only at that. The very
# same rows go first: comparing each with all vintages of its period would take the square of their number.
_FORGET_STORED = """
DELETE FROM incoming USING evidence_observation AS known
WHERE known.indicator_id = ANY(%(indicators)s)
  AND known.indicator_id = incoming.indicator_id AND known.period = incoming.period
  AND known.known_from = incoming.known_from
  AND known.value IS NOT DISTINCT FROM nullif(incoming.value, 'NaN')
"""

_FORGET_KNOWN = """
DELETE FROM incoming USING evidence_observation AS known
WHERE known.indicator_id = ANY(%(indicators)s)
  AND known.indicator_id = incoming.indicator_id AND known.period = incoming.period
  AND known.known_from <= incoming.known_from AND incoming.known_from < known.known_to
  AND known.value IS NOT DISTINCT FROM nullif(incoming.value, 'NaN')
"""

_MOVE_BESIDE = """
UPDATE incoming SET known_from = incoming.known_from + interval '1 microsecond'
FROM evidence_observation AS known
WHERE known.indicator_id = ANY(%(indicators)s)
  AND known.indicator_id = incoming.indicator_id AND known.period = incoming.period
  AND known.known_from = incoming.known_from AND known.pseudo AND NOT incoming.pseudo
"""

_CONTRADICTIONS = """
DELETE FROM incoming USING evidence_observation AS known
WHERE known.indicator_id = ANY(%(indicators)s)
  AND known.indicator_id = incoming.indicator_id AND known.period = incoming.period
  AND known.known_from = incoming.known_from
"""

# What was inferred gives way to a dated figure that was known before. Nothing recorded is changed: a further inferred
# row, a microsecond later, repeats that figure, so that at the end of no day the inferred one is the newest known. The
# rows between two dated ones share their number of dated rows, and the dated one that begins them.
_REPEAT_DATED = """
WITH touched AS (
    SELECT indicator_id, period FROM incoming WHERE pseudo
    UNION
    SELECT stored.indicator_id, stored.period
    FROM incoming JOIN evidence_observation AS stored USING (indicator_id, period)
    WHERE stored.indicator_id = ANY(%(indicators)s) AND stored.pseudo
), vintages AS (
    SELECT indicator_id, period, known_from, nullif(value, 'NaN') AS value, pseudo
    FROM incoming JOIN touched USING (indicator_id, period)
    UNION ALL
    SELECT stored.indicator_id, stored.period, stored.known_from, stored.value, stored.pseudo
    FROM evidence_observation AS stored JOIN touched USING (indicator_id, period)
), placed AS (
    SELECT *, count(*) FILTER (WHERE NOT pseudo) OVER moments AS dated, lead(known_from) OVER moments AS next_from
    FROM vintages WINDOW moments AS (PARTITION BY indicator_id, period ORDER BY known_from)
)
INSERT INTO incoming
SELECT inferred.indicator_id, inferred.period, inferred.known_from + interval '1 microsecond', said.value, true
FROM placed AS inferred JOIN placed AS said USING (indicator_id, period, dated)
WHERE inferred.pseudo AND NOT said.pseudo AND inferred.value IS DISTINCT FROM said.value
  AND inferred.next_from IS DISTINCT FROM inferred.known_from + interval '1 microsecond'
"""

# All vintages of the touched periods in the order in which they became known; each one lasts until the next
# begins, and where only differences count a new one that repeats the figure before it is dropped.
_MERGE = """
WITH vintages AS (
    SELECT indicator_id, period, known_from, nullif(value, 'NaN') AS value, pseudo, true AS is_new FROM incoming
    UNION ALL
    SELECT stored.indicator_id, stored.period, stored.known_from, stored.value, stored.pseudo, false
    FROM evidence_observation AS stored
    JOIN (SELECT DISTINCT indicator_id, period FROM incoming) AS touched USING (indicator_id, period)
), compared AS (
    SELECT *, lag(value) OVER moments AS value_before
    FROM vintages WINDOW moments AS (PARTITION BY indicator_id, period ORDER BY known_from)
), chain AS (
    SELECT *, lead(known_from, 1, '9999-12-31 00:00+00') OVER moments AS known_to
    FROM compared WHERE NOT is_new OR NOT %(only_differences)s OR value IS DISTINCT FROM value_before
    WINDOW moments AS (PARTITION BY indicator_id, period ORDER BY known_from)
)
MERGE INTO evidence_observation AS stored USING chain
ON stored.indicator_id = ANY(%(indicators)s) AND stored.indicator_id = chain.indicator_id
   AND stored.period = chain.period AND stored.known_from = chain.known_from
WHEN MATCHED AND chain.known_to < stored.known_to THEN UPDATE SET known_to = chain.known_to
WHEN NOT MATCHED THEN
    INSERT (indicator_id, period, known_from, known_to, value, pseudo)
    VALUES (chain.indicator_id, chain.period, chain.known_from, chain.known_to, chain.value, chain.pseudo)
"""
