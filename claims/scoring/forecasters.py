"""Three forecasters of one claim side by side: the engine, the analyst, the author as stated.

Each is scored by the time-averaged Brier score over the open window and by the Brier score at the checkpoint.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from claims.scoring.rules import brier, time_averaged
from claims.scoring.settlement import Outcome

STATED = {"will": 0.90, "likely": 0.75, "could": 0.50}  # METHOD section 7: fixed, so that nobody chooses afterwards
NOT_SCORED = frozenset({"could"})


class Forecaster(StrEnum):
    """Who gives a probability."""

    ENGINE = "engine"
    ANALYST = "analyst"
    AUTHOR = "author"


@dataclass(frozen=True)
class Stated:
    """What an author's words amount to, and whether that is scored."""

    p: float
    is_scored: bool


def stated(said: float | str) -> Stated:
    """An author's own number, or the fixed map of will, likely and could. Raises `ValueError` for anything else."""
    if isinstance(said, str):
        if said not in STATED:
            raise ValueError(f"expected a number or one of {', '.join(STATED)}, got {said}")
        return Stated(STATED[said], said not in NOT_SCORED)
    if not 0 <= said <= 1:
        raise ValueError(f"expected a probability from 0 to 1, got {said}")
    return Stated(float(said), True)


@dataclass(frozen=True)
class Track:
    """Probabilities of one forecaster by the day from which each stood; days rise: of one day only the last counts."""

    days: Sequence[int]
    probabilities: Sequence[float]


@dataclass(frozen=True)
class Score:
    """Brier scores of a forecaster, lower is better.

    `averaged` over the time for which one stood, `covered` its share of the window; `common` over the time for which
    every forecaster's stood, the only fair comparison; `at_checkpoint` the last one given. NaN: none stood.
    """

    averaged: float
    covered: float
    common: float
    at_checkpoint: float


def scores(tracks: Mapping[Forecaster, Track], outcome: Outcome, opens: int, close: int) -> dict[Forecaster, Score]:
    """Score the forecasters of a claim that is settled; nothing for one that is void or pending.

    Days are day numbers; the window lasts to the end of `close`. A probability given before the opening stands from the
    opening, one given after the checkpoint is an error: the outcome may have been known. Forecasters without a
    probability are left out.
    """
    if outcome in (Outcome.VOID, Outcome.PENDING):
        return {}
    y = float(outcome is Outcome.HELD)
    given = {who: track for who, track in tracks.items() if len(track.days)}
    late = [who for who, track in given.items() if max(track.days) > close]
    if late:
        raise ValueError(f"expected probabilities given by the checkpoint {close}, got later ones of {', '.join(late)}")
    common = max((max(opens, track.days[0]) for track in given.values()), default=opens)
    return {who: _score(track, y, opens, close + 1, common) for who, track in given.items()}


def _score(track: Track, y: float, opens: int, end: int, common: int) -> Score:
    losses = brier(np.asarray(track.probabilities, dtype=np.float64), y)
    averaged, fair = (float(time_averaged(track.days, losses, start, end)) for start in (opens, common))
    covered = (end - max(opens, track.days[0])) / (end - opens)
    return Score(averaged, covered, fair, float(losses[-1]))
