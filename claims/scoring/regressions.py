"""Forecasts from regressions that know, at each origin, only what came before. Arrays in, arrays out.

A design has one row per information set and one column per period; `places` says which period each forecast is of.
Every forecast is of least squares with an intercept on the periods before it.
"""

from collections.abc import Sequence

import numpy as np

from evidence.periods import Ints
from evidence.series import Bools, Floats

PER_COEFFICIENT = 8  # observations for each coefficient that a regression needs at least
_RANK = 1e-10  # of correlated regressors: directions with a smaller share of the variance are left out


def design(y: Floats, drivers: Sequence[Floats], own: Sequence[int], theirs: Sequence[Sequence[int]]) -> Floats:
    """Regressors of each period: the target so many periods earlier, and each driver. Shape (rows, periods, k).

    y and each driver have the shape (rows, periods); `own` are lags of the target, `theirs` those of each driver.
    """
    columns = [_shifted(y, lag) for lag in own]
    columns += [_shifted(x, lag) for x, lags in zip(drivers, theirs, strict=True) for lag in lags]
    return np.stack(np.broadcast_arrays(*columns), axis=-1)


def _shifted(values: Floats, lag: int) -> Floats:
    if lag == 0:
        return values
    moved = np.full_like(values, np.nan)
    moved[:, lag:] = values[:, :-lag]
    return moved


def complete(*parts: Floats) -> Bools:
    """Periods of which every figure is known: of y (rows, periods) and of designs (rows, periods, k)."""
    known = [~np.isnan(part if part.ndim == 2 else part.sum(axis=-1)) for part in parts]
    return np.logical_and.reduce(np.broadcast_arrays(*known))


def forecasts(x: Floats, y: Floats, fit: Bools, rows: Ints, places: Ints) -> Floats:
    """The forecast of period `places[i]` from row `rows[i]`: fitted on its periods before that which `fit` allows.

    Shapes: x (R, P, k), y (R, P), fit (R, P), rows and places (n,); gives (n,). NaN where too few periods are known,
    or a regressor of the period itself. With one row for all origins the moments are summed once for all of them.
    """
    if not len(places):
        return np.empty(0)
    x, y, scale = _standardised(x, y, fit)
    sums = _cumulated if len(x) == 1 else _masked
    count, mean_x, mean_y, xx, xy = sums(x, y, fit, rows, places)
    spread = np.sqrt(np.maximum(np.einsum("nkk->nk", xx), 0.0))
    inverse = np.divide(1.0, spread, out=np.zeros_like(spread), where=spread > _RANK * np.sqrt(count)[:, None])
    correlations = xx * inverse[:, :, None] * inverse[:, None, :]
    solved = np.linalg.pinv(correlations, rcond=_RANK, hermitian=True) @ (xy * inverse)[:, :, None]
    now = (x[rows % len(x), places] - mean_x) * inverse
    enough = count >= PER_COEFFICIENT * (x.shape[-1] + 1)
    return np.where(enough, mean_y + (now * solved[:, :, 0]).sum(axis=-1), np.nan) * scale[1] + scale[0]


def _standardised(x: Floats, y: Floats, fit: Bools) -> tuple[Floats, Floats, tuple[float, float]]:
    """About zero and of size one, so that sums of squares keep their digits; and how to bring y back."""
    x_mean, x_size = _moments(x[fit])
    y_mean, y_size = _moments(y[fit])
    return (x - x_mean) / x_size, (y - y_mean) / y_size, (float(y_mean), float(y_size))


def _moments(values: Floats) -> tuple[Floats, Floats]:
    if not len(values):
        return np.zeros(values.shape[1:]), np.ones(values.shape[1:])
    mean, size = values.mean(axis=0), values.std(axis=0)
    constant = size <= 1e-12 * np.abs(mean)  # what rounding leaves of a constant is no spread
    return mean, np.where(constant | (size == 0), 1.0, size)


# count (n,), means of x (n, k) and y (n,), centred sums of products xx (n, k, k) and xy (n, k)
Sums = tuple[Floats, Floats, Floats, Floats, Floats]


def _cumulated(x: Floats, y: Floats, fit: Bools, rows: Ints, places: Ints) -> Sums:
    """Of one row: running sums over periods, read off before each place."""
    used = fit[0]
    z, v = np.where(used[:, None], x[0], 0.0), np.where(used, y[0], 0.0)
    running = [np.cumsum(part, axis=0) for part in (used.astype(np.float64), z, v, z[:, :, None] * z[:, None, :],
                                                    z * v[:, None])]  # fmt: skip
    count, sum_x, sum_y, xx, xy = (np.concatenate([np.zeros_like(part[:1]), part])[places] for part in running)
    return _centred(count, sum_x, sum_y, xx, xy)


def _masked(x: Floats, y: Floats, fit: Bools, rows: Ints, places: Ints) -> Sums:
    """Of many rows, each with its own figures."""
    used = fit[rows] & (np.arange(x.shape[1]) < places[:, None])
    z, v = np.where(used[:, :, None], x[rows], 0.0), np.where(used, y[rows], 0.0)
    turned = z.transpose(0, 2, 1)
    xy = (turned @ v[:, :, None])[:, :, 0]
    return _centred(used.sum(axis=1).astype(np.float64), z.sum(axis=1), v.sum(axis=1), turned @ z, xy)


def _centred(count: Floats, sum_x: Floats, sum_y: Floats, xx: Floats, xy: Floats) -> Sums:
    n = np.maximum(count, 1.0)
    mean_x, mean_y = sum_x / n[:, None], sum_y / n
    xx = xx - sum_x[:, :, None] * mean_x[:, None, :]
    return count, mean_x, mean_y, xx, xy - sum_x * mean_y[:, None]
