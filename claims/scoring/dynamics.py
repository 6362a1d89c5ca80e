"""How the moves of one series may hang on what went before, and how far each way is to be believed.

Growth that goes on is a heterogeneous autoregression (Corsi 2009, Journal of Financial Econometrics 7, 174-196): a
month's move on the mean of the last quarter's and of the last year's. A level that comes back is drawn towards its
trailing mean. None is chosen: each is believed by how likely it made the series' own past, told step by step from what
was known before (Dawid 1984, Journal of the Royal Statistical Society A 147, 278-292; decision 0037).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from scipy.special import ndtr, ndtri

from evidence.periods import Ints
from evidence.series import Floats

WALK, BOTH = "walk", "growth and level"
YEAR, QUARTER, LEVEL = range(3)  # what may explain a move
FORMS: Mapping[str, tuple[int, ...]] = {
    "growth": (YEAR, QUARTER),
    "level": (LEVEL,),
    BOTH: (YEAR, QUARTER, LEVEL),
}
_EXPLANATIONS = {WALK: 0, "growth": 1, "level": 1, BOTH: 2}  # how many explanations each has, of two
_ODDS = np.sqrt(2.0) - 1  # of each before the first forecast: (1 + odds)^2 = 2 makes none of them as likely as some
_FEWEST_YEARS = 10  # of moves behind the first forecast
_FEWEST_CASES = 60  # periods after it before anything but a walk is thought of
_LEVEL_YEARS = 20  # of the mean that a level comes back to
_AHEAD = 6  # months ahead of the forecasts that are compared
_LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # of the walk's distribution, between which what came is placed
_FEWEST_ERRORS = 24  # closed forecasts by which the next one's error is judged
_MODEST = 0.02  # share of the walk's forecast in a form's own, or one miss would ruin it: as probabilities are clipped
_TINY = 1e-9
_STEADY = 0.98  # most that the weights' sizes may sum to, or futures might run away
_RIDGE = 4.0  # worth of moves at which a coefficient counts half


@dataclass(frozen=True, eq=False)
class Dynamics:
    """What a move is expected to be: `weights` on the moves before it, newest first, less `pull` times the distance.

    `distance` is how far the newest level lies from its trailing mean. `share` is how far it is believed; the reason
    is the `evidence`, the log of how much likelier than the walk it made what came, on so many closed `cases`.
    """

    form: str
    weights: Floats  # (periods of a year,)
    pull: float
    distance: float
    share: float
    evidence: float
    cases: int

    @property
    def has_home(self) -> bool:
        """Whether a level comes back. Asked of the form: a pull may be held at nothing for a month."""
        return LEVEL in FORMS.get(self.form, ())

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
    return Dynamics(WALK, np.zeros(year), 0.0, 0.0, 1.0, 0.0, 0)


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


def believed(changes: Floats, year: int, *, is_whole: bool = True) -> tuple[Dynamics, ...]:
    """The walk first, then every form, with shares that sum to one; `year`: periods in one. A gap leaves no level.

    Before the first forecast growth and level are equally likely to matter, whether or not the other does, and it is
    even odds that neither does. After it odds follow from the evidence, so that no month alone turns a belief. It hangs
    on the figures only, not on what was said when. Their season and where their extremes are cut are of all figures.
    """
    still = walk(year)
    if len(changes) < _FEWEST_YEARS * year + _FEWEST_CASES:
        return (still,)
    past = _Past(changes, explained(changes, year), year)
    forms = [form for form, columns in FORMS.items() if is_whole or LEVEL not in columns]  # over a gap: no level
    return _shared([still, *(_tried(past, form) for form in forms)])


def _shared(found: list[Dynamics]) -> tuple[Dynamics, ...]:
    logs = np.array([one.evidence + _EXPLANATIONS[one.form] * np.log(_ODDS) for one in found])
    odds = np.exp(logs - logs.max())
    return tuple(replace(one, share=float(share)) for one, share in zip(found, odds / odds.sum(), strict=True))


def _tried(past: "_Past", form: str) -> Dynamics:
    fitted = past.fits(FORMS[form])
    weights, pull = _as_weights(fitted[-1], past.year), float(-fitted[-1, LEVEL])
    ratios = past.ratios(fitted)
    return Dynamics(form, weights, pull, float(past.x[-1, LEVEL]), 0.0, float(ratios.sum()) / past.ahead, len(ratios))


def _as_weights(fitted: Floats, year: int) -> Floats:
    weights = np.full(year, fitted[YEAR] / year)
    weights[: _quarter(year)] += fitted[QUARTER] / _quarter(year)
    return weights


def _steadied(found: Floats, year: int) -> Floats:
    """Coefficients (origins, 3) brought to where futures cannot run away, whatever is drawn.

    A form beyond a bound is held to it, not left out: no month may drop a whole belief. Evidence is told by the same
    coefficients, so that the form which is believed is the one that is followed.
    """
    quarter = _quarter(year)
    long = found[:, YEAR] / year
    size = quarter * np.abs(long + found[:, QUARTER] / quarter) + (year - quarter) * np.abs(long)
    scale = _STEADY / np.maximum(size, _STEADY)
    pull = np.clip(-found[:, LEVEL], 0.0, np.minimum(2 * (1 - size * scale), 1.0))
    return np.stack([found[:, YEAR] * scale, found[:, QUARTER] * scale, -pull], axis=1)


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

        Least squares with a ridge, steadied; shape (changes + 1, 4), zero where not explained or not known.
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
        result[:, :-1] = _steadied(result[:, :-1], self.year)
        left = targets[:, -1] - (products[:, -1, :-1] * result[:, columns]).sum(axis=1)
        result[:, -1] = left / np.maximum(products[:, -1, -1], 1.0)  # so that what is left has no mean
        return result

    def ratios(self, fitted: Floats) -> Floats:
        """Log of how much likelier than the walk a form made what came, at each origin that is closed.

        What came is placed between quantiles of the walk's forecast, which no tail of a bell can upset. Where the
        walk is true, the product over origins whose periods do not overlap is 1 on average, so that it passes k by a
        chance of 1 / k at most whenever it is looked at (Ville 1939, Etude critique de la notion de collectif). That
        holds for each such product. The sum over all origins divided by the periods ahead is the log of their geometric
        mean, whose mean is 1 at most by Hoelder's inequality: of it k is passed by 1 / k at most (Markov) at a fixed
        time, not at whatever time is chosen.
        """
        origins = np.arange(_FEWEST_YEARS * self.year, len(self.changes) - self.ahead + 1)
        level = np.concatenate([[0.0], np.cumsum(self.changes)])
        came = level[origins + self.ahead] - level[origins]
        plain = self.ahead * level[origins] / origins
        own = self._forecasts(fitted, origins)
        wide, narrow = (_errors(came - expected, self.ahead) for expected in (plain, own))
        usable = (wide > 0) & (narrow > 0)  # NaN is not
        came, plain, own, wide, narrow = (part[usable] for part in (came, plain, own, wide, narrow))
        edges = plain + ndtri(_LEVELS)[:, None] * wide
        place = (came > edges).sum(axis=0)
        below = ndtr((edges - own) / narrow)
        chance = np.diff(below, axis=0, prepend=0.0, append=1.0)[place, np.arange(len(place))]
        ratio = chance / np.diff(_LEVELS, prepend=0.0, append=1.0)[place]
        found: Floats = np.log((1 - _MODEST) * ratio + _MODEST)
        return found

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
