"""Relations: does a predict b better than c does? Losses of forecasts made and scored with what was known, and a call.

b is regressed on its own past and a's, and on its own past and c's, over an expanding window. F. X. Diebold & R. S.
Mariano (1995), Comparing predictive accuracy. JBES 13, 253-263. What predicts need not cause.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from claims.scoring import favour
from claims.scoring.differences import winsorised_rows
from claims.scoring.favour import Call, Favour, Prospect, Why
from claims.scoring.regressions import complete, design, forecasts
from evidence.formula import COVERAGE, Evaluation, Node
from evidence.formula.evaluate import aligned
from evidence.periods import Frequency, Ints, periods_due
from evidence.series import Floats, History, Panel

_CHUNK = 64  # origins evaluated at once, which bounds the memory
_SHORTEST = {Frequency.DAY: 1, Frequency.WEEK: 7, Frequency.MONTH: 28, Frequency.QUARTER: 90, Frequency.YEAR: 365}


@dataclass(frozen=True)
class Side:
    """One driver, of one series or several, and what it is to predict."""

    target: Node
    drivers: tuple[Node, ...]

    @property
    def trees(self) -> tuple[Node, ...]:
        """Its series, the target first."""
        return (self.target, *self.drivers)


@dataclass(frozen=True)
class Relation:
    """That a predicts its target better than c does its own, which is mostly the same one.

    `lags` are the periods of the past that each series gives to a regression. With `same_period` the drivers' latest is
    that of the target's own period: then the fit explains, with coefficients from the past, what it cannot foretell.
    """

    a: Side
    c: Side
    lags: int
    same_period: bool = False

    @property
    def trees(self) -> tuple[Node, ...]:
        """All of its series."""
        return self.a.trees + self.c.trees


@dataclass(frozen=True, eq=False)
class Losses:
    """Squared errors by period, NaN where there was no forecast or no outcome. Shape (periods,) each.

    `with_a` is that of the forecast with a's past, `without_a` of the one from the target's own past alone; so for c.
    """

    ends: Ints
    with_a: Floats
    without_a: Floats
    with_c: Floats
    without_c: Floats
    steps: int  # periods ahead that forecasts are made
    frequency: Frequency
    week: int

    @cached_property
    def gain_a(self) -> Floats:
        """The error that a takes away, as a share of the usual one without it."""
        return (self.without_a - self.with_a) / _usual(self.without_a)

    @cached_property
    def gain_c(self) -> Floats:
        """The error that c takes away, as a share of the usual one without it."""
        return (self.without_c - self.with_c) / _usual(self.without_c)

    @cached_property
    def difference(self) -> Floats:
        """a's gain less c's: (e_c^2 - e_a^2) over the usual e^2 where both have one target."""
        return self.gain_a - self.gain_c


def _usual(losses: Floats) -> float:
    """The mean, or 1 where nothing is known or nothing was ever missed."""
    known = losses[~np.isnan(losses)]
    return float(known.mean()) if known.size and known.mean() > 0 else 1.0


@dataclass(frozen=True)
class Found:
    """What is known of a relation at one checkpoint: the call on the points so far, of `due` in all.

    `gain_a` and `gain_c` are the shares of the squared error that each driver took away in the window.
    """

    call: Call
    due: int
    to_come: int
    until: int | None
    gain_a: float | None
    gain_c: float | None
    prospect: Prospect | None


def found(losses: Losses, opens: int, close: int) -> Found:
    """The call over the window so far, against all earlier windows; days, both included.

    Too many forecasts that could not be made, or have no outcome, leave a window that says little about its periods.
    """
    d, ends = losses.difference, losses.ends
    inside, before = (ends >= opens) & (ends <= close), ends < opens
    points = inside & ~np.isnan(d)
    until = int(ends[points].max()) if points.any() else None
    passed = int((inside & (ends <= (until or 0))).sum())
    due = int(periods_due(np.array([opens]), np.array([close]), losses.frequency, losses.week, _week_end(losses))[0])
    called = favour.call(d[inside], d[before], losses.steps)
    if called.points < COVERAGE * passed:
        called = replace(called, favour=Favour.CANNOT_TELL, why=Why.GAPS)
    return Found(
        called,
        due,
        max(0, due - passed),
        until,
        float(losses.gain_a[points].mean()) if points.any() else None,
        float(losses.gain_c[points].mean()) if points.any() else None,
        favour.prospect(d[before], due, losses.steps),
    )


def outcome(seen: Found) -> str:
    """What a relation came to once every point is in: held, failed, or mixed where it cannot be told; before, ""."""
    if seen.to_come or not seen.due:
        return ""
    return {Favour.A: "held", Favour.C: "failed", Favour.CANNOT_TELL: "mixed"}[seen.call.favour]


def _week_end(losses: Losses) -> int:
    return int(losses.ends[-1]) if len(losses.ends) else 3


def _since_all_are_known(panels: list[Panel]) -> Panel:
    """The common calendar from the first period of which every series has a figure; empty where there is none."""
    known = complete(*(panel.values for panel in panels))[0]
    return panels[0].take(slice(int(known.argmax()) if known.any() else len(known), None))


def losses(relation: Relation, histories: Mapping[str, History], derived: Mapping[str, Node], day: int) -> Losses:
    """Losses of all forecasts that could have been made and scored by a day.

    The forecast of a period is made the day before it ends; its outcome is the first figure of it that was known.
    """
    return _Replay(relation, histories, derived, day).losses()


class _Replay:
    """Goes through the days on which forecasts were made, each with what was known then."""

    def __init__(
        self, relation: Relation, histories: Mapping[str, History], derived: Mapping[str, Node], day: int
    ) -> None:
        self.relation, self.histories, self.derived, self.day = relation, histories, derived, day
        self.trees = tuple(dict.fromkeys(relation.trees))
        self.calendar = self._on_one_calendar()
        self.behind = {tree: self._behind(panel) for tree, panel in zip(self.trees, self.own, strict=True)}
        size = len(self.calendar.ends)
        self.outcome = {tree: np.full(size, np.nan) for tree in (relation.a.target, relation.c.target)}
        self.forecast = {key: np.full(size, np.nan) for key in ("a", "a alone", "c", "c alone")}
        self.is_done = np.zeros(size, dtype=np.bool_)

    def _on_one_calendar(self) -> Panel:
        evaluation = Evaluation(self._known(np.array([self.day])), self.derived)
        self.own = [evaluation.series(tree) for tree in self.trees]
        return _since_all_are_known(aligned(self.own))

    def _known(self, days: Ints) -> dict[str, Panel]:
        return {slug: past.as_of(days) for slug, past in self.histories.items()}

    def _behind(self, panel: Panel) -> int:
        """How many more periods than one the newest figure lies behind when a forecast is made."""
        if self.relation.same_period:
            return 0
        return -(-(panel.lag + 1) // _SHORTEST[panel.frequency]) - 1

    @property
    def steps(self) -> int:
        """How many periods ahead of the target's own newest figure."""
        return 1 + max(self.behind[tree] for tree in self.outcome)

    def losses(self) -> Losses:
        for days in self._days():
            self._step(days)
        a, c = (self.outcome[side.target] for side in (self.relation.a, self.relation.c))
        errors = {key: (a if key[0] == "a" else c) - made for key, made in self.forecast.items()}
        squares = {key: error**2 for key, error in errors.items()}
        return Losses(
            self.calendar.ends, squares["a"], squares["a alone"], squares["c"], squares["c alone"], self.steps,
            self.calendar.frequency, self.calendar.week,
        )  # fmt: skip

    def _days(self) -> Iterator[Ints]:
        """The days before periods end, a chunk at a time, then the day itself."""
        days = self.calendar.ends - 1
        days = np.append(days[days < self.day], self.day)
        return (days[at : at + _CHUNK] for at in range(0, len(days), _CHUNK))

    def _step(self, days: Ints) -> None:
        figures = self._figures(days)
        rows, places = self._due(days, figures)
        for name, side in (("a", self.relation.a), ("c", self.relation.c)):
            self._forecast(name, side, figures, rows, places)
        self._learn(figures)

    def _figures(self, days: Ints) -> dict[Node, Floats]:
        """What was known of each series, on the common calendar. Shape (days, periods) each."""
        evaluation = Evaluation(self._known(days), self.derived)
        return {tree: self._laid_out(evaluation.series(tree), days) for tree in self.trees}

    def _laid_out(self, panel: Panel, days: Ints) -> Floats:
        """A period counts once it has ended and its usual lag has passed: the week that is under way is no figure."""
        values = np.full((len(days), len(self.calendar.ordinals)), np.nan)
        shared = np.isin(panel.ordinals, self.calendar.ordinals)
        is_published = panel.ends[shared] + panel.lag <= days[:, None]
        places = np.searchsorted(self.calendar.ordinals, panel.ordinals[shared])
        values[:, places] = np.where(is_published, panel.values[:, shared], np.nan)
        return winsorised_rows(values)

    def _due(self, days: Ints, figures: Mapping[Node, Floats]) -> tuple[Ints, Ints]:
        """Rows and periods of the forecasts to make: the period that ends the day after a row's day; or with drivers
        of the same period every one that has become complete.
        """
        if not self.relation.same_period:
            rows, places = np.nonzero(self.calendar.ends - 1 == days[:, None])
            return rows, places
        known = complete(*figures.values())
        fresh = np.flatnonzero(known.any(axis=0) & ~self.is_done)
        self.is_done[fresh] = True
        return known[:, fresh].argmax(axis=0), fresh

    def _forecast(self, name: str, side: Side, figures: Mapping[Node, Floats], rows: Ints, places: Ints) -> None:
        """With the driver and without it, fitted on the same periods: those of which both sides are whole."""
        y = figures[side.target]
        for key, drivers in ((name, side.drivers), (f"{name} alone", ())):
            x = design(y, [figures[one] for one in drivers], self._lags(side.target, True),
                       [self._lags(one, False) for one in drivers])  # fmt: skip
            self.forecast[key][places] = forecasts(x, y, self._fit(figures), rows, places)

    def _lags(self, tree: Node, is_own: bool) -> range:
        first = self.behind[tree] + (0 if self.relation.same_period and not is_own else 1)
        return range(first, first + self.relation.lags)

    def _fit(self, figures: Mapping[Node, Floats]) -> np.ndarray:
        """Periods of which every regressor and target of either side is known."""
        sides = (self.relation.a, self.relation.c)
        targets = [figures[side.target] for side in sides]
        return complete(*targets, *(
            design(figures[side.target], [figures[one] for one in side.drivers], self._lags(side.target, True),
                   [self._lags(one, False) for one in side.drivers])
            for side in sides
        ))  # fmt: skip

    def _learn(self, figures: Mapping[Node, Floats]) -> None:
        """Outcomes: of each period the first figure that is known."""
        for tree, outcome in self.outcome.items():
            known = ~np.isnan(figures[tree])
            fresh = np.flatnonzero(known.any(axis=0) & np.isnan(outcome))
            outcome[fresh] = figures[tree][known[:, fresh].argmax(axis=0), fresh]
