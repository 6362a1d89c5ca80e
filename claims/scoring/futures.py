"""Simulated continuations of indicators: three simple models at equal weight, on shared random numbers.

All models draw on the same source months of history for every indicator and frequency, so the correlation between
indicators survives, and so does a series' habit of standing still. Where its past makes it likely (dynamics), a move
also hangs on those before it, on as many paths as that is believed. What has been observed stays observed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincinv

from claims.scoring.differences import Differences, remembered
from claims.scoring.drawing import Drawing, Shifts
from claims.scoring.dynamics import Dynamics
from claims.scoring.grain import grain, rounded
from claims.scoring.poisson import poisson_quantiles
from claims.scoring.randomness import COUNTS, PATHS, followers, generator
from evidence.periods import Frequency, Ints, first_of_month, last_day, month_of, period_of, periods_due
from evidence.series import Floats, Panel

_TOGETHER = 32  # periods that are drawn at a time: what lies between stays near the processor


@dataclass(frozen=True, eq=False)
class Leaf:
    """A raw indicator as known on a day, and how it moves: "level", "log", "count" or "calendar".

    A walk in logarithms keeps a series positive; one that has been zero or less walks in levels whatever is said.
    """

    panel: Panel  # one row
    walk: str
    seasonal_adjustment: str = "none"
    minimum: float | None = None


def simulate(leaves: Mapping[str, Leaf], until: Mapping[str, int], since: Mapping[str, int]) -> dict[str, Panel]:
    """Panels of `PATHS` rows that continue each leaf to the day `until[slug]`, without figures before `since[slug]`.

    Event days are known ahead and stay one row. A leaf with too little history is left out.
    """
    planned = {slug: _plan(slug, leaf, until[slug], since[slug]) for slug, leaf in leaves.items()}
    plans = {slug: plan for slug, plan in planned.items() if plan is not None}
    fixed = {slug: leaf.panel.since(since[slug]) for slug, leaf in leaves.items() if leaf.walk == "calendar"}
    months = [month for plan in plans.values() for month in plan.months.tolist()]
    if months:
        shifts = Shifts(np.arange(min(months), max(months) + 1))
        for plan in plans.values():
            plan.draw(shifts)
    return {**fixed, **{slug: plan.panel() for slug, plan in plans.items()}}


def dynamics_of(leaf: Leaf) -> tuple[Dynamics, ...]:
    """How a leaf may move, by shares; none of one that does not walk, or has too little history."""
    panel = _to_last_known(leaf.panel)
    ways = _differences(leaf, panel) if leaf.walk in ("level", "log") and len(panel.ends) else ()
    return tuple(one.dynamics for one in ways)


def future_ends(panel: Panel, until: int) -> Ints:
    """The ends of the periods after a panel's last one, up to a day."""
    last = int(panel.ends[-1])
    if panel.frequency is Frequency.DAY:
        days = np.arange(last + 1, until + 1)
        return days if panel.week == 7 else days[(days + 3) % 7 < 5]
    if panel.frequency is Frequency.WEEK:
        return np.arange(last + 7, until + 1, 7)
    ordinals = np.arange(panel.ordinals[-1] + 1, period_of(until + 1, panel.frequency))
    return last_day(ordinals, panel.frequency)


def _plan(slug: str, leaf: Leaf, until: int, since: int) -> "_Plan | _CountPlan | None":
    panel = _to_last_known(leaf.panel)
    if leaf.walk == "calendar" or not len(panel.ends):
        return None
    if leaf.walk == "count":
        return _CountPlan(slug, panel, until, since)
    ways = _differences(leaf, panel)
    return _Plan(leaf, panel, ways, until, since) if ways else None


def _differences(leaf: Leaf, panel: Panel) -> tuple[Differences, ...]:
    return remembered(panel, _is_log(leaf, panel), leaf.seasonal_adjustment == "SA")


def _is_log(leaf: Leaf, panel: Panel) -> bool:
    return leaf.walk == "log" and bool((panel.values > 0).all(where=~np.isnan(panel.values)))


def _to_last_known(panel: Panel) -> Panel:
    known = np.flatnonzero(~np.isnan(panel.values[0]))
    return panel.take(slice(0, int(known[-1]) + 1 if known.size else 0))


