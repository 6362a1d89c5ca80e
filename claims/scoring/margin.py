"""How far the evidence is from either answer, and what share of the uncertainty at opening has gone."""

from collections.abc import Mapping

import numpy as np

from evidence.formula import Evaluation, Node, Windows
from evidence.formula.tree import Call, Literal, Operation
from evidence.series import Floats

_RISING = (">", ">=")
_ROUNDING = 1e-9  # the share of a figure below which its spread is what arithmetic leaves of none
DECIDED = 1e6  # sigmas: the margin of a comparison that was decided before the window opened


def comparisons(tree: Node) -> list[Operation]:
    """The comparisons of figures that an answer is made of."""
    if isinstance(tree, Operation) and tree.operator in ("<", "<=", ">", ">="):
        return [tree]
    return [found for child in tree.children for found in comparisons(child)]


def gap(comparison: Operation, evaluation: Evaluation, windows: Windows) -> Floats:
    """Left minus right, positive where the comparison holds. One figure per row."""
    left, right = (evaluation.number(side, windows) for side in comparison.operands)
    return left - right if comparison.operator in _RISING else right - left


def spreads(tree: Node, evaluation: Evaluation, windows: Windows) -> dict[Node, float]:
    """The standard deviation of each comparison's gap over the paths: its sigma over the whole horizon.

    None of a comparison that is the same on all paths but for rounding: of a series that has always stood still, say.
    """
    sigmas = {one: variance(gap(one, evaluation, windows)) ** 0.5 for one in comparisons(tree)}
    return {one: sigma for one, sigma in sigmas.items() if sigma > _ROUNDING * _size(one, evaluation, windows)}


def _size(comparison: Operation, evaluation: Evaluation, windows: Windows) -> float:
    """The largest figure on either side, without its sign."""
    sides = (np.abs(evaluation.number(side, windows)) for side in comparison.operands)
    return max(float(np.fmax.reduce(side, initial=0.0)) for side in sides)


def margin(tree: Node, evaluation: Evaluation, windows: Windows, sigmas: Mapping[Node, float]) -> Floats:
    """The margin per row, in sigmas: and = the smallest, or = the largest, at_least(k) = the k-th largest, not = minus.

    A comparison without a sigma was decided before the window opened: it is so many sigmas from any other answer that
    an open one beside it decides, in whatever unit it is measured.
    """
    if isinstance(tree, Call) and tree.function == "at_least":
        least, *answers = tree.arguments
        assert isinstance(least, Literal)
        parts = [margin(answer, evaluation, windows, sigmas) for answer in answers]
        return np.sort(np.stack(np.broadcast_arrays(*parts)), axis=0)[-int(least.value)]
    assert isinstance(tree, Operation), tree
    if tree.operator == "not":
        return -margin(tree.operands[0], evaluation, windows, sigmas)
    if tree.operator in ("and", "or"):
        left, right = (margin(side, evaluation, windows, sigmas) for side in tree.operands)
        return np.minimum(left, right) if tree.operator == "and" else np.maximum(left, right)
    if tree not in sigmas:
        return DECIDED * (2.0 * evaluation.truth(tree, windows) - 1.0)
    return gap(tree, evaluation, windows) / sigmas[tree]


def information(remaining: float, at_opening: float) -> float:
    """1 - Var(remaining) / Var(at opening) of the margin, between 0 and 1.

    Takes the two variances. Where nothing was open to begin with it is 1, or 0 if something has come open since: a
    rate that had never moved. NaN where either is unknown on every path.
    """
    if np.isnan(at_opening) or np.isnan(remaining):
        return np.nan
    if at_opening > 0:
        return min(max(1.0 - remaining / at_opening, 0.0), 1.0)
    return 0.0 if remaining > 0 else 1.0


def variance(values: Floats) -> float:
    """Over the rows on which it is known, NaN where it is on none."""
    known = values[~np.isnan(values)]
    return float(known.var()) if known.size else np.nan
