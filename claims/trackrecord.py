"""What became of the claims of each who holds some: settled by the arithmetic, read against what luck brings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from claims.dossier import Dossier
from claims.models import Claim, Criterion
from claims.opinions import Key, computed_afterwards, tracks
from claims.reading import Reading
from claims.scoring.forecasters import Forecaster, Mean, Score, Track, scores, side_by_side
from claims.scoring.inference import benjamini_hochberg
from claims.scoring.past import base_rate
from claims.scoring.pastanswers import placebos
from claims.scoring.settlement import Outcome, Settlement, settle
from claims.scoring.trackrecord import Scored, TrackRecord, fallen_due, track_record
from evidence.periods import day_number


@dataclass(frozen=True)
class Settled:
    """A claim whose checkpoint has passed, what became of it there, and what each forecaster had said, day by day."""

    claim: Claim
    checkpoint: date
    settlement: Settlement
    tracks: Mapping[Forecaster, Track] = field(default_factory=dict)

    @property
    def scores(self) -> dict[Forecaster, Score]:
        """Each forecaster's; none of what is void or pending."""
        return scores(self.tracks, self.settlement.outcome, day_number(self.claim.opens), day_number(self.checkpoint))


@dataclass(frozen=True, eq=False)
class HoldersRecord:
    """One holder's claims that are settled or pending, how many are not yet due, and the record of the scored.

    `forecasters` stand side by side: engine, analysts, the author as stated; `afterwards` is on how many settled claims
    the engine's were computed after the checkpoint. `without_base_rate` of the settled claims have no past to be read
    against and are not scored. `adjusted` is the joint tail corrected for the number of holders (Benjamini &
    Hochberg), None where there is no tail.
    """

    holder: str
    settled: tuple[Settled, ...]
    open: int
    without_base_rate: int
    record: TrackRecord
    forecasters: Mapping[Forecaster, Mean] = field(default_factory=dict)
    afterwards: int = 0
    adjusted: float | None = None


def track_records(as_of: date) -> list[HoldersRecord]:
    """The records of all who hold measured claims made by a day, by name.

    Only primary criteria settle; relations and claims made of others are left out, the last for they would count the
    same thing twice. A claim counts once, at the newest of its checkpoints that has been settled.
    """
    every = Claim.objects.with_everything().filter(nature=Claim.Nature.MEASURED, rule=Claim.Rule.PRIMARY)
    claims = [one for one in every.exclude(kind=Claim.Kind.RELATION) if one.article.published_on <= as_of]
    dossier = Dossier(claims, as_of)
    claims = dossier.claims
    said, late = tracks(claims, as_of), computed_afterwards(claims, as_of)
    by_holder: dict[str, list[Claim]] = {}
    for claim in claims:
        by_holder.setdefault(claim.holder or claim.article.author.name, []).append(claim)
    return _adjusted([_of(holder, own, dossier, said, late) for holder, own in sorted(by_holder.items())])


def _of(
    holder: str, claims: Sequence[Claim], dossier: Dossier, said: Mapping[Key, Mapping[Forecaster, Track]],
    late: Collection[Key],
) -> HoldersRecord:  # fmt: skip
    found = [one for claim in claims if (one := _settled(claim, dossier)) is not None]
    settled = [replace(one, tracks=said.get((one.claim.pk, one.checkpoint), {})) for one in found]
    decided = [one for one in settled if one.settlement.y is not None]
    scored = [score for one in decided if (score := _scored(one, dossier)) is not None]
    void = sum(one.settlement.outcome is Outcome.VOID for one in settled)
    return HoldersRecord(
        holder, tuple(settled), len(claims) - len(settled), len(decided) - len(scored), track_record(scored, void),
        side_by_side([one.scores for one in decided]), sum((one.claim.pk, one.checkpoint) in late for one in decided),
    )  # fmt: skip


def _settled(claim: Claim, dossier: Dossier) -> Settled | None:
    """A claim at the newest of its checkpoints that is no longer pending, else at the newest that has passed."""
    due = fallen_due([day_number(day) for day in claim.checkpoints], dossier.day)
    passed = [day for day, is_due in zip(claim.checkpoints, due, strict=True) if is_due]
    found = [Settled(claim, day, _settlement(claim, day, dossier)) for day in sorted(passed, reverse=True)]
    decided = (one for one in found if one.settlement.outcome is not Outcome.PENDING)
    return next(decided, found[0] if found else None)


def _settlement(claim: Claim, checkpoint: date, dossier: Dossier) -> Settlement:
    question = dossier.question(_primary(claim, dossier))
    return settle(question, day_number(checkpoint), dossier.histories, dossier.catalogue.derived, dossier.day)


def _primary(claim: Claim, dossier: Dossier) -> Reading:
    return next(dossier.readings[one.slug] for one in claim.criteria.all() if one.role == Criterion.Role.PRIMARY)


def _scored(one: Settled, dossier: Dossier) -> Scored | None:
    question, close = dossier.question(_primary(one.claim, dossier)), day_number(one.checkpoint)
    base = base_rate(question, close, dossier.world)
    if base is None or one.settlement.y is None:
        return None
    past = placebos(question, close, dossier.histories, dossier.catalogue.derived)
    author = one.claim.author_says
    p = author.p if author is not None and author.is_scored else np.nan
    return Scored(one.claim.slug, question.opens, close, one.settlement.y, p, base.rate, past)


def _adjusted(records: Sequence[HoldersRecord]) -> list[HoldersRecord]:
    tails = [np.nan if one.record.joint is None else one.record.joint for one in records]
    adjusted = benjamini_hochberg(tails)
    return [replace(one, adjusted=None if np.isnan(p) else float(p)) for one, p in zip(records, adjusted, strict=True)]
