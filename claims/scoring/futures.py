"""Simulated continuations of indicators: three simple models at equal weight, on shared random numbers.

Path b follows model b mod 3: a stretch of the whole history with its mean kept, a stationary bootstrap of recent
differences (Politis & Romano 1994) with a shrunk drift, or a stretch of recent history with its mean kept.
All draw on the same source months of history for every indicator and frequency, so the correlation between indicators
survives, and so does a series' habit of standing still. Where its past says so (dynamics), a move also hangs on those
before it. What has been observed stays observed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import gammaincinv

from claims.scoring import doubt
from claims.scoring.differences import Differences, remembered
from claims.scoring.dynamics import Dynamics
from claims.scoring.poisson import poisson_quantiles
from claims.scoring.randomness import (
    BOOTSTRAP,
    CHANGES,
    COUNTS,
    HISTORY,
    LADDER,
    PATHS,
    bootstrap_shifts,
    change_shifts,
    generator,
    rungs,
)
from evidence.periods import Frequency, Ints, first_of_month, last_day, month_of, period_of, periods_due
from evidence.series import Floats, Panel


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
    months = sorted({int(month) for plan in plans.values() for month in plan.months})
    if months:
        shifts = _Shifts(np.arange(months[0], months[-1] + 1))
        for month in months:
            for plan in plans.values():
                plan.draw(month, shifts)
    return {**fixed, **{slug: plan.panel() for slug, plan in plans.items()}}


def dynamics_of(leaf: Leaf) -> Dynamics | None:
    """How a leaf was found to move; None of one that does not walk, or has too little history."""
    panel = _to_last_known(leaf.panel)
    drawn = _differences(leaf, panel) if leaf.walk in ("level", "log") and len(panel.ends) else None
    return None if drawn is None else drawn.dynamics


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


class _Shifts:
    """How far back each model draws in each month."""

    def __init__(self, months: Ints) -> None:
        self.first = int(months[0])
        self.bootstrap = bootstrap_shifts(months)
        self.fixed = {model: change_shifts(model) for model in (HISTORY, CHANGES)}
        self.month, self.rows = self.first, dict[tuple[object, ...], Ints]()

    def once(self, month: int, key: tuple[object, ...], work_out: Callable[[], Ints]) -> Ints:
        """What many series have in common in a month, worked out for the first; forgotten when the next month comes."""
        if month != self.month:
            self.month, self.rows = month, {}
        if key not in self.rows:
            self.rows[key] = work_out()
        return self.rows[key]

    def of(self, model: int, month: int) -> Ints:
        return self.bootstrap[:, month - self.first] if model == BOOTSTRAP else self.fixed[model]


def _plan(slug: str, leaf: Leaf, until: int, since: int) -> "_Plan | _CountPlan | None":
    panel = _to_last_known(leaf.panel)
    if leaf.walk == "calendar" or not len(panel.ends):
        return None
    if leaf.walk == "count":
        return _CountPlan(slug, panel, until, since)
    drawn = _differences(leaf, panel)
    return None if drawn is None else _Plan(leaf, panel, drawn, until, since)


def _differences(leaf: Leaf, panel: Panel) -> Differences | None:
    return remembered(panel, _is_log(leaf, panel), leaf.seasonal_adjustment == "SA")


def _is_log(leaf: Leaf, panel: Panel) -> bool:
    return leaf.walk == "log" and bool((panel.values > 0).all(where=~np.isnan(panel.values)))


def _to_last_known(panel: Panel) -> Panel:
    known = np.flatnonzero(~np.isnan(panel.values[0]))
    return panel.take(slice(0, int(known[-1]) + 1 if known.size else 0))


class _Plan:
    """The future of one walking series, filled month by month."""

    def __init__(self, leaf: Leaf, panel: Panel, drawn: Differences, until: int, since: int) -> None:
        self.leaf, self.past, self.drawn, self.since = leaf, panel, drawn, since
        self.is_log = _is_log(leaf, panel)
        self.aligned = drawn.season is not None
        self.ends = future_ends(panel, until)
        self.own_months = month_of(self.ends)
        self.months = np.unique(self.own_months)
        self.changes = np.zeros((PATHS, len(self.ends)))
        self.drifting = {window: drawn.drifting(window) for window in LADDER[BOOTSTRAP]}
        self.kept = {window: drawn.kept(window) for model in (HISTORY, CHANGES) for window in LADDER[model]}
        every = np.arange(drawn.months[0], drawn.newest + drawn.step)
        self.row_of = np.searchsorted(drawn.months, every, side="right") - 1  # of each month since the first
        self.layout = (drawn.months.tobytes(), drawn.step, self.aligned)  # what source rows depend on

    def draw(self, month: int, shifts: _Shifts) -> None:
        """Fill in the changes of the periods that end in a month."""
        first, after = np.searchsorted(self.own_months, [month, month + 1]).tolist()
        if first == after:
            return
        columns = self._source_columns(self._position_in_month(self.ends[first:after], month))
        tables = self._tables(month, columns)
        for model, rung, window, paths in rungs():
            shift = shifts.of(model, month)[rung :: len(LADDER[model])]
            work_out = partial(self._source_rows, shift, window, month)
            rows = shifts.once(month, (model, rung, *self.layout), work_out)
            self.changes[paths, first:after] = tables[model == BOOTSTRAP, window][rows]

    def _tables(self, month: int, columns: Ints) -> dict[tuple[bool, int], Floats]:
        """What each source month gives to the periods of a month, by whether the drift is shrunk, and window."""
        factor = self.drawn.factor(month)
        centred = ((False, self.drawn.mean, self.kept), (True, self.drawn.drift, self.drifting))
        done: dict[tuple[bool, int], Floats] = {}  # of a walk all windows keep one and the same table
        found: dict[tuple[bool, int], Floats] = {}
        for is_shrunk, centre, sources in centred:
            for window, table in sources.items():
                same = (is_shrunk, id(table))
                if same not in done:
                    now = self.drawn.as_now(table, centre, factor)
                    done[same] = np.take_along_axis(now, columns, axis=1)
                found[is_shrunk, window] = done[same]
        return found

    def _position_in_month(self, ends: Ints, month: int) -> Floats:
        """Where in its month each period lies, 0 to 1: a later start must not change what a day draws.

        Days of the week on which the series has no values do not count: else five days would share the source days of
        three and a half, and what is drawn twice swings too wide.
        """
        if not self.past.frequency.is_finer_than_month:
            return np.full(len(ends), 0.5)
        start, after = np.array([first_of_month(month)]), first_of_month(month + 1)
        if self.past.frequency is Frequency.WEEK:
            return (ends - start + 0.5) / (after - start)
        place = periods_due(start, ends, Frequency.DAY, self.past.week)
        return (place - 0.5) / periods_due(start, np.array([after - 1]), Frequency.DAY, self.past.week)

    def _source_columns(self, share: Floats) -> Ints:
        columns = (share[None, :] * self.drawn.counts[:, None]).astype(np.int64)
        return np.minimum(columns, self.drawn.counts[:, None] - 1)

    def _source_rows(self, shift: Ints, window: int, month: int) -> Ints:
        """The source month `shift` months back in the last `window` ones, or where it lies before the history, in that.

        A quarter or year draws the one that contains the source month; a season draws only its own calendar month.
        """
        step = self.drawn.step
        if self.aligned:
            shift = -(-shift // 12) * 12
        source = month - shift
        source += (step - 1 - source) % step  # the last month of its quarter or year
        oldest = int(self.drawn.months[0])
        inside = _wrapped(source, oldest, self.drawn.newest, window, step)
        return self.row_of[inside - oldest]

    def panel(self) -> Panel:
        """Past and future together, in levels."""
        past = self.past.since(self.since)
        if not len(self.ends):
            return past
        start = self.past.values[0, -1]
        changes, doubts = self.changes, doubt.shifts(self.drawn)
        np.add(changes, doubts[:, None], out=changes, where=changes != 0)
        joined = _joined(past, self.ends)
        future = joined.values[:, len(joined.ends) - len(self.ends) :]
        np.cumsum(self.drawn.moves(changes, self.own_months), axis=1, out=future)
        if self.is_log:
            np.multiply(start, np.exp(future, out=future), out=future)
        else:
            np.add(start, future, out=future)
        if self.leaf.minimum is not None:
            np.maximum(future, self.leaf.minimum, out=future)
        return joined


def _wrapped(source: Ints, oldest: int, newest: int, window: int, step: int) -> Ints:
    """Months moved by whole turns into those from `oldest` to `newest`; one that lies there stays.

    What lies ahead comes back by the window, which is the same for all series; what lies before a series begins by a
    turn of its own: its length in fives of years (in years below ten, all of it below one), for a month more must not
    move what was drawn, and series that begin at different times must land on the same month.
    """
    source = source - -(-np.maximum(source - newest, 0) // window) * window
    length = newest - oldest + step
    turn = length - length % (60 if length >= 120 else 12) or length
    return source + -(-np.maximum(oldest - source, 0) // turn) * turn


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

    def draw(self, month: int, shifts: _Shifts) -> None:
        """Draw the counts of the periods that end in a month."""
        for place in np.flatnonzero(self.months == month):
            chances = generator(COUNTS, month, self._day(int(place)), self.slug).random(PATHS)
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
