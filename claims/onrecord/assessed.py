"""Assessments as lists show them, with what was published at the same checkpoint before: one statement for a page.

Of the facts, which are long, only what a row says leaves the database; and no rows are made that are read once.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from claims.scoring.verdict import Overlay, clipped


@dataclass(frozen=True)
class Assessed:
    """The columns of `Assessment` that make the odds; changes of the band and which criterion speaks, from its facts.

    `stand_in`: the criterion stands in for the primary one. `history` has days, in order, with the probability as
    published on each.
    """

    as_of: date
    band: str
    outcome: str
    overlays: Sequence[str]
    p_hold: float | None
    base_rate: float | None
    information: float | None
    changes: Sequence[Mapping[str, Any]]
    stand_in: bool
    speaks: str
    history: Sequence[tuple[date, float]]


def assessed(keys: Sequence[int]) -> dict[int, Assessed]:
    """Claims' own assessments by key."""
    if not keys:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_STATEMENT, [Overlay.NO_EVIDENCE, list(keys)])
        return {row[0]: _assessed(*row[1:]) for row in cursor.fetchall()}


def _assessed(facts: str, days: Sequence[date] | None, shares: Sequence[float] | None, *columns: Any) -> Assessed:
    told: dict[str, Any] = json.loads(facts)
    by_day = dict(zip(days or (), shares or (), strict=True))  # of a day the last one
    given: dict[str, Any] = dict(zip(_COLUMNS, columns, strict=True)) | {
        "changes": told["changes"] or (), "stand_in": bool(told["stand_in"]), "speaks": told["speaks"] or "",
        "history": [(day, clipped(p)) for day, p in by_day.items()],
    }  # fmt: skip
    return Assessed(**given)


_COLUMNS = ("as_of", "band", "outcome", "overlays", "p_hold", "base_rate", "information")
_STATEMENT = """
SELECT one.id,
       json_build_object('changes', one.facts -> 'changes', 'stand_in', one.facts -> 'stand_in',
                         'speaks', one.facts -> 'speaks')::text,
       past.days, past.shares,
       one.as_of, one.band, one.outcome, one.overlays, one.p_hold, one.base_rate, one.information
FROM claims_assessment AS one CROSS JOIN LATERAL (
    SELECT array_agg(as_of ORDER BY as_of, id) AS days, array_agg(p_hold ORDER BY as_of, id) AS shares
    FROM claims_assessment AS before
    WHERE before.claim_id = one.claim_id AND before.criterion_id IS NULL AND before.checkpoint = one.checkpoint
      AND before.as_of <= one.as_of AND before.p_hold IS NOT NULL AND %s <> ALL (before.overlays)
) AS past
WHERE one.id = ANY (%s)
"""
