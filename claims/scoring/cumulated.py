"""How a relation's difference of losses adds up over its window, and how far such sums stray by chance: for a chart."""

from dataclasses import dataclass

import numpy as np

from claims.scoring.fan import quantiles
from claims.scoring.favour import FEWEST_EFFECTIVE, known
from claims.scoring.relation import Losses
from evidence.periods import Ints
from evidence.series import Floats

_MOST_POINTS = 24  # of the band: it bends little
_MOST_WINDOWS = 2_000  # earlier ones that are looked at, evenly spread


@dataclass(frozen=True, eq=False)
class Cumulated:
    """The sum of a's gain less c's, in usual squared errors, by day; and the quantiles of sums by chance, by day.

    `sums` has a shape of (days,), NaN where a period has no forecast or no outcome; `chance` one of (levels, ahead),
    with the levels of a fan, from the window's first period to its last. It is empty where history is too short.
    """

    days: Ints
    sums: Floats
    ahead: Ints
    chance: Floats


def cumulated(losses: Losses, opens: int, close: int, due: int) -> Cumulated | None:
    """Over the periods of a window that have ended, of `due` in all; None where none is known.

    Chance is what every earlier window of as many periods shows with their common mean taken off, as in the call.
    """
    inside = (losses.ends >= opens) & (losses.ends <= close)
    days, d = losses.ends[inside], losses.difference[inside]
    if not (~np.isnan(d)).any():
        return None
    sums = np.where(np.isnan(d), np.nan, np.cumsum(np.nan_to_num(d)))
    return Cumulated(days, sums, *_chance(losses, days, (opens, close), due))


def _chance(losses: Losses, days: Ints, window: tuple[int, int], due: int) -> tuple[Ints, Floats]:
    before = known(losses.difference[losses.ends < window[0]])
    due = max(due, len(days))
    if len(before) < FEWEST_EFFECTIVE * due:
        return np.empty(0, dtype=np.int64), np.empty((0, 0))
    windows = np.lib.stride_tricks.sliding_window_view(before - before.mean(), due)
    windows = windows[:: -(-len(windows) // _MOST_WINDOWS)]
    places = np.unique(np.linspace(0, due - 1, min(due, _MOST_POINTS)).round().astype(np.int64))
    return _days(days, window[1], due)[places], quantiles(np.cumsum(windows, axis=1)[:, places])


def _days(days: Ints, close: int, due: int) -> Ints:
    """The days on which the window's periods end, those to come evenly up to the checkpoint."""
    ahead = np.linspace(days[-1], max(close, days[-1]), due - len(days) + 1)[1:]
    return np.append(days, ahead.round().astype(np.int64))
