"""What the chart of a claim shows on a day: gathered from stored assessments and figures. Nothing is simulated.

Four queries, for a claim whose criteria have been fetched: the catalogue, its assessments, and its figures in two.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
from django.db.models import QuerySet, Subquery

from claims.charts.claimchart import Axis, ClaimChart, Level, Line
from claims.charts.measured import Measured, Rival, Scale, measured, moved, on_scale, start_of
from claims.charts.sparkline import Fan
from claims.charts.thinning import MOST_POINTS, thinned
from claims.horizon import in_reach
from claims.models import Assessment, Claim, Criterion
from claims.scoring.verdict import Overlay
from claims.wording.charted import ChartWording, Vintage, moves, stretches
from claims.wording.sentences import language
from evidence.formula import Evaluation, FormulaError, Kind, Node, Windows, parse
from evidence.formula.canonical import canonical
from evidence.models import Catalogue, Indicator
from evidence.periods import Frequency, Ints, day_number, label
from evidence.quantities import scaled
from evidence.readings import histories, panels
from evidence.series import Floats, History, Panel

_BEFORE_OPENING = 1_826  # days of history that are drawn
_TINY = 1e-3  # below it figures are written as times a power of ten


def claim_chart(
    claim: Claim, as_of: date, today: date, vintage: Vintage = Vintage.THEN, checkpoint: date | None = None
) -> ClaimChart | None:
    """The chart of a claim as it would have been drawn on a day, in the language that is active.

    It is of the day of the newest assessment by then, so that line, fan and verdict rest on the same figures; of the
    day itself where there is none. `checkpoint` is the one that the claim shows (default: the next). Of
    `Vintage.TODAY` the figures that became known after the day are shown too. None where there is nothing to draw: a
    claim that is judged, a relation, made of others, not readable, or without figures.
    """
    shown = checkpoint or claim.next_checkpoint(as_of)
    found = _assessed(claim, as_of, shown)
    criterion = _speaking(claim, found)
    if criterion is None or criterion.is_relation:
        return None
    try:
        gathered = _Gathered(claim, criterion, found[0].as_of if found else as_of, today, vintage)
    except FormulaError:
        return None
    return gathered.chart(found[0] if found else None, shown) if gathered.one else None


def newest_assessments(claim: Claim, as_of: date, checkpoint: date) -> QuerySet[Assessment]:
    """The claim's own assessments that stood on a day, the newest first."""
    every = Assessment.objects.filter(claim=claim, criterion=None, checkpoint=checkpoint, as_of__lte=as_of)
    return every.order_by("-as_of", "-pk")


def _assessed(claim: Claim, as_of: date, checkpoint: date) -> list[Assessment]:
    """The newest assessment of a claim that stood on a day, then those of its criteria in the same state."""
    every = Assessment.objects.filter(claim=claim, checkpoint=checkpoint)
    newest = newest_assessments(claim, as_of, checkpoint)
    state = {name: Subquery(newest.values(name)[:1]) for name in ("as_of", "inputs")}
    return sorted(every.filter(**state), key=lambda row: row.criterion_id is not None)


def _speaking(claim: Claim, found: list[Assessment]) -> Criterion | None:
    """The criterion that the claim's figures are of, in the version that spoke then; else its primary one.

    What an amendment superseded goes on being assessed: of the versions that were, the newest spoke.
    """
    criteria = {one.pk: one for one in claim.criteria.all()}
    key = found[0].facts.get("speaks") if found else None
    assessed = [criteria[row.criterion_id] for row in found[1:] if row.criterion_id in criteria]
    speaking = max((one for one in assessed if one.key == key), key=lambda one: one.version, default=None)
    primary = (one for one in criteria.values() if one.role == Criterion.Role.PRIMARY and one.is_current)
    return speaking or next(primary, None)


