"""How little is known of a series' mean move: each path has its own, within what so short a history allows.

The mean of n moves is known to sigma / sqrt(n), and a stretch of h of n moves without its mean strays less than h
moves do, by the factor 1 - h / n: together the change over h periods is too narrow by 2 h sigma^2 h / n. A wild
bootstrap (Wu 1986, Annals of Statistics 14, 1261-1295) makes up for it: the moves of each source month, without their
mean, are weighted by normal numbers that all series share, so what two series have in common stays in common.
"""

import numpy as np

from claims.scoring.differences import Differences
from claims.scoring.dynamics import WALK
from claims.scoring.randomness import PATHS, weights, windows_by_path
from evidence.series import Floats

SCALE = 2.0  # of the variance of a mean: one share for the mean, one for the stretch


def shifts(drawn: Differences) -> Floats:
    """By how much each path shifts every move that is not zero. Shape (PATHS,); zero where moves hang on others."""
    found = np.zeros(PATHS)
    if drawn.dynamics.form != WALK:
        return found
    totals = np.nansum(drawn.table, axis=1)
    moved = (drawn.table != 0).sum(axis=1, where=~np.isnan(drawn.table))
    windows = windows_by_path()
    for window in np.unique(windows):
        kept = drawn.months > drawn.newest - window
        if moved[kept].any():
            on = windows == window
            found[on] = _wild(drawn, totals, kept)[on] / moved[kept].mean()
    return found


def _wild(drawn: Differences, totals: Floats, kept: np.ndarray) -> Floats:
    """Means of the source months' moves, in random signs and sizes, by path."""
    centred = totals[kept] - totals[kept].mean()
    total = np.zeros(PATHS)
    for month, move in zip(drawn.months[kept].tolist(), centred.tolist(), strict=True):
        total += move * weights(month)
    return np.sqrt(SCALE * len(centred) / max(len(centred) - 1, 1)) / len(centred) * total
