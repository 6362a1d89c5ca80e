"""Absolute thresholds as distances: "above 30" asked of a year that began at 12 is another question than of one at 28.

The same criterion with each absolute threshold put as far from the start value as it is now, in standard deviations of
the series' own changes at the time, is a formula of the same language: its base rate is conditional on distance.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, NoFiguresError, Type, Windows, parse
from evidence.formula.canonical import canonical, plain_number
from evidence.formula.tree import Call, Operation, written
from evidence.periods import Frequency
from evidence.series import Panel

LEVELS = frozenset({"mean", "last", "first", "lowest", "highest", "at"})  # figures on the series' own scale
SPAN = {
    Frequency.DAY: 250, Frequency.WEEK: 104, Frequency.MONTH: 60, Frequency.QUARTER: 20, Frequency.YEAR: 10,
}  # fmt: skip # periods whose changes say how far a series usually moves in one
_DIGITS = 3


@dataclass(frozen=True)
class Distance:
    """How far a threshold is from the start value, in standard deviations of one period's change. Base units."""

    comparison: str  # in canonical text
    start: float
    threshold: float
    sigma: float
    sigmas: float


@dataclass(frozen=True)
class ByDistance:
    """An answer with its absolute thresholds turned into distances, and what was turned."""

    tree: Node
    distances: tuple[Distance, ...]

    @property
    def canonical(self) -> str:
        """Its text."""
        return canonical(self.tree)


def by_distance(
    tree: Node, panels: Mapping[str, Panel], derived: Mapping[str, Node], types: Mapping[str, Type], opens: int
) -> ByDistance | None:
    """An answer conditional on distance, from what is known now (one-row panels). None without an absolute threshold.

    The start is that of the window, or the newest figure where the window has yet to open. A threshold whose distance
    cannot be told stays absolute.
    """
    evaluation = Evaluation(panels, derived)
    found = [(one, _distance(one, evaluation, types, opens)) for one in comparisons(tree) if _is_absolute(one)]
    turned = [(one, distance) for one, distance in found if distance is not None]
    if not turned:
        return None
    instead: dict[Node, Node] = {one: parse(_text(one, distance), types, Kind.TRUTH).tree for one, distance in turned}
    return ByDistance(_with(tree, instead), tuple(dict.fromkeys(distance for _, distance in turned)))


def _is_absolute(one: Operation) -> bool:
    left, right = one.operands
    return written(right) is not None and isinstance(left, Call) and left.function in LEVELS


def _distance(one: Operation, evaluation: Evaluation, types: Mapping[str, Type], opens: int) -> Distance | None:
    left, right = one.operands
    threshold = written(right)
    assert isinstance(left, Call)
    assert threshold is not None
    [series] = left.arguments
    try:
        newest = evaluation.series(series).known_end()
        if newest is None:
            return None
        at = min(opens, newest + 1)
        start, sigma = (_number(text, evaluation, types, at) for text in (_start(series), _sigma(series)))
    except NoFiguresError:
        return None
    if not sigma > 0 or np.isnan(start):
        return None
    return Distance(canonical(one), start, threshold, sigma, round((threshold - start) / sigma, _DIGITS))


def _number(text: str, evaluation: Evaluation, types: Mapping[str, Type], at: int) -> float:
    tree = parse(text, types, Kind.NUMBER).tree
    return float(evaluation.number(tree, Windows.single(at, at))[0])


def _start(series: Node) -> str:
    return f"start({canonical(series)})"


def _sigma(series: Node) -> str:
    """The standard deviation of one period's change, as known before the window."""
    assert series.type.frequency is not None
    return f"last(mstd(diff({canonical(series)}), {SPAN[series.type.frequency]}), before=1)"


def _text(one: Operation, distance: Distance) -> str:
    left, _ = one.operands
    assert isinstance(left, Call)
    [series] = left.arguments
    moved = f"({canonical(left)} - {_start(series)}) / {_sigma(series)}"
    return f"{moved} {one.operator} {plain_number(distance.sigmas)}"


def _with(tree: Node, instead: Mapping[Node, Node]) -> Node:
    """A tree in which some answers stand for others."""
    if tree in instead:
        return instead[tree]
    if isinstance(tree, Operation) and tree.operator in ("and", "or", "not"):
        return replace(tree, operands=tuple(_with(part, instead) for part in tree.operands))
    if isinstance(tree, Call) and tree.function == "at_least":
        return replace(tree, arguments=tuple(_with(part, instead) for part in tree.arguments))
    return tree
