"""Scoring rules: how good a forecast was once the outcome is known. Naked formulas behind a gate.

Arrays in, arrays out, by numpy's broadcasting; where several figures make one score they lie on the last axis. Lower is
better, except for `baseline_score` and `brier_skill`. NaN in gives NaN out; a probability outside [0, 1], an outcome
other than 0 or 1, and what a rule says besides raise `ValueError`.
"""

import numpy as np
from numpy.typing import ArrayLike

from evidence.series import Floats

_WHOLE = 1e-6  # how far probabilities of a whole may be from summing to 1, quantile levels from mirroring each other


def brier(p: ArrayLike, y: ArrayLike) -> Floats:
    """(p - y)^2, the half of Brier's sum over both outcomes. Shape: that of p and y together.

    G. W. Brier (1950), Verification of forecasts expressed in terms of probability. Monthly Weather Review 78, 1-3.
    """
    return (_probabilities(p) - _outcomes(y)) ** 2


def log_score(p: ArrayLike, y: ArrayLike) -> Floats:
    """-ln of the probability given to what happened; infinite where that was 0.

    I. J. Good (1952), Rational decisions. JRSS B 14, 107-114.
    """
    with np.errstate(divide="ignore"):
        return -np.log(_given(_probabilities(p), _outcomes(y)))


def baseline_score(p: ArrayLike, y: ArrayLike) -> Floats:
    """100 (1 + log2 of the probability given to what happened): 0 for one half, 100 for certainty, higher is better.

    Metaculus, Scores FAQ, "baseline score" for binary questions (https://www.metaculus.com/help/scores-faq/).
    """
    with np.errstate(divide="ignore"):
        return 100.0 * (1.0 + np.log2(_given(_probabilities(p), _outcomes(y))))


