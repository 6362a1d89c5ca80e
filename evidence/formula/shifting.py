"""Functions along time: lag, diff, pct, yoy, moving statistics. They count a series' own periods; yoy goes by date."""

from collections.abc import Callable
from functools import partial

import numpy as np

from evidence.formula.byrows import by_rows
from evidence.periods import Frequency, Ints, add_months
from evidence.series import Bools, Floats, Panel, is_complete

COVERAGE = 0.8  # a moving window needs this share of its periods
_YOY_TOLERANCE = 7  # days by which a daily or weekly figure of a year ago may be older
_PERIODS_A_YEAR = {Frequency.WEEK: 52, Frequency.MONTH: 12, Frequency.QUARTER: 4, Frequency.YEAR: 1}
_TRADING_DAYS = 252
_ROUNDING = 1e-14  # the share of a row's squares by which a running sum of them may be off


def lag(panel: Panel, steps: int) -> Panel:
    """The figure `steps` periods earlier."""
    return panel.with_values(by_rows(partial(_earlier, steps), panel.values))


def _earlier(steps: int, values: Floats) -> Floats:
    shifted = np.full_like(values, np.nan)
    if steps < values.shape[1]:
        shifted[:, steps:] = values[:, : values.shape[1] - steps] if steps else values
    if not np.isnan(values[:, -1:]).any():  # mostly no row has ended
        return shifted
    return np.where(_ended(values), np.nan, shifted)


def _ended(values: Floats) -> Bools:
    """The periods after each row's last figure: its calendar ends there, whatever the other rows know."""
    return ~np.logical_or.accumulate(~np.isnan(values[:, ::-1]), axis=1)[:, ::-1]


def diff(panel: Panel, steps: int) -> Panel:
    """The change over `steps` periods."""
    return panel.with_values(panel.values - lag(panel, steps).values)


def pct(panel: Panel, steps: int) -> Panel:
    """The change over `steps` periods in percent of the earlier figure."""
    return panel.with_values(_percent(panel.values, lag(panel, steps).values))


def yoy(panel: Panel) -> Panel:
    """The change over a year in percent: the same period a year earlier, or for daily and weekly series the figure
    at the same date a year earlier, at most 7 days older. Never a number of rows: October 2025 CPI does not exist.
    """
    if not panel.frequency.is_finer_than_month:
        return pct(panel, _PERIODS_A_YEAR[panel.frequency])
    wanted = add_months(panel.ends, -12)
    place = np.searchsorted(panel.ends, wanted, side="right") - 1
    newest = np.where(place >= 0, newest_known(panel.values)[:, np.maximum(place, 0)], -1)
    near = (newest >= 0) & (wanted - panel.ends[newest] <= _YOY_TOLERANCE)
    earlier = np.take_along_axis(panel.values, np.maximum(newest, 0), axis=1)
    return panel.with_values(_percent(panel.values, np.where(near, earlier, np.nan)))


def newest_known(values: Floats) -> Ints:
    """For each period the place of the newest figure up to it, -1 while there is none."""
    places = np.where(np.isnan(values), -1, np.arange(values.shape[1]))
    return np.maximum.accumulate(places, axis=1)


def _percent(now: Floats, earlier: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        change = 100.0 * (now / earlier - 1.0)
    return np.where(np.isfinite(change), change, np.nan)


def mavg(panel: Panel, steps: int) -> Panel:
    """The mean of the last `steps` periods."""
    total, count = _moving_sums(panel.values, steps)
    return panel.with_values(total / count)


def msum(panel: Panel, steps: int) -> Panel:
    """The sum of the last `steps` periods; all of them are needed, for a sum with a hole is too small."""
    total, count = _moving_sums(panel.values, steps)
    return panel.with_values(np.where(count == steps, total, np.nan))


def mstd(panel: Panel, steps: int) -> Panel:
    """The sample standard deviation of the last `steps` periods; what rounding leaves of constant ones is 0."""
    centred = panel.values - _centre(panel.values)
    total, count = _moving_sums(centred, steps)
    squares, _ = _moving_sums(centred**2, steps)
    rounding = _ROUNDING * np.nansum(centred**2, axis=1, keepdims=True)
    spread = squares - total**2 / count
    spread = np.where(spread < rounding, 0.0, spread)
    with np.errstate(divide="ignore", invalid="ignore"):
        return panel.with_values(np.where(count > 1, np.sqrt(spread / (count - 1)), np.nan))


def vol(panel: Panel, steps: int) -> Panel:
    """The annualised standard deviation of the last `steps` log returns, in percent."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(panel.values)
    returns = diff(panel.with_values(np.where(np.isfinite(logs), logs, np.nan)), 1)
    trading = _TRADING_DAYS if panel.week == 5 else 365
    scale = 100.0 * np.sqrt(_PERIODS_A_YEAR.get(panel.frequency, trading))
    return panel.with_values(scale * mstd(returns, steps).values)


def _centre(values: Floats) -> Floats:
    known = ~np.isnan(values)
    count = np.maximum(known.sum(axis=1, keepdims=True), 1)
    return np.where(known, values, 0.0).sum(axis=1, keepdims=True) / count


def _moving_sums(values: Floats, steps: int) -> tuple[Floats, Floats]:
    """Sum and count of the known figures among the last `steps`, NaN where too few are known.

    Rows are centred before the cumulative sum, so that a long history of large figures loses no digits. A row's
    calendar runs from its first figure to its last, whatever the other rows know. Counts are of the shape (columns,)
    where all figures are known.
    """
    if is_complete(values):
        count = np.where(np.arange(values.shape[1]) < steps - 1, np.nan, float(steps))
        centre = values.sum(axis=1, keepdims=True) / values.shape[1]
        return _moving(values - centre, steps) + count * centre, count
    known = ~np.isnan(values)
    centre = _centre(values)
    begun = _moving(np.logical_or.accumulate(known, axis=1).astype(np.float64), steps) == steps
    count = _moving(known.astype(np.float64), steps)
    count = np.where((count >= max(COVERAGE * steps, 1)) & begun & ~_ended(values), count, np.nan)
    total = _moving(np.where(known, values - centre, 0.0), steps) + count * centre
    return total, count


def _moving(values: Floats, steps: int) -> Floats:
    running = np.cumsum(values, axis=1)
    moved = running.copy()
    moved[:, steps:] -= running[:, :-steps]
    moved[:, : steps - 1] = np.nan
    return moved


STEPPED: dict[str, Callable[[Panel, int], Panel]] = {
    "lag": lag, "diff": diff, "pct": pct, "mavg": mavg, "msum": msum, "mstd": mstd, "vol": vol,
}  # fmt: skip
