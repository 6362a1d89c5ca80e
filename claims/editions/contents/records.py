"""What has been settled, and how the records of holders, publishers and forecasters read against luck."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from claims.dossier import Dossier
from claims.models import Claim
from claims.onrecord.rounding import rounded
from claims.scoring.settlement import Outcome
from claims.scoring.trackrecord import Standing
from claims.settled import State, Stood, is_hindsight, stood, versions_beside
from claims.trackrecord import ForecastersRecord, HoldersRecord, Settled, track_records
from evidence.periods import date_of


def records(as_of: date) -> dict[str, list[dict[str, Any]]]:
    """Every claim at every checkpoint that has passed, as it stood that day, and the records that they make."""
    found = track_records(as_of)
    tracked = {(one.claim.pk, one.checkpoint): one for record in found.holders for one in record.settled}
    every = [claim for claim in Claim.objects.with_everything() if claim.article.published_on <= as_of]
    children = [child for claim in every for child in claim.children.all()]
    dossier = Dossier({one.pk: one for one in (*every, *children)}.values(), as_of, pools=False)
    beside = versions_beside(every, as_of)
    settled = [
        {
            **_settled(one, tracked.get((one.claim.pk, one.checkpoint))),
            **_vintages(one, dossier),
            "versions": [
                {"version": row.version, "outcome": row.outcome}
                for row in beside.get((one.claim.pk, one.checkpoint), ())
            ],
        }
        for one in stood(every, dossier)
    ]
    return {
        "settlements": sorted(settled, key=lambda one: (one["checkpoint"], one["number"])),
        "records": [_record(one) for one in found.holders],
        "publishers": [_record(one) for one in found.publishers],
        "forecasters": [_forecaster(one) for one in found.forecasters],
    }


def _settled(one: Stood, tracked: Settled | None) -> dict[str, Any]:
    """`on` is the day whose information it rests on, `set_on` the day on which it was set."""
    settlement, row, claim = one.settlement, one.row, one.claim
    tracks = tracked.tracks if tracked else {}
    return {
        "slug": claim.slug, "number": claim.number, "holder": claim.held_by,
        "nature": claim.nature, "checkpoint": str(one.checkpoint), "state": str(one.state),
        "outcome": str(settlement.outcome), "reason": settlement.reason and str(settlement.reason),
        "on": None if settlement.on is None else str(date_of(settlement.on)),
        "set_on": row and str(row.set_at.date()), "by": row and row.by, "entry": row and row.entry_id,
        "would_flip": settlement.would_flip, "today": settlement.today and str(settlement.today),
        "is_changed": one.is_changed, "hindsight": is_hindsight(claim, one.criterion),
        "said_last": {str(who): rounded(float(track.probabilities[-1])) for who, track in tracks.items()},
    }  # fmt: skip


def _vintages(one: Stood, dossier: Dossier) -> dict[str, int]:
    """On how many series it rests; and on how many of which no earlier figure is kept to compare with."""
    leaves = dossier.reading(one.criterion).leaves if one.criterion else ()
    return {"series": len(leaves), "unrevised": sum(not dossier.histories[slug].is_revised for slug in leaves)}


def _record(one: HoldersRecord) -> dict[str, Any]:
    """Hidden figures are None: below the least number nothing but counts is said."""
    record, is_shown = one.record, one.record.standing is not Standing.HIDDEN
    return {
        "holder": one.holder, "scored": record.n, "void": record.void, "pending": _pending(one.settled),
        "open": one.open, "without_base_rate": one.without_base_rate, "standing": str(record.standing),
        "held": record.hits if is_shown else None, "expected": rounded(record.expected) if is_shown else None,
        "hit_interval": _pair(record.hit_interval),
        "joint": rounded(record.joint), "if_independent": rounded(record.if_independent),
        "adjusted": rounded(one.adjusted), "skill": rounded(record.skill),
        "skill_interval": _pair(record.skill_interval), "stated": record.stated if is_shown else None,
        "hindsight": one.hindsight, "needed": _needed(one),
        "forecasters": [
            {"forecaster": str(who), "n": mean.n, "brier": rounded(mean.averaged)}
            for who, mean in one.compared.items() if is_shown
        ],
    }  # fmt: skip


def _needed(one: HoldersRecord) -> dict[str, Any] | None:
    """The fewest of the scored claims that tell from luck, jointly and if independent; of so many more, the latter."""
    if one.power is None:
        return None
    return {
        "jointly": one.jointly and one.jointly.hits,
        "history_can_tell": one.jointly is not None,
        "if_independent": one.if_independent and one.if_independent.hits,
        "rate": rounded(one.power.rate),
        "table": [{"n": row.need.n, "hits": row.need.hits} for row in one.power.rows],
    }


def _forecaster(one: ForecastersRecord) -> dict[str, Any]:
    record = one.record
    return {
        "forecaster": str(one.forecaster), "name": one.name, "scored": record.n, "standing": str(record.standing),
        "brier": rounded(record.brier), "base": rounded(record.base), "skill": rounded(record.skill),
        "skill_interval": _pair(record.skill_interval), "adjusted": rounded(record.adjusted),
        "afterwards": one.afterwards,
    }  # fmt: skip


def _pair(interval: tuple[float, float] | None) -> list[float | None] | None:
    return None if interval is None else [rounded(end) for end in interval]


def _pending(settled: Sequence[Settled]) -> int:
    return sum(one.settlement.outcome is Outcome.PENDING for one in settled)


def void(settled: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """How many settlements of measured claims were void: never scored, always counted. Only entered ones count."""
    done = [one for one in settled if one["nature"] == Claim.Nature.MEASURED and one["state"] == State.SETTLED]
    voids = sum(one["outcome"] == Outcome.VOID for one in done)
    return {"settled": len(done), "void": voids, "share": rounded(voids / len(done)) if done else None}
