"""How good probabilities were, once outcomes are known: reliability, slope, scores beside climatology, strong calls.

Forecasts made on one day share its news, and windows of neighbouring days share months, so all intervals come from a
stationary bootstrap over the days on which forecasts were made (Politis & Romano 1994), whole days at a time.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, logit

from claims.scoring.inference import stationary_bootstrap_indices
from claims.scoring.rules import brier, log_score
from claims.scoring.verdict import CLIP, EDGES
from evidence.periods import Ints
from evidence.series import Bools, Floats

BINS = tuple(round(0.1 * step, 1) for step in range(11))
REPLICATIONS = 500
LEVEL = 0.95
_SEED = 20260101  # of the bootstrap: the same figures give the same intervals
_STEPS = 25
_RIDGE = 1e-9
_STEEPEST = 8.0  # a slope beyond it means that the outcomes can be told apart without error: it has no estimate


@dataclass(frozen=True)
class Interval:
    """A figure with its block-bootstrap interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Bin:
    """One line of a reliability table: forecasts from `low` to `high`, their mean, and the share that came true."""

    low: float
    high: float
    n: int
    p: float
    share: float


@dataclass(frozen=True)
class Calibration:
    """Scores of n forecasts made on a number of days; lower is better, a positive gain is better than climatology.

    `effective` is the number of independent forecasts that would give the gain in Brier score the same uncertainty.
    `slope` and `intercept` are of a logistic regression of outcomes on logit(p): below 1 is too sure. Strong calls are
    those at most .1 or at least .9. `sharpness` is the standard deviation of p.
    """

    n: int
    days: int
    effective: float
    yes: float
    brier: float
    brier_base: float
    brier_gain: Interval
    log: float
    log_base: float
    log_gain: Interval
    slope: Interval
    intercept: Interval
    strong: int
    strong_right: Interval
    sharpness: float
    reliability: tuple[Bin, ...]


def calibrate(p: Floats, base: Floats, y: Floats, day: Ints, overlap: float) -> Calibration:
    """Score forecasts p and climatology `base` on outcomes y, all of one shape; both are clipped as p is published.

    `day` says when each was made, `overlap` how many consecutive days of these share part of their windows.
    Raises `ValueError` for no forecast at all.
    """
    if not len(p):
        raise ValueError("expected at least one forecast, got none")
    p, base = np.clip(p, *CLIP), np.clip(base, *CLIP)
    days, place = np.unique(day, return_inverse=True)
    draws = _draws(len(days), overlap)
    own, other = brier(p, y), brier(base, y)
    own_log, other_log = log_score(p, y), log_score(base, y)
    gain = other - own
    strong = is_strong(p)
    slope, intercept = _slopes(p, y, place, draws)
    brier_gain = _mean(gain, place, draws)
    return Calibration(
        len(p), len(days), _effective(gain, place, draws), float(y.mean()),
        float(own.mean()), float(other.mean()), brier_gain,
        float(own_log.mean()), float(other_log.mean()), _mean(other_log - own_log, place, draws),
        slope, intercept, int(strong.sum()), _mean(is_right(p, y), place, draws, strong), float(p.std()),
        reliability(p, y),
    )  # fmt: skip


def is_strong(p: Floats) -> Bools:
    """Whether a probability is in one of the outer bands."""
    return (p <= EDGES[0]) | (p >= EDGES[-1])


def is_right(p: Floats, y: Floats) -> Floats:
    """1 where the side that p leans to came true."""
    return ((p > 0.5) == (y == 1)).astype(np.float64)


def reliability(p: Floats, y: Floats) -> tuple[Bin, ...]:
    """Forecasts by tenths, an edge belongs to the upper one; tenths without any are left out.

    A. H. Murphy & R. L. Winkler (1977), Reliability of subjective probability forecasts. Applied Statistics 26, 41-47.
    """
    place = np.clip(np.searchsorted(BINS, p, side="right") - 1, 0, len(BINS) - 2)
    return tuple(
        Bin(BINS[one], BINS[one + 1], int(mine.sum()), float(p[mine].mean()), float(y[mine].mean()))
        for one in range(len(BINS) - 1)
        if (mine := place == one).any()
    )


def _draws(days: int, overlap: float) -> Floats:
    """How often each day is drawn, per replication. Shape (REPLICATIONS, days)."""
    rng = np.random.default_rng(_SEED)
    chosen = stationary_bootstrap_indices(days, max(1.0, min(overlap, days / 2)), REPLICATIONS, rng)
    return np.stack([np.bincount(row, minlength=days) for row in chosen]).astype(np.float64)


def _mean(values: Floats, place: Ints, draws: Floats, keep: Bools | None = None) -> Interval:
    """The mean over the kept ones, and what it is when days are drawn anew; NaN where there is nothing to average."""
    kept = np.ones(len(values)) if keep is None else keep.astype(np.float64)
    if not kept.any():
        return Interval(np.nan, np.nan, np.nan)
    days = draws.shape[1]
    sums, counts = np.bincount(place, values * kept, days), np.bincount(place, kept, days)
    drawn = draws @ counts
    means = (draws @ sums)[drawn > 0] / drawn[drawn > 0]
    return _interval(float(sums.sum() / counts.sum()), means)


