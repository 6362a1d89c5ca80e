"""What an answer's chart draws: the series of a comparison, on the scale on which it is judged, and what it must pass.

A threshold is drawn exactly as it is written. "growth(x) >= 6" is drawn as growth since the start, so that the 6 is a
line; "last(x) - start(x) >= 2" as figures, with the line at the start's figure plus 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from claims.charts.trace import threshold
from claims.scoring.fan import subject
from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, NoFiguresError, Windows
from evidence.formula.tree import Call, Operation, Type, written
from evidence.series import Floats, Panel

_LEVELS = frozenset({"mean", "last", "first", "lowest", "highest", "at"})


class Scale(StrEnum):
    """Of what is drawn: the figures themselves, or how far they have come since the start."""

    FIGURES = "figures"
    CHANGE = "change"
    GROWTH = "growth"


@dataclass(frozen=True)
class Bar:
    """What an answer ("holds", "fails") holds the series against. Not `is_written`: worked out from a start."""

    value: float
    operator: str
    answer: str
    is_written: bool = True


@dataclass(frozen=True)
class Rival:
    """Another series that the first one is held against: its figures times `factor` plus `offset` are the bar."""

    series: Node
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, eq=False)
class Measured:
    """A comparison and how it is drawn; `comparisons` is how many its answer has in all."""

    comparison: Operation
    series: Node
    scale: Scale
    baseline: float | None
    bars: tuple[Bar, ...]
    rival: Rival | None
    comparisons: int


@dataclass(frozen=True)
class _Judged:
    scale: Scale = Scale.FIGURES
    baseline: float | None = None
    bar: float | None = None
    is_written: bool = True
    rival: Rival | None = None


def measured(answers: Mapping[str, Node], evaluation: Evaluation, windows: Windows) -> Measured | None:
    """How to draw answers by name ("holds" first): by the first comparison of it whose series has figures, or None.

    Bars of the others are added where they are on the same series and scale. `windows` is the claim's one window.
    """
    every = comparisons(answers["holds"])
    for one in every:
        series = subject(one.operands[0])
        if series is None or not _has_figures(series, evaluation):
            continue
        judged = _judged(one, series, evaluation, windows)
        bars = _bars(answers, series, judged.scale, evaluation, windows)
        rival = judged.rival if judged.rival and judged.rival.series != series else None
        return Measured(one, series, judged.scale, _told(judged.baseline), bars, rival, len(every))
    return None


def on_scale(series: Node, scale: Scale, evaluation: Evaluation, windows: Windows) -> Panel:
    """A series as it is drawn, row by row: each row's change or growth is from the start that this row knows."""
    panel = evaluation.series(series)
    if scale is Scale.FIGURES:
        return panel
    start = start_of(series, evaluation, windows)
    return panel.with_values(moved(panel.values, start[:, None], scale))


def moved(values: Floats, start: Floats | float, scale: Scale) -> Floats:
    """Figures on a scale, from the figure at the start."""
    if scale is Scale.FIGURES:
        return values
    if scale is Scale.CHANGE:
        return values - start
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = 100.0 * (values / start - 1.0)
    return np.where(np.isfinite(growth), growth, np.nan)


def start_of(series: Node, evaluation: Evaluation, windows: Windows) -> Floats:
    """The figure from which changes are measured, one a row."""
    return evaluation.number(Call(Type(Kind.NUMBER, series.type.unit), 0, "start", (series,)), windows)


def _has_figures(series: Node, evaluation: Evaluation) -> bool:
    try:
        return int((~np.isnan(evaluation.series(series).values[0])).sum()) >= 2
    except NoFiguresError:
        return False


