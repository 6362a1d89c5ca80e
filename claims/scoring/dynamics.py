"""How the moves of one series hang on what went before: not at all, or as a walk-forward over its own past has chosen.

Growth that goes on is a heterogeneous autoregression (Corsi 2009, Journal of Financial Econometrics 7, 174-196): a
month's move on the mean of the last quarter's and of the last year's. A level that comes back is drawn towards its
trailing mean. The choice carries its reason: the gain in Brier score and on how many cases (decision 0021).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import ndtr, ndtri

from claims.scoring.rules import brier
from evidence.periods import Ints
from evidence.series import Floats

WALK, BOTH = "walk", "growth and level"
YEAR, QUARTER, LEVEL = range(3)  # what may explain a move
FORMS: Mapping[str, tuple[int, ...]] = {
    "growth": (YEAR, QUARTER),
    "level": (LEVEL,),
    BOTH: (YEAR, QUARTER, LEVEL),
}
GAIN, CASES = 0.005, 60  # Brier better by more than this, on at least so many closed cases (METHOD section 5 has .01)
_FEWEST_YEARS = 10  # of moves behind the first forecast
_LEVEL_YEARS = 20  # of the mean that a level comes back to
_AHEAD = 6  # months ahead of the forecasts that are compared
_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the walk's distribution, at which they are compared
_FEWEST_ERRORS = 24  # closed forecasts by which the next one's error is judged
_TINY = 1e-9
_STEADY = 0.98  # sum of the weights' sizes beyond which futures might run away
_BLOCK, _FEWEST_BLOCKS = 2, 4  # windows in a block whose mean gain counts as independent, and blocks at least
_ERRORS = (
    1.0  # standard errors that a gain must exceed (Breiman et al. 1984, Classification and Regression Trees, 3.4.3)
)
_ORIGINS = 60  # the newest ones, over which a choice is held
_KEPT = 0.5  # share of the gain and of the standard errors below which it is given up
_RIDGE = 4.0  # worth of moves at which a coefficient counts half


@dataclass(frozen=True, eq=False)
class Dynamics:
    """What a move is expected to be: `weights` on the moves before it, newest first, less `pull` times the distance.

    `distance` is how far the newest level lies from its trailing mean. `gain` in Brier score over the walk and the
    number of closed `cases` are the reason of the choice; of a walk they are zero.
    """

    form: str
    weights: Floats  # (periods of a year,)
    pull: float
    distance: float
    gain: float
    cases: int

    @property
    def lasting(self) -> float:
        """The share of a mean move that is not explained by the moves before it."""
        return float(1.0 - self.weights.sum())

    def continued(self, past: Floats, shocks: Floats) -> Floats:
        """Moves that follow the past ones (newest last) given drawn shocks (..., periods)."""
        moves = np.empty((*shocks.shape[:-1], len(past) + shocks.shape[-1]))
        moves[..., : len(past)] = past
        distance = np.full(shocks.shape[:-1], self.distance)
        for place in range(len(past), moves.shape[-1]):
            before = moves[..., place - len(self.weights) : place]
            moves[..., place] = before @ self.weights[::-1] - self.pull * distance + shocks[..., place - len(past)]
            distance = distance + moves[..., place]
        return moves[..., len(past) :]


def walk(year: int) -> Dynamics:
    """Moves that hang on nothing before them."""
    return Dynamics(WALK, np.zeros(year), 0.0, 0.0, 0.0, 0)


def shocks(changes: Floats, usual: Floats, dynamics: Dynamics) -> Floats:
    """What the moves before each change do not explain of it: as many fewer as a year has periods, if any are.

    `usual` are the changes without their extremes.
    """
    if dynamics.form == WALK:
        return changes
    year = len(dynamics.weights)
    before = np.lib.stride_tricks.sliding_window_view(usual, year)[:-1]
    level = np.concatenate([[0.0], np.cumsum(usual)])
    found: Floats = changes[year:] - before @ dynamics.weights[::-1]
    return found + dynamics.pull * _distance(level, _LEVEL_YEARS * year)[year:-1]


def explained(changes: Floats, year: int) -> Floats:
    """What may explain each change and the one to come: mean of the last year's and quarter's, level's distance.

    Shape (changes + 1, 3); the means are NaN where too little went before.
    """
    level = np.concatenate([[0.0], np.cumsum(changes)])
    means = (_trailing(level, length) for length in (year, _quarter(year)))
    return np.stack([*means, _distance(level, _LEVEL_YEARS * year)], axis=1)


def _quarter(year: int) -> int:
    return max(1, year // 4)


def _trailing(level: Floats, length: int) -> Floats:
    mean = np.full(len(level), np.nan)
    mean[length:] = (level[length:] - level[:-length]) / length
    return mean


def _distance(level: Floats, length: int) -> Floats:
    """From the mean of at most so many levels that end with it."""
    total = np.concatenate([[0.0], np.cumsum(level)])
    ends = np.arange(1, len(level) + 1)
    starts = np.maximum(ends - length, 0)
    return level - (total[ends] - total[starts]) / (ends - starts)


def choose(changes: Floats, year: int, *, is_whole: bool = True) -> Dynamics:
    """The dynamics whose forecasts of the past were best, if they beat the walk's by enough; `year`: periods in one.

    Chosen anew at each of the last 60 origins, and held from one to the next until they are no longer half as good as
    they had to be, so that no month alone turns the choice. It hangs on the figures only, not on what was said when.
    What explains by growth and level both must be better by as much again as what explains by one of them.
    """
    still = walk(year)
    if len(changes) < _FEWEST_YEARS * year + CASES:
        return still
    past = _Past(changes, explained(changes, year), year)
    forms = [form for form, columns in FORMS.items() if is_whole or LEVEL not in columns]  # over a gap: no level
    trials = {form: _tried(past, form) for form in forms}
    chosen = _held(trials, past.ahead)
    if chosen == WALK:
        return still
    trial = trials[chosen]
    weights, pull = _as_weights(trial.fitted[-1], year)
    sums = trial.until(0)
    cases = len(sums) - 1
    return Dynamics(chosen, weights, pull, float(past.x[-1, LEVEL]), float(sums[-1] / cases), cases)


def _held(trials: Mapping[str, "_Trial"], ahead: int) -> str:
    held = WALK
    for ago in reversed(range(_ORIGINS)):
        good = {form: gain for form, trial in trials.items() if (gain := trial.gain(ago, ahead, 1.0)) > 0}
        if held != WALK and not trials[held].gain(ago, ahead, _KEPT):
            held = WALK
        best = max(good, key=lambda form: good[form] - _price(form), default=WALK)
        if best in (WALK, held):
            continue
        if held == WALK or _is_better(good[best] - _price(best), trials[held].gain(ago, ahead, _KEPT) - _price(held)):
            held = best
    return held


def _is_better(worth: float, of_held: float) -> bool:
    return worth > of_held + _KEPT * GAIN


def _price(form: str) -> float:
    """What a form must gain more than a simpler one: of two that tell as well, the simpler tells what is to come."""
    return GAIN if form == BOTH else 0.0


@dataclass(frozen=True, eq=False)
class _Trial:
    """What a form would have been at each origin, and its gain there; NaN where there was none yet to judge by."""

    fitted: Floats
    gains: Floats
    year: int

    @cached_property
    def _sums(self) -> Floats:
        """Of no gain that is known, of the first, of the first two and so on."""
        return _sums(self.gains[~np.isnan(self.gains)])

    @cached_property
    def _known(self) -> Ints:
        """How many gains are known before each place, and in all."""
        return np.concatenate([[0], np.cumsum(~np.isnan(self.gains))])

    def until(self, ago: int) -> Floats:
        """Sums of the gains known so many periods ago."""
        return self._sums[: self._known[max(len(self.gains) - ago, 0)] + 1]

    def gain(self, ago: int, ahead: int, share: float) -> float:
        """The mean gain so many periods ago if it reached a share of what it must; 0 if not, or not steady."""
        sums = self.until(ago)
        if not _is_clear(sums, ahead, share) or not _is_steady(*_as_weights(self.fitted[-1 - ago], self.year)):
            return 0.0
        return float(sums[-1] / (len(sums) - 1))


def _tried(past: "_Past", form: str) -> _Trial:
    fitted = past.fits(FORMS[form])
    return _Trial(fitted, past.gains(fitted), past.year)


def _is_steady(weights: Floats, pull: float) -> bool:
    """Whether futures cannot run away, whatever is drawn."""
    size = float(np.abs(weights).sum())
    return size <= _STEADY + 1e-9 and 0 <= pull <= 2 * (1 - size)


def _is_clear(sums: Floats, ahead: int, share: float) -> bool:
    """Whether a gain is large enough, on cases enough, and beyond chance: neighbours share periods, so by blocks.

    `sums` are those of no gain, of the first, of the first two and so on.
    """
    count, length = len(sums) - 1, _BLOCK * ahead
    blocks = count // length
    if count < CASES or blocks < _FEWEST_BLOCKS or sums[-1] <= share * GAIN * count:
        return False
    means = np.diff(sums[count - blocks * length :: length]) / length
    return bool(sums[-1] / count > share * _ERRORS * means.std(ddof=1) / np.sqrt(blocks))


def _as_weights(fitted: Floats, year: int) -> tuple[Floats, float]:
    weights = np.full(year, fitted[YEAR] / year)
    weights[: _quarter(year)] += fitted[QUARTER] / _quarter(year)
    if weights.min() >= 0:
        weights *= min(1.0, _STEADY / max(float(weights.sum()), _STEADY))
    return weights, min(float(-fitted[LEVEL]), 1.0)


@dataclass(frozen=True, eq=False)
class _Past:
    """Changes and what may explain them (changes + 1, 3), for a trial of dynamics."""

    changes: Floats
    x: Floats
    year: int

    @property
    def ahead(self) -> int:
        """Periods over which forecasts are compared."""
        return max(1, round(_AHEAD * self.year / 12))

    def fits(self, columns: tuple[int, ...]) -> Floats:
        """Coefficients of year, quarter, level and constant by what was known before each change and the one to come.

        Least squares with a ridge; shape (changes + 1, 4), zero where not explained or not known.
        """
        usable = np.arange(len(self.changes)) >= self.year
        z = np.where(usable[:, None], np.c_[self.x[:-1, columns], np.ones(len(usable))], 0.0)
        products = _sums(z[:, :, None] * z[:, None, :])
        targets = _sums(z * np.where(usable, self.changes, 0.0)[:, None])
        spread = np.einsum("tii->ti", products) / np.maximum(products[:, -1:, -1], 1.0)
        spread[:, -1] = _TINY  # the constant is not held back
        ridge = (_RIDGE * spread + 1e-300)[:, :, None] * np.eye(z.shape[1])
        result = np.zeros((len(products), self.x.shape[1] + 1))
        result[:, [*columns, -1]] = np.linalg.solve(products + ridge, targets[:, :, None])[:, :, 0]
        return result

    def gains(self, fitted: Floats) -> Floats:
        """By how much the Brier score of forecasts was lower than the walk's, at each origin that is closed.

        NaN where too few were closed before.
        """
        origins = np.arange(_FEWEST_YEARS * self.year, len(self.changes) - self.ahead + 1)
        level = np.concatenate([[0.0], np.cumsum(self.changes)])
        came = level[origins + self.ahead] - level[origins]
        plain = self.ahead * level[origins] / origins
        own = self._forecasts(fitted, origins)
        wide, narrow = (_errors(came - expected, self.ahead) for expected in (plain, own))
        usable = (wide > 0) & (narrow > 0)  # NaN is not
        wide, narrow = np.where(usable, wide, 1.0), np.where(usable, narrow, 1.0)
        threshold = plain + ndtri(_LEVELS)[:, None] * wide
        y = (came > threshold).astype(np.float64)
        p = ndtr((own - threshold) / narrow)
        q = np.broadcast_to(1.0 - np.array(_LEVELS)[:, None], y.shape)
        return np.where(usable, (brier(q, y) - brier(p, y)).mean(axis=0), np.nan)

    def _forecasts(self, fitted: Floats, origins: Ints) -> Floats:
        """Expected changes over the periods ahead of each origin, with the coefficients known there."""
        moves = np.lib.stride_tricks.sliding_window_view(self.changes, self.year)[origins - self.year]
        distance, total = self.x[origins, LEVEL], np.zeros(len(origins))
        for _ in range(self.ahead):
            means = (moves.mean(axis=1), moves[:, -_quarter(self.year) :].mean(axis=1))
            step = (fitted[origins] * np.stack([*means, distance, np.ones(len(origins))], axis=1)).sum(axis=1)
            moves = np.concatenate([moves[:, 1:], step[:, None]], axis=1)
            distance, total = distance + step, total + step
        return total


def _sums(values: Floats) -> Floats:
    """Of all values before each place, and of all."""
    return np.concatenate([np.zeros((1, *values.shape[1:])), np.cumsum(values, axis=0)])


def _errors(missed: Floats, ahead: int) -> Floats:
    """Root mean square of the errors that were closed at each origin; NaN with fewer than `_FEWEST_ERRORS`."""
    squares = np.concatenate([[0.0], np.cumsum(missed**2)])
    closed = np.maximum(np.arange(len(missed)) - ahead + 1, 0)
    return np.where(closed >= _FEWEST_ERRORS, np.sqrt(squares[closed] / np.maximum(closed, 1)), np.nan)
