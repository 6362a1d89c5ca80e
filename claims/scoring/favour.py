"""Which of two drivers predicts better: the rule that calls it, what it could detect, and how often it cannot tell.

The figures are differences of losses d, positive where a errs less than c, in the order of their periods: those of the
window, and all those before it. Deterministic: the bootstrap's draws belong to the number of points alone.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from claims.scoring.inference import equal_accuracy, stationary_bootstrap_indices
from evidence.series import Floats

FEWEST_POINTS = 12  # in the window, below which a bootstrap of them says nothing
FEWEST_EFFECTIVE = 5  # earlier windows that do not overlap, below which there is nothing to compare with
SHARE = 0.99  # of the bootstrap's means on one side of zero; at .90 pure noise would be called 21-30 % of the time
PERCENTILE = 90.0  # among earlier windows
POWER = 0.8  # with which the detectable difference would be called
_REPLICATIONS = 4_000
_MOST_WINDOWS = 400  # earlier windows asked for a prospect, evenly spread
_SEED = 20_251_201
_SAME = 1e-9  # of the mean loss: differences below are rounding


class Favour(StrEnum):
    """What the forecasts say. Never a cause."""

    A = "favours a"
    C = "favours c"
    CANNOT_TELL = "cannot tell"


class Why(StrEnum):
    """What keeps a relation from being called."""

    NO_POINTS = "no points"
    FEW_POINTS = "few points"
    FEW_WINDOWS = "few windows"
    SAME = "same forecasts"
    GAPS = "gaps"
    NOISE = "noise"


@dataclass(frozen=True)
class Call:
    """The rule's answer with what it rests on; figures that could not be computed are None.

    `statistic` is Diebold and Mariano's with Harvey, Leybourne and Newbold's correction; `share` that of the block
    bootstrap's means above zero; `percentile` the place of the statistic among those of `windows` earlier windows.
    """

    favour: Favour
    why: Why | None
    points: int
    mean: float | None = None
    statistic: float | None = None
    share: float | None = None
    percentile: float | None = None
    windows: int = 0


def call(d: Floats, before: Floats, h: int = 1) -> Call:
    """Who is favoured on the points of a window, given those before it. Shapes (n,), (m,); h steps ahead.

    Earlier windows have their own mean taken off: they show how far a window strays by chance. With it on, a driver
    that has always been better would look ordinary in every window and never be called.
    """
    d, before = known(d), known(before)
    n = len(d)
    if not n:
        return Call(Favour.CANNOT_TELL, Why.NO_POINTS, n)
    if np.abs(d).max() <= _SAME:
        return Call(Favour.CANNOT_TELL, Why.SAME, n, float(d.mean()))
    if n < max(FEWEST_POINTS, h + 2):
        return Call(Favour.CANNOT_TELL, Why.FEW_POINTS, n, float(d.mean()))
    statistic = float(equal_accuracy(d, h)[0])
    share = bootstrap_share(d)
    placebos = placebo_statistics(before, n, h)
    if len(before) < FEWEST_EFFECTIVE * n or not len(placebos):
        return Call(Favour.CANNOT_TELL, Why.FEW_WINDOWS, n, float(d.mean()), _finite(statistic), share)
    percentile = percentile_of(statistic, placebos)
    favour = _favour(share, percentile)
    why = Why.NOISE if favour is Favour.CANNOT_TELL else None
    return Call(favour, why, n, float(d.mean()), _finite(statistic), share, _finite(percentile), len(placebos))


def _favour(share: float, percentile: float) -> Favour:
    if share >= SHARE and percentile >= PERCENTILE:
        return Favour.A
    if share <= 1 - SHARE and percentile <= 100 - PERCENTILE:
        return Favour.C
    return Favour.CANNOT_TELL


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def known(d: Floats) -> Floats:
    """Without the points of which no forecast or no outcome is known."""
    return d[~np.isnan(d)]


def bootstrap_share(d: Floats) -> float:
    """The share of bootstrap means above zero (one that is zero counts half), made wider for a small sample.

    T. C. Hesterberg (2015), What teachers should know about the bootstrap. The American Statistician 69, 371-386: the
    expanded percentile interval, which takes the normal quantile at sqrt(n / (n - 1)) times that of t(n - 1).
    """
    n, means = len(d), d[_draws(len(d))].mean(axis=1)
    share = float(((means > 0) + 0.5 * (means == 0)).mean())
    return float(stdtr(n - 1, ndtri(share) * np.sqrt((n - 1) / n)))


@cache
def _draws(n: int) -> np.ndarray:
    """Places of the stationary bootstrap with a mean block of round(1.5 n^(1/3)). Shape (replications, n)."""
    rng = np.random.Generator(np.random.Philox(key=_SEED, counter=n))
    return stationary_bootstrap_indices(n, max(1, round(1.5 * n ** (1 / 3))), _REPLICATIONS, rng)


@cache
def _counts(n: int) -> np.ndarray:
    """How often each place is drawn. Shape (replications, n)."""
    draws = _draws(n)
    cells = np.arange(len(draws))[:, None] * n + draws
    return np.bincount(cells.ravel(), minlength=draws.size).reshape(draws.shape)


def placebo_statistics(before: Floats, n: int, h: int) -> Floats:
    """The statistic in every earlier run of n points, their common mean taken off. Sorted, without the undefined."""
    if len(before) < n or n <= h:
        return np.empty(0)
    windows = np.lib.stride_tricks.sliding_window_view(before - before.mean(), n)
    statistics = equal_accuracy(windows, h)[0]
    return np.sort(statistics[np.isfinite(statistics)])


def percentile_of(statistic: float, sorted_: Floats) -> float:
    """The share of a sorted sample below a figure, ties half, in percent; NaN of NaN."""
    if np.isnan(statistic) or not len(sorted_):
        return float("nan")
    low, high = np.searchsorted(sorted_, statistic, "left"), np.searchsorted(sorted_, statistic, "right")
    return 50.0 * float(low + high) / len(sorted_)


@dataclass(frozen=True)
class Prospect:
    """What a relation over so many points can show, from the points before it and nothing else.

    `detectable` is the least difference that is called in four of five windows; `cannot_tell_if_equal` and
    `cannot_tell_as_before` are the shares of windows that end without a call if neither driver is better, and if they
    differ as they did before (`difference`). All differences are shares of the loss without either driver.
    """

    points: int
    windows: int
    detectable: float
    difference: float
    cannot_tell_if_equal: float
    cannot_tell_as_before: float


def prospect(before: Floats, points: int, h: int = 1) -> Prospect | None:
    """How likely a relation is to end in "cannot tell", before it is registered. None: history is too short to say.

    Every earlier window, its common mean taken off, is asked how large a difference would have to be added for the
    rule to call it.
    """
    before = known(before)
    if points < max(FEWEST_POINTS, h + 2) or len(before) < FEWEST_EFFECTIVE * points:
        return None
    difference = float(before.mean())
    placebos = placebo_statistics(before, points, h)
    if not len(placebos) or np.abs(before).max() <= _SAME:
        return None
    windows = np.lib.stride_tricks.sliding_window_view(before - difference, points)
    windows = windows[:: -(-len(windows) // _MOST_WINDOWS)]
    for_a, for_c = _needed(windows, placebos, h), _needed(-windows, -placebos[::-1], h)
    return Prospect(
        points,
        len(placebos),
        max(_detectable(for_a), _detectable(for_c)),
        difference,
        1.0 - _called(for_a, for_c, 0.0),
        1.0 - _called(for_a, for_c, difference),
    )


def _needed(windows: Floats, placebos: Floats, h: int) -> Floats:
    """The difference that must be added to each window for a to be favoured. Shape (windows,)."""
    n = windows.shape[1]
    means = windows @ _counts(n).T / n
    tail = ndtr(-stdtrit(n - 1, SHARE) * np.sqrt(n / (n - 1)))  # of the bootstrap's means, as in bootstrap_share
    enough_share = -np.quantile(means, tail, axis=1)
    errors = np.nan_to_num(equal_accuracy(windows, h)[1], nan=np.inf)
    mean = windows.mean(axis=1)
    edge = np.quantile(placebos, PERCENTILE / 100)
    return np.maximum(enough_share, edge * errors - mean)


def _detectable(needed: Floats) -> float:
    return float(np.quantile(needed, POWER, method="higher"))


def _called(for_a: Floats, for_c: Floats, difference: float) -> float:
    return float((for_a <= difference).mean() + (for_c <= -difference).mean())
