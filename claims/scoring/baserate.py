"""How often such a criterion holds anyway: the same criterion at every earlier month (placebo dates)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.inference import wilson_interval
from claims.scoring.margin import comparisons
from evidence.formula import Evaluation, Node, Windows
from evidence.periods import Ints, add_months, first_of_month, month_of
from evidence.series import History, Panel

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


def placebo_windows(opens: int, close: int, first: int) -> Windows:
    """Windows of the same length at every earlier month that closed before the claim opened, oldest first."""
    months = np.arange(month_of(first), month_of(opens))
    starts = first_of_month(months) + (opens - first_of_month(month_of(opens)))
    length = month_of(close + 1) - month_of(opens)
    is_whole = add_months(opens, length) - 1 == close
    closes = add_months(starts, length) - 1 if is_whole else starts + (close - opens)
    keep = closes < opens
    return Windows(starts[keep], closes[keep])


def tally(
    holds: Node,
    requires: Node | None,
    histories: Mapping[str, History],
    derived: Mapping[str, Node],
    opens: int,
    close: int,
    coverage: float,
) -> Tally:
    """Count placebo windows with the data of that time: what was known once each window was fully published.

    Windows in which the precondition was false, or some comparison cannot be answered, are left out: in the years
    before one of its figures begins, an "and" can be false but never true, and the claim would look rarer than it is.
    """
    months = max(float(month_of(close + 1) - month_of(opens)), 1.0)
    first = min((int(one.ends[0]) for one in histories.values() if len(one.ends)), default=opens)
    windows = placebo_windows(opens, close, first)
    if not len(windows.opens):
        return Tally(0, 0, months)
    panels = panels_of_that_time(histories, windows.closes)
    evaluation = Evaluation(panels, derived, coverage)
    holding = evaluation.truth(holds, windows)
    asked = np.ones_like(holding) if requires is None else evaluation.truth(requires, windows)
    known = [~np.isnan(evaluation.truth(one, windows)) for one in comparisons(holds)]
    answered = np.logical_and.reduce([~np.isnan(holding), asked == 1, *known])
    return Tally(int(answered.sum()), int((holding[answered] == 1).sum()), months)


def panels_of_that_time(histories: Mapping[str, History], closes: Ints) -> dict[str, Panel]:
    """Panels with one row per window: what was known when the window's last period had been published.

    A series that was never revised is the same on every day and stays one row.
    """
    slowest = max((one.lag for one in histories.values()), default=0) + _SLACK
    newest = max((int(one.known.max(initial=0)) for one in histories.values()), default=0)
    settled = np.minimum(closes + slowest, newest)
    return {slug: one.as_of(settled) if one.is_revised else one.as_of(newest) for slug, one in histories.items()}


_SLACK = 31  # days: a quarter that ends with the window is published well after its last month
