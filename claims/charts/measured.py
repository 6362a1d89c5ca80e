"""What an answer's chart draws: the series of its comparisons, on the scale on which each is judged, and its bar.

A threshold is drawn exactly as it is written. "growth(x) >= 6" is drawn as growth since the start, so that the 6 is a
line; "last(x) - start(x) >= 2" as figures, with the line at the start's figure plus 2. What adds up over the window, or
is reckoned from all of it, is drawn as it has stood since the opening: "total(x) >= 3" climbs to the 3.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from claims.charts.running import running
from claims.charts.trace import threshold
from claims.scoring.fan import subject
from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, NoFiguresError, Reference, Windows
from evidence.formula.tree import Call, Operation, Type, written
from evidence.series import Floats, Panel

_LEVELS = frozenset({"mean", "last", "first", "lowest", "highest", "at"})
_COUNTS = frozenset({"count", "longest", "share"})


class Scale(StrEnum):
    """Of what is drawn: the figures, how far they have come since the start, or what the window so far amounts to."""

    FIGURES = "figures"
    CHANGE = "change"
    GROWTH = "growth"
    SO_FAR = "so far"


@dataclass(frozen=True)
class Bar:
    """What an answer ("holds", "fails") holds the series against. Not `is_written`: worked out from a start."""

    value: float
    operator: str
    answer: str
    is_written: bool = True


@dataclass(frozen=True)
class Rival:
    """What the first series is held against: another one, whose figures times `factor` plus `offset` are the bar."""

    series: Node
    factor: float = 1.0
    offset: float = 0.0


@dataclass(frozen=True, eq=False)
class Measured:
    """A series with all comparisons of it on one scale, by answer. `series` is a number where the scale is SO_FAR."""

    series: Node
    scale: Scale
    baseline: float | None
    bars: tuple[Bar, ...]
    rivals: tuple[Rival, ...]
    asked: tuple[tuple[str, Operation], ...]


@dataclass(frozen=True)
class _Judged:
    series: Node
    scale: Scale = Scale.FIGURES
    baseline: float | None = None
    bar: float | None = None
    is_written: bool = True
    rival: Rival | None = None


def measured(
    answers: Mapping[str, Node], evaluation: Evaluation, windows: Windows, events: Collection[str] = ()
) -> list[Measured]:
    """How to draw answers by name ("holds" first): each series of their comparisons that has figures, in their order.

    `windows` is the claim's one window; `events` are indicators that count events, which add up to a step.
    """
    found: dict[tuple[Node, Scale], list[tuple[str, Operation, _Judged]]] = {}
    for answer, tree in answers.items():
        for one in comparisons(tree):
            series = subject(one.operands[0])
            if series is None or not _has_figures(series, evaluation):
                continue
            judged = _judged(one, series, evaluation, windows, events)
            found.setdefault((judged.series, judged.scale), []).append((answer, one, judged))
    return [_gathered(series, scale, asked) for (series, scale), asked in found.items()]


def undrawn(answers: Mapping[str, Node], drawn: Collection[Measured]) -> list[Operation]:
    """The comparisons that are in no panel, for want of figures."""
    told = {one for panel in drawn for _, one in panel.asked}
    return [one for tree in answers.values() for one in dict.fromkeys(comparisons(tree)) if one not in told]


def _gathered(series: Node, scale: Scale, asked: list[tuple[str, Operation, _Judged]]) -> Measured:
    every = [judged for _, _, judged in asked]
    rivals = dict.fromkeys(one.rival for one in every if one.rival and one.rival.series != series)
    baseline = next((one.baseline for one in every if _is_told(one.baseline)), None)
    told = dict.fromkeys((answer, one) for answer, one, _ in asked)
    return Measured(series, scale, baseline, tuple(_bars(asked)), tuple(rivals), tuple(told))


def on_scale(series: Node, scale: Scale, evaluation: Evaluation, windows: Windows) -> Panel:
    """A series as it is drawn, row by row: each row's change or growth is from the start that this row knows."""
    if scale is Scale.SO_FAR:
        return running(series, evaluation, windows)
    panel = evaluation.series(series)
    if scale is Scale.FIGURES:
        return panel
    start = start_of(series, evaluation, windows)
    return panel.with_values(moved(panel.values, start[:, None], scale))


def moved(values: Floats, start: Floats | float, scale: Scale) -> Floats:
    """Figures on a scale, from the figure at the start."""
    if scale in (Scale.FIGURES, Scale.SO_FAR):
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


def _is_told(value: float | None) -> bool:
    return value is not None and not np.isnan(value)


def _bars(asked: list[tuple[str, Operation, _Judged]]) -> Iterator[Bar]:
    """Each value once: what is not above it is below it, so one line says both."""
    seen = set()
    for answer, one, judged in asked:
        if judged.bar is not None and _is_told(judged.bar) and judged.bar not in seen:
            seen.add(judged.bar)
            yield Bar(judged.bar, _operator(one, judged.scale), answer, judged.is_written)


