"""What people say of claims, beside the engine: analysts' probabilities, the author's own, what judges made of them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, timedelta
from itertools import groupby
from math import isnan

import numpy as np
from django.db.models import DateTimeField, F, QuerySet
from django.db.models.functions import Cast

from claims.horizon import end_of, last_moment_of
from claims.models import Assessment, Claim, Forecast, Rating
from claims.scoring import judging
from claims.scoring.agreement import krippendorff_alpha
from claims.scoring.forecasters import Forecaster, Track, pooled_track
from claims.scoring.verdict import Overlay, clipped
from evidence.periods import day_number

Key = tuple[int, date]  # a claim and one of its checkpoints


def tracks(claims: Sequence[Claim], as_of: date) -> dict[Key, dict[Forecaster, Track]]:
    """What each forecaster said of claims at each checkpoint, by the day, as it stood at the end of a day.

    The engine's are its assessments as published, clipped; those without evidence are none, nor are a stand-in's, which
    never settles a claim. Analysts are pooled. An author's number stands from the opening; one that is not scored is
    left out.
    """
    found: dict[Key, dict[Forecaster, Track]] = defaultdict(dict)
    for key, track in _engine(claims, as_of).items():
        found[key][Forecaster.ENGINE] = track
    for key, said in _analysts(claims, as_of).items():
        found[key][Forecaster.ANALYST] = pooled_track(said)
    for claim in claims:
        author = claim.author_says
        if author is not None and author.is_scored:
            for checkpoint in claim.checkpoints:
                found[claim.pk, checkpoint][Forecaster.AUTHOR] = Track([day_number(claim.opens)], [author.p])
    return dict(found)


def _engine(claims: Sequence[Claim], as_of: date) -> dict[Key, Track]:
    by_day: dict[Key, dict[int, float]] = defaultdict(dict)
    for row in _said(claims, as_of).order_by("as_of", "pk").only("claim_id", "checkpoint", "as_of", "p_hold"):
        assert row.p_hold is not None
        by_day[row.claim_id, row.checkpoint][day_number(row.as_of)] = clipped(row.p_hold)
    return {key: Track([*said], [*said.values()]) for key, said in by_day.items()}


def _said(claims: Iterable[Claim], as_of: date) -> QuerySet[Assessment]:
    """Probabilities of claims by the checkpoint's day: what came later may know the outcome."""
    rows = Assessment.objects.filter(claim__in=list(claims), criterion=None, as_of__lte=as_of, p_hold__isnull=False)
    open_ = rows.filter(as_of__lte=F("checkpoint")).exclude(overlays__contains=[Overlay.NO_EVIDENCE])
    return open_.exclude(facts__contains={"stand_in": True})


def computed_afterwards(claims: Iterable[Claim], as_of: date) -> set[Key]:
    """Where some of the engine's probabilities were computed after the checkpoint's day, from what was known before.

    The figures are those of then; the method is of a time that may have seen the outcome.
    """
    late = _said(claims, as_of).filter(recorded_at__gte=Cast(F("checkpoint") + timedelta(days=1), DateTimeField()))
    return set(late.values_list("claim_id", "checkpoint"))


def analysts(claims: Sequence[Claim], as_of: date) -> dict[Key, dict[str, Track]]:
    """What each analyst said of claims at each checkpoint, by name and day, as it stood at the end of a day."""
    found: dict[Key, dict[str, Track]] = defaultdict(dict)
    for key, said in _analysts(claims, as_of).items():
        for name in sorted({who for who, _, _ in said}):
            found[key][name] = pooled_track([one for one in said if one[0] == name])
    return found


def _analysts(claims: Sequence[Claim], as_of: date) -> dict[Key, list[tuple[str, int, float]]]:
    """Who said what on which day, in order."""
    found: dict[Key, list[tuple[str, int, float]]] = defaultdict(list)
    rows = Forecast.objects.filter(claim__in=claims, made_at__lt=end_of(as_of)).order_by("made_at", "pk")
    for one in rows:
        day = day_number(one.made_at.astimezone(UTC).date())
        found[one.claim_id, one.checkpoint].append((one.by, day, one.p))
    return found


def standing(claims: Iterable[Claim], as_of: date) -> dict[Key, list[Forecast]]:
    """The newest probability of each analyst at each checkpoint, as it stood at the end of a day."""
    found: dict[Key, list[Forecast]] = defaultdict(list)
    for one in Forecast.objects.filter(claim__in=list(claims)).as_of(last_moment_of(as_of)):
        found[one.claim_id, one.checkpoint].append(one)
    return found


@dataclass(frozen=True)
class Judged:
    """What was made of a judged claim at a checkpoint in its newest round that is over; always labelled judged.

    `settles`: made after the checkpoint's day, so that it says what became of the claim. `sources` were archived.
    """

    judgement: judging.Judgement
    round: int
    on: date
    settles: bool
    sources: int


def judged(claims: Iterable[Claim], as_of: date) -> dict[Key, Judged]:
    """The newest judgement of each claim and checkpoint as of the end of a day. Rounds that are open show nothing."""
    found: dict[Key, Judged] = {}
    for key, made in _rounds(Rating.objects.filter(claim__in=list(claims)), as_of):
        found[key] = made
    return found


def rounds(claim: Claim, checkpoint: date, as_of: date) -> list[Judged]:
    """What was made of a claim at a checkpoint in each round that was over at the end of a day, the first one first."""
    return [made for _, made in _rounds(Rating.objects.filter(claim=claim, checkpoint=checkpoint), as_of)]


def _rounds(rows: QuerySet[Rating], as_of: date) -> Iterator[tuple[Key, Judged]]:
    order = rows.filter(at__lt=end_of(as_of)).order_by("claim", "checkpoint", "round", "at", "pk")
    for (claim, checkpoint, turn), ratings in groupby(order, key=lambda one: (one.claim_id, one.checkpoint, one.round)):
        given = list(ratings)
        made = judging.judgement([one.judged for one in given])
        if made is not None:
            sources = {source["address"] for one in given for source in one.sources}
            last = given[-1]
            on = last.at.astimezone(UTC).date()
            yield (claim, checkpoint), Judged(made, turn, on, last.settles, len(sources))


@dataclass(frozen=True)
class Agreement:
    """Krippendorff's alpha of the levels that the two raters of each round gave; None: too few, or all the same."""

    alpha: float | None
    rounds: int


def agreement(as_of: date | None = None) -> Agreement:
    """How far raters agree beyond chance, over the rounds that both had rated by the end of a day (None: by now)."""
    raters = Rating.objects.filter(role=Rating.Role.RATER, level__isnull=False)
    if as_of is not None:
        raters = raters.filter(at__lt=end_of(as_of))
    rounds: Mapping[tuple[int, date, int], list[int]] = defaultdict(list)
    for one in raters.order_by("at", "pk"):
        assert one.level is not None
        rounds[one.claim_id, one.checkpoint, one.round].append(one.level)
    pairs = [levels for levels in rounds.values() if len(levels) == judging.RATERS]
    alpha = krippendorff_alpha(np.array(pairs, dtype=np.float64).T) if pairs else float("nan")
    return Agreement(None if isnan(alpha) else alpha, len(pairs))
