"""Verdicts that changed and thresholds that were crossed, by the assessments stored since they were last looked at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.db import connection

from claims.models import Assessment, Claim, Event, Seen
from claims.notices.crossing import is_above
from claims.notices.happened import Happened
from claims.notices.sources.causes import Causes
from claims.scoring.verdict import Overlay, clipped


@dataclass
class Looked:
    """What was found, and how far each claim and checkpoint has been looked at by then: to be written together."""

    happened: list[Happened]
    seen: list[Seen]


def since_last(as_of: date, thresholds: Sequence[float]) -> Looked:
    """Events in all assessments of days up to `as_of` that are newer than those looked at before.

    What one assessment says of several checkpoints is one event. The first assessment of a claim is none: there is
    nothing that it could have changed. All are walked through, also when nobody looked for long.
    """
    _begin(as_of)
    rows = _newer(as_of)
    claims = {row.claim_id for row in rows}
    last = Seen.objects.filter(claim__in=claims).select_related("assessment")
    seen = {(one.claim_id, one.checkpoint): one for one in last}
    walk = _Walk(seen, thresholds, Causes(as_of, claims))
    found = [one for _, group in groupby(rows, key=lambda row: (row.claim_id, row.as_of, row.inputs))
             for one in walk.of(list(group))]  # fmt: skip
    return Looked(found, [seen[key] for key in sorted(walk.moved)])


class _Walk:
    """Goes from one assessment of a claim to the next."""

    def __init__(self, seen: Mapping[tuple[int, date], Seen], thresholds: Sequence[float], causes: Causes) -> None:
        self.seen, self.thresholds, self.causes = seen, thresholds, causes
        self.moved: set[tuple[int, date]] = set()

    def of(self, rows: Sequence[Assessment]) -> Iterator[Happened]:
        """The events of one assessment: its rows are of several checkpoints."""
        pairs = [(self.seen[row.claim_id, row.checkpoint].assessment, row) for row in rows]
        open_ = [(before, row) for before, row in pairs if _is_open(row)]
        changed = [(before, row) for before, row in open_ if standing(before) != standing(row)]
        crossed = [one for before, row in open_ for one in self._crossings(before, row)]
        for row in rows:
            self.seen[row.claim_id, row.checkpoint].assessment = row
            self.moved.add((row.claim_id, row.checkpoint))
        if changed:
            facts = [self._changed(before, row) for before, row in changed]
            yield _happened(Event.Kind.VERDICT, rows[0], {"changes": facts})
        if crossed:
            yield _happened(Event.Kind.THRESHOLD, rows[0], {"crossings": crossed})

    def _changed(self, before: Assessment, row: Assessment) -> dict[str, Any]:
        figures = {"p_from": _p(before), "p_to": _p(row)}
        return {"checkpoint": str(row.checkpoint), "from": standing(before), "to": standing(row), **figures,
                "cause": self.causes.of(before, row)}  # fmt: skip

    def _crossings(self, before: Assessment, row: Assessment) -> Iterator[dict[str, Any]]:
        earlier, now = _p(before), _p(row)
        if earlier is None or now is None:
            return
        sides = self.seen[row.claim_id, row.checkpoint].sides
        for threshold in self.thresholds:
            was = sides.get(str(threshold), earlier >= threshold)
            sides[str(threshold)] = above = is_above(was, earlier, now, threshold)
            if above != was:
                yield {"checkpoint": str(row.checkpoint), "threshold": threshold, "above": above, "p_from": earlier,
                       "p_to": now, "cause": self.causes.of(before, row)}  # fmt: skip


def standing(row: Assessment) -> str:
    """How a claim stands by an assessment: the outcome of a fact check, the band, or why there is none."""
    return row.outcome or row.band or next(iter(row.overlays), "")


def _is_open(row: Assessment) -> bool:
    """Once its checkpoint has passed, what becomes of a claim is said by its settlement."""
    return row.as_of <= row.checkpoint or row.claim.nature == Claim.Nature.FACT_CHECK


def _p(row: Assessment) -> float | None:
    """The probability as it is published."""
    if row.p_hold is None or Overlay.NO_EVIDENCE in row.overlays:
        return None
    return clipped(row.p_hold)


def _happened(kind: Event.Kind, row: Assessment, facts: Mapping[str, Any]) -> Happened:
    key = f"{kind}:{row.claim_id}:{row.as_of}:{row.inputs[:16]}"
    return Happened(kind, key, row.as_of, (row.claim_id,), facts)


# Where a claim and checkpoint have not been looked at, they are from now on, from their newest assessment.
_BEGIN = """
INSERT INTO claims_seen (claim_id, checkpoint, assessment_id, sides)
SELECT claim.id, day, newest.id, '{}'
FROM claims_claim AS claim, unnest(claim.checkpoints) AS day, LATERAL (
    SELECT id FROM claims_assessment
    WHERE claim_id = claim.id AND criterion_id IS NULL AND checkpoint = day AND as_of <= %(as_of)s
    ORDER BY as_of DESC, id DESC LIMIT 1
) AS newest
WHERE NOT EXISTS (SELECT FROM claims_seen AS seen WHERE seen.claim_id = claim.id AND seen.checkpoint = day)
ON CONFLICT DO NOTHING
"""
_NEWER = """
SELECT row.* FROM claims_seen AS seen
JOIN claims_assessment AS last ON last.id = seen.assessment_id
JOIN claims_assessment AS row ON row.claim_id = seen.claim_id AND row.criterion_id IS NULL
 AND row.checkpoint = seen.checkpoint AND row.as_of BETWEEN last.as_of AND %(as_of)s
 AND (row.as_of, row.id) > (last.as_of, last.id)
ORDER BY row.claim_id, row.as_of, row.inputs, row.id
"""


def _begin(as_of: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"as_of": as_of})


def _newer(as_of: date) -> list[Assessment]:
    """In the order in which a claim's assessments followed one another; those of one state together."""
    rows = list(Assessment.objects.raw(_NEWER, {"as_of": as_of}))
    claims = Claim.objects.in_bulk({row.claim_id for row in rows})
    first: dict[tuple[int, date, str], int] = {}
    for row in rows:
        row.claim = claims[row.claim_id]
        first.setdefault((row.claim_id, row.as_of, row.inputs), row.pk)
    return sorted(rows, key=lambda row: (row.claim_id, row.as_of, first[row.claim_id, row.as_of, row.inputs], row.pk))