class _Plan:
    """The future of one walking series, filled month by month; each path follows one of the ways it may move."""

    def __init__(self, leaf: Leaf, panel: Panel, ways: Sequence[Differences], until: int, since: int) -> None:
        self.leaf, self.past, self.since = leaf, panel, since
        self.is_log = _is_log(leaf, panel)
        self.grain = grain(panel.values[0])
        self.ends = future_ends(panel, until)
        self.own_months = month_of(self.ends)
        self.months = np.unique(self.own_months)
        self.changes = np.zeros((PATHS, len(self.ends)))
        taken = followers([one.dynamics.share for one in ways])
        self.drawings = [Drawing(one, paths) for one, paths in zip(ways, taken, strict=True) if len(paths)]

    def draw(self, shifts: Shifts) -> None:
        """Fill in the changes, some months at a time."""
        _, begin, periods = np.unique(self.own_months, return_index=True, return_counts=True)
        starts = begin[:: max(1, _TOGETHER // int(periods.max(initial=1)))].tolist()
        share = self._positions_in_months()
        for own in map(slice, starts, [*starts[1:], len(self.ends)]):
            for drawing in self.drawings:
                drawing.fill(self.changes[:, own], share[own], self.own_months[own], shifts)

    def _positions_in_months(self) -> Floats:
        """Where in its month each period lies, 0 to 1: a later start must not change what a day draws.

        Days of the week on which the series has no values do not count: else five days would share the source days of
        three and a half, and what is drawn twice swings too wide.
        """
        if not self.past.frequency.is_finer_than_month:
            return np.full(len(self.ends), 0.5)
        start, after = first_of_month(self.own_months), first_of_month(self.own_months + 1)
        if self.past.frequency is Frequency.WEEK:
            return (self.ends - start + 0.5) / (after - start)
        place = periods_due(start, self.ends, Frequency.DAY, self.past.week)
        return (place - 0.5) / periods_due(start, after - 1, Frequency.DAY, self.past.week)

    def panel(self) -> Panel:
        """Past and future together, in levels."""
        past = self.past.since(self.since)
        if not len(self.ends):
            return past
        start = self.past.values[0, -1]
        joined = _joined(past, self.ends)
        future = joined.values[:, len(joined.ends) - len(self.ends) :]
        for drawing in self.drawings:
            future[drawing.paths] = drawing.moves(self.changes, self.own_months)
        np.cumsum(future, axis=1, out=future)
        if self.is_log:
            np.multiply(start, np.exp(future, out=future), out=future)
        else:
            np.add(start, future, out=future)
        if self.grain:
            rounded(future, start, self.grain)
        if self.leaf.minimum is not None:
            np.maximum(future, self.leaf.minimum, out=future)
        return joined


class _CountPlan:
    """The future of a count of events: Gamma-Poisson with Jeffreys' prior (k + 1/2 events over the exposure).

    Each count has a stream of its own: with one for all, two kinds of events would always come together.
    """

    def __init__(self, slug: str, panel: Panel, until: int, since: int) -> None:
        self.slug, self.past, self.since = slug, panel, since
        self.ends = future_ends(panel, until)
        self.months = month_of(self.ends)
        known = panel.values[0][~np.isnan(panel.values[0])]
        chances = generator(COUNTS, 0, own=self.slug).random(PATHS)  # inverted: a figure more reshuffles no path
        self.rates = gammaincinv(known.sum() + 0.5, chances) / len(known)
        self.counts = np.zeros((PATHS, len(self.ends)))

    def draw(self, shifts: Shifts) -> None:
        """Draw the counts."""
        for place, month in enumerate(self.months.tolist()):
            chances = generator(COUNTS, month, self._day(place), self.slug).random(PATHS)
            self.counts[:, place] = poisson_quantiles(chances, self.rates)

    def _day(self, place: int) -> int:
        """Several periods of one month need a stream each, one that a later start does not change."""
        is_alone = not self.past.frequency.is_finer_than_month
        return 0 if is_alone else int(self.ends[place]) - first_of_month(int(self.months[place])) + 1

    def panel(self) -> Panel:
        """Past and future together."""
        past = self.past.since(self.since)
        if not len(self.ends):
            return past
        joined = _joined(past, self.ends)
        joined.values[:, len(joined.ends) - len(self.ends) :] = self.counts
        return joined


def _joined(past: Panel, ends: Ints) -> Panel:
    """A panel of all paths with what is past, and room for the periods to come, of which there is one or more."""
    values = np.empty((PATHS, len(past.ends) + len(ends)))
    values[:, : len(past.ends)] = past.values
    following = period_of(ends, past.frequency)
    if past.frequency is Frequency.WEEK and len(past.ordinals):  # the newest may stand for the week after its own
        following = past.ordinals[-1] + 1 + np.arange(len(ends))
    ordinals = np.concatenate([past.ordinals, following])
    return Panel(past.frequency, ordinals, np.concatenate([past.ends, ends]), values, past.lag, past.week)
