"""In which order claims are listed on a day, page by page: one statement, whatever the number of claims.

First the open ones, the nearest checkpoint first; then those whose checkpoint has passed and which nobody has settled
yet; then what is over: settled to the last checkpoint, withdrawn, void. A page begins after the last claim of the one
before (its `Place`), so that nothing is counted or skipped over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from claims.horizon import end_of, last_moment_of
from claims.models import Act, Claim, Settlement

PARTS = {"open": 0, "passed": 1, "over": 2}
_PLACE = re.compile(r"([012])\.(-?\d{1,7})\.(\d{1,18})", re.ASCII)


@dataclass(frozen=True)
class Place:
    """Where a claim stands in the list: its part, its rank therein (days), its key."""

    part: int
    rank: int
    key: int

    def __str__(self) -> str:
        return f"{self.part}.{self.rank}.{self.key}"

    @classmethod
    def of(cls, text: str) -> "Place":
        """The place that is written so. Raises `ValueError`."""
        found = _PLACE.fullmatch(text)
        if found is None:
            raise ValueError(f"expected a place in the list such as 0.20787.12, got {text!r}")
        return cls(*map(int, found.groups()))


@dataclass(frozen=True)
class Listed:
    """A claim's place, the checkpoint that it shows, the outcome settled for that ("" of none), its assessment."""

    place: Place
    checkpoint: date
    outcome: str
    assessment: int | None


def listed(
    claims: "QuerySet[Claim]", as_of: date, *, is_past: bool, after: Place | None, count: int, standing: str = ""
) -> list[Listed]:
    """The next claims in order, at most `count`, of registered ones among some.

    `standing` leaves those of a part (`PARTS`), or those that stand in a band or have an outcome. `is_past`: states are
    looked up as they were at the end of the day, else they are today's.
    """
    chosen, which = _sql(claims.exclude(state=Claim.State.DRAFT).values_list("pk", "nature", "state", "checkpoints"))
    settled = Settlement.objects.standing(last_moment_of(as_of)).filter(counts=True).order_by()
    stood, then = _sql(settled.values_list("claim", "checkpoint", "outcome"))
    acted, acts = _sql(_acted(as_of)) if is_past else ("SELECT NULL::bigint, NULL", ())
    is_part = standing in PARTS
    conditions = {"part = %s": [PARTS[standing]] if is_part else [],
                  "(part, rank, id) > (%s, %s, %s)": [after.part, after.rank, after.key] if after else []}  # fmt: skip
    kept = [condition for condition, given in conditions.items() if given]
    is_band = bool(standing) and not is_part
    statement = _STATEMENT.format(
        chosen=chosen, stood=stood, acted=acted, state=_STATE_THEN if is_past else "state",
        kept=" AND ".join(["TRUE", *kept]), few="" if is_band else "LIMIT %s",
        which="standing = %s" if is_band else "TRUE",
    )  # fmt: skip
    begin = [value for given in conditions.values() for value in given]
    values = [*which, *then, *acts, as_of, as_of, *begin, *([] if is_band else [count]), as_of,
              *([standing] if is_band else []), count]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Listed(Place(*row[:3]), *row[3:]) for row in cursor.fetchall()]


def _acted(as_of: date) -> "QuerySet[Act, Any]":
    """The last act of each claim by the end of a day."""
    acts = Act.objects.filter(at__lt=end_of(as_of)).order_by("claim", "-entry").distinct("claim")
    return acts.values_list("claim", "kind")


def _sql(rows: "QuerySet[Any, Any]") -> tuple[str, Sequence[Any]]:
    statement, values = rows.query.sql_with_params()
    return statement, values


_STATE_THEN = "CASE acted.kind WHEN 'withdraw' THEN 'withdrawn' WHEN 'void' THEN 'void' ELSE 'registered' END"
# A fact check is tested once, at its first checkpoint. What two steps work out is fenced by OFFSET 0: else the planner
# would work it out again wherever it is named. Almost always one of the first two checkpoints comes next, and asking
# that of an array costs a tenth of unnesting it. The outcome and the assessment are looked up only of what is listed.
_STATEMENT = """
WITH chosen (id, nature, state, checkpoints) AS ({chosen}),
stood (claim_id, checkpoint, outcome) AS NOT MATERIALIZED ({stood}),
settled AS (SELECT claim_id, array_agg(checkpoint) AS days FROM stood GROUP BY claim_id),
acted (claim_id, kind) AS ({acted}),
tested AS (
    SELECT id, nature, days, {state} AS state,
           CASE WHEN nature = 'fact check' THEN checkpoints[1:1] ELSE checkpoints END AS tests
    FROM chosen LEFT JOIN settled ON settled.claim_id = id LEFT JOIN acted ON acted.claim_id = id
),
waiting AS (
    SELECT id, nature, state, tests,
           CASE WHEN state <> 'registered' THEN NULL
                WHEN days IS NULL OR tests[1] <> ALL (days) THEN tests[1]
                WHEN tests[2] <> ALL (days) THEN tests[2]
                ELSE (SELECT min(day) FROM unnest(tests) AS day WHERE day <> ALL (days)) END AS next
    FROM tested OFFSET 0
),
shown AS (
    SELECT id, nature, CASE WHEN next IS NULL THEN 2 WHEN next < %s THEN 1 ELSE 0 END AS part,
           CASE WHEN next IS NOT NULL THEN next
                WHEN state = 'registered' THEN tests[cardinality(tests)]
                ELSE coalesce((SELECT min(day) FROM unnest(tests) AS day WHERE day >= %s), tests[cardinality(tests)])
           END AS checkpoint
    FROM waiting OFFSET 0
),
ranked AS (
    SELECT *, CASE part WHEN 0 THEN 1 ELSE -1 END * (checkpoint - date '1970-01-01') AS rank FROM shown
),
placed AS (
    SELECT * FROM ranked WHERE {kept} ORDER BY part, rank, id {few}
),
assessed AS (
    SELECT placed.*, became.outcome AS settled_as, newest.id AS assessment,
           coalesce(became.outcome, nullif(newest.band, ''), nullif(newest.outcome, ''),
                    CASE WHEN newest.id IS NOT NULL THEN 'no evidence' WHEN nature = 'judged' THEN nature
                         ELSE 'not assessed' END) AS standing
    FROM placed LEFT JOIN LATERAL (
        SELECT outcome FROM stood WHERE stood.claim_id = placed.id AND stood.checkpoint = placed.checkpoint LIMIT 1
    ) AS became ON TRUE LEFT JOIN LATERAL (
        SELECT id, band, outcome FROM claims_assessment AS one
        WHERE one.claim_id = placed.id AND one.criterion_id IS NULL AND one.checkpoint = placed.checkpoint
          AND one.as_of <= %s
        ORDER BY one.as_of DESC, one.id DESC LIMIT 1
    ) AS newest ON TRUE
)
SELECT part, rank, id, checkpoint, coalesce(settled_as, ''), assessment FROM assessed
WHERE {which} ORDER BY part, rank, id LIMIT %s
"""
