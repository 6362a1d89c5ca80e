"""From a typed tree and panels to figures: one implementation for history, placebo windows and simulated futures.

Series are computed once on their whole calendar and remembered; windows are then laid over them. Rows (paths, vintages
or windows) are the first axis everywhere, so thousands cost one array operation.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, reduce

import numpy as np

from evidence.formula import kleene, shifting
from evidence.formula.byrows import by_rows
from evidence.formula.functions import RESAMPLING
from evidence.formula.memory import Memory
from evidence.formula.resampling import aggregate, hold
from evidence.formula.selection import Windows
from evidence.formula.tree import CalendarName, Call, Kind, Literal, Node, Operation, Reference
from evidence.formula.windows import statistic
from evidence.periods import Frequency, Ints, first_day, period_of
from evidence.series import Floats, Panel, regular

COVERAGE = 0.8  # of the periods due in a window, unless the criterion says otherwise


class NoFiguresError(LookupError):
    """A formula needs an indicator of which no figure at all is at hand. `slug` names it."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"expected figures of {slug}, got none")


class Evaluation:
    """Evaluates formulas on one set of panels.

    `panels` holds raw indicators by slug; `derived` the trees of derived ones. `coverage` is the share of periods due
    that a window needs. Raises `NoFiguresError` where an indicator has no panel. What formulas share is computed once
    for all that are asked, as long as it fits into the memory.
    """

    def __init__(self, panels: Mapping[str, Panel], derived: Mapping[str, Node], coverage: float = COVERAGE) -> None:
        self.panels = panels
        self.derived = derived
        self.coverage = coverage
        self._series: Memory[Node, Panel] = Memory(_MOST_BYTES)
        self._figures: Memory[tuple[Node, Windows], Floats] = Memory(_MOST_BYTES // 4)
        self._lacking: dict[Node, bool] = {}

    def truth(self, node: Node, windows: Windows) -> Floats:
        """1, 0 or NaN per row for a yes-or-no answer about the windows."""
        if isinstance(node, Operation):
            if node.operator == "not":
                return kleene.negation(self.truth(node.operands[0], windows))
            left, right = node.operands
            if node.operator in _LOGIC:
                return _LOGIC[node.operator](self.truth(left, windows), self.truth(right, windows))
            return kleene.comparison(node.operator, self.number(left, windows), self.number(right, windows))
        if isinstance(node, Call) and node.function == "at_least":
            least, *answers = node.arguments
            assert isinstance(least, Literal)
            return kleene.at_least(int(least.value), [self.truth(answer, windows) for answer in answers])
        raise TypeError(f"expected a yes-or-no answer, got a {node.type.kind}")

    def number(self, node: Node, windows: Windows) -> Floats:
        """One figure per row."""
        if isinstance(node, Literal):
            return np.array([node.value])
        if isinstance(node, Operation):
            operands = [self.number(operand, windows) for operand in node.operands]
            result = _arithmetic(node.operator, *operands)
            return kleene.exact(result, *operands) if node.operator in ("+", "-") else result
        assert isinstance(node, Call), node
        if node.function in _ELEMENTWISE:
            return _ELEMENTWISE[node.function](*(self.number(part, windows) for part in node.arguments))
        return self._statistic(node, windows)

    def _statistic(self, call: Call, windows: Windows) -> Floats:
        return self._figures.recall((call, windows), lambda: self._measured(call, windows), lambda found: found.nbytes)

    def _measured(self, call: Call, windows: Windows) -> Floats:
        where = call.option("where")
        parts = list(call.arguments) + ([where] if isinstance(where, Node) else [])
        if any(self._is_lacking(part) for part in parts):
            return np.full(max(len(windows.opens), *(self._rows(part) for part in parts)), np.nan)
        panels = aligned([self.series(part) for part in parts])
        condition = panels.pop() if isinstance(where, Node) else None
        options = {name: value for name, value in call.options if name != "where"}
        return statistic(call.function, panels, condition, options, windows, self.coverage)

    def series(self, node: Node) -> Panel:
        """The panel of a series or condition."""
        if isinstance(node, Reference):
            return self._reference(node.slug)
        return self._series.recall(node, lambda: self._compute(node), lambda found: found.values.nbytes)

    def _reference(self, slug: str) -> Panel:
        if slug in self.panels:
            return self.panels[slug]
        if slug in self.derived:
            return self.series(self.derived[slug])
        raise NoFiguresError(slug)

    def _is_lacking(self, node: Node) -> bool:
        """Whether a series is missing altogether because an indicator below it is: then nothing need be computed."""
        if node not in self._lacking:
            self._lacking[node] = self._lacks(node)
        return self._lacking[node]

    def _lacks(self, node: Node) -> bool:
        if isinstance(node, Reference):
            if node.slug in self.panels or node.slug not in self.derived:
                return self._reference(node.slug).is_empty()
            return self._is_lacking(self.derived[node.slug])
        # Of alternatives one is enough, and of two answers the known one may decide.
        either = isinstance(node, Call) and node.function == "coalesce"
        either |= isinstance(node, Operation) and node.operator in _LOGIC
        below = [child for child in node.children if not isinstance(child, Literal | CalendarName)]
        return bool(below) and (all if either else any)(self._is_lacking(child) for child in below)

    def _rows(self, node: Node) -> int:
        """How many rows the indicators below a node have."""
        named = [part.slug for part in node.walk() if isinstance(part, Reference)]
        return max((self._reference(slug).values.shape[0] for slug in named if slug in self.panels), default=1)

    def _compute(self, node: Node) -> Panel:
        if isinstance(node, CalendarName):
            return self._calendar(node.name)
        if isinstance(node, Call):
            return self._call(node)
        assert isinstance(node, Operation), node
        panels = aligned([self.series(part) for part in node.operands if part.type.kind not in _WRITTEN])
        rest = iter(panels)
        values = [
            np.atleast_2d(self.number(part, _NO_WINDOW)) if part.type.kind in _WRITTEN else next(rest).values
            for part in node.operands
        ]
        return panels[0].with_values(by_rows(partial(_elementwise, node.operator), *values))

    def _call(self, call: Call) -> Panel:
        options = dict(call.options)
        if call.function == "coalesce":
            return coalesced([self.series(part) for part in call.arguments if self._is_present(part)] or
                             [self.series(call.arguments[0])])  # fmt: skip
        if call.function in RESAMPLING:
            return self._resampled(call)
        if call.function == "yoy":
            return shifting.yoy(self.series(call.arguments[0]))
        if call.function in shifting.STEPPED:
            return shifting.STEPPED[call.function](self.series(call.arguments[0]), int(str(options["steps"])))
        written = [part for part in call.arguments if part.type.kind is Kind.NUMBER]
        panels = aligned([self.series(part) for part in call.arguments if part not in written])
        values = [panel.values for panel in panels] + [np.atleast_2d(self.number(w, _NO_WINDOW)) for w in written]
        return panels[0].with_values(by_rows(_ELEMENTWISE[call.function], *values))

    def _is_present(self, part: Node) -> bool:
        try:
            return not self.series(part).is_empty()
        except NoFiguresError:
            return False

    def _resampled(self, call: Call) -> Panel:
        target, how = RESAMPLING[call.function], str(call.option("how"))
        panel, where = self.series(call.arguments[0]), call.option("where")
        ending = str(call.option("ending") or "") or None
        if how == "hold":
            return hold(panel, target, ending)
        condition = None
        if isinstance(where, Node):
            panel, condition = aligned([panel, self.series(where)])
        return aggregate(panel, target, how, self.coverage, condition, ending)

    def _calendar(self, name: str) -> Panel:
        """A figure of every day over which any series is known."""
        known = [panel for panel in self.panels.values() if len(panel.ends)]
        first = min((int(panel.ends[0]) for panel in known), default=0)
        days = np.arange(first, max((int(panel.ends[-1]) for panel in known), default=-1) + 1)
        return Panel(Frequency.DAY, days, days, _CALENDAR[name](days).astype(np.float64)[None, :], 0, 7)


def aligned(panels: list[Panel]) -> list[Panel]:
    """The panels on one calendar: common days for daily series, for the others every period that any of them has.

    A period that one of them lacks is missing there and not left out: the others may decide an answer without it.
    """
    first, *others = panels
    if not all(np.array_equal(first.ordinals, other.ordinals) for other in others):
        panels = _on_common_days(panels) if first.frequency is Frequency.DAY else _on_all_periods(panels)
    ends = reduce(np.maximum, (panel.ends for panel in panels))
    lag, week = max(panel.lag for panel in panels), min(panel.week for panel in panels)
    return [replace(panel, ends=ends, lag=lag, week=week) for panel in panels]


def _on_common_days(panels: list[Panel]) -> list[Panel]:
    days = reduce(lambda left, right: np.intersect1d(left, right, assume_unique=True), (p.ordinals for p in panels))
    return [panel.take(_places(panel.ordinals, days)) for panel in panels]


def _places(ordinals: Ints, wanted: Ints) -> Ints | slice:
    """Where the wanted periods stand; a slice where they stand together, which copies nothing."""
    places = np.searchsorted(ordinals, wanted)
    together = len(places) and places[-1] - places[0] + 1 == len(places)
    return slice(int(places[0]), int(places[-1]) + 1) if together else places


def _on_all_periods(panels: list[Panel]) -> list[Panel]:
    ordinals = reduce(np.union1d, (panel.ordinals for panel in panels))
    laid = [_laid_out(panel, ordinals) for panel in panels]
    ends = reduce(np.maximum, (own for _, own in laid))
    return [
        regular(panel.frequency, ordinals, ends, values, panel.lag, panel.week)
        for panel, (values, _) in zip(panels, laid, strict=True)
    ]


def coalesced(panels: list[Panel]) -> Panel:
    """The first panel, its missing periods taken from the next ones."""
    return reduce(_filled, panels)


def _filled(panel: Panel, other: Panel) -> Panel:
    ordinals = np.union1d(panel.ordinals, other.ordinals)
    first, second = _laid_out(panel, ordinals), _laid_out(other, ordinals)
    ends = np.where(first[1] > _NOWHERE, first[1], second[1])
    values = np.where(np.isnan(first[0]), second[0], first[0])
    return regular(panel.frequency, ordinals, ends, values, panel.lag, panel.week)


def _laid_out(panel: Panel, ordinals: Ints) -> tuple[Floats, Ints]:
    values = np.full((panel.values.shape[0], len(ordinals)), np.nan)
    ends = np.full(len(ordinals), _NOWHERE)
    place = _places(ordinals, panel.ordinals)
    values[:, place], ends[place] = panel.values, panel.ends
    return values, ends


def _arithmetic(operator: str, *operands: Floats) -> Floats:
    if operator == "neg":
        return -operands[0]
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        result: Floats = _OPERATORS[operator](*operands)
    return np.where(np.isfinite(result), result, np.nan)


def _elementwise(operator: str, *operands: Floats) -> Floats:
    if operator == "not":
        return kleene.negation(operands[0])
    if operator in _LOGIC:
        return _LOGIC[operator](*operands)
    if operator in ("<", "<=", ">", ">="):
        return kleene.comparison(operator, *operands)
    return _arithmetic(operator, *operands)


def _log(values: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values)
    return np.where(np.isfinite(logs), logs, np.nan)


def _exp(values: Floats) -> Floats:
    with np.errstate(over="ignore"):
        powers = np.exp(values)
    return np.where(np.isfinite(powers), powers, np.nan)


def _day_of_quarter(days: Ints) -> Ints:
    return days - first_day(period_of(days, Frequency.QUARTER), Frequency.QUARTER) + 1


def _days_to_quarter_end(days: Ints) -> Ints:
    return first_day(period_of(days, Frequency.QUARTER) + 1, Frequency.QUARTER) - 1 - days


_MOST_BYTES = 200_000_000  # of intermediate panels to keep
_NOWHERE = np.iinfo(np.int64).min
_WRITTEN = (Kind.NUMBER,)
_NO_WINDOW = Windows.single(0, 0)
_OPERATORS: dict[str, Callable[..., Floats]] = {
    "+": np.add,
    "-": np.subtract,
    "*": np.multiply,
    "/": np.divide,
}
_LOGIC = {"and": kleene.both, "or": kleene.either}
_ELEMENTWISE: dict[str, Callable[..., Floats]] = {
    "abs": np.abs,
    "min": np.minimum,
    "max": np.maximum,
    "log": _log,
    "exp": _exp,
}
_CALENDAR: dict[str, Callable[[Ints], Ints]] = {
    "day_of_quarter": _day_of_quarter,
    "days_to_quarter_end": _days_to_quarter_end,
    "month": lambda days: period_of(days, Frequency.MONTH) % 12 + 1,
    "weekday": lambda days: (days + 3) % 7 + 1,
}
