"""What has been settled, and how each holder's record reads against luck: expected and observed, with both tails."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from claims.models import Claim, Settlement
from claims.scoring.settlement import Outcome
from claims.scoring.trackrecord import Standing
from claims.trackrecord import HoldersRecord, Settled, track_records
from evidence.periods import date_of

_DIGITS = 4


class How(StrEnum):
    """Whether an outcome is entered in the ledger, waits for a person, or is only what the arithmetic says."""

    SETTLED = "settled"
    PROPOSED = "proposed"
    COMPUTED = "computed"


def records(
    claims: Sequence[Claim], as_of: date, moment: datetime
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """What became of claims whose checkpoint has passed, as it stood at a moment, and a record for each holder.

    The ledger's outcomes come first. Of a claim that is not registered, or not settled yet, the arithmetic's is told.
    """
    found = track_records(as_of)
    computed = {(one.claim.pk, one.checkpoint): one for record in found for one in record.settled}
    rows = {(row.claim_id, row.checkpoint): (row, how) for how, row in _rows(claims, as_of, moment)}
    told = [_entered(row, how, computed.get(key)) for key, (row, how) in rows.items()]
    told += [_computed(one) for key, one in computed.items() if key not in rows]
    return sorted(told, key=lambda one: (one["checkpoint"], one["number"])), [_record(one) for one in found]


def _rows(claims: Sequence[Claim], as_of: date, moment: datetime) -> Iterator[tuple[How, Settlement]]:
    """Settlements of the tests that stood for the claims, those that wait for a review among them."""
    own = Settlement.objects.filter(claim__in=claims, counts=True, as_of__lte=as_of)
    for how, rows in ((How.PROPOSED, own.proposed(moment)), (How.SETTLED, own.standing(moment))):
        yield from ((how, row) for row in rows.select_related("claim__article__author"))


def _entered(row: Settlement, how: How, computed: Settled | None) -> dict[str, Any]:
    """What stands in the ledger, and what today's figures say instead."""
    today = computed.settlement.today if computed is not None else None
    return {
        **_told(row.claim, row.checkpoint, how, row.outcome, row.reason or None, row.known_on),
        "set_on": str(row.set_at.astimezone(UTC).date()),
        "would_flip": today is not None and today != row.outcome and row.outcome != Outcome.VOID,
        "today": today and str(today), "said_last": _said_last(computed),
    }  # fmt: skip


def _computed(one: Settled) -> dict[str, Any]:
    found = one.settlement
    on = None if found.on is None else date_of(found.on)
    return {
        **_told(one.claim, one.checkpoint, How.COMPUTED, found.outcome, found.reason, on), "set_on": None,
        "would_flip": found.would_flip, "today": found.today and str(found.today), "said_last": _said_last(one),
    }  # fmt: skip


def _told(
    claim: Claim, checkpoint: date, how: How, outcome: str, reason: str | None, on: date | None
) -> dict[str, Any]:
    return {
        "slug": claim.slug, "number": claim.number, "nature": claim.nature,
        "holder": claim.holder or claim.article.author.name, "checkpoint": str(checkpoint), "how": str(how),
        "outcome": str(outcome), "reason": reason and str(reason), "on": on and str(on),
    }  # fmt: skip


def _said_last(one: Settled | None) -> dict[str, float]:
    """Each forecaster's last probability before the checkpoint."""
    tracks = one.tracks if one is not None else {}
    return {str(who): round(float(track.probabilities[-1]), _DIGITS) for who, track in tracks.items()}


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
    """How many of the measured claims that are settled were void: never scored, always counted."""
    waits = (How.PROPOSED, Outcome.PENDING)
    done = [one for one in settled if one["nature"] == Claim.Nature.MEASURED
            and one["how"] not in waits and one["outcome"] not in waits]  # fmt: skip
    voids = sum(one["outcome"] == Outcome.VOID for one in done)
    return {"settled": len(done), "void": voids, "share": round(voids / len(done), _DIGITS) if done else None}


def _round(value: float | None) -> float | None:
    return None if value is None else round(float(value), _DIGITS)
