"""How many of such claims an author must get right to be told from luck: shown before anything is registered."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from claims.scoring.jointly import independent_tail, placebo_tail
from evidence.series import Floats

LEVEL = 0.05


@dataclass(frozen=True)
class Need:
    """`hits` of `n` claims are the fewest whose tail is at most the level; None: not even all of them suffice."""

    n: int
    hits: int | None
    tail: float | None


@dataclass(frozen=True, eq=False)
class Power:
    """Tails by the number of hits, if independent and jointly (None: history cannot tell), and what is needed."""

    expected: float
    independent: Floats  # (n + 1,)
    joint: Floats | None  # (n + 1,)
    if_independent: Need
    jointly: Need | None


def needed(tail: ArrayLike, level: float = LEVEL) -> Need:
    """The fewest hits whose tail P(X >= hits) is at most the level. Shape (n + 1,)."""
    p = np.asarray(tail, dtype=np.float64)
    if not 0 < level < 1 or p.ndim != 1 or (np.diff(p) > 1e-12).any():
        raise ValueError(f"expected a falling tail and a level between 0 and 1, got {p} and {level}")
    enough = np.flatnonzero(p <= level)
    if not len(enough):
        return Need(len(p) - 1, None, None)
    return Need(len(p) - 1, int(enough[0]), float(p[enough[0]]))


def power(
    base_rates: Sequence[float], held: ArrayLike | None = None, months: float = 1.0, level: float = LEVEL
) -> Power:
    """The table for claims with these base rates; `held` (claims, dates) are their answers at placebo dates."""
    independent = independent_tail(base_rates)
    tail = None if held is None else placebo_tail(held, base_rates, months)
    joint = None if tail is None else tail.cautious
    return Power(
        float(np.sum(base_rates)), independent, joint, needed(independent, level),
        None if joint is None else needed(joint, level),
    )  # fmt: skip


def chance_to_be_told(rates: ArrayLike, hits: int | None) -> float:
    """P(X >= hits) of an author who is right at these rates, if independent: the power of the test. 0 if no hits do."""
    p = np.asarray(rates, dtype=np.float64)
    return 0.0 if hits is None else float(independent_tail(p)[hits])
