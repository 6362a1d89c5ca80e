"""What became of claims, read against what luck brings: of each who holds some, each publisher, each forecaster."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from claims.dossier import Dossier
from claims.models import Claim, Criterion
from claims.opinions import Key, analysts, computed_afterwards, tracks
from claims.scoring.forecasters import Forecaster, Mean, Score, Track, scores, side_by_side
from claims.scoring.forecastrecord import ForecastRecord, forecast_records
from claims.scoring.inference import benjamini_hochberg
from claims.scoring.jointly import independent_tail
from claims.scoring.past import base_rate
from claims.scoring.pastanswers import placebos
from claims.scoring.power import LEVEL, Need, Table, needed, table
from claims.scoring.rules import brier
from claims.scoring.settlement import Outcome, Settlement
from claims.scoring.trackrecord import Scored, Standing, TrackRecord, standing, track_record
from claims.settled import Stood, stood
from evidence.periods import day_number


@dataclass(frozen=True)
class Settled:
    """A claim whose checkpoint has passed, what became of it there, and what each forecaster had said, day by day.

    `analysts` are one by one what stands pooled among the `tracks`. `scored` is None where the claim is void or
    pending, or has no base rate.
    """

    claim: Claim
    checkpoint: date
    settlement: Settlement
    criterion: Criterion
    tracks: Mapping[Forecaster, Track] = field(default_factory=dict)
    analysts: Mapping[str, Track] = field(default_factory=dict)
    scored: Scored | None = None

    @property
    def scores(self) -> dict[Forecaster, Score]:
        """Each forecaster's; none of what is void or pending."""
        return self._scores(self.tracks)

    @property
    def by_name(self) -> dict[tuple[Forecaster, str], float]:
        """The Brier score over the whole window of the engine, of each analyst and of the holder as stated.

        Against the base rate, which stands in until one's first word; none of what is not scored.
        """
        if self.scored is None:
            return {}
        silent = float(brier(self.scored.base_rate, self.scored.y))
        return {who: score.against(silent) for who, score in self._by_name.items()}

    @property
    def _by_name(self) -> dict[tuple[Forecaster, str], Score]:
        holder = {Forecaster.ENGINE: "", Forecaster.AUTHOR: self.claim.held_by}
        one_by_one = [self._scores({Forecaster.ANALYST: track}) for track in self.analysts.values()]
        return {(who, holder[who]): score for who, score in self.scores.items() if who in holder} | {
            (Forecaster.ANALYST, name): score
            for name, found in zip(self.analysts, one_by_one, strict=True)
            for score in found.values()
        }

    def _scores(self, said: Mapping[Forecaster, Track]) -> dict[Forecaster, Score]:
        return scores(said, self.settlement.outcome, day_number(self.claim.opens), day_number(self.checkpoint))


@dataclass(frozen=True, eq=False)
class HoldersRecord:
    """A holder's or publisher's claims, settled or pending, how many are not yet due, and the record of the scored.

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

    @property
    def hindsight(self) -> int:
        """Of how many scored claims the test was written after the window had opened."""
        return sum(one.criterion.is_hindsight for one in self.settled if one.scored is not None)

    @property
    def compared(self) -> dict[Forecaster, Mean]:
        """The forecasters' means that may be shown: none on fewer than five claims."""
        return {who: mean for who, mean in self.forecasters.items() if standing(mean.n) is not Standing.HIDDEN}

    @property
    def power(self) -> Table | None:
        """How many claims of the scored ones' mean base rate tell from luck; None of a hidden record."""
        return None if self.record.expected is None else table(self.record.expected / self.record.n)

    @property
    def jointly(self) -> Need | None:
        """The fewest of the scored claims whose joint tail tells from luck; None where history cannot tell."""
        tail = self.record.tail
        return None if tail is None or tail.least > LEVEL else needed(tail.cautious)

    @property
    def if_independent(self) -> Need | None:
        """The same if the claims were independent."""
        rates = [one.scored.base_rate for one in self.settled if one.scored is not None]
        return None if self.record.expected is None else needed(independent_tail(rates))


@dataclass(frozen=True, eq=False)
class ForecastersRecord:
    """What one forecaster's probabilities came to; `name` is the analyst's or author's, "" the engine's.

    `afterwards` counts the claims on which some were computed after the checkpoint: nobody could have read them.
    """

    forecaster: Forecaster
    name: str
    record: ForecastRecord
    afterwards: int = 0


@dataclass(frozen=True, eq=False)
class TrackRecords:
    """Those who hold claims and those who published them, by name; engine, analysts and authors who gave numbers."""

    holders: Sequence[HoldersRecord]
    publishers: Sequence[HoldersRecord]
    forecasters: Sequence[ForecastersRecord]


