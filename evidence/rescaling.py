"""Whether a provider has put a whole series on another scale: a new index base, or millions for thousands.

Figures on a new scale look like a revision of every period at once. They are told from one by their common factor:
every figure, but for the few revised on the same day, is the old one times that factor, up to rounding. A factor
below zero is one too: a provider that turns the sign, as of a balance, revises nothing.
"""

from dataclasses import dataclass

import numpy as np

from evidence.series import Bools, Floats

FEWEST = 3  # periods that agree on a factor; fewer do so by chance, but for a thousand or more, which no revision has
SMALLEST = 0.01  # a factor nearer to 1 is a revision of the level
SHARE = 0.9  # of the periods; the rest may be revised on the same day
COARSE = 0.05  # how far figures in another unit may be off: they can be rounded to it, and revised
COARSEST = 0.5  # rounding, of the usual change: where it is more, figures have too few digits to agree on a factor
SIGNIFICANT = 12  # digits that a figure keeps when it is brought back from another unit
_MOST_DECIMALS = 9


@dataclass(frozen=True)
class Rescaling:
    """All new figures are the old ones times `factor`; `periods` were compared."""

    factor: float
    periods: int


def rescaling(old: Floats, new: Floats) -> Rescaling | None:
    """The common factor between figures of the same periods, None where there is none or it is 1.

    Missing figures and pairs of zeros are left out; a zero that became something else speaks against a factor.
    """
    compared = ~np.isnan(old) & ~np.isnan(new) & ((old != 0) | (new != 0))
    old, new = old[compared], new[compared]
    if not len(old) or (old == 0).mean() > 1 - SHARE:
        return None
    ratios = new[old != 0] / old[old != 0]
    factor = float(np.median(ratios))
    if factor == 0 or abs(factor - 1) < SMALLEST:
        return None
    power = round(float(np.log10(abs(factor))))
    unit = float(np.sign(factor)) * 10.0**power
    if abs(power) >= 3 and _near(old, new, unit).mean() >= SHARE:
        return Rescaling(unit, len(old))
    return _rebased(old, new, factor)


def _near(old: Floats, new: Floats, factor: float) -> Bools:
    return np.abs(new - factor * old) <= COARSE * np.abs(factor * old)


def _rebased(old: Floats, new: Floats, factor: float) -> Rescaling | None:
    if len(old) < FEWEST:
        return None
    for _ in range(2):  # the median is rough where figures have few digits; the second fit is not
        rounding = _rounding(new) + abs(factor) * _rounding(old)
        agreeing = np.abs(new - factor * old) <= rounding + 1e-9 * np.abs(new)
        if agreeing.mean() < SHARE or rounding > float(np.median(np.abs(new - old))) * COARSEST:
            return None
        factor = float(np.dot(new[agreeing], old[agreeing]) / np.dot(old[agreeing], old[agreeing]))
    return Rescaling(factor, len(old)) if (old != new).mean() >= SHARE else None


def _rounding(values: Floats) -> float:
    """Half a unit of the last decimal that the figures have."""
    for decimals in range(_MOST_DECIMALS):
        if np.allclose(np.round(values, decimals), values, rtol=1e-12, atol=10.0**-_MOST_DECIMALS):
            return 0.5 * 10.0**-decimals
    return 0.0


def brought_back(values: Floats, factor: float) -> Floats:
    """Figures of a series that came on another scale, on the scale before it."""
    back = values / factor
    with np.errstate(divide="ignore", invalid="ignore"):
        digits = SIGNIFICANT - 1 - np.floor(np.log10(np.abs(back)))
    usable = np.isfinite(digits) & (np.abs(digits) < 300)
    unit = 10.0 ** np.where(usable, digits, 0)
    return np.where(usable, np.round(back * unit) / unit, back)
