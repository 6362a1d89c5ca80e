"""Quantiles of counts of events."""

import numpy as np
from scipy.special import ndtri

from evidence.series import Floats

_MANY = 200  # events a period from which counts are as good as normal


def poisson_quantiles(chances: Floats, rates: Floats) -> Floats:
    """Counts of a Poisson distribution by the chance of at most so many; of large rates those of the normal one."""
    normal = np.maximum(np.rint(rates + np.sqrt(rates) * ndtri(np.maximum(chances, 1e-300))), 0.0)
    small = rates < _MANY
    rate, chance = rates[small], chances[small]
    counts = np.zeros(len(rate))
    term = np.exp(-rate)
    below = term.copy()
    for count in range(1, 2 * _MANY):
        more = below < chance
        if not more.any():
            break
        counts += more
        term *= rate / count
        below += term
    normal[small] = counts
    return normal