class _Gathered:
    """The evidence of one criterion, and the comparison of it that is drawn."""

    def __init__(self, claim: Claim, criterion: Criterion, as_of: date, today: date, vintage: Vintage) -> None:
        self.claim, self.as_of, self.today, self.vintage = claim, as_of, today, vintage
        self.day, self.opens, self.coverage = day_number(as_of), day_number(claim.opens), criterion.coverage
        self.indicators = Indicator.objects.all()
        self.catalogue: Catalogue = self.indicators.catalogue()
        self.windows = Windows.single(self.opens, max(day_number(claim.checkpoints[-1]), self.opens))
        answers = _answers(criterion, self.catalogue)
        self.leaves = {slug for tree in answers.values() for slug in self.catalogue.leaves(tree)}
        self.one = measured(answers, self.then, self.windows)

    @cached_property
    def histories(self) -> Mapping[str, History]:
        """Every vintage that is shown."""
        until = day_number(self.today) if self.vintage is Vintage.TODAY else self.day
        return histories(self.leaves, until)

    @cached_property
    def then(self) -> Evaluation:
        """On what was known on the day."""
        if self.vintage is Vintage.THEN:
            return self._on(panels(self.leaves, self.day))
        return self._on({slug: past.as_of(self.day) for slug, past in self.histories.items()})

    @cached_property
    def shown(self) -> Evaluation:
        """On the figures that are drawn: one row, or of first figures one for each day on which some came."""
        if self.vintage is Vintage.THEN:
            return self.then
        if self.vintage is Vintage.TODAY:
            return self._on({slug: past.as_of(day_number(self.today)) for slug, past in self.histories.items()})
        days = _days_of_news(self.histories, self.since, self.day)
        return self._on({slug: past.as_of(days) for slug, past in self.histories.items()})

    def _on(self, given: Mapping[str, Panel]) -> Evaluation:
        return Evaluation(given, self.catalogue.derived, self.coverage)

    @property
    def since(self) -> int:
        """The first day that is drawn."""
        return self.opens - _BEFORE_OPENING

    def chart(self, row: Assessment | None, checkpoint: date) -> ClaimChart | None:
        """All of it; None for fewer than two figures."""
        one = self.one
        assert one is not None
        drawn = self._figures(one.series, one.scale, self.since)
        known = self._known(one)
        if drawn is None or known is None:
            return None
        axis = self._axis(one, drawn.values)
        wording = ChartWording(one, self.catalogue, axis)
        line = _line(drawn, wording.last(drawn.values[-1], label(int(drawn.days[-1]), drawn.frequency)))
        fan = self._fan(one, row)
        track = stretches(row.facts, _verdict(row), self.opens, day_number(row.as_of)) if row and row.band else ()
        others = [day_number(day) for day in in_reach(self.claim.checkpoints, self.as_of) if day != checkpoint]
        return ClaimChart(
            line=line, rival=self._rival(one.rival, one.scale, wording, line.days[0]), levels=_levels(one, wording),
            made=day_number(self.claim.article.published_on), opens=self.opens, as_of=self.day, known=known,
            checkpoint=day_number(checkpoint), others=tuple(others), fan=fan, track=track, axis=axis,
            moves=moves(row.facts, self.catalogue) if row else (), is_free=self._is_free(one.series),
            words=wording.words(self.claim, line, fan, track, (self.vintage, self.as_of, self.today)),
        )  # fmt: skip

    def _is_free(self, series: Node) -> bool:
        """Whether all that the line is made of may be passed on: a change gives away the figures it is a change of."""
        yes = Indicator.Redistribution.YES
        free = {one.slug for one in self.indicators if one.redistribute == yes}  # read with the catalogue
        return free.issuperset(self.catalogue.leaves(series))

    def _axis(self, one: Measured, values: Floats) -> Axis:
        unit = ChartWording(one, self.catalogue, Axis(1.0, "")).unit
        largest = float(np.nanmax(np.abs(values)))
        if not 0 < largest < _TINY:
            return Axis(*scaled(largest, unit, language()))
        power = int(np.floor(np.log10(largest)))
        return Axis(10.0**power, f"10^{power}".replace("-", "−"))

    def _figures(self, series: Node, scale: Scale, since: int) -> "_Drawn | None":
        panel = on_scale(series, scale, self.shown, self.windows).since(since)
        values = _first(panel.values)
        known = np.flatnonzero(~np.isnan(values))
        if known.size < 2:
            return None
        place = slice(int(known[0]), int(known[-1]) + 1)
        return _Drawn(panel.ends[place], values[place], panel.frequency)

    def _known(self, one: Measured) -> tuple[int, float] | None:
        """The last figure known on the day, from which the futures set out."""
        panel = on_scale(one.series, one.scale, self.then, self.windows)
        known = np.flatnonzero(~np.isnan(panel.values[0]))
        return (int(panel.ends[known[-1]]), float(panel.values[0][known[-1]])) if known.size else None

    def _rival(self, rival: Rival | None, scale: Scale, wording: ChartWording, since: int) -> Line | None:
        if rival is None or self.then.series(rival.series).is_empty():
            return None
        drawn = self._figures(rival.series, scale, since)
        if drawn is None:
            return None
        needed = drawn.values * rival.factor + rival.offset
        return _line(_Drawn(drawn.days, needed, drawn.frequency), wording.rival(rival))

    def _fan(self, one: Measured, row: Assessment | None) -> Fan | None:
        """The fan of the very series that is drawn, on the scale on which it is."""
        facts = row.facts.get("fan") if row else None
        if facts is None or facts["series"] != canonical(one.series):
            return None
        days = np.array([day_number(date.fromisoformat(day)) for day in facts["days"]])
        start = float(start_of(one.series, self.then, self.windows)[0]) if one.scale is not Scale.FIGURES else 0.0
        quantiles = moved(np.array(facts["quantiles"], dtype=np.float64), start, one.scale)
        return None if np.isnan(quantiles).any() else Fan(days, quantiles)


