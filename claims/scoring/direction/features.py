"""What a series' own history says of its direction, on every week of a grid, each from what was published by then."""

from dataclasses import dataclass

import numpy as np

from claims.scoring.direction.tracks import Track
from evidence.periods import Ints
from evidence.series import Floats

WEEK = 7
LONG, MIDDLE, SHORT = 520, 156, 52  # weeks of a window: ten years, three years, one year
FEWEST = 20  # weeks below which a window says nothing
PRIOR = 4.0  # windows' worth of even odds added to the share of rises
PRIOR_BLOCKS = 8.0  # blocks' worth of no persistence added to their correlation
USUAL = 60.0  # days: the horizon at which the second half of the columns is zero
COLUMNS = 12


@dataclass(frozen=True, eq=False)
class Grid:
    """Weeks up to a day, with the features of one horizon on each.

    `x` holds the columns of the regression, `still` the share of windows in which the series ended where it began,
    `rose` the share of the others in which it ended higher.
    Weeks with too little history have NaN.
    """

    weeks: Ints  # (weeks,)
    x: Floats  # (weeks, COLUMNS)
    still: Floats  # (weeks,)
    rose: Floats  # (weeks,)


def grid(track: Track, is_log: bool, horizon: int, until: int, since: int) -> Grid:
    """Features on the weeks from `since` to `until`, for changes over `horizon` days."""
    start = max(since, int(track.days[0])) if len(track.days) else until
    weeks = np.arange(until, start - 1, -WEEK)[::-1]
    level = track.published_by(weeks)
    earlier = track.published_by(weeks - horizon)
    x = np.log(level) if is_log and bool((track.values > 0).all()) else level
    rose = _share_of_rises(level, earlier, horizon)
    still = (_rolling(_equal(level, earlier), LONG) + _rolling(_equal(level, earlier), MIDDLE)) / 2
    length = float(np.clip(horizon, 30, 90))
    moves, signs = _persistence(x, round(length / WEEK), length)
    own = np.stack([np.ones(len(weeks)), _logit(rose), _distance(x, LONG), _distance(x, SHORT), moves, signs], axis=1)
    return Grid(weeks, np.concatenate([own, own * np.log(horizon / USUAL) / 1.5], axis=1), still, rose)


def _equal(level: Floats, earlier: Floats) -> Floats:
    return np.where(np.isnan(earlier), np.nan, level == earlier)


def _share_of_rises(level: Floats, earlier: Floats, horizon: int) -> Floats:
    """Of the windows of ten years that did not stand still; windows overlap, so they count by their length."""
    moved = np.where(np.isnan(earlier) | (level == earlier), np.nan, level > earlier)
    count = _count(moved, LONG) * WEEK / horizon
    rises = np.nan_to_num(_rolling(moved, LONG)) * count
    return (rises + PRIOR / 2) / (count + PRIOR)


def _distance(x: Floats, window: int) -> Floats:
    """From the mean of a window in its standard deviations, at most 3; less where the window is not full."""
    mean, square = _rolling(x, window), _rolling(x**2, window)
    spread = np.sqrt(np.maximum(square - mean**2, 0.0))
    score = (x - mean) / np.where(spread > 0, spread, np.inf)
    return np.clip(score, -3, 3) * np.minimum(1.0, _count(x, window) / window)


def _persistence(x: Floats, block: int, days: float) -> tuple[Floats, Floats]:
    """The last block's move and its sign, each times how far such moves have gone on in the block after."""
    last, before = x - _earlier(x, block), _earlier(x, block) - _earlier(x, 2 * block)
    blocks = _count(last * before, LONG) * WEEK / days
    belief = blocks / (blocks + PRIOR_BLOCKS)
    size = _rolling(np.abs(last), LONG)
    moves = _correlation(last, before) * belief * np.clip(last / np.where(size > 0, size, np.inf), -2, 2)
    signs = _rolling(np.sign(last) * np.sign(before), LONG) * belief * np.sign(last)
    return moves, signs


def _correlation(a: Floats, b: Floats) -> Floats:
    joint = np.isnan(a) | np.isnan(b)
    a, b = np.where(joint, np.nan, a), np.where(joint, np.nan, b)
    mean_a, mean_b = _rolling(a, LONG), _rolling(b, LONG)
    spread = (_rolling(a**2, LONG) - mean_a**2) * (_rolling(b**2, LONG) - mean_b**2)
    together = _rolling(a * b, LONG) - mean_a * mean_b
    return np.clip(together / np.sqrt(np.where(spread > 0, spread, np.inf)), -1, 1)


def _earlier(x: Floats, steps: int) -> Floats:
    return np.concatenate([np.full(min(steps, len(x)), np.nan), x[: max(len(x) - steps, 0)]])


def _count(values: Floats, window: int) -> Floats:
    return _sum((~np.isnan(values)).astype(np.float64), window)


def _rolling(values: Floats, window: int) -> Floats:
    """The mean of the figures of a window that ends with each week; NaN with fewer than `FEWEST`."""
    known = ~np.isnan(values)
    count = _sum(known.astype(np.float64), window)
    mean = _sum(np.where(known, values, 0.0), window) / np.maximum(count, 1.0)
    return np.where(count >= FEWEST, mean, np.nan)


def _sum(values: Floats, window: int) -> Floats:
    total = np.cumsum(values)
    sums = total.copy()
    sums[window:] -= total[: max(len(values) - window, 0)]
    return sums


def _logit(p: Floats) -> Floats:
    return np.log(p / (1 - p))