def _interval(value: float, drawn: Floats) -> Interval:
    low, high = np.quantile(drawn, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value, float(low), float(high))


def _effective(values: Floats, place: Ints, draws: Floats) -> float:
    """n * (variance of the mean if independent) / (variance of the mean by blocks of days), at most n."""
    days = draws.shape[1]
    sums, counts = np.bincount(place, values, days), np.bincount(place, minlength=days)
    spread = float(((draws @ sums) / (draws @ counts)).var())
    return min(float(len(values)), float(values.var()) / spread) if spread > 0 else float(len(values))


def _slopes(p: Floats, y: Floats, place: Ints, draws: Floats) -> tuple[Interval, Interval]:
    """Slope and intercept of outcomes on logit(p) (D. R. Cox 1958, Two further applications of a model for binary
    regression. Biometrika 45, 562-565). Forecasts of equal p are counted together, which changes nothing.
    """
    levels, level = np.unique(np.round(p, 4), return_inverse=True)
    shape = (draws.shape[1], len(levels))
    flat = place * len(levels) + level
    counts = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    hits = np.bincount(flat, y, minlength=shape[0] * shape[1]).reshape(shape)
    x = logit(levels)
    whole = regression(x, counts.sum(axis=0)[None], hits.sum(axis=0)[None])[0]
    drawn = regression(x, draws @ counts, draws @ hits)
    usable = drawn[~np.isnan(drawn).any(axis=1)]
    if np.isnan(whole).any() or len(usable) < REPLICATIONS / 2:
        return (Interval(float(whole[0]), np.nan, np.nan), Interval(float(whole[1]), np.nan, np.nan))
    return _interval(float(whole[0]), usable[:, 0]), _interval(float(whole[1]), usable[:, 1])


def regression(x: Floats, counts: Floats, hits: Floats) -> Floats:
    """Logistic regressions of hits among counts on x and a constant, by Newton's method. NaN where it finds no end.

    Shapes: x (levels,), counts and hits (samples, levels); the result (samples, 2) holds slope and intercept.
    """
    b = np.zeros((len(counts), 2))
    for _ in range(_STEPS):
        fitted = expit(np.clip(b[:, :1] * x + b[:, 1:], -30, 30))
        missing, curve = hits - counts * fitted, counts * fitted * (1 - fitted)
        g0, g1 = missing @ x, missing.sum(axis=1)
        h00, h01, h11 = curve @ x**2 + _RIDGE, curve @ x, curve.sum(axis=1) + _RIDGE
        determinant = h00 * h11 - h01**2
        step = np.stack([h11 * g0 - h01 * g1, h00 * g1 - h01 * g0], axis=1)
        determinant = np.where(determinant > 0, determinant, np.inf)
        b = np.clip(b + np.clip(step / determinant[:, None], -1, 1), -2 * _STEEPEST, 2 * _STEEPEST)
    return np.where((np.abs(b) > _STEEPEST).any(axis=1, keepdims=True), np.nan, b)


def calibration_slope(p: Floats, y: Floats) -> tuple[float, float]:
    """Slope and intercept of a logistic regression of outcomes on logit(p) (Cox 1958, Biometrika 45, 562-565).

    Shapes (n,), p strictly between 0 and 1. NaN where the outcomes can be told apart without error: no estimate.
    """
    slope, intercept = regression(np.log(p / (1 - p)), np.ones((1, len(p))), y[None])[0]
    return float(slope), float(intercept)


@dataclass(frozen=True)
class Calls:
    """Calls of one outer band: how many, what share should be wrong by their own probabilities, and what share is.

    `excess` is the share that is wrong beyond that.
    """

    n: int
    nominal: float
    wrong: Interval
    excess: Interval


def calls(p: Floats, y: Floats, block: Ints) -> tuple[Calls, Calls]:
    """Those that say "on track", and those that say "off track". Forecasts of one block are drawn together."""
    _, place = np.unique(block, return_inverse=True)
    draws = _draws(int(place.max()) + 1 if len(place) else 1, 1.0)
    return _calls(1 - p, 1 - y, p >= EDGES[-1], place, draws), _calls(p, y, p <= EDGES[0], place, draws)


def _calls(nominal: Floats, wrong: Floats, keep: Bools, place: Ints, draws: Floats) -> Calls:
    nowhere = Interval(np.nan, np.nan, np.nan)
    if not keep.any():
        return Calls(0, np.nan, nowhere, nowhere)
    share, excess = (_mean(values, place, draws, keep) for values in (wrong, wrong - nominal))
    return Calls(int(keep.sum()), float(nominal[keep].mean()), share, excess)
