"""Statistics of a window: from the figures of its periods to one number per row."""

from collections.abc import Callable, Mapping

import numpy as np

from evidence.formula.selection import Span, Windows, bounds, day_before, gather, select, spread
from evidence.formula.shifting import lag
from evidence.formula.tree import Option
from evidence.periods import Ints
from evidence.series import Bools, Floats, Panel, is_complete

_SHORTEST_FIT = 3  # observations beyond the parameters that a correlation or regression needs at least
_ROUNDING = 1e-14  # the share of a figure that may be left of it when figures of its size are subtracted
_AGES = 1_000  # days to look back for the newest period: more than two years

_PICKS = {"first", "last", "before"}

Statistic = Callable[[Floats], Floats]


def statistic(name: str, panels: list[Panel], where: Panel | None, options: Mapping[str, Option], windows: Windows,
              coverage: float) -> Floats:  # fmt: skip
    """The window statistic `name` of panels that share a calendar. One number per row, NaN where too little is known.

    `where` holds 1 for periods that count, 0 for others, NaN where that is unknown. `coverage` is the share of the
    periods due that must be known; the first and last figure, and changes to the last, need only their own periods.
    """
    if name in ("at", "start"):
        return _at(panels[0], options, windows)
    if name == "corr" and options.get("lag"):
        panels = [lag(panels[0], int(str(options["lag"]))), panels[1]]
    panels = [spread(panel, windows, options) for panel in panels]
    where = None if where is None else spread(where, windows, options)
    if name in _EDGES and where is None:
        return _edge_statistic(name, panels[0], windows, options)
    span = select(panels[0], windows, options)
    used = None if where is None else gather(where, span)
    values, enough = _known([gather(panel, span) for panel in panels], used, span, coverage)
    if name in _SEVERAL:
        return np.where(enough, _SEVERAL[name](values), np.nan)
    if name in _EDGES and used is not None:
        value = _outermost(values[0], used, span, 0 if name == "first" else -1)
        if name in ("change", "growth"):
            value = _EDGES[name](value, _baseline(panels[0], span, windows, options))
        return np.where(enough, value, np.nan)
    return np.where(enough, _SINGLE[name](values[0]), np.nan)


def _edge_statistic(name: str, panel: Panel, windows: Windows, options: Mapping[str, Option]) -> Floats:
    """first, last, change and growth of whole windows: decided by the figures at the edges alone."""
    whole = select(panel, windows, options)
    side = "first" if name == "first" else "last"
    edge = whole if _PICKS & set(options) else select(panel, windows, {**options, side: 1})
    value = _exact(gather(panel, edge), edge, 0 if side == "first" else -1)
    if name in ("change", "growth"):
        value = _EDGES[name](value, _baseline(panel, whole, windows, options))
    return np.where(edge.stop - edge.first >= edge.due, value, np.nan)


def _known(values: list[Floats], used: Floats | None, span: Span, coverage: float) -> tuple[list[Floats], Bools]:
    """Blank what does not count, and say per row, or of all, whether enough of the periods due is known."""
    if used is None and all(is_complete(value) for value in values):
        return values, (span.due > 0) & (values[0].shape[1] >= np.minimum(coverage * span.due, span.due) - 1e-9)
    known = ~np.isnan(values[0])
    for other in values[1:]:
        known = known & ~np.isnan(other)
    counted = known
    if used is not None:
        counted = known & (used == 1)
        known = (used == 0) | counted
    have = known.sum(axis=1)
    enough = (span.due > 0) & (have >= np.minimum(coverage * span.due, span.due) - 1e-9)
    return [np.where(counted, value, np.nan) for value in values], enough


def _exact(values: Floats, span: Span, side: int) -> Floats:
    """The figure of the very first (0) or last (-1) period of each row."""
    if values.shape[1] == 0:
        return np.full(values.shape[0], np.nan)
    if len(span.first) == 1 or side == 0:
        return values[:, side]
    columns = np.clip(span.stop - span.first - 1, 0, None)
    return np.take_along_axis(values, columns[:, None], axis=1)[:, 0]


def _outermost(values: Floats, used: Floats, span: Span, side: int) -> Floats:
    """The figure of the first (0) or last (-1) period that counts; unknown where it is, or whether it counts, is."""
    if values.shape[1] == 0:
        return np.full(values.shape[0], np.nan)
    may_count = (used != 0) & (np.arange(values.shape[1]) < (span.stop - span.first)[:, None])
    columns = may_count.argmax(axis=1) if side == 0 else values.shape[1] - 1 - may_count[:, ::-1].argmax(axis=1)
    return np.take_along_axis(values, np.broadcast_to(columns, len(values))[:, None], axis=1)[:, 0]


def _at(panel: Panel, options: Mapping[str, Option], windows: Windows) -> Floats:
    """The last period that ended before the place (an offset), or by the end of the one that it names (a date)."""
    return _newest(panel, day_before(str(options.get("place", "+0d")), windows.opens))


