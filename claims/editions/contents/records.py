"""What has been settled, and how each holder's record reads against luck: expected and observed, with both tails."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from claims.dossier import Dossier
from claims.models import Claim
from claims.scoring.settlement import Outcome
from claims.scoring.trackrecord import Standing
from claims.settled import Stood, stood
from claims.trackrecord import HoldersRecord, Settled, track_records
from evidence.periods import date_of

_DIGITS = 4


def records(as_of: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Every claim at every checkpoint that has passed, as it stood that day, and a record for each holder."""
    found = track_records(as_of)
    tracked = {(one.claim.pk, one.checkpoint): one for record in found for one in record.settled}
    every = [claim for claim in Claim.objects.with_everything() if claim.article.published_on <= as_of]
    children = [child for claim in every for child in claim.children.all()]
    dossier = Dossier({one.pk: one for one in (*every, *children)}.values(), as_of, pools=False)
    settled = [_settled(one, tracked.get((one.claim.pk, one.checkpoint))) for one in stood(every, dossier)]
    return sorted(settled, key=lambda one: (one["checkpoint"], one["number"])), [_record(one) for one in found]


def _settled(one: Stood, tracked: Settled | None) -> dict[str, Any]:
    """`on` is the day whose information it rests on, `set_on` the day on which it was set."""
    settlement, row, claim = one.settlement, one.row, one.claim
    tracks = tracked.tracks if tracked else {}
    return {
        "slug": claim.slug, "number": claim.number, "holder": claim.holder or claim.article.author.name,
        "nature": claim.nature, "checkpoint": str(one.checkpoint), "state": str(one.state),
        "outcome": str(settlement.outcome), "reason": settlement.reason and str(settlement.reason),
        "on": None if settlement.on is None else str(date_of(settlement.on)),
        "set_on": row and str(row.set_at.date()), "by": row and row.by, "entry": row and row.entry_id,
        "would_flip": settlement.would_flip, "today": settlement.today and str(settlement.today),
        "is_changed": one.is_changed,
        "said_last": {str(who): round(float(track.probabilities[-1]), _DIGITS) for who, track in tracks.items()},
    }  # fmt: skip


def _record(one: HoldersRecord) -> dict[str, Any]:
    """Hidden figures are None: below the least number nothing but counts is said."""
    record, is_shown = one.record, one.record.standing is not Standing.HIDDEN
    return {
        "holder": one.holder, "scored": record.n, "void": record.void, "pending": _pending(one.settled),
        "open": one.open, "without_base_rate": one.without_base_rate, "standing": str(record.standing),
        "held": record.hits if is_shown else None, "expected": _round(record.expected) if is_shown else None,
        "joint": _round(record.joint), "if_independent": _round(record.if_independent),
        "adjusted": _round(one.adjusted),
        "forecasters": [
            {"forecaster": str(who), "n": mean.n, "brier": _round(mean.averaged)}
            for who, mean in one.forecasters.items() if is_shown
        ],
    }  # fmt: skip


def _pending(settled: Sequence[Settled]) -> int:
    return sum(one.settlement.outcome is Outcome.PENDING for one in settled)


def void(settled: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many of the measured claims that have been settled were void: never scored, always counted."""
    measured = [one for one in settled if one["nature"] == Claim.Nature.MEASURED]
    done = [one for one in measured if one["outcome"] != Outcome.PENDING]
    voids = sum(one["outcome"] == Outcome.VOID for one in done)
    return {"settled": len(done), "void": voids, "share": round(voids / len(done), _DIGITS) if done else None}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
