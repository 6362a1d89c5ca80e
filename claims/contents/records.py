"""What has been settled, and how each holder's record reads against luck: expected and observed, with both tails."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from claims.scoring.settlement import Outcome
from claims.scoring.trackrecord import Standing
from claims.trackrecord import HoldersRecord, Settled, track_records
from evidence.periods import date_of

_DIGITS = 4


def records(as_of: date) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The settlements of all claims whose checkpoint has passed, and a record for each holder."""
    found = track_records(as_of)
    settled = [_settled(one, record.holder) for record in found for one in record.settled]
    return sorted(settled, key=lambda one: (one["checkpoint"], one["number"])), [_record(one) for one in found]


def _settled(one: Settled, holder: str) -> dict[str, Any]:
    settlement = one.settlement
    return {
        "slug": one.claim.slug, "number": one.claim.number, "holder": holder, "checkpoint": str(one.checkpoint),
        "outcome": str(settlement.outcome), "reason": settlement.reason and str(settlement.reason),
        "on": None if settlement.on is None else str(date_of(settlement.on)),
        "would_flip": settlement.would_flip, "today": settlement.today and str(settlement.today),
        "said_last": {str(who): round(float(track.probabilities[-1]), _DIGITS) for who, track in one.tracks.items()},
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
    """How many of what has been settled were void: never scored, always counted."""
    done = [one for one in settled if one["outcome"] != Outcome.PENDING]
    voids = sum(one["outcome"] == Outcome.VOID for one in done)
    return {"settled": len(done), "void": voids, "share": round(voids / len(done), _DIGITS) if done else None}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
