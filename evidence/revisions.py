"""How figures were revised, and how late they come: arithmetic on dated vintages.

Days are days since 1970-01-01. A first figure whose date of publication is inferred says nothing of lateness, and what
stands in its place may be a later vintage already, so such periods are left out throughout.
"""

from dataclasses import dataclass

import numpy as np

from evidence.periods import Ints
from evidence.series import Bools, Floats

FEWEST_PERIODS = 6  # to learn a lag from
RECENT = 60  # periods that count: release schedules change
LATE = 0.95  # the share of releases that have come by the day after which one is overdue
STEPS = 3
HORIZON_YEARS = 3
HORIZON = HORIZON_YEARS * 366  # days
FEWEST_DIGITS, MOST_DIGITS = 4, 10


@dataclass(frozen=True, eq=False)
class Vintages:
    """Rows of one indicator, sorted by period and then by the day from which each was known. NaN is a retraction."""

    ends: Ints
    known: Ints
    values: Floats
    pseudo: Bools

    @property
    def firsts(self) -> Ints:
        """The places at which a period's rows begin, for periods whose first row is dated and has a value."""
        begins = np.flatnonzero(np.r_[True, np.diff(self.ends) != 0]) if len(self.ends) else np.empty(0, np.int64)
        return begins[~self.pseudo[begins] & ~np.isnan(self.values[begins])]


@dataclass(frozen=True)
class Lag:
    """Days from a period's end to its first figure: usually, and at the latest but for one in twenty."""

    usual: int
    late: int
    periods: int


def learnt_lag(vintages: Vintages) -> Lag | None:
    """From the newest periods whose first figure is dated; None for fewer than six of them."""
    firsts = vintages.firsts[-RECENT:]
    if len(firsts) < FEWEST_PERIODS:
        return None
    days = vintages.known[firsts] - vintages.ends[firsts]
    usual, late = np.quantile(days, [0.5, LATE], method="higher")
    return Lag(max(int(usual), 0), max(int(late), 0), len(firsts))


@dataclass(frozen=True, eq=False)
class Revisions:
    """First, second, third and latest figure of each period (NaN where there was none yet), and their usual size.

    First, second and third are those that came within `HORIZON` of the first, and `settled` is the latest of these.
    Sizes are distances to it: what comes later is for the most part another definition or base of the whole series,
    such as a comprehensive revision of the national accounts, and no correction of this figure.
    """

    ends: Ints
    steps: Floats  # (periods, 3)
    latest: Floats
    settled: Floats

    def usual(self, step: int) -> float:
        """The median absolute difference between a step's figure (0: the first) and the settled. NaN if unknown."""
        return self._median(self._differences(step))

    def usual_percent(self, step: int) -> float:
        """The same in percent of the settled."""
        with np.errstate(divide="ignore", invalid="ignore"):
            shares = 100 * self._differences(step) / np.abs(self.settled)
        return self._median(shares[np.isfinite(shares)])

    def revised(self) -> float:
        """The share of periods whose settled figure is not the first; one retracted has none. NaN without periods."""
        stands = ~np.isnan(self.settled)
        return float((self.steps[stands, 0] != self.settled[stands]).mean()) if stands.any() else float("nan")

    def _differences(self, step: int) -> Floats:
        return np.abs(self.settled - self.steps[:, step])

    def digits(self, since: int = 0) -> int:
        """Significant digits that tell all figures of the periods from a place on apart, four at least, ten at most."""
        figures = np.column_stack([self.steps, self.latest])[since:]
        apart = np.abs(np.diff(np.sort(figures, axis=1), axis=1))
        apart, largest = apart[apart > 0], np.nanmax(np.abs(figures), initial=0.0)
        if not apart.size or not largest:
            return FEWEST_DIGITS
        needed = int(np.floor(np.log10(largest)) - np.floor(np.log10(apart.min()))) + 2
        return min(max(needed, FEWEST_DIGITS), MOST_DIGITS)

    @staticmethod
    def _median(values: Floats) -> float:
        known = values[~np.isnan(values)]
        return float(np.median(known)) if known.size else float("nan")


def revisions(vintages: Vintages) -> Revisions:
    """The steps of every period whose first figure is dated. A retraction is no step, and no latest figure."""
    firsts = vintages.firsts
    ends = vintages.ends[firsts]
    steps = np.full((len(firsts), STEPS), np.nan)
    latest, settled = np.full((2, len(firsts)), np.nan)
    for place, first in enumerate(firsts):
        after = int(np.searchsorted(vintages.ends, ends[place], side="right"))
        values = vintages.values[first:after]
        soon = values[vintages.known[first:after] <= vintages.known[first] + HORIZON]
        figures = soon[~np.isnan(soon)][:STEPS]
        steps[place, : len(figures)] = figures
        latest[place] = values[-1]
        settled[place] = soon[-1]
    return Revisions(ends, steps, latest, settled)
