"""What became of the claims of each who holds some: as they were settled, read against what luck brings."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from claims.dossier import Dossier
from claims.models import Claim, Criterion
from claims.opinions import Key, computed_afterwards, tracks
from claims.scoring.forecasters import Forecaster, Mean, Score, Track, scores, side_by_side
from claims.scoring.inference import benjamini_hochberg
from claims.scoring.past import base_rate
from claims.scoring.pastanswers import placebos
from claims.scoring.settlement import Outcome, Settlement
from claims.scoring.trackrecord import Scored, TrackRecord, track_record
from claims.settled import Stood, stood
from evidence.periods import day_number


@dataclass(frozen=True)
class Settled:
    """A claim whose checkpoint has passed, what became of it there, and what each forecaster had said, day by day."""

    claim: Claim
    checkpoint: date
    settlement: Settlement
    criterion: Criterion
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
    newest = _newest(stood(claims, dossier))
    return _adjusted([_of(holder, own, newest, dossier, said, late) for holder, own in sorted(by_holder.items())])


def _of(
    holder: str, claims: Sequence[Claim], newest: Mapping[int, Settled], dossier: Dossier,
    said: Mapping[Key, Mapping[Forecaster, Track]], late: Collection[Key],
) -> HoldersRecord:  # fmt: skip
    found = [newest[claim.pk] for claim in claims if claim.pk in newest]
    settled = [replace(one, tracks=said.get((one.claim.pk, one.checkpoint), {})) for one in found]
    decided = [one for one in settled if one.settlement.y is not None]
    scored = [score for one in decided if (score := _scored(one, dossier)) is not None]
    void = sum(one.settlement.outcome is Outcome.VOID for one in settled)
    return HoldersRecord(
        holder, tuple(settled), len(claims) - len(settled), len(decided) - len(scored), track_record(scored, void),
        side_by_side([one.scores for one in decided]), sum((one.claim.pk, one.checkpoint) in late for one in decided),
    )  # fmt: skip


def _newest(every: Sequence[Stood]) -> dict[int, Settled]:
    """Each claim at the newest of its checkpoints that is no longer pending, else at the newest that has passed."""
    found: dict[int, Settled] = {}
    for one in sorted(every, key=lambda one: (one.settlement.outcome is not Outcome.PENDING, one.checkpoint)):
        assert one.criterion is not None
        found[one.claim.pk] = Settled(one.claim, one.checkpoint, one.settlement, one.criterion)
    return found


def _scored(one: Settled, dossier: Dossier) -> Scored | None:
    question, close = dossier.question(dossier.readings[one.criterion.slug]), day_number(one.checkpoint)
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
