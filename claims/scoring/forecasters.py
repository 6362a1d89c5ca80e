"""Three forecasters of one claim side by side: the engine, the analyst, the author as stated.

Each is scored by the time-averaged Brier score over the open window and by the Brier score at the checkpoint.
Readers differ in what they take a word for, so the words stand for fixed numbers (METHOD section 7). How far such a
number may be off: S. Kent (1964), Words of estimative probability, Studies in Intelligence, fall number, reads
"probable" as 75 % give or take about 12, "chances about even" as 50 give or take about 10.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.special import expit, logit

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


def pooled_track(said: Sequence[tuple[str, int, float]]) -> Track:
    """Several people as one: from each day on the mean log-odds of the newest probability of everybody so far.

    `said` is who, day number and probability between 0 and 1, in order. Without a word from anybody an empty track.
    The geometric mean of the odds: V. A. Satopää et al. (2014), Combining multiple probability predictions using a
    simple logit model. International Journal of Forecasting 30, 344-356.
    """
    newest: dict[str, float] = {}
    by_day: dict[int, float] = {}
    for who, day, p in said:
        newest[who] = p
        by_day[day] = float(expit(logit(np.array(list(newest.values()))).mean()))
    return Track(list(by_day), list(by_day.values()))


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

    def against(self, base: float) -> float:
        """The mean over the whole window, the base rate's own score standing until the first probability.

        Without it who first speaks on the eve, when nearly all is known, would beat those who spoke at the opening.
        """
        return self.covered * self.averaged + (1 - self.covered) * base


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


@dataclass(frozen=True)
class Mean:
    """A forecaster's mean Brier scores over `n` settled claims: over the window, and of the last probability given.

    `common` is over the `shared` claims on which each of those compared spoke, there over the time for which all did;
    None without such a claim. Only that column compares forecasters who spoke on different claims.
    """

    n: int
    averaged: float
    at_checkpoint: float
    shared: int
    common: float | None


def side_by_side(claims: Sequence[Mapping[Forecaster, Score]]) -> dict[Forecaster, Mean]:
    """The means of the forecasters who spoke on any of the claims, in the order of `Forecaster`."""
    present = [who for who in Forecaster if any(who in one for one in claims)]
    shared = [one for one in claims if all(who in one for who in present)]
    return {who: _mean([one[who] for one in claims if who in one], [one[who] for one in shared]) for who in present}


def _mean(own: Sequence[Score], shared: Sequence[Score]) -> Mean:
    averaged, last = (float(np.mean([getattr(one, name) for one in own])) for name in ("averaged", "at_checkpoint"))
    common = float(np.mean([one.common for one in shared])) if shared else None
    return Mean(len(own), averaged, last, len(shared), common)