def brier_skill(p: ArrayLike, y: ArrayLike, b: ArrayLike) -> Floats:
    """1 - (mean Brier score of p) / (mean Brier score of b), means over the last axis; higher is better.

    One figure for the whole set and not a mean of ratios, in which a single easy call would outweigh all others. NaN
    where b was never wrong at all. D. S. Wilks (2011), Statistical Methods in the Atmospheric Sciences, 3rd ed., 8.4.2.
    """
    own, baseline = np.broadcast_arrays(brier(p, y), brier(b, y))
    own, baseline = np.atleast_1d(own).mean(axis=-1), np.atleast_1d(baseline).mean(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(baseline > 0, 1.0 - own / baseline, np.nan)[()]


def rps(probabilities: ArrayLike, outcome_index: ArrayLike) -> Floats:
    """Ranked probability score: squared differences of the cumulated probabilities, summed, not divided by K - 1.

    Shapes: probabilities (..., K) of ordered classes that sum to 1, outcome_index (...) counted from 0.
    E. S. Epstein (1969), A scoring system for probability forecasts of ranked categories. J. Appl. Meteorology 8,
    985-987, in the form of A. H. Murphy (1971), A note on the ranked probability score. Ibid. 10, 155-156.
    """
    p, index = _probabilities(probabilities), np.asarray(outcome_index, dtype=np.float64)
    if (np.abs(p.sum(axis=-1) - 1.0) > _WHOLE).any():
        raise ValueError(f"expected probabilities that sum to 1, got sums of {p.sum(axis=-1)}")
    classes = np.arange(p.shape[-1])
    if (~np.isin(index, classes) & ~np.isnan(index)).any():
        raise ValueError(f"expected an outcome index from 0 to {classes[-1]}, got {index}")
    happened = np.where(np.isnan(index)[..., None], np.nan, classes >= index[..., None])
    return ((np.cumsum(p, axis=-1) - happened) ** 2).sum(axis=-1)


def crps_ensemble(members: ArrayLike, y: ArrayLike, fair: bool = False) -> Floats:
    """Continuous ranked probability score of an ensemble: mean |x - y| - mean |x - x'| / 2.

    `fair` takes the second mean over pairs of different members, which makes the score that of the distribution from
    which they were drawn, in expectation. Shapes: members (..., m), y (...).
    T. Gneiting & A. E. Raftery (2007), Strictly proper scoring rules, prediction, and estimation. JASA 102, 359-378,
    eq. 21; fair: C. A. T. Ferro (2014), Fair scores for ensemble forecasts. QJRMS 140, 1917-1923.
    """
    x, outcome = _members(members), np.asarray(y, dtype=np.float64)
    count = x.shape[-1]
    if fair and count < 2:
        raise ValueError(f"expected two members or more for a fair score, got {count}")
    from_outcome = np.sort(x - outcome[..., None], axis=-1)
    places = 2.0 * np.arange(count) - count + 1.0  # how many members lie below, less how many above
    pairs = count * (count - 1) if fair else count * count
    return np.abs(from_outcome).mean(axis=-1) - (places * from_outcome).sum(axis=-1) / pairs


def pinball(quantile: ArrayLike, level: ArrayLike, y: ArrayLike) -> Floats:
    """Quantile score: level (y - q) where y is above the quantile, (1 - level) (q - y) where it is below; not doubled.

    R. Koenker & G. Bassett (1978), Regression quantiles. Econometrica 46, 33-50.
    """
    q, tau = np.asarray(quantile, dtype=np.float64), _inside(level, "a level")
    above = np.asarray(y, dtype=np.float64) - q
    return np.maximum(tau * above, (tau - 1.0) * above)


def interval_score(lower: ArrayLike, upper: ArrayLike, y: ArrayLike, alpha: ArrayLike) -> Floats:
    """Width of the central (1 - alpha) interval, and 2 / alpha for each unit by which the outcome lies outside.

    Gneiting & Raftery (2007), eq. 43, with the sign turned: lower is better.
    """
    low, high, outcome = (np.asarray(part, dtype=np.float64) for part in (lower, upper, y))
    penalty = 2.0 / _inside(alpha, "alpha")
    if (low > high).any():
        raise ValueError(f"expected a lower end that is not above the upper, got {low} and {high}")
    outside = np.maximum(low - outcome, 0.0) + np.maximum(outcome - high, 0.0)
    return high - low + penalty * outside


def wis(levels: ArrayLike, quantiles: ArrayLike, y: ArrayLike) -> Floats:
    """Weighted interval score: (|y - median| / 2 + sum of alpha / 2 * interval score) / (K + 1/2) over K intervals.

    Shapes: levels (2K + 1,), rising, each with its mirror image, one half in the middle; quantiles (..., 2K + 1);
    y (...).
    J. Bracher, E. L. Ray, T. Gneiting & N. G. Reich (2021), Evaluating epidemic forecasts in an interval format. PLoS
    Computational Biology 17(2), e1008618, eq. 2 with its usual weights.
    """
    tau, q = _mirrored(levels), np.asarray(quantiles, dtype=np.float64)
    outcome = np.asarray(y, dtype=np.float64)[..., None]
    if q.shape[-1:] != tau.shape:
        raise ValueError(f"expected a quantile for each of {len(tau)} levels, got {q.shape[-1] if q.ndim else 1}")
    half = len(tau) // 2
    total = 0.5 * np.abs(outcome - q[..., [half]])[..., 0]
    if half:
        alpha = 2.0 * tau[:half]
        intervals = interval_score(q[..., :half], q[..., :half:-1], outcome, alpha)
        total = total + (alpha / 2.0 * intervals).sum(axis=-1)
    return total / (half + 0.5)


def pit(members: ArrayLike, y: ArrayLike) -> Floats:
    """Probability integral transform: the share of members below the outcome, and half of those equal to it.

    Uniform on [0, 1] over many outcomes where the forecasts were calibrated. Shapes: members (..., m), y (...).
    A. P. Dawid (1984), Statistical theory: the prequential approach. JRSS A 147, 278-292; ties by their middle.
    """
    x, outcome = _members(members), np.asarray(y, dtype=np.float64)[..., None]
    share = (x < outcome).mean(axis=-1) + 0.5 * (x == outcome).mean(axis=-1)
    return np.where(np.isnan(x).any(axis=-1) | np.isnan(outcome[..., 0]), np.nan, share)[()]


def time_averaged(times: ArrayLike, values: ArrayLike, opens: float, closes: float) -> Floats:
    """The mean over time of figures that each stand until the next: scores or probabilities of an updated forecast.

    Time before the first figure does not count, so what is averaged is `closes - max(opens, times[0])` long, and the
    caller shows that; NaN where it has no length. Shapes: times (n,), rising, in the unit of opens and closes; values
    (..., n). The rule is METHOD's own; Metaculus weighs its scores by time in the same way.
    """
    moments, figures = np.asarray(times, dtype=np.float64), np.asarray(values, dtype=np.float64)
    if figures.shape[-1:] != moments.shape or not len(moments):
        raise ValueError(f"expected a figure for each of {moments.size} times, got {figures.shape}")
    if (np.diff(moments) <= 0).any():
        raise ValueError(f"expected rising times, got {moments}")
    if opens > closes:
        raise ValueError(f"expected a time that opens before it closes, got {opens} and {closes}")
    if np.isnan(moments).any():
        return np.full(figures.shape[:-1], np.nan)[()]
    standing = np.diff(np.clip(np.append(moments, closes), opens, closes))
    counted = np.where(standing > 0, figures, 0.0)  # a figure that never stood, even a missing one, has no say
    total = standing.sum()
    return (counted * standing).sum(axis=-1) / total if total > 0 else np.full(figures.shape[:-1], np.nan)[()]


def _given(p: Floats, y: Floats) -> Floats:
    """The probability that was given to what happened."""
    return np.where(np.isnan(y), np.nan, np.where(y == 1, p, 1.0 - p))


def _probabilities(p: ArrayLike) -> Floats:
    given = np.asarray(p, dtype=np.float64)
    if ((given < 0) | (given > 1)).any():
        raise ValueError(f"expected probabilities from 0 to 1, got {given}")
    return given


def _outcomes(y: ArrayLike) -> Floats:
    given = np.asarray(y, dtype=np.float64)
    if ((given != 0) & (given != 1) & ~np.isnan(given)).any():
        raise ValueError(f"expected outcomes of 0 or 1, got {given}")
    return given


def _inside(value: ArrayLike, name: str) -> Floats:
    given = np.asarray(value, dtype=np.float64)
    if ((given <= 0) | (given >= 1)).any():
        raise ValueError(f"expected {name} between 0 and 1, got {given}")
    return given


def _members(members: ArrayLike) -> Floats:
    given = np.asarray(members, dtype=np.float64)
    if not given.ndim or not given.shape[-1]:
        raise ValueError(f"expected an ensemble along the last axis, got the shape {given.shape}")
    return given


def _mirrored(levels: ArrayLike) -> Floats:
    tau = _inside(levels, "levels")
    if tau.ndim != 1 or len(tau) % 2 == 0 or (np.diff(tau) <= 0).any() or (np.abs(tau + tau[::-1] - 1) > _WHOLE).any():
        raise ValueError(f"expected rising levels that mirror each other around one half, got {tau}")
    return tau
