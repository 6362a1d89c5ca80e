"""What a number amounts to as its window fills: "total(x)" of the periods so far, at the end of each of them."""

import numpy as np

from claims.scoring.fan import subject
from evidence.formula import Evaluation, Node, Windows
from evidence.periods import Ints
from evidence.series import Floats, Panel

_MOST_ENDS = 120  # of a long window of days
_COVERAGE = 0.01  # of the periods due, as sentences about the figures so far have it


def ends_in(series: Node, evaluation: Evaluation, windows: Windows) -> Ints:
    """The places of a series' periods that end within a window and have figures in some row; many are thinned out."""
    panel = evaluation.series(series)
    inside = (panel.ends >= windows.opens[0]) & (panel.ends <= windows.closes[0])
    places = np.flatnonzero(inside & ~np.isnan(panel.values).all(axis=0))
    if len(places) <= _MOST_ENDS:
        return places
    return places[np.linspace(0, len(places) - 1, _MOST_ENDS).round().astype(np.int64)]


def running(number: Node, evaluation: Evaluation, windows: Windows) -> Panel:
    """A number row by row at the ends of the periods of its first series that have come: missing where these are."""
    series = subject(number)
    assert series is not None
    panel = evaluation.series(series)
    places = ends_in(series, evaluation, windows)
    partly = Evaluation(evaluation.panels, evaluation.derived, _COVERAGE)
    values = _values(number, partly, int(windows.opens[0]), panel.ends[places])
    known = panel.take(places)
    return known.with_values(np.where(np.isnan(known.values), np.nan, values))


def _values(number: Node, evaluation: Evaluation, opens: int, closes: Ints) -> Floats:
    """The number at each close, a row for each of the panels'. Of panels of one row all windows are asked at once."""
    if not len(closes):
        return np.empty((1, 0))
    if all(len(panel.values) == 1 for panel in evaluation.panels.values()):
        found = evaluation.number(number, Windows(np.full(len(closes), opens), closes))
        return np.broadcast_to(found, len(closes))[None, :]
    columns = [evaluation.number(number, Windows.single(opens, int(close))) for close in closes]
    return np.column_stack(np.broadcast_arrays(*columns))
