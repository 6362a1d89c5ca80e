"""How often such a criterion holds anyway: the same criterion at every earlier month (placebo dates)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from claims.scoring.inference import wilson_interval
from claims.scoring.placebo import Outcomes
from evidence.periods import month_of
from evidence.series import Floats, History

FEWEST_EFFECTIVE = 5  # effective windows below which a base rate is pooled
STRIDE = 1  # months between placebo dates


@dataclass(frozen=True)
class BaseRate:
    """A base rate with what it rests on.

    `windows` placebo windows could be answered, `hits` of them held; windows overlap, so they count as `effective`
    independent ones. `low` and `high` are Wilson's 95 % interval with that number. `pooled` names the indicators
    whose windows were added because there were too few.
    """

    rate: float
    windows: int
    hits: int
    effective: float
    low: float
    high: float
    pooled: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """The share of its own windows that held, as it came."""
        return self.hits / self.windows


@dataclass(frozen=True)
class Tally:
    """Placebo windows that could be answered, those that held, and their length in months."""

    windows: int
    hits: int
    months: float

    @property
    def effective(self) -> float:
        """The effective number of windows: neighbours share all but a month, so n * stride / horizon, at least 1."""
        return max(1.0, self.windows * STRIDE / self.months) if self.windows else 0.0


def rate(tally: Tally) -> BaseRate | None:
    """b = (hits * m / n + 1) / (m + 2) with m effective windows; None when no window could be answered."""
    if not tally.windows:
        return None
    return _rate(tally, tally.hits / tally.windows, tally.effective)


def pooled(own: Outcomes, others: Mapping[str, Outcomes], months: float) -> BaseRate | None:
    """The same, with the windows of others added where its own are fewer than 5 effective ones.

    `others`: the same criterion with its shortest indicator replaced by another of the same class. Each counts by its
    effective windows, all together as far as they are independent of one another.
    """
    tally = counted(own.held, months)
    pool = {name: one for name, one in others.items() if not np.isnan(one.held).all()}
    if not tally.windows or tally.effective >= FEWEST_EFFECTIVE or not pool:
        return rate(tally)
    members = [own, *pool.values()]
    tallies = [counted(one.held, months) for one in members]
    successes = sum(one.hits * one.effective / one.windows for one in tallies)
    share = successes / sum(one.effective for one in tallies)
    return _rate(tally, share, independent(members, months), tuple(pool))


def _rate(own: Tally, share: float, effective: float, names: tuple[str, ...] = ()) -> BaseRate:
    low, high = wilson_interval(min(share * effective, effective), effective)
    value = (share * effective + 1) / (effective + 2)
    return BaseRate(value, own.windows, own.hits, effective, float(low), float(high), names)


def independent(members: Sequence[Outcomes], months: float) -> float:
    """As how many independent windows those of several series count together.

    (sum of m_i)^2 / sum over i, j of r_ij m_ij, by the variance of a weighted mean (Kish 1965, Survey Sampling, 8.2):
    m_i the effective windows of each, m_ij those at dates that two have in common, r_ij the correlation of their
    outcomes there. Two that are one and the same count as one. Where too little came of both for a correlation, or
    always the same, nothing tells them apart: r = 1. A negative one counts as none.
    """
    tallies = [counted(one.held, months) for one in members]
    whole = sum(one.effective for one in tallies)
    variance = whole
    for place, (one, own) in enumerate(zip(members, tallies, strict=True)):
        for another, other in zip(members[:place], tallies[:place], strict=True):
            x, y = _at_common_dates(one, another)
            weight = np.sqrt(own.effective / own.windows * other.effective / other.windows)
            variance += 2 * len(x) * float(weight) * _likeness(x, y)
    return whole**2 / variance


def _at_common_dates(one: Outcomes, other: Outcomes) -> tuple[Floats, Floats]:
    _, here, there = np.intersect1d(one.windows.opens, other.windows.opens, return_indices=True)
    x, y = one.held[here], other.held[there]
    known = ~(np.isnan(x) | np.isnan(y))
    return x[known], y[known]


def _likeness(x: Floats, y: Floats) -> float:
    """The correlation of two outcomes from 0 to 1; 1 where it cannot be told."""
    if not len(x) or x.min() == x.max() or y.min() == y.max():
        return 1.0
    return max(0.0, float(np.corrcoef(x, y)[0, 1]))


def months_of(opens: int, close: int) -> float:
    """The length of a window in months, at least one."""
    return max(float(month_of(close + 1) - month_of(opens)), 1.0)


def counted(held: Floats, months: float) -> Tally:
    """Count outcomes by placebo date (1, 0, NaN: cannot be told) of windows of so many months."""
    return Tally(int((~np.isnan(held)).sum()), int((held == 1).sum()), months)


def shortest(leaves: Iterable[str], histories: Mapping[str, History]) -> str | None:
    """The indicator whose history begins last; None where none has any."""
    begun = {slug: int(histories[slug].ends[0]) for slug in leaves if len(histories[slug].ends)}
    return max(begun, key=lambda slug: begun[slug], default=None)


def substitutes(
    slug: str, leaves: Collection[str], histories: Mapping[str, History], classes: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Other indicators of an indicator's class, which may stand in for it in a pool."""
    return [
        other
        for other, kind in sorted(classes.items())
        if kind == classes[slug] and other not in leaves and len(histories[other].ends)
    ]