@dataclass(frozen=True, eq=False)
class _Drawn:
    """Figures from the first to the last that is known."""

    days: Ints
    values: Floats
    frequency: Frequency


def _answers(criterion: Criterion, catalogue: Catalogue) -> dict[str, Node]:
    written = {"holds": criterion.holds_when, "fails": criterion.fails_when}
    return {name: parse(text, catalogue.types, Kind.TRUTH).tree for name, text in written.items() if text}


def _days_of_news(found: Mapping[str, History], since: int, until: int) -> Ints:
    """Days on which something became known of what is drawn. What is never revised is known at its first figure."""
    days = [past.known[(past.known > since) & (past.known <= until)] for past in found.values() if past.is_revised]
    return np.unique(np.concatenate([*days, [until]])).astype(np.int64)


def _first(values: Floats) -> Floats:
    """Of each period the figure in the first row that has one."""
    first = (~np.isnan(values)).argmax(axis=0)
    return np.take_along_axis(values, first[None, :], axis=0)[0]


def _line(drawn: _Drawn, text: str) -> Line:
    """A figure that is missing between others stays missing, but in long series, where no eye could tell."""
    known = ~np.isnan(drawn.values)
    if known.sum() > MOST_POINTS:
        days, values = thinned(drawn.days[known], drawn.values[known])
    else:
        days, values = drawn.days, drawn.values
    figures = (None if np.isnan(value) else value for value in values.tolist())
    return Line(tuple(days.tolist()), tuple(figures), text)


def _levels(one: Measured, wording: ChartWording) -> tuple[Level, ...]:
    """The bars, and the start where no bar lies there."""
    bars = [Level(bar.value, wording.bar(bar), bar.answer) for bar in one.bars]
    if one.baseline is None or any(bar.value == one.baseline for bar in bars):
        return tuple(bars)
    return (*bars, Level(one.baseline, wording.baseline(one.baseline), "baseline"))


def _verdict(row: Assessment) -> str:
    return str(Overlay.NO_EVIDENCE) if Overlay.NO_EVIDENCE in row.overlays else row.band
