"""A long series in as few points as draw the same line."""

from itertools import pairwise

import numpy as np

from evidence.periods import Ints
from evidence.series import Floats

MOST_POINTS = 720  # about a point a pixel


def thinned(days: Ints, values: Floats, most: int = MOST_POINTS) -> tuple[Ints, Floats]:
    """Of each stretch of a series without gaps its first, lowest, highest and last figure, where there are too many.

    U. Jugel et al. (2014), M4: a visualization-oriented time series data aggregation. PVLDB 7, 797-808. The lowest and
    highest figure are always among them.
    """
    if len(days) <= most:
        return days, values
    edges = np.linspace(0, len(days), most // 4 + 1).astype(np.int64)
    keep = [_telling(values, first, stop) for first, stop in pairwise(edges)]
    places = np.unique(np.concatenate(keep))
    return days[places], values[places]


def _telling(values: Floats, first: int, stop: int) -> Ints:
    part = values[first:stop]
    return np.array([first, first + part.argmin(), first + part.argmax(), stop - 1], dtype=np.int64)