def track_records(as_of: date) -> TrackRecords:
    """The records of all whose measured claims were made by a day and are frozen: a draft could be fitted to what came.

    Withdrawn claims count on: dropping what fails would help nobody. Only primary criteria settle; relations and claims
    made of others are left out, the last for they would count the same thing twice. A claim counts once, at the newest
    of its checkpoints that can be scored.
    """
    every = Claim.objects.with_everything().filter(nature=Claim.Nature.MEASURED, rule=Claim.Rule.PRIMARY)
    frozen = every.exclude(kind=Claim.Kind.RELATION).exclude(state=Claim.State.DRAFT)
    claims = [one for one in frozen if one.article.published_on <= as_of]
    dossier = Dossier(claims, as_of)
    newest = _told(_newest(stood(dossier.claims, dossier)), dossier)
    late = computed_afterwards(dossier.claims, as_of)

    def by(name: Callable[[Claim], str]) -> list[HoldersRecord]:
        own: dict[str, list[Claim]] = defaultdict(list)
        for claim in dossier.claims:
            own[name(claim)].append(claim)
        return _adjusted([_of(who, own[who], newest, late) for who in sorted(own) if who])

    return TrackRecords(
        by(lambda claim: claim.held_by), by(lambda claim: claim.article.publisher), _forecasters(newest.values(), late)
    )


def _of(who: str, claims: Sequence[Claim], newest: Mapping[int, Settled], late: Collection[Key]) -> HoldersRecord:
    settled = [newest[claim.pk] for claim in claims if claim.pk in newest]
    decided = [one for one in settled if one.settlement.y is not None]
    scored = [one.scored for one in decided if one.scored is not None]
    void = sum(one.settlement.outcome is Outcome.VOID for one in settled)
    return HoldersRecord(
        who, tuple(settled), len(claims) - len(settled), len(decided) - len(scored), track_record(scored, void),
        side_by_side([one.scores for one in decided]), sum((one.claim.pk, one.checkpoint) in late for one in decided),
    )  # fmt: skip


def _newest(every: Sequence[Stood]) -> dict[int, Settled]:
    """Each claim at the newest of its checkpoints that can be scored, else at the newest void, else at the newest.

    A void never takes the place of an outcome: who declares one after a miss would take the miss out of the record.
    """
    found: dict[int, Settled] = {}
    for one in sorted(every, key=_says):
        assert one.criterion is not None
        found[one.claim.pk] = Settled(one.claim, one.checkpoint, one.settlement, one.criterion)
    return found


def _says(one: Stood) -> tuple[bool, bool, date]:
    """By how much it says: a scored outcome more than a void, a void more than a pending one, of equals the newest."""
    return one.settlement.y is not None, one.settlement.outcome is not Outcome.PENDING, one.checkpoint


def _told(newest: Mapping[int, Settled], dossier: Dossier) -> dict[int, Settled]:
    """With what was said of each before its checkpoint, and what it is scored against."""
    claims = [one.claim for one in newest.values()]
    said, named = tracks(claims, dossier.as_of), analysts(claims, dossier.as_of)
    return {
        key: replace(one, tracks=said.get((key, one.checkpoint), {}), analysts=named.get((key, one.checkpoint), {}),
                     scored=_scored(one, dossier))
        for key, one in newest.items()
    }  # fmt: skip


def _scored(one: Settled, dossier: Dossier) -> Scored | None:
    if one.settlement.y is None:
        return None
    question, close = dossier.question(dossier.readings[one.criterion.slug]), day_number(one.checkpoint)
    base = base_rate(question, close, dossier.world)
    if base is None:
        return None
    past = placebos(question, close, dossier.histories, dossier.catalogue.derived)
    author = one.claim.author_says
    p = author.p if author is not None and author.is_scored else np.nan
    return Scored(one.claim.slug, question.opens, close, one.settlement.y, p, base.rate, past)


def _forecasters(settled: Collection[Settled], late: Collection[Key]) -> list[ForecastersRecord]:
    """Everybody who gave a probability of a scored claim, the engine first, then by name."""
    asked = sorted(((one.scored, one.by_name) for one in settled if one.scored is not None),
                   key=lambda pair: (pair[0].close, pair[0].opens, pair[0].key))  # fmt: skip
    order = list(Forecaster)
    who = sorted({one for _, said in asked for one in said}, key=lambda one: (order.index(one[0]), one[1]))
    losses = np.array([[said.get(one, np.nan) for _, said in asked] for one in who]).reshape(len(who), len(asked))
    columns = zip(*((one.base_rate, one.y, one.close) for one, _ in asked), strict=True) if asked else ((), (), ())
    records = forecast_records(losses, *columns)
    afterwards = sum((one.claim.pk, one.checkpoint) in late for one in settled if one.scored is not None)
    return [
        ForecastersRecord(*one, record, afterwards if one[0] is Forecaster.ENGINE else 0)
        for one, record in zip(who, records, strict=True)
    ]


def _adjusted(records: Sequence[HoldersRecord]) -> list[HoldersRecord]:
    tails = [np.nan if one.record.joint is None else one.record.joint for one in records]
    adjusted = benjamini_hochberg(tails)
    return [replace(one, adjusted=None if np.isnan(p) else float(p)) for one, p in zip(records, adjusted, strict=True)]
