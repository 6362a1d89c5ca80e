"""Lone missing figures, over which a move is known though not how it came."""

import numpy as np

from evidence.series import Bools, Floats


def lone(known: Bools) -> Bools:
    """Missing figures between two and two that are known (one, if that is the newest): not those of a coarser habit."""
    before, after = np.r_[False, False, known], np.r_[known, True, True]
    return ~known & before[:-2] & before[1:-1] & after[1:-1] & after[2:] & (np.arange(len(known)) < len(known) - 1)


def bridged(levels: Floats, alone: Bools) -> Floats:
    """With the move over each lone gap, which is known, spread evenly."""
    places, found = np.flatnonzero(alone), levels.copy()
    found[places] = (levels[places - 1] + levels[places + 1]) / 2
    return found
