"""Worlds for the relation tests: a target and two drivers, and their published histories."""

import numpy as np

from claims.scoring.regressions import complete, design, forecasts
from claims.scoring.relation import Relation, Side
from evidence.formula import Kind, parse
from evidence.periods import Frequency, last_day, period_of
from evidence.series import Floats, History, history
from tests.evidence.formula.catalogue import CATALOGUE, day

_WARM_UP = 100


def world(
    seed: list[int], count: int, *, own: float = 0.0, cross: float = 0.0, effect: float = 0.0, since: int = 0,
    both: float = 0.0, tails: bool = False,
) -> Floats:  # fmt: skip
    """b, a and c, each of which remembers its past by `own`, with shocks correlated by `cross`. Shape (3, count).

    b follows a's last period by `effect` from period `since` on, and both drivers' by `both`. `tails`: of t(4).
    """
    rng = np.random.default_rng(seed)
    size = (count + _WARM_UP, 3)
    shocks = rng.standard_t(4, size) if tails else rng.normal(size=size)
    shocks = shocks @ np.linalg.cholesky(np.full((3, 3), cross) + (1 - cross) * np.eye(3)).T
    figures = [(0.0, 0.0, 0.0)]
    for at, (of_b, of_a, of_c) in enumerate(shocks[1:].tolist(), start=1):  # plain numbers: three are no array's work
        b, a, c = figures[-1]
        follows = effect * a if at >= _WARM_UP + since else 0.0
        figures.append((own * b + of_b + both * (a + c) + follows, own * a + of_a, own * c + of_c))
    return np.array(figures[_WARM_UP:]).T


def differences(b: Floats, a: Floats, c: Floats, lags: int = 2) -> Floats:
    """e_c^2 - e_a^2 of each period, of series that are never revised: the fast way."""
    past = range(1, lags + 1)
    with_a, with_c = (design(b[None], [one[None]], past, [past]) for one in (a, c))
    fit = complete(b[None], with_a, with_c)
    places, rows = np.arange(len(b)), np.zeros(len(b), dtype=np.int64)
    error_a, error_c = (b - forecasts(x, b[None], fit, rows, places) for x in (with_a, with_c))
    return error_c**2 - error_a**2


def side(target: str, *drivers: str) -> Side:
    """A side of a relation from formulas over the tests' catalogue."""
    tree = {text: parse(text, CATALOGUE, Kind.SERIES).tree for text in (target, *drivers)}
    return Side(tree[target], tuple(tree[one] for one in drivers))


def relation(lags: int = 2, *, same_period: bool = False) -> Relation:
    """That the change of prices follows that of jobs rather than that of unemployment."""
    target = "diff(cpi)"
    return Relation(side(target, "diff(payrolls)"), side(target, "diff(unemployment)"), lags, same_period)


def published(values: Floats, lag: int, first: str = "2000-01", frequency: Frequency = Frequency.MONTH) -> History:
    """Figures of consecutive periods, each out `lag` days after its end and never revised; NaN was never published."""
    ordinals = period_of(day(f"{first}-01"), frequency) + np.arange(len(values))
    ends = last_day(ordinals, frequency)
    known = ~np.isnan(values)
    return history(frequency, ends[known], ends[known] + lag, values[known], lag)


def histories(figures: Floats, lag: int = 14) -> dict[str, History]:
    """Levels whose changes are b, a and c: prices, jobs, unemployment."""
    levels = np.cumsum(figures, axis=1)
    return {slug: published(one, lag) for slug, one in zip(("cpi", "payrolls", "unemployment"), levels, strict=True)}


def revised(before: History, seed: int, sigma: float, after: int) -> History:
    """Every figure is revised by some noise so many days after it first came out."""
    noise = np.random.default_rng(seed).normal(0, sigma, len(before.values))
    return history(
        before.frequency,
        np.concatenate([before.ends, before.ends]),
        np.concatenate([before.known, before.known + after]),
        np.concatenate([before.values, before.values + noise]),
        before.lag,
    )
