"""Three-valued truth: 1 true, 0 false, NaN unknown. Known parts answer when they already decide (Kleene 1938)."""

import numpy as np

from evidence.series import Floats

_ROUNDING = 1e-12  # the share of a figure by which arithmetic may miss it


def both(left: Floats, right: Floats) -> Floats:
    """left and right: false when either is false, else unknown when either is."""
    decided = (left == 0) | (right == 0)
    return np.where(decided, 0.0, left * right)


def either(left: Floats, right: Floats) -> Floats:
    """left or right: true when either is true, else unknown when either is."""
    decided = (left == 1) | (right == 1)
    return np.where(decided, 1.0, left + right)


def negation(answer: Floats) -> Floats:
    """not: unknown stays unknown."""
    return 1.0 - answer


def at_least(count: int, answers: list[Floats]) -> Floats:
    """At least `count` of the answers: decided as soon as the known ones suffice or can no longer."""
    true = sum((answer == 1).astype(np.int64) for answer in answers)
    possible = sum((answer != 0).astype(np.int64) for answer in answers)
    return np.where(true >= count, 1.0, np.where(possible < count, 0.0, np.nan))


def comparison(operator: str, left: Floats, right: Floats) -> Floats:
    """`left operator right`, unknown where either side is missing.

    Figures are decimals: a rise from 3.6 to 4.1 is one of 0.5, though binary fractions make it 0.4999999999999996.
    """
    equal = np.abs(left - right) <= _ROUNDING * np.maximum(np.abs(left), np.abs(right))
    beyond = left < right if operator[0] == "<" else left > right
    answer = (beyond | equal) if operator.endswith("=") else (beyond & ~equal)
    missing = np.isnan(left) | np.isnan(right)
    return np.where(missing, np.nan, answer.astype(np.float64))


def exact(total: Floats, left: Floats, right: Floats) -> Floats:
    """A sum or difference, or 0 where it is no more than arithmetic may miss one of its parts by.

    Else a rate that stood still for a year would have a mean above its start: twelve times 3.63 over twelve is more.
    """
    return np.where(np.abs(total) <= _ROUNDING * np.maximum(np.abs(left), np.abs(right)), 0.0, total)
