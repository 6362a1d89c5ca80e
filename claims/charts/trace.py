"""The line to draw for a criterion: the series its first comparison is about, with the threshold if there is one."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.fan import subject
from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, NoFiguresError
from evidence.formula.tree import Call, Operation, written
from evidence.periods import Ints
from evidence.series import Floats, Panel

_LEVELS = frozenset({"mean", "last", "first", "lowest", "highest", "at", "start"})


@dataclass(frozen=True, eq=False)
class Trace:
    """A series with its days and figures, and the threshold on the same scale (None where there is none)."""

    series: Node
    days: Ints
    values: Floats
    threshold: float | None


def trace(tree: Node, panels: Mapping[str, Panel], derived: Mapping[str, Node], since: int) -> Trace | None:
    """What to draw for an answer from a day on; None where there is nothing to draw."""
    for comparison in comparisons(tree):
        series = subject(comparison.operands[0])
        if series is None:
            continue
        drawn = figures(series, panels, derived, since)
        if drawn is not None:
            return Trace(series, *drawn, threshold(comparison))
    return None


def threshold(comparison: Operation) -> float | None:
    """The written figure that a comparison holds its series against, on the series' own scale; None without one."""
    left, right = comparison.operands
    is_level = isinstance(left, Call) and left.function in _LEVELS
    if is_level and written(right) is not None:
        return written(right)
    inside = left.arguments[0] if isinstance(left, Call) and left.arguments else None
    is_condition = isinstance(inside, Operation) and inside.type.kind is Kind.CONDITION
    return written(inside.operands[-1]) if is_condition and isinstance(inside, Operation) else None


def figures(
    series: Node, panels: Mapping[str, Panel], derived: Mapping[str, Node], since: int
) -> tuple[Ints, Floats] | None:
    """The days and figures of a series from a day on, as known in one-row panels; None for fewer than two."""
    try:
        panel = Evaluation(panels, derived).series(series).since(since)
    except NoFiguresError:
        return None
    known = ~np.isnan(panel.values[0])
    return (panel.ends[known], panel.values[0][known]) if known.sum() >= 2 else None
