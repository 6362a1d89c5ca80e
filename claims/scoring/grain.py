"""In what steps figures are published: a rate that is told in tenths will be told in tenths.

A claim that unemployment reaches 4.5 is settled by a rounded figure. Futures that lie between two tenths would count
one that is told as 4.5 as just below it as often as not.
"""

import numpy as np

from evidence.series import Floats

_NEWEST = 240  # figures that are looked at: steps may have been others long ago
_FEWEST = 8  # different figures, below which any of them are some step apart
_WHOLE = 1e-4  # of a step, by which figures may miss a whole number of them
_ROUNDING = 1e-12  # the share of a figure by which arithmetic may miss it
_COARSE = 0.05  # of the mean move, below which steps decide nothing


def grain(values: Floats) -> float:
    """The step of which figures are whole multiples apart; 0 where there is none, or it is too fine to matter.

    Shape (periods,), NaN for a missing figure. In the unit of the figures, whichever that is.
    """
    known = values[~np.isnan(values)][-_NEWEST:]
    figures = np.unique(known)
    gaps = np.diff(figures)
    gaps = gaps[gaps > _ROUNDING * np.abs(figures).max(initial=0.0)]
    if len(gaps) < _FEWEST - 1:
        return 0.0
    steps = gaps / gaps.min()
    is_whole = (np.abs(steps - np.rint(steps)) < _WHOLE).all()
    moves = np.abs(np.diff(known))
    is_coarse = gaps.min() >= _COARSE * moves[moves > 0].mean()
    return float(gaps.min()) if is_whole and is_coarse else 0.0


def rounded(future: Floats, start: float, step: float) -> None:
    """Bring figures (paths, periods) to whole steps from the newest known one, in place."""
    np.subtract(future, start, out=future)
    np.divide(future, step, out=future)
    np.rint(future, out=future)
    np.multiply(future, step, out=future)
    np.add(future, start, out=future)
