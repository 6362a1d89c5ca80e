"""What the figures known on a day say of each comparison, before anything is simulated."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, Reference, Windows
from evidence.formula.tree import Operation
from evidence.periods import add_months, first_of_month, month_of
from evidence.series import Panel

_MONTHS_BACK = 8  # how far to look back for a day on which every figure of a comparison was known


@dataclass(frozen=True)
class SoFar:
    """One comparison with its two sides over the part of the window that is known; NaN where nothing is yet."""

    comparison: Operation
    left: float
    right: float
    until: int | None  # the day up to which the figures reach


def so_far(tree: Node, panels: Mapping[str, Panel], derived: Mapping[str, Node], opens: int, as_of: int) -> list[SoFar]:
    """Each comparison of an answer on the real figures (one-row panels), as far as they reach."""
    evaluation = Evaluation(panels, derived, coverage=0.01)
    return [_newest(one, evaluation, opens, as_of) for one in comparisons(tree)]


def _newest(comparison: Operation, evaluation: Evaluation, opens: int, as_of: int) -> SoFar:
    for close in _closes(opens, as_of):
        windows = Windows.single(opens, close)
        left, right = (float(evaluation.number(side, windows)[0]) for side in comparison.operands)
        if not np.isnan(left) and not np.isnan(right):
            return SoFar(comparison, left, right, min(close, _reached(comparison, evaluation)))
    return SoFar(comparison, np.nan, np.nan, None)


def _reached(tree: Node, evaluation: Evaluation) -> int:
    """The day up to which the series of a comparison reach as they stand in it: the slowest of them sets it.

    What is held, or has another to stand in for it, reaches farther than its own figures.
    """
    ends = [evaluation.series(one).known_end() for one in _series(tree)]
    return min((end for end in ends if end is not None), default=_EVER)


def _series(tree: Node) -> list[Node]:
    """The series and conditions that statistics are taken of."""
    if tree.type.kind in (Kind.SERIES, Kind.CONDITION):
        return [tree] if any(isinstance(part, Reference) for part in tree.walk()) else []
    return [found for child in tree.children for found in _series(child)]


_EVER = np.iinfo(np.int64).max


def _closes(opens: int, as_of: int) -> list[int]:
    """The day itself, then the month ends before it that lie in the window."""
    start = first_of_month(month_of(as_of))
    ends = [int(add_months(start, -back)) - 1 for back in range(_MONTHS_BACK)]
    return [day for day in (as_of, *ends) if day >= opens]
