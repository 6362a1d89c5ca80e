"""How little is known of a series' moves to come: each path has a mean of its own, or a width.

The mean of n moves is known to sigma / sqrt(n), and a stretch of h of n moves without its mean strays less than h
moves do, by the factor 1 - h / n: together the change over h periods is too narrow by 2 h sigma^2 h / n. A wild
bootstrap (Wu 1986, Annals of Statistics 14, 1261-1295) makes up for it: the moves of each source month, without their
mean, are weighted by normal numbers that all series share, so what two series have in common stays in common.

How far a level strays that comes back will not be as in its history for ever, and may become less as well as more
(decision 0038). Were it more for certain, noise would go to a new high oftener than it does.
"""

from functools import lru_cache

import numpy as np

from claims.scoring.differences import Differences
from claims.scoring.randomness import PATHS, TOGETHER, leanings, rungs, weights
from evidence.periods import Ints
from evidence.series import Floats

_REMEMBERED = 256  # series whose doubts are kept, of 40 kilobytes each, and as many widths
SCALE = 2.0  # of the variance of a mean: one share for the mean, one for the stretch


@lru_cache(maxsize=_REMEMBERED)
def shifts(drawn: Differences) -> Floats:
    """By how much each path of a walk shifts every move that is not zero. Shape (PATHS,); read, never write."""
    found = np.zeros(PATHS)
    totals = np.nansum(drawn.table, axis=1)
    moved = (drawn.table != 0).sum(axis=1, where=~np.isnan(drawn.table))
    for place, (_, _, window, paths) in enumerate(rungs()):
        kept = drawn.months > drawn.newest - window
        if moved[kept].any():
            found[paths] = _wild(drawn.months[kept], totals[kept], place) / moved[kept].mean()
    found.flags.writeable = False
    return found


def _wild(months: Ints, totals: Floats, place: int) -> Floats:
    """Means of the source months' moves, in random signs and sizes, by path of the rung in this place."""
    centred = totals - totals.mean()
    blocks, total = months // TOGETHER, 0.0
    for block in np.unique(blocks).tolist():
        own = blocks == block
        moves = weights(block)[place][months[own] % TOGETHER] * centred[own, None]
        moves[0] += total
        total = moves.sum(axis=0)  # month by month, in their order, however many are taken together
    return np.sqrt(SCALE * len(centred) / max(len(centred) - 1, 1)) / len(centred) * total


@lru_cache(maxsize=_REMEMBERED)
def widths(unsure: float) -> Floats:
    """By how much each path is wider than history, as often narrower; (1 + unsure)^2 is the mean of the square.

    Lognormal: with median 1 that mean is exp(2 s^2), so s^2 = log(1 + unsure). Shape (PATHS,); read, never write.
    """
    found: Floats = np.exp(np.sqrt(np.log1p(unsure)) * leanings())
    found.flags.writeable = False
    return found
