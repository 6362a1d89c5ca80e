"""The chart of a claim that formulas decide: a panel for each series of its conditions, as known on the day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from claims.chartfigures.moment import Moment
from claims.charts.claimchart import Axis, ClaimChart, Level, Line, Panel, Undrawn, Words
from claims.charts.measured import Measured, Rival, Scale, measured, moved, on_scale, start_of, undrawn
from claims.charts.sparkline import Fan
from claims.charts.thinning import MOST_POINTS, thinned
from claims.models import Criterion
from claims.wording.charted import PanelWording, Vintage, ahead, heading, moves, simulated
from claims.wording.chartheads import heads, test, unreadable, without_figures
from claims.wording.languages import language
from claims.wording.signs import minus
from evidence.formula import Evaluation, FormulaError, Kind, Node, Reference, Windows, parse
from evidence.formula.canonical import canonical
from evidence.formula.tree import Call
from evidence.models import Catalogue, Indicator
from evidence.periods import Frequency, Ints, day_number, label
from evidence.quantities import scaled
from evidence.readings import histories, panels
from evidence.series import Floats, History
from evidence.series import Panel as Figures

_BEFORE_OPENING = 1_826  # days of history that are drawn
_TINY = 1e-3  # below it figures are written as times a power of ten
_MOST_PANELS = 6  # one below the other
_DENSE = 3  # from so many panels on a line has as few points as it may
_ADDED_UP = frozenset({"count", "total", "longest"})  # they stay what they are between two periods


def chart(moment: Moment) -> ClaimChart | Undrawn:
    """On the same figures as the newest assessment. Four queries: the catalogue, the assessments, and the figures."""
    criterion = moment.speaking()
    if criterion is None:
        return Undrawn(unreadable())
    try:
        return _Gathered(moment, criterion).chart()
    except FormulaError:
        return Undrawn(unreadable())


class _Gathered:
    """The evidence of one criterion, and what of it is drawn."""

    def __init__(self, moment: Moment, criterion: Criterion) -> None:
        self.moment, self.criterion, self.coverage = moment, criterion, criterion.coverage
        self.day, self.opens = day_number(moment.as_of), moment.opens
        self.indicators = Indicator.objects.all()
        self.catalogue: Catalogue = self.indicators.catalogue()
        until = min(day_number(moment.claim.checkpoints[-1]), self._until)
        self.windows = Windows.single(self.opens, max(until, self.opens))
        self.answers = _answers(criterion, self.catalogue)
        self.leaves = {slug for tree in self.answers.values() for slug in self.catalogue.leaves(tree)}

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Every vintage that is shown."""
        return histories(self.leaves, self._until)

    @property
    def _until(self) -> int:
        """The day whose knowledge is drawn."""
        return day_number(self.moment.today) if self.moment.vintage is Vintage.TODAY else self.day

    @cached_property
    def then(self) -> Evaluation:
        """On what was known on the day."""
        if self.moment.vintage is Vintage.THEN:
            return self._on(panels(self.leaves, self.day))
        return self._on({slug: past.as_of(self.day) for slug, past in self.histories.items()})

    @cached_property
    def shown(self) -> Evaluation:
        """On the figures that are drawn: one row, or of first figures one for each day on which some came."""
        if self.moment.vintage is Vintage.THEN:
            return self.then
        if self.moment.vintage is Vintage.TODAY:
            return self._on({slug: past.as_of(day_number(self.moment.today)) for slug, past in self.histories.items()})
        days = _days_of_news(self.histories, self.since, self.day)
        return self._on({slug: past.as_of(days) for slug, past in self.histories.items()})

    def _on(self, given: Mapping[str, Figures]) -> Evaluation:
        return Evaluation(given, self.catalogue.derived, self.coverage)

    @property
    def since(self) -> int:
        """The first day that is drawn."""
        return self.opens - _BEFORE_OPENING

    def chart(self) -> ClaimChart | Undrawn:
        """All of it."""
        drawn = measured(self.answers, self.then, self.windows, self._events)[:_MOST_PANELS]
        most = MOST_POINTS // min(max(len(drawn), 1), _DENSE)
        found = [(one, panel) for one in drawn if (panel := self._panel(one, most)) is not None]
        if not found:
            return Undrawn(without_figures(self._lacking(), self.catalogue))
        row = self.moment.row
        moved_by = moves(row.facts, self.catalogue) if row else ()
        return self.moment.chart(tuple(panel for _, panel in found), self._words(found), moved_by)

    def _words(self, found: list[tuple[Measured, Panel]]) -> Words:
        """Of one panel its own words stand above the chart."""
        told = " ".join(self._wording(one, panel.axis).told(panel.line, panel.fan) for one, panel in found)
        holds, names = self.answers["holds"], self.catalogue.names_in(language())
        lacking = undrawn(self.answers, [one for one, _ in found])
        first = found[0][1]
        is_single = len(found) == 1
        title, asked = (first.title, test(holds, names, lacking)) if is_single else heads(holds, names, lacking)
        unit = first.axis.unit if is_single else ""
        subtitle = heading(unit, self.moment.vintage, self.moment.as_of, self.moment.today)
        return ahead(self.moment.claim, title, asked, subtitle, told, self.moment.track, simulated())

    def _panel(self, one: Measured, most: int) -> Panel | None:
        """None without figures in the time that is drawn."""
        drawn, known = self._figures(one.series, one.scale, self.since), self._known(one)
        if drawn is None or known is None:
            return None
        axis = self._axis(one, drawn.values)
        wording = self._wording(one, axis)
        line = _line(drawn, wording.last(drawn.values[-1], label(int(drawn.days[-1]), drawn.frequency)), most)
        rivals = (self._rival(rival, one.scale, wording, line.days[0], most) for rival in one.rivals)
        return Panel(
            line=line, rivals=tuple(rival for rival in rivals if rival), levels=_levels(one, wording), known=known,
            fan=self._fan(one), axis=axis, title=wording.title(),
            test=" · ".join(filter(None, [axis.unit, wording.test()])), is_free=self._is_free(one),
            is_step=isinstance(one.series, Call) and one.series.function in _ADDED_UP,
        )  # fmt: skip

    def _wording(self, one: Measured, axis: Axis) -> PanelWording:
        return PanelWording(one, self.catalogue, axis)

    @property
    def _events(self) -> set[str]:
        """Indicators of the answers that say nothing but on which days something happens, derived ones among them."""
        raw = {one.slug for one in self.indicators if one.walk == Indicator.Walk.CALENDAR}  # read with the catalogue
        named = {part for tree in self.answers.values() for part in tree.walk() if isinstance(part, Reference)}
        return {part.slug for part in named if raw.issuperset(self.catalogue.leaves(part))}

    def _lacking(self) -> list[str]:
        """Raw indicators without a figure."""
        return [slug for slug in sorted(self.leaves) if self.then.panels[slug].known_end() is None]

    def _is_free(self, one: Measured) -> bool:
        """Whether all that its lines are made of may be passed on: a change gives away what it is a change of."""
        yes = Indicator.Redistribution.YES
        free = {row.slug for row in self.indicators if row.redistribute == yes}  # read with the catalogue
        drawn = (one.series, *(rival.series for rival in one.rivals))
        return all(free.issuperset(self.catalogue.leaves(series)) for series in drawn)

    def _axis(self, one: Measured, values: Floats) -> Axis:
        unit = self._wording(one, Axis(1.0, "")).unit
        largest = float(np.nanmax(np.abs(values)))
        if not 0 < largest < _TINY:
            return Axis(*scaled(largest, unit, language()))
        power = int(np.floor(np.log10(largest)))
        return Axis(10.0**power, minus(f"10^{power}"))

    def _figures(self, series: Node, scale: Scale, since: int) -> "_Drawn | None":
        panel = on_scale(series, scale, self.shown, self.windows).since(since)
        values = _first(panel.values)
        known = np.flatnonzero(~np.isnan(values))
        if known.size < (1 if scale is Scale.SO_FAR else 2):
            return None
        place = slice(int(known[0]), int(known[-1]) + 1)
        return _Drawn(panel.ends[place], values[place], panel.frequency)

    def _known(self, one: Measured) -> tuple[int, float] | None:
        """The last figure known on the day, from which the futures set out."""
        panel = on_scale(one.series, one.scale, self.then, self.windows)
        known = np.flatnonzero(~np.isnan(panel.values[0]))
        return (int(panel.ends[known[-1]]), float(panel.values[0][known[-1]])) if known.size else None

    def _rival(self, rival: Rival, scale: Scale, wording: PanelWording, since: int, most: int) -> Line | None:
        drawn = self._figures(rival.series, scale, since)
        if drawn is None:
            return None
        needed = drawn.values * rival.factor + rival.offset
        return _line(_Drawn(drawn.days, needed, drawn.frequency), wording.rival(rival), most)

    def _fan(self, one: Measured) -> Fan | None:
        """The fan of the very series that is drawn, on the scale on which it is."""
        kept = self.moment.row.facts if self.moment.row else {}
        fans = [fan for fan in (kept.get("fan"), *kept.get("fans", ())) if fan]
        facts = next((fan for fan in fans if fan["series"] == canonical(one.series)), None)
        if facts is None:
            return None
        days = np.array([day_number(date.fromisoformat(day)) for day in facts["days"]])
        start = (
            float(start_of(one.series, self.then, self.windows)[0])
            if one.scale in (Scale.CHANGE, Scale.GROWTH)
            else 0.0
        )
        quantiles = moved(np.array(facts["quantiles"], dtype=np.float64), start, one.scale)
        return None if np.isnan(quantiles).any() else Fan(days, quantiles)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Figures from the first to the last that is known."""

    days: Ints
    values: Floats
    frequency: Frequency


def _answers(criterion: Criterion, catalogue: Catalogue) -> dict[str, Node]:
    written = {"holds": criterion.holds_when, "fails": criterion.fails_when, "requires": criterion.requires_when}
    return {name: parse(text, catalogue.types, Kind.TRUTH).tree for name, text in written.items() if text}


def _days_of_news(found: Mapping[str, History], since: int, until: int) -> Ints:
    """Days on which something became known of what is drawn. What is never revised is known at its first figure."""
    days = [past.known[(past.known > since) & (past.known <= until)] for past in found.values() if past.is_revised]
    return np.unique(np.concatenate([*days, [until]])).astype(np.int64)


def _first(values: Floats) -> Floats:
    """Of each period the figure in the first row that has one."""
    first = (~np.isnan(values)).argmax(axis=0)
    return np.take_along_axis(values, first[None, :], axis=0)[0]


def _line(drawn: _Drawn, text: str, most: int) -> Line:
    """A figure that is missing between others stays missing, but in long series, where no eye could tell."""
    known = ~np.isnan(drawn.values)
    if known.sum() > most:
        days, values = thinned(drawn.days[known], drawn.values[known], most)
    else:
        days, values = drawn.days, drawn.values
    figures = (None if np.isnan(value) else value for value in values.tolist())
    return Line(tuple(days.tolist()), tuple(figures), text)


def _levels(one: Measured, wording: PanelWording) -> tuple[Level, ...]:
    """The bars, and the start where no bar lies there."""
    bars = [Level(bar.value, wording.bar(bar), bar.answer) for bar in one.bars]
    if one.baseline is None or any(bar.value == one.baseline for bar in bars):
        return tuple(bars)
    return (*bars, Level(one.baseline, wording.baseline(one.baseline), "baseline"))
