"""Intervals and tests. Arrays in, arrays out; each cites its source.

Samples lie on the last axis. NaN in gives NaN out; input that is no sample of its kind raises `ValueError`.
"""

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, ndtri, stdtr

from evidence.periods import Ints
from evidence.series import Floats


def wilson_interval(k: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Wilson's score interval for k successes in n trials, both may be fractional. NaN in gives NaN out.

    E. B. Wilson (1927), Probable inference, the law of succession, and statistical inference. JASA 22, 209-212.
    """
    k, n = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1, got {level}")
    if ((k < 0) | (k > n) | (n <= 0)).any():
        raise ValueError(f"expected 0 <= k <= n and n > 0, got k={k}, n={n}")
    z = ndtri(0.5 + level / 2)
    share = k / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    half = z / (1 + z**2 / n) * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2))
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def poisson_binomial_tail(probabilities: ArrayLike, hits: ArrayLike) -> Floats:
    """P(X >= hits) of the number of successes in independent trials with these probabilities.

    Shapes: probabilities (..., n), hits (...), whole numbers. Trials are added one by one, which only ever adds
    positive numbers, so small tails keep their digits. R. E. Barlow & K. D. Heidtmann (1984), Computing k-out-of-n
    system reliability. IEEE Transactions on Reliability R-33, 322-323.
    """
    p, least = np.asarray(probabilities, dtype=np.float64), np.asarray(hits, dtype=np.float64)
    if (np.mod(least, 1) > 0).any():
        raise ValueError(f"expected a whole number of hits, got {least}")
    mass = _masses(p)
    counted = np.arange(mass.shape[-1]) >= least[..., None]
    tail = np.minimum((mass * counted).sum(axis=-1), 1.0)
    return np.where(np.isnan(least) | np.isnan(p).any(axis=-1), np.nan, np.where(least <= 0, 1.0, tail))[()]


def poisson_binomial_tails(probabilities: ArrayLike) -> Floats:
    """P(X >= k) for k = 0 ... n at once, of (..., n) probabilities: (..., n + 1). NaN in gives NaN out."""
    p = np.asarray(probabilities, dtype=np.float64)
    tails = np.minimum(np.cumsum(_masses(p)[..., ::-1], axis=-1)[..., ::-1], 1.0)  # the smallest are added first
    tails[..., 0] = 1.0
    tails[np.isnan(p).any(axis=-1)] = np.nan
    return tails


def _masses(p: Floats) -> Floats:
    """P(X = k) for k = 0 ... n, trial by trial."""
    if ((p < 0) | (p > 1)).any():
        raise ValueError(f"expected probabilities from 0 to 1, got {p}")
    count = p.shape[-1]
    mass = np.zeros((*p.shape[:-1], count + 1))
    mass[..., 0] = 1.0
    for trial in range(count):
        q = p[..., trial, None]
        mass[..., 1:] = mass[..., 1:] * (1 - q) + mass[..., :-1] * q
        mass[..., 0] *= 1 - q[..., 0]
    return mass


def benjamini_hochberg(p: ArrayLike) -> Floats:
    """Adjusted p-values: those at most q are rejected with a false discovery rate of at most q. Shape (n,).

    A missing p-value stays missing and does not count as a test. Y. Benjamini & Y. Hochberg (1995), Controlling the
    false discovery rate. JRSS B 57, 289-300, procedure (1).
    """
    given = np.asarray(p, dtype=np.float64)
    if given.ndim != 1 or ((given < 0) | (given > 1)).any():
        raise ValueError(f"expected a row of p-values from 0 to 1, got {given}")
    adjusted = np.full(len(given), np.nan)
    order = np.argsort(given)[: int((~np.isnan(given)).sum())]
    scaled = given[order] * len(order) / np.arange(1, len(order) + 1)
    adjusted[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return adjusted


def diebold_mariano(e1: ArrayLike, e2: ArrayLike, h: int, power: float = 2) -> tuple[Floats, Floats]:
    """Are two forecasts equally good? Statistic and two-sided p-value; positive where the first errs more.

    d = |e1|^power - |e2|^power of errors made h steps ahead, shape (..., n) each. The long-run variance is the sum of
    the autocovariances up to h - 1 (rectangular). NaN where it is not positive: the sample cannot tell.
    F. X. Diebold & R. S. Mariano (1995), Comparing predictive accuracy. JBES 13, 253-263, with the correction and the
    t(n - 1) of D. Harvey, S. Leybourne & P. Newbold (1997), Testing the equality of prediction mean squared errors.
    International Journal of Forecasting 13, 281-291.
    """
    first, second = np.asarray(e1, dtype=np.float64), np.asarray(e2, dtype=np.float64)
    if first.shape != second.shape or not first.ndim:
        raise ValueError(f"expected errors of the same forecasts, got the shapes {first.shape} and {second.shape}")
    n = first.shape[-1]
    if power <= 0 or h != int(h) or not 1 <= h < n:
        raise ValueError(f"expected a positive power and 1 <= h < {n} errors, got power={power}, h={h}")
    statistic, _ = equal_accuracy(np.abs(first) ** power - np.abs(second) ** power, h)
    return statistic, 2.0 * stdtr(n - 1, -np.abs(statistic))


def equal_accuracy(difference: ArrayLike, h: int) -> tuple[Floats, Floats]:
    """The statistic of `diebold_mariano` for differences of losses (..., n), and the standard error that it divides by.

    Both are NaN where the long-run variance is not positive.
    """
    difference = np.asarray(difference, dtype=np.float64)
    n = difference.shape[-1]
    mean = difference.mean(axis=-1)
    centred = difference - mean[..., None]
    covariances = [(centred[..., k:] * centred[..., : n - k]).sum(axis=-1) / n for k in range(h)]
    variance = covariances[0] + 2.0 * sum(covariances[1:], np.zeros_like(mean))
    floor = np.finfo(np.float64).eps * np.abs(difference).max(axis=-1) ** 2  # what rounding leaves of a constant
    correction = np.sqrt((n + 1 - 2 * h + h * (h - 1) / n) / n)
    with np.errstate(divide="ignore", invalid="ignore"):
        error = np.where(variance > floor, np.sqrt(variance / n) / correction, np.nan)[()]
        return mean / error, error


def pesaran_timmermann(forecast: ArrayLike, actual: ArrayLike) -> tuple[Floats, Floats]:
    """Does a forecast tell up (above 0) from not up? Statistic and one-sided p-value, small where it does.

    Shape (..., n) each. The variance is Var(p_hat) minus Var(p_star); NaN where it is not positive, as for a forecast
    that is always the same. M. H. Pesaran & A. Timmermann (1992), A simple nonparametric test of predictive
    performance. JBES 10, 461-465.
    """
    x, y = np.asarray(forecast, dtype=np.float64), np.asarray(actual, dtype=np.float64)
    if x.shape != y.shape or not x.ndim or not x.shape[-1]:
        raise ValueError(f"expected a forecast for each outcome, got the shapes {x.shape} and {y.shape}")
    n = x.shape[-1]
    hit, px, py = ((x > 0) == (y > 0)).mean(axis=-1), (x > 0).mean(axis=-1), (y > 0).mean(axis=-1)
    by_chance = py * px + (1 - py) * (1 - px)
    vx, vy = px * (1 - px), py * (1 - py)
    variance_hit = by_chance * (1 - by_chance) / n
    variance_chance = (2 * py - 1) ** 2 * vx / n + (2 * px - 1) ** 2 * vy / n + 4 * vx * vy / n**2
    variance = variance_hit - variance_chance
    can_tell = (variance > np.finfo(np.float64).eps) & ~np.isnan(x + y).any(axis=-1)
    with np.errstate(divide="ignore", invalid="ignore"):
        statistic = np.where(can_tell, (hit - by_chance) / np.sqrt(variance), np.nan)[()]
    return statistic, ndtr(-statistic)


def ewc_degrees_of_freedom(n: int) -> int:
    """Cosines of the equal-weighted estimator, and degrees of freedom of a t with it: 0.4 n^(2/3), at least 1."""
    return max(1, int(0.4 * n ** (2 / 3)))


def ewc_long_run_variance(x: ArrayLike) -> Floats:
    """Long-run variance: the mean square of the projections on the first B cosines. Shape (..., n) gives (...).

    E. Lazarus, D. J. Lewis, J. H. Stock & M. W. Watson (2018), HAR inference: recommendations for practice. JBES 36,
    541-559: equal-weighted cosine estimator with their B = 0.4 n^(2/3).
    """
    sample = np.asarray(x, dtype=np.float64)
    if not sample.ndim or sample.shape[-1] < 2:
        raise ValueError(f"expected two figures or more, got the shape {sample.shape}")
    n = sample.shape[-1]
    orders = np.arange(1, ewc_degrees_of_freedom(n) + 1)
    cosines = np.sqrt(2 / n) * np.cos(np.pi * np.outer(np.arange(n) + 0.5, orders) / n)
    centred = sample - sample.mean(axis=-1, keepdims=True)  # the cosines sum to 0; centring only saves digits
    return ((centred @ cosines) ** 2).mean(axis=-1)


def stationary_bootstrap_indices(n: int, mean_block: float, replications: int, rng: np.random.Generator) -> Ints:
    """Places to draw from a series of n: blocks of geometric length around `mean_block`, the end joined to the start.

    Shape (replications, n). D. N. Politis & J. P. Romano (1994), The stationary bootstrap. JASA 89, 1303-1313.
    """
    if n < 1 or replications < 1 or not mean_block >= 1:
        raise ValueError(
            f"expected a series, a mean block of 1 or longer and replications, got {n}, {mean_block}, {replications}"
        )
    begins = rng.random((replications, n)) < 1.0 / mean_block
    begins[:, 0] = True
    starts = rng.integers(0, n, (replications, n))
    since = np.maximum.accumulate(np.where(begins, np.arange(n), 0), axis=1)
    return (np.take_along_axis(starts, since, axis=1) + np.arange(n) - since) % n