def _told(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else value


def _bars(
    answers: Mapping[str, Node], series: Node, scale: Scale, evaluation: Evaluation, windows: Windows
) -> tuple[Bar, ...]:
    """Each value once: what is not above it is below it, so one line says both."""
    found: dict[float, Bar] = {}
    for answer, tree in answers.items():
        for one in comparisons(tree):
            if subject(one.operands[0]) != series:
                continue
            judged = _judged(one, series, evaluation, windows)
            if judged.bar is not None and judged.scale is scale and not np.isnan(judged.bar):
                found.setdefault(judged.bar, Bar(judged.bar, _operator(one), answer, judged.is_written))
    return tuple(found.values())


def _operator(comparison: Operation) -> str:
    """The one beside the figure that is drawn: that of periods which are counted, where any are."""
    left = comparison.operands[0]
    inside = left.arguments[0] if isinstance(left, Call) and left.arguments else None
    is_condition = isinstance(inside, Operation) and inside.type.kind is Kind.CONDITION
    return inside.operator if is_condition and isinstance(inside, Operation) else comparison.operator


def _judged(comparison: Operation, series: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    left, right = comparison.operands
    if _is_move(left, series):
        return _of_move(left, right, evaluation, windows)
    if isinstance(left, Operation) and left.operator == "-":
        return _of_difference(left, right, evaluation, windows)
    if _is_level(left, series):
        return _of_level(right, evaluation, windows)
    return _of_condition(comparison, left)


def _of_condition(comparison: Operation, left: Node) -> _Judged:
    """share(x > 4.5) >= 0.6: 4.5. share(x > y) >= 0.6: the other series, period by period."""
    inside = left.arguments[0] if isinstance(left, Call) and left.arguments else None
    if isinstance(inside, Operation) and inside.type.kind is Kind.CONDITION and len(inside.operands) == 2:
        other = inside.operands[1]
        if other.type.kind is Kind.SERIES:
            return _Judged(rival=Rival(other))
    return _Judged(bar=threshold(comparison))


def _of_move(left: Node, right: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    """growth(x) against a figure, or against the growth of another series. Without a start there is nothing to draw."""
    assert isinstance(left, Call)
    if np.isnan(start_of(left.arguments[0], evaluation, windows)).any():
        return _Judged()
    scale = Scale(left.function)
    if written(right) is not None:
        return _Judged(scale, 0.0, written(right))
    return _Judged(scale, 0.0, rival=_rival(right, left.function))


def _of_difference(left: Operation, right: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    """last(x) - start(x) >= 2: the start plus 2. growth(x) - growth(y) >= 10: growth(y) plus 10."""
    first, second = left.operands
    needed, series = written(right), subject(first)
    if needed is None or series is None:
        return _Judged()
    if _is_move(first, series):
        judged = _of_move(first, second, evaluation, windows)
        return replace(judged, rival=judged.rival and replace(judged.rival, offset=needed))
    if not _is_level(first, series):
        return _Judged()
    judged = _of_level(second, evaluation, windows)
    if judged.bar is not None and not judged.is_written:
        return replace(judged, bar=judged.bar + needed, baseline=judged.bar)
    return replace(judged, bar=None, rival=judged.rival and replace(judged.rival, offset=needed))


def _of_level(right: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    """last(x) against a figure, against what was before the claim, or against another series."""
    if written(right) is not None:
        return _Judged(bar=written(right))
    if _is_fixed(right):
        return _Judged(bar=float(evaluation.number(right, windows)[0]), is_written=False)
    return _Judged(rival=_rival(right, *sorted(_LEVELS)))


def _rival(node: Node, *functions: str) -> Rival | None:
    """A series below one of the functions, with a written factor before it."""
    if isinstance(node, Operation) and node.operator == "*" and written(node.operands[0]) is not None:
        found = _rival(node.operands[1], *functions)
        return found and replace(found, factor=float(written(node.operands[0]) or 0.0))
    if isinstance(node, Call) and node.function in functions and node.arguments[0].type.kind is Kind.SERIES:
        return Rival(node.arguments[0])
    return None


def _is_move(node: Node, series: Node) -> bool:
    return (
        isinstance(node, Call)
        and node.function in (Scale.CHANGE, Scale.GROWTH)
        and not node.options
        and node.arguments == (series,)
    )


def _is_level(node: Node, series: Node) -> bool:
    return isinstance(node, Call) and node.function in _LEVELS and node.arguments[:1] == (series,)


def _is_fixed(node: Node) -> bool:
    """Whether all of it was before the window opened."""
    calls = [part for part in node.walk() if isinstance(part, Call) and part.type.kind is Kind.NUMBER]
    return bool(calls) and all(one.function == "start" or one.option("before") is not None for one in calls)
