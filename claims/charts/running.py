"""What a number amounts to as its window fills: "total(x)" of the periods so far, at the end of each of them."""

import numpy as np

from claims.scoring.fan import subject
from evidence.formula import Evaluation, Node, Windows
from evidence.periods import Ints
from evidence.series import Panel

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
    opens = int(windows.opens[0])
    columns = [partly.number(number, Windows.single(opens, int(panel.ends[place]))) for place in places]
    values = np.full((len(panel.values), len(places)), np.nan)
    for at, column in enumerate(columns):
        values[:, at] = column
    known = panel.take(places)
    return known.with_values(np.where(np.isnan(known.values), np.nan, values))
