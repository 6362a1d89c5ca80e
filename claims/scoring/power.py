"""How many of such claims an author must get right to be told from luck: shown before anything is registered."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, log

import numpy as np
from numpy.typing import ArrayLike

from claims.scoring.jointly import independent_tail, placebo_tail
from evidence.series import Floats

LEVEL = 0.05
NUMBERS = (3, 5, 8, 10, 15, 20, 30, 50, 100)
RATES = (0.6, 0.75, 0.9)  # of authors who know something
ENOUGH = 0.8  # power below which a test is thought too weak (J. Cohen 1988, Statistical Power Analysis, 2nd edition)


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


@dataclass(frozen=True)
class Row:
    """Of `n` claims so many must hold; the chance that they do of authors who are right at each of the `rates`."""

    need: Need
    chances: tuple[float, ...]


@dataclass(frozen=True)
class Table:
    """How many claims like one tell an author from luck, if independent.

    `fewest` is the number below which not even all of them suffice; `enough`, for each of the `rates`, the first number
    in the table with a chance of at least .8. None: no number of the table does.
    """

    rate: float
    rates: tuple[float, ...]
    rows: tuple[Row, ...]
    fewest: int | None
    enough: tuple[int | None, ...]


def table(
    base_rate: float, numbers: Sequence[int] = NUMBERS, rates: Sequence[float] = RATES, level: float = LEVEL
) -> Table:
    """The power table for claims that all have one base rate, before any is registered."""
    rows = []
    for n in numbers:
        need = needed(independent_tail([base_rate] * n), level)
        rows.append(Row(need, tuple(chance_to_be_told([rate] * n, need.hits) for rate in rates)))
    enough = tuple(
        next((row.need.n for row in rows if row.chances[place] >= ENOUGH), None) for place in range(len(rates))
    )
    return Table(base_rate, tuple(rates), tuple(rows), _fewest(base_rate, level), enough)


def _fewest(base_rate: float, level: float) -> int | None:
    """The least n for which base_rate ** n is at most the level."""
    if not 0 < base_rate < 1:
        return 1 if base_rate == 0 else None
    n = max(1, ceil(log(level) / log(base_rate)))
    return n if base_rate**n <= level else n + 1
