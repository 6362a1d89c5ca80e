"""In which order claims are listed on a day, page by page: one statement, whatever the number of claims.

First the open ones, the nearest checkpoint first; then those whose checkpoint has passed and which nobody has settled
yet; then what is over: settled to the last checkpoint, withdrawn, void; what was to end latest first. A page begins
after the last claim of the one before (its `Place`), so that nothing is counted or skipped over.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from claims.horizon import end_of, last_moment_of
from claims.models import Act, Claim, Settlement

Statement = tuple[str, Sequence[Any]]  # with what its placeholders stand for

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
    looked up as they were at the end of the day, else they are today's, of which the agenda has the order.
    """
    is_band = bool(standing) and standing not in PARTS
    few = None if is_band else count
    parts = [part for name, part in PARTS.items() if standing in ("", name) or is_band]
    placed = _placed_then if is_past else _placed_now
    ordered = placed(claims, as_of, parts, after, few)
    settled = Settlement.objects.standing(last_moment_of(as_of)).filter(counts=True).order_by()
    stood = _sql(settled.values_list("claim", "checkpoint", "outcome"))
    statement = _ASSESSED.format(placed=ordered[0], stood=stood[0], which="standing = %s" if is_band else "TRUE")
    values = [*ordered[1], *stood[1], as_of, *([standing] if is_band else []), count]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [Listed(Place(*row[:3]), *row[3:]) for row in cursor.fetchall()]


def _placed_now(
    claims: "QuerySet[Claim]", as_of: date, parts: Sequence[int], after: Place | None, few: int | None
) -> Statement:
    """From the agenda: part by part along its index, so that no more claims are read than are wanted."""
    chosen, which = _sql(claims.values_list("pk"))
    limit = ("", ()) if few is None else ("LIMIT %s", (few,))
    scans, values = [], list[Any]()
    for part in parts:
        begin, given = _begin(part, after)
        if begin:
            scans.append(_SCAN.format(part=part, chosen=chosen, begin=begin, limit=limit[0], **_SCANS[part]))
            values += [*([] if part == PARTS["over"] else [as_of]), *which, *given, *limit[1]]
    ordered = " UNION ALL ".join(scans) or _NOTHING
    return _NOW.format(ordered=ordered, few=limit[0], ends_in=_ENDS_IN), [as_of, *values, *limit[1]]


def _begin(part: int, after: Place | None) -> Statement:
    """The condition on what of a part comes after a place; "" where nothing does."""
    if after is None or part > after.part:
        return "TRUE", ()
    if part < after.part:
        return "", ()
    day = date(1970, 1, 1) + timedelta(days=abs(after.rank) if part else after.rank)
    found = "{rank} {sign}= %s AND ({rank} <> %s OR claim_id > %s)".format(**_SCANS[part])
    return found, (day, day, after.key)


def _placed_then(
    claims: "QuerySet[Claim]", as_of: date, parts: Sequence[int], after: Place | None, few: int | None
) -> Statement:
    """As it was at the end of a day: worked out for every claim, from what had been settled and done by then."""
    chosen, which = _sql(claims.exclude(state=Claim.State.DRAFT).values_list("pk", "nature", "checkpoints"))
    settled = Settlement.objects.standing(last_moment_of(as_of)).filter(counts=True).order_by()
    stood, then = _sql(settled.values_list("claim", "checkpoint"))
    acted, acts = _sql(_acted(as_of))
    begin = "(part, rank, id) > (%s, %s, %s)" if after else "TRUE"
    place = [after.part, after.rank, after.key] if after else []
    statement = _THEN.format(
        chosen=chosen, stood=stood, acted=acted, begin=begin, ends_in=_ENDS_IN, few="" if few is None else "LIMIT %s"
    )
    values = [*which, *then, *acts, as_of, as_of, list(parts), *place, *([] if few is None else [few])]
    return statement, values


def _acted(as_of: date) -> "QuerySet[Act, Any]":
    """The last act of each claim by the end of a day."""
    acts = Act.objects.filter(at__lt=end_of(as_of)).order_by("claim", "-entry").distinct("claim")
    return acts.values_list("claim", "kind")


def _sql(rows: "QuerySet[Any, Any]") -> Statement:
    return rows.query.sql_with_params()


_SCANS = {
    0: {"which": "next >= %s", "rank": "next", "sign": ">", "way": "", "negative": ""},
    1: {"which": "next < %s", "rank": "next", "sign": "<", "way": "DESC", "negative": "-"},
    2: {"which": "next IS NULL", "rank": "last", "sign": "<", "way": "DESC", "negative": "-"},
}
_SCAN = """(
    SELECT {part} AS part, {negative}({rank} - date '1970-01-01') AS rank, claim_id AS id, next
    FROM claims_agenda WHERE {which} AND claim_id IN ({chosen}) AND {begin}
    ORDER BY {rank} {way}, claim_id {limit}
)"""
_NOTHING = "SELECT 0 AS part, 0 AS rank, NULL::bigint AS id, NULL::date AS next WHERE FALSE"
_ENDS_IN = """
    coalesce((SELECT min(day) FROM unnest(tests) AS day WHERE day >= %s AND state <> 'registered'),
             tests[cardinality(tests)])
"""
_NOW = """
    SELECT part, rank, id, nature, coalesce(next, {ends_in}) AS checkpoint
    FROM (SELECT * FROM ({ordered}) AS every ORDER BY part, rank, id {few}) AS ordered
    JOIN LATERAL (
        SELECT nature, state, CASE WHEN nature = 'fact check' THEN checkpoints[1:1] ELSE checkpoints END AS tests
        FROM claims_claim WHERE claims_claim.id = ordered.id
    ) AS one ON TRUE ORDER BY part, rank, id
"""
# A fact check is tested once, at its first checkpoint. What two steps work out is fenced by OFFSET 0: else the planner
# would work it out again wherever it is named. Almost always one of the first two checkpoints comes next, and asking
# that of an array costs a tenth of unnesting it.
_THEN = """
    WITH chosen (id, nature, checkpoints) AS ({chosen}),
    stood (claim_id, checkpoint) AS ({stood}),
    settled AS (SELECT claim_id, array_agg(checkpoint) AS days FROM stood GROUP BY claim_id),
    acted (claim_id, kind) AS ({acted}),
    tested AS (
        SELECT id, nature, days,
               CASE acted.kind WHEN 'withdraw' THEN 'withdrawn' WHEN 'void' THEN 'void' ELSE 'registered' END AS state,
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
        SELECT id, nature, next, tests[cardinality(tests)] AS last, coalesce(next, {ends_in}) AS checkpoint,
               CASE WHEN next IS NULL THEN 2 WHEN next < %s THEN 1 ELSE 0 END AS part
        FROM waiting OFFSET 0
    ),
    ranked AS (
        SELECT part, CASE part WHEN 0 THEN 1 ELSE -1 END * (coalesce(next, last) - date '1970-01-01') AS rank, id,
               nature, checkpoint
        FROM shown
    )
    SELECT part, rank, id, nature, checkpoint FROM ranked WHERE part = ANY (%s) AND {begin}
    ORDER BY part, rank, id {few}
"""
# The outcome and the assessment are looked up only of what is listed; of a band, in order until there are enough.
_ASSESSED = """
WITH placed AS NOT MATERIALIZED ({placed}),
stood (claim_id, checkpoint, outcome) AS NOT MATERIALIZED ({stood}),
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
