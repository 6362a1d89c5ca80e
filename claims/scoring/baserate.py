"""How often such a criterion holds anyway: the same criterion at every earlier month (placebo dates)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.inference import wilson_interval
from claims.scoring.placebo import Asked, outcomes
from evidence.formula import Node
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


def rate(tally: Tally, others: Mapping[str, Tally] | None = None) -> BaseRate | None:
    """b = (hits * m / n + 1) / (m + 2) with m effective windows; None when no window could be answered.

    With fewer than 5 effective windows those of `others` are added: the same criterion with its shortest indicator
    replaced by another of the same class.
    """
    if not tally.windows:
        return None
    pool = {name: one for name, one in (others or {}).items() if one.windows}
    if tally.effective >= FEWEST_EFFECTIVE:
        pool = {}
    all_of_them = [tally, *pool.values()]
    effective = sum(one.effective for one in all_of_them)
    successes = sum(one.hits * one.effective / one.windows for one in all_of_them)
    low, high = wilson_interval(min(successes, effective), effective)
    value = (successes + 1) / (effective + 2)
    return BaseRate(value, tally.windows, tally.hits, effective, float(low), float(high), tuple(pool))


def months_of(opens: int, close: int) -> float:
    """The length of a window in months, at least one."""
    return max(float(month_of(close + 1) - month_of(opens)), 1.0)


def counted(held: Floats, months: float) -> Tally:
    """Count outcomes by placebo date (1, 0, NaN: cannot be told) of windows of so many months."""
    return Tally(int((~np.isnan(held)).sum()), int((held == 1).sum()), months)


def tally(
    holds: Node,
    requires: Node | None,
    histories: Mapping[str, History],
    derived: Mapping[str, Node],
    opens: int,
    close: int,
    coverage: float,
) -> Tally:
    """Count the placebo windows of one criterion; `histories` are its raw indicators."""
    asked = Asked(holds, requires, tuple(histories), opens, close, coverage)
    [found] = outcomes([asked], histories, derived)
    return counted(found.held, months_of(opens, close))


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
