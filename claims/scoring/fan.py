"""Where the futures that give a probability take the figure that a criterion is about: quantiles, for a chart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Kind, Node, Windows
from evidence.formula.canonical import canonical
from evidence.formula.tree import Operation
from evidence.periods import Ints
from evidence.series import Floats, Panel

LEVELS = (0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975)  # 95, 80 and 50 % of the paths lie between, and the median
_MOST_POINTS = 12  # a chart the size of a word shows no more
_GLANCE = 64  # paths that are looked at before all are
_MOST_UNKNOWN = 0.2  # share of the paths without a figure, above which a period is left out


@dataclass(frozen=True)
class Fan:
    """Quantiles at the ends of simulated periods, one row a level, of a series by its canonical text.

    Of a figure that is reckoned from a whole window they are at its end alone.
    """

    series: str
    days: tuple[int, ...]
    quantiles: tuple[tuple[float, ...], ...]


def subject(node: Node) -> Node | None:
    """The first series of figures below a node, not looking into conditions deeper than their left side."""
    if node.type.kind is Kind.SERIES:
        return node
    below = node.operands[:1] if isinstance(node, Operation) and node.type.kind is Kind.CONDITION else node.children
    return next((found for child in below if (found := subject(child)) is not None), None)


Drawn = dict[tuple[Node, int], Fan | None]  # fans to a checkpoint, on the same futures


def fans(
    trees: Sequence[Node], evaluation: Evaluation, windows: Windows, drawn: Drawn | None = None
) -> tuple[Fan, ...]:
    """Of all comparisons of some answers over one window, each once: where their series go, and where their left side
    lies at the checkpoint if it is more than a figure of a series. Those that are known by now have none."""
    drawn, close = {} if drawn is None else drawn, int(windows.closes[0])
    found: dict[str, Fan] = {}
    for comparison in dict.fromkeys(one for tree in trees for one in comparisons(tree)):
        left = comparison.operands[0]
        series = subject(left)
        if series is not None and (series, close) not in drawn:
            drawn[series, close] = _fan(series, evaluation.series(series), close)
        if (left, close) not in drawn:
            drawn[left, close] = _at_checkpoint(left, evaluation, windows)
        both = ([] if series is None else [drawn[series, close]]) + [drawn[left, close]]
        found.update({one.series: one for one in both if one is not None})
    return tuple(found.values())


def _at_checkpoint(left: Node, evaluation: Evaluation, windows: Windows) -> Fan | None:
    values = evaluation.number(left, windows)
    if len(values) < 2 or not _differ(values[:, None])[0]:
        return None
    column = quantiles(values[:, None])
    return None if np.isnan(column).any() else Fan(canonical(left), (int(windows.closes[0]),), _rows(column))


def _rows(table: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in table.tolist())


def fan(tree: Node, evaluation: Evaluation, close: int, drawn: Drawn | None = None) -> Fan | None:
    """The fan of the series of an answer's first open comparison, to its checkpoint; None if all is known.

    `drawn` keeps those of one evaluation: criteria that are about the same series have the same fan.
    """
    drawn = {} if drawn is None else drawn
    for comparison in comparisons(tree):
        series = subject(comparison.operands[0])
        if series is None:
            continue
        if (series, close) not in drawn:
            drawn[series, close] = _fan(series, evaluation.series(series), close)
        if (found := drawn[series, close]) is not None:  # one whose side is known by now leaves room for the next
            return found
    return None


def _fan(series: Node, panel: Panel, close: int) -> Fan | None:
    if panel.is_empty():
        return None
    panel = panel.take(slice(0, int(np.searchsorted(panel.ends, close, side="right"))))
    open_ = np.flatnonzero(_differ(panel.values))
    if panel.values.shape[0] < 2 or not open_.size:
        return None
    simulated = panel.take(_spread(open_))
    drawn = quantiles(simulated.values)
    told = ~np.isnan(drawn[0])
    days = tuple(int(day) for day in simulated.ends[told])
    return Fan(canonical(series), days, _rows(drawn[:, told])) if days else None


def _differ(values: Floats) -> np.ndarray:
    """Of each period, whether the paths have figures that differ, or some of them none. Few paths mostly show it."""
    found = _seen_to_differ(values[:_GLANCE])
    rest = np.flatnonzero(~found)
    found[rest] = _seen_to_differ(values[:, rest])
    return found


def _seen_to_differ(values: Floats) -> np.ndarray:
    return (values != values[:1]).any(axis=0) & ~np.isnan(values).all(axis=0)


def _spread(places: Ints) -> Ints:
    """At most so many of the places, evenly, the first and last among them."""
    chosen = np.linspace(0, len(places) - 1, min(len(places), _MOST_POINTS)).round().astype(int)
    return places[chosen]


def quantiles(values: Floats) -> Floats:
    """Of each column (paths, periods) the quantiles at `LEVELS`, one row each; NaN where too few paths have a figure.

    Between two figures they are interpolated: R. J. Hyndman & Y. Fan (1996), Sample quantiles in statistical packages.
    The American Statistician 50, 361-365, definition 7.
    """
    ordered = np.sort(values.T, axis=1)  # missing ones last
    count = (~np.isnan(ordered)).sum(axis=1)
    place = np.array(LEVELS)[:, None] * np.maximum(count - 1, 0)
    below = place.astype(np.int64)
    rows = np.arange(len(ordered))
    low, high = ordered[rows, below], ordered[rows, np.minimum(below + 1, np.maximum(count - 1, 0))]
    found = low + (high - low) * (place - below)
    return np.where(count >= (1 - _MOST_UNKNOWN) * len(values), found, np.nan)
