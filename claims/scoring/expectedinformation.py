"""How much of today's uncertainty can be expected to have gone by a later day: known before anything has happened."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from claims.scoring.unfolding import Unfoldings, known_by, partners, paths_of, spliced
from evidence.periods import Ints
from evidence.series import Floats, Panel

Margin = Callable[[Mapping[str, Panel]], Floats]


def expected_information(
    margin: Margin, unfoldings: Unfoldings, days: Sequence[int], pairing: Callable[[int], Ints] = partners
) -> Floats:
    """The share of the margin's variance that figures known by each day explain, 0 on the first day. Shape (days,).

    By the law of total variance Var(M) = E Var(M | known) + Var E(M | known): the second term's share is what is
    expected to go. It is the closed Sobol' index of what comes by the day, estimated by pairs of futures that share it
    and nothing else (I. M. Sobol' (2001), Global sensitivity indices for nonlinear mathematical models and their Monte
    Carlo estimates, Mathematics and Computers in Simulation 55, 271-280). It never falls in expectation; what the
    estimate wobbles is taken out, and a day on which nothing new has come adds nothing. `days` are in order; where
    nothing is open it is 1 throughout.
    """
    paths = paths_of(unfoldings)
    every, others = np.arange(paths), pairing(paths)
    now = _rows(margin({slug: one.panel for slug, one in unfoldings.items()}), paths)
    open_ = now[~np.isnan(now)]
    if not len(open_) or np.ptp(open_) == 0:
        return np.full(len(days), 1.0 if len(open_) else np.nan)
    shares = {known_by(unfoldings, days[0]): 0.0}
    for day in days:
        known = known_by(unfoldings, day)
        if known not in shares:
            shares[known] = closed_index(now, _rows(margin(spliced(unfoldings, day, every, others)), paths))
    return rising([shares[known_by(unfoldings, day)] for day in days])


def closed_index(one: ArrayLike, other: ArrayLike) -> float:
    """Cov(Y, Y') / Var(Y) of pairs that share their first part: 1 if they are the same, about 0 if they share nothing.

    The estimator that uses both halves for mean and variance: A. Janon, T. Klein, A. Lagnoux, M. Nodet & C. Prieur
    (2014), Asymptotic normality and efficiency of two Sobol index estimators, ESAIM: Probability and Statistics 18,
    342-364. Pairs of which one is NaN do not count; NaN without pairs, 1 where nothing varies.
    """
    left, right = np.asarray(one, dtype=np.float64), np.asarray(other, dtype=np.float64)
    if left.shape != right.shape or left.ndim != 1:
        raise ValueError(f"expected as many figures as their partners, got {left.shape} and {right.shape}")
    known = ~np.isnan(left) & ~np.isnan(right)
    if not known.any():
        return float("nan")
    left, right = left[known], right[known]
    if np.ptp(np.concatenate([left, right])) == 0:
        return 1.0
    centre = (left.mean() + right.mean()) / 2
    left, right = left - centre, right - centre
    return float((left * right).mean() / ((left**2 + right**2) / 2).mean())


def rising(shares: ArrayLike) -> Floats:
    """The nearest shares that never fall, from 0 to 1: neighbours that fall are pooled at their mean.

    R. E. Barlow, D. J. Bartholomew, J. M. Bremner & H. D. Brunk (1972), Statistical Inference under Order Restrictions,
    Wiley, chapter 1. One NaN makes all of them NaN.
    """
    values = np.clip(np.asarray(shares, dtype=np.float64), 0.0, 1.0)
    if np.isnan(values).any():
        return np.full_like(values, np.nan)
    blocks: list[tuple[float, int]] = []
    for value in values.tolist():
        mean, count = value, 1
        while blocks and blocks[-1][0] > mean:
            before, more = blocks.pop()
            mean, count = (before * more + mean * count) / (more + count), more + count
        blocks.append((mean, count))
    return np.repeat([mean for mean, _ in blocks], [count for _, count in blocks])


def _rows(values: Floats, paths: int) -> Floats:
    """One figure a path, also where the margin is the same on all of them."""
    return np.broadcast_to(values, paths)
