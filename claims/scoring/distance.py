"""Thresholds as far away as now: how often a level of 100 held while the series stood at 20 says little of it at 99.

An absolute threshold is taken as a distance: from the series' last figure before the window, in standard deviations of
its own changes from one period to the next over the five years before. At an earlier date the criterion then asks
whether the statistic moved as far, in the swings of that time.
"""

from collections.abc import Mapping

import numpy as np

from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, Windows, kleene
from evidence.formula.tree import Call, Literal, Operation
from evidence.series import Floats, Panel

_YEARS = 5
_FEWEST = 12  # changes below which nothing is known of a series' swings
_LEVELS = frozenset({"mean", "last", "first", "lowest", "highest", "at"})  # statistics on the scale of the series

Distances = Mapping[
    Operation, float
]  # by comparison: threshold less start, in standard deviations of a period's change


def absolute(tree: Node) -> list[Operation]:
    """The comparisons of an answer that hold a statistic of a series against a written number."""
    return [one for one in comparisons(tree) if _series(one) is not None]


def _series(comparison: Operation) -> Node | None:
    left, right = comparison.operands
    is_written = all(isinstance(part, Literal | Operation) for part in right.walk())
    if not is_written or not isinstance(left, Call) or left.function not in _LEVELS:
        return None
    return left.arguments[0] if left.arguments[0].type.kind is Kind.SERIES else None


def distances(tree: Node, evaluation: Evaluation, windows: Windows) -> dict[Operation, float]:
    """How far the thresholds of an answer are at the opening of one window, on panels of one row.

    Of those that can be told: the start and at least 12 changes before it must be known.
    """
    found = {}
    for one in absolute(tree):
        start, swing = _start(one, evaluation, windows)
        away = (evaluation.number(one.operands[1], windows) - start) / swing
        if np.isfinite(away[0]):
            found[one] = float(away[0])
    return found


def holds_as_far(tree: Node, evaluation: Evaluation, windows: Windows, away: Distances) -> Floats:
    """1, 0 or NaN per window: the answer with the thresholds that have a distance as far away as that."""
    if isinstance(tree, Call):  # at_least
        least, *answers = tree.arguments
        assert isinstance(least, Literal)
        return kleene.at_least(int(least.value), [holds_as_far(one, evaluation, windows, away) for one in answers])
    assert isinstance(tree, Operation), tree
    if tree.operator == "not":
        return kleene.negation(holds_as_far(tree.operands[0], evaluation, windows, away))
    if tree.operator in ("and", "or"):
        left, right = (holds_as_far(side, evaluation, windows, away) for side in tree.operands)
        return kleene.both(left, right) if tree.operator == "and" else kleene.either(left, right)
    if tree not in away:
        return evaluation.truth(tree, windows)
    return kleene.comparison(tree.operator, moved(tree, evaluation, windows), np.array([away[tree]]))


def moved(comparison: Operation, evaluation: Evaluation, windows: Windows) -> Floats:
    """How far the statistic of an absolute comparison came to lie from the start, in the same measure."""
    start, swing = _start(comparison, evaluation, windows)
    return (evaluation.number(comparison.operands[0], windows) - start) / swing


def _start(comparison: Operation, evaluation: Evaluation, windows: Windows) -> tuple[Floats, Floats]:
    """The last figure before each window, and the standard deviation of the changes before it; NaN where unknown."""
    series = _series(comparison)
    assert series is not None
    start = evaluation.number(Call(comparison.operands[0].type, series.at, "start", (series,)), windows)
    return start, swings(evaluation.series(series), windows)


def swings(panel: Panel, windows: Windows) -> Floats:
    """The standard deviation of a panel's changes in the five years before each window; NaN of too few or of none."""
    changes = np.diff(panel.values, axis=1)
    known = ~np.isnan(changes)
    centred = np.where(known, changes - _mean(changes, known), 0.0)  # or the sums would lose their digits
    until = np.maximum(np.searchsorted(panel.ends, windows.opens) - 1, 0)
    since = np.maximum(until - round(_YEARS * 365.25 / panel.frequency.usual_days), 0)
    count, total, squares = (_summed(part, since, until) for part in (known.astype(float), centred, centred**2))
    enough = count >= _FEWEST
    count = np.where(enough, count, np.nan)
    variance = (squares - total**2 / count) / (count - 1)
    floor = 1e-9 * (centred**2).max(axis=1, initial=0.0)  # what rounding leaves of a series that stands still
    return np.where(variance > floor, np.sqrt(np.maximum(variance, 0.0)), np.nan)


def _mean(changes: Floats, known: np.ndarray) -> Floats:
    total = np.where(known, changes, 0.0).sum(axis=1, keepdims=True)
    return total / np.maximum(known.sum(axis=1, keepdims=True), 1)


def _summed(values: Floats, since: np.ndarray, until: np.ndarray) -> Floats:
    """The sum of the columns from `since` to `until` (exclusive), a pair a window; one row for all, or one each."""
    sums = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    rows = np.arange(len(since)) if len(sums) > 1 else np.zeros(len(since), int)
    return sums[rows, until] - sums[rows, since]
