"""Whether stored assessments come out again: computed anew from what counts for their day, and compared to the bit.

Equal inputs (criterion, method, numpy, every figure known on the day) must give equal figures. Where the inputs differ,
figures of that day were recorded after the assessment, or the criterion or method was changed: both answers are shown.
"""

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from claims.assess import computed
from claims.dossier import Dossier
from claims.models import Assessment, Claim
from evidence.readings import news

COMPARED = (
    "p_hold", "p_fail", "p_mixed", "p_unknown", "base_rate", "information", "band", "overlays", "outcome", "missing",
    "facts",
)  # fmt: skip


@dataclass(frozen=True)
class Replayed:
    """A stored assessment and what is computed today, at one checkpoint. `differs` names figures that are not equal.

    `later` names the indicators of which something that counts for the day was recorded after the assessment.
    """

    claim: Claim
    stored: Assessment
    again: Assessment
    differs: tuple[str, ...]
    later: tuple[str, ...]

    @property
    def has_equal_inputs(self) -> bool:
        """Whether everything it rests on is what it was."""
        return self.stored.inputs == self.again.inputs

    @property
    def is_exact(self) -> bool:
        """Whether every figure came out again to the last bit."""
        return not self.differs


def replay(as_of: date) -> list[Replayed]:
    """The newest assessment of each claim, criterion and checkpoint as of a day, computed anew; nothing is recorded."""
    stored = _stored(as_of)
    claims = list(Claim.objects.with_everything().filter(pk__in={row.claim_id for row in stored}))
    again = {_key(row): row for row in computed(as_of, claims)}
    children = Claim.objects.with_everything().filter(parents__in=claims)
    dossier = Dossier({claim.pk: claim for claim in [*claims, *children]}.values(), as_of)
    by_key = {claim.pk: claim for claim in claims}
    return [_compared(by_key[row.claim_id], row, again[_key(row)], dossier) for row in stored if _key(row) in again]


def _stored(as_of: date) -> list[Assessment]:
    """The newest row of each claim, criterion and checkpoint."""
    rows = Assessment.objects.filter(as_of=as_of).order_by("claim_id", "criterion_id", "checkpoint", "-id")
    return list(rows.select_related("criterion").distinct("claim_id", "criterion_id", "checkpoint"))


def _key(row: Assessment) -> tuple[int, int | None, date]:
    return row.claim_id, row.criterion_id, row.checkpoint


def _compared(claim: Claim, stored: Assessment, again: Assessment, dossier: Dossier) -> Replayed:
    differs = tuple(name for name in COMPARED if _differs(getattr(stored, name), _plain(getattr(again, name))))
    later = () if stored.inputs == again.inputs else _recorded_since(stored.recorded_at, claim, dossier)
    return Replayed(claim, stored, again, differs, later)


def _differs(stored: Any, again: Any) -> bool:
    """Of facts those that were recorded then: a later release may record more of them, which changes none."""
    if isinstance(stored, dict) and isinstance(again, dict):
        return any(key not in again or again[key] != value for key, value in stored.items())
    return bool(stored != again)


def _plain(value: Any) -> Any:
    """As it comes back from the database: JSON knows no tuples."""
    return json.loads(json.dumps(value)) if isinstance(value, list | dict) else value


def _recorded_since(moment: datetime, claim: Claim, dossier: Dossier) -> tuple[str, ...]:
    """The claim's indicators of which a figure that counts for the day was recorded after a moment."""
    parts = [claim, *claim.children.all()]
    able = (part for part in parts if part.pk not in dossier.unreadable)
    readings = [dossier.reading(one) for part in able for one in part.criteria.all()]
    slugs = dict.fromkeys(slug for reading in readings for slug in reading.leaves)
    return tuple(slug for slug, one in sorted(news(slugs, dossier.day).items()) if one.recorded_at > moment)