def _baseline(panel: Panel, span: Span, windows: Windows, options: Mapping[str, Option]) -> Floats:
    """The last period before the picked ones begin; for a whole window that is start(x)."""
    if not {"last", "before"} & set(options):
        return _newest(panel, bounds(windows, options)[0] - 1)
    before = Span(np.maximum(span.first - 1, 0), span.first, np.ones_like(span.first))
    return _exact(gather(panel, before), before, -1)


def _newest(panel: Panel, days: Ints) -> Floats:
    """The period that ended last by each day; a daily series must have a figure within a week of it."""
    ends = Windows(days - _AGES, days)
    panel = spread(panel, ends, {"last": 1})
    span = select(panel, ends, {"last": 1})
    value = _exact(gather(panel, span), span, -1)
    return np.where(span.stop - span.first >= span.due, value, np.nan)


def _change(last: Floats, baseline: Floats) -> Floats:
    return last - baseline


def _growth(last: Floats, baseline: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = 100.0 * (last / baseline - 1.0)
    return np.where(np.isfinite(growth), growth, np.nan)


def _total(values: Floats) -> Floats:
    if is_complete(values):
        return values.sum(axis=1)
    known = ~np.isnan(values)
    return np.where(known.any(axis=1), np.where(known, values, 0.0).sum(axis=1), np.nan)


def _count(condition: Floats) -> Floats:
    """Of periods that where= leaves out altogether, none is true: that is 0 and not unknown."""
    return (condition == 1).sum(axis=1).astype(np.float64)


def _mean(values: Floats) -> Floats:
    if is_complete(values):
        return values.sum(axis=1) / values.shape[1]
    count = (~np.isnan(values)).sum(axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return _total(values) / count


def _lowest(values: Floats) -> Floats:
    return -_highest(-values)


def _highest(values: Floats) -> Floats:
    highest = np.where(np.isnan(values), -np.inf, values).max(axis=1, initial=-np.inf)
    return np.where(np.isfinite(highest), highest, np.nan)


def _slope(values: Floats) -> Floats:
    """Least squares on the number of the period, per period."""
    place = np.where(np.isnan(values), np.nan, np.arange(values.shape[1], dtype=np.float64))
    x, y = _centred(place), _centred(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        slope = np.nansum(x * y, axis=1) / np.nansum(x * x, axis=1)
    return np.where((~np.isnan(values)).sum(axis=1) >= _SHORTEST_FIT, slope, np.nan)


def _longest(condition: Floats) -> Floats:
    """The longest run of true periods; an unknown one, or one that where= leaves out, ends a run."""
    run = np.zeros(condition.shape[0])
    best = run.copy()
    for column in (condition == 1).T:
        run = (run + 1) * column
        best = np.maximum(best, run)
    return best


def _centred(values: Floats) -> Floats:
    return values - _mean(values)[:, None]


def _correlation(values: list[Floats]) -> Floats:
    x, y = (_standardised(value) for value in values)
    enough = (~np.isnan(values[0])).sum(axis=1) >= _SHORTEST_FIT + 1
    return np.where(enough, (x * y).sum(axis=1), np.nan)


def _standardised(values: Floats) -> Floats:
    """Centred and of length one, 0 where missing. NaN for a constant: what rounding leaves of one is no spread."""
    centred = np.nan_to_num(_centred(values))
    length = np.sqrt((centred * centred).sum(axis=1, keepdims=True))
    size = np.abs(np.nan_to_num(values)).max(axis=1, keepdims=True, initial=0.0)
    varies = length > _ROUNDING * size * np.sqrt(values.shape[1])
    return np.divide(centred, length, out=np.full_like(centred, np.nan), where=varies)


def _r_squared(values: list[Floats]) -> Floats:
    """The share of the variance of the first explained by the others (least squares with intercept)."""
    y, *regressors = (_standardised(value) for value in values)
    constant = np.all([np.isnan(x).any(axis=1) for x in regressors], axis=0)
    x = np.nan_to_num(np.stack(regressors, axis=-1))
    moments = np.einsum("rtk,rtl->rkl", x, x)
    cross = np.einsum("rtk,rt->rk", x, y)
    weights = np.einsum("rkl,rl->rk", np.linalg.pinv(moments, rcond=1e-12, hermitian=True), np.nan_to_num(cross))
    enough = (~np.isnan(values[0])).sum(axis=1) >= _SHORTEST_FIT + len(regressors)
    return np.where(enough & ~constant, np.einsum("rk,rk->r", weights, cross), np.nan)


_EDGES: dict[str, Callable[[Floats, Floats], Floats]] = {
    "first": _change, "last": _change, "change": _change, "growth": _growth,
}  # fmt: skip
_SINGLE: dict[str, Statistic] = {
    "mean": _mean, "total": _total, "lowest": _lowest, "highest": _highest, "slope": _slope,
    "share": _mean, "count": _count, "longest": _longest,
}  # fmt: skip
_SEVERAL: dict[str, Callable[[list[Floats]], Floats]] = {"corr": _correlation, "r2": _r_squared}