def _operator(comparison: Operation, scale: Scale) -> str:
    """The one beside the figure that is drawn: that of periods which are counted, where these are drawn."""
    left = comparison.operands[0]
    if scale is Scale.SO_FAR:
        return comparison.operator
    inside = left.arguments[0] if isinstance(left, Call) and left.arguments else None
    is_condition = isinstance(inside, Operation) and inside.type.kind is Kind.CONDITION
    return inside.operator if is_condition and isinstance(inside, Operation) else comparison.operator


def _judged(
    comparison: Operation, series: Node, evaluation: Evaluation, windows: Windows, events: Collection[str]
) -> _Judged:
    """As it is written of the series; else as it stands so far; else, with nothing so far, the series alone."""
    left = comparison.operands[0]
    judged = _of_series(comparison, series, evaluation, windows)
    is_told = judged.bar is not None or (judged.rival is not None and judged.rival.series != series)
    if is_told and not _counts_events(left, events):
        return judged
    has_begun = bool((~np.isnan(running(left, evaluation, windows).values)).any())
    return _so_far(comparison, evaluation, windows) if has_begun else judged


def _counts_events(left: Node, events: Collection[str]) -> bool:
    """Whether it counts periods by nothing but events: then figures of noughts and ones would say little."""
    if not isinstance(left, Call) or left.function not in _COUNTS:
        return False
    return all(part.slug in events for part in left.arguments[0].walk() if isinstance(part, Reference))


def _of_series(comparison: Operation, series: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    left, right = comparison.operands
    if _is_move(left, series):
        return _of_move(left, right, evaluation, windows)
    if isinstance(left, Operation) and left.operator == "-":
        return _of_difference(left, right, series, evaluation, windows)
    if _is_level(left, series):
        return _of_level(series, right, evaluation, windows)
    return _of_condition(comparison, series)


def _so_far(comparison: Operation, evaluation: Evaluation, windows: Windows) -> _Judged:
    """The left side as the window fills, held against a figure or against the right side as it fills."""
    left, right = comparison.operands
    if written(right) is not None:
        return _Judged(left, Scale.SO_FAR, bar=written(right))
    if _is_fixed(right):
        bar = float(evaluation.number(right, windows)[0])
        return _Judged(left, Scale.SO_FAR, bar=bar, is_written=False)
    return _Judged(left, Scale.SO_FAR, rival=Rival(right))


def _of_condition(comparison: Operation, series: Node) -> _Judged:
    """share(x > 4.5) >= 0.6: 4.5. share(x > y) >= 0.6: the other series, period by period."""
    left = comparison.operands[0]
    inside = left.arguments[0] if isinstance(left, Call) and left.arguments else None
    if isinstance(inside, Operation) and inside.type.kind is Kind.CONDITION and len(inside.operands) == 2:
        other = inside.operands[1]
        if other.type.kind is Kind.SERIES:
            return _Judged(series, rival=Rival(other))
    return _Judged(series, bar=threshold(comparison))


def _of_move(left: Node, right: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    """growth(x) against a figure, or against the growth of another series. Without a start there is nothing to draw."""
    assert isinstance(left, Call)
    series = left.arguments[0]
    if np.isnan(start_of(series, evaluation, windows)).any():
        return _Judged(series)
    scale = Scale(left.function)
    if written(right) is not None:
        return _Judged(series, scale, 0.0, written(right))
    return _Judged(series, scale, 0.0, rival=_rival(right, left.function))


def _of_difference(left: Operation, right: Node, series: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    """last(x) - start(x) >= 2: the start plus 2. growth(x) - growth(y) >= 10: growth(y) plus 10."""
    first, second = left.operands
    needed = written(right)
    if needed is None:
        return _Judged(series)
    if _is_move(first, series):
        judged = _of_move(first, second, evaluation, windows)
        return replace(judged, rival=judged.rival and replace(judged.rival, offset=needed))
    if not _is_level(first, series):
        return _Judged(series)
    judged = _of_level(series, second, evaluation, windows)
    if judged.bar is not None and not judged.is_written:
        return replace(judged, bar=judged.bar + needed, baseline=judged.bar)
    return replace(judged, bar=None, rival=judged.rival and replace(judged.rival, offset=needed))


def _of_level(series: Node, right: Node, evaluation: Evaluation, windows: Windows) -> _Judged:
    """last(x) against a figure, against what was before the claim, or against another series."""
    if written(right) is not None:
        return _Judged(series, bar=written(right))
    if _is_fixed(right):
        return _Judged(series, bar=float(evaluation.number(right, windows)[0]), is_written=False)
    return _Judged(series, rival=_rival(right, *sorted(_LEVELS)))


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
