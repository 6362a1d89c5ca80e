"""Pseudo-claims: what the engine would have said of a series on an earlier day, and what became of it.

A pseudo-claim is a statistic of a window in the formula language against a threshold, as a claim is. Thresholds are
quantiles of the series' own earlier windows, so that some are easy and some are not, and zero. Past windows are read as
they stood on the day on which each was fully published; the engine sees what was known at the opening, and not more.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from claims.scoring.baserate import FEWEST_EFFECTIVE, Tally, rate
from claims.scoring.futures import Leaf, simulate
from claims.scoring.outlook import Measure
from claims.scoring.verdict import MOST_UNKNOWN
from evidence.formula import Evaluation, Node, Windows, kleene, reach
from evidence.periods import Frequency, Ints, add_months, first_of_month, last_day, month_of, period_of
from evidence.releases import is_evidence
from evidence.series import Bools, Floats, History, Panel

LEVELS = (0.1, 0.3, 0.5, 0.7, 0.9)  # quantiles of earlier windows that serve as thresholds
AGES = (6, 12, 15, 17)  # months after the opening at which a claim of 18 months is scored again
LASTING = 18  # months of the claims that are scored again
EASY = 0.05  # a base rate nearer to 0 or 1 is refused, as the dry run of a criterion does
WEEK, MONTH = "w", "m"


@dataclass(frozen=True)
class Horizon:
    """How long a window is: a number of weeks or of calendar months."""

    count: int
    unit: str

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"

    def closes(self, opens: Ints) -> Ints:
        """The last day of windows that open on these days."""
        return opens + 7 * self.count - 1 if self.unit == WEEK else add_months(opens, self.count) - 1

    @property
    def months(self) -> float:
        """Its length, for the effective number of windows; a month at least, as base rates count."""
        return max(1.0, self.count * 7 / 30.44 if self.unit == WEEK else float(self.count))


MONTHS = tuple(Horizon(count, MONTH) for count in (1, 3, 6, 12, 18))
WEEKS = tuple(Horizon(count, WEEK) for count in (1, 4, 13, 52))


def horizons_of(frequency: Frequency) -> tuple[Horizon, ...]:
    """Those over which a series of a frequency can be asked about: a window holds a period at least."""
    if frequency.is_finer_than_month:
        return WEEKS
    return tuple(one for one in MONTHS if one.count >= frequency.months)


@dataclass(frozen=True, eq=False)
class Form:
    """A statistic of a window that is compared with thresholds. `signed`: zero is one of them."""

    kind: str  # level, trend, comparison or event
    text: str
    tree: Node
    signed: bool


@dataclass(frozen=True, eq=False)
class Subject:
    """A series, or two that are compared, with the forms in which it is asked about."""

    name: str
    family: str
    leaves: tuple[str, ...]
    forms: tuple[Form, ...]
    horizons: tuple[Horizon, ...]


@dataclass(frozen=True)
class Case:
    """One pseudo-claim whose outcome is known: p of the engine, base rate as known at the opening, outcome y.

    `age`: months from the opening to the day on which p was given. Published p is clipped, this one is not.
    """

    kind: str
    text: str
    horizon: str
    age: int
    threshold: float
    p: float
    base: float
    effective: float
    y: float


@dataclass(frozen=True, eq=False)
class Past:
    """All windows of one length at monthly openings, with a statistic as known when each was fully published.

    `settled` is the day of that; what has not been published entirely has NaN.
    """

    opens: Ints
    closes: Ints
    settled: Ints
    values: Floats

    def known_by(self, day: int) -> Floats:
        """The statistics of windows that were settled by the end of a day."""
        known: Floats = self.values[(self.settled <= day) & ~np.isnan(self.values)]
        return known

    def outcome(self, opens: int) -> float:
        """The statistic of the window that opens on a day, NaN where it is not settled."""
        place = int(np.searchsorted(self.opens, opens))
        found = place < len(self.opens) and self.opens[place] == opens
        return float(self.values[place]) if found else np.nan


@dataclass(frozen=True, eq=False)
class _Asked:
    """A statistic that the engine is asked for, and what its answers are held against."""

    form: Form
    horizon: Horizon
    age: int
    opens: int
    thresholds: Floats
    bases: Sequence[tuple[float, float]]  # rate and effective number of windows, per threshold
    outcome: float

    @property
    def closes(self) -> int:
        return int(self.horizon.closes(np.array([self.opens]))[0])


class PastClaims:
    """Puts pseudo-claims about subjects to the engine, as of earlier days.

    `histories` and `measures` describe raw indicators by slug, as for an assessment.
    """

    def __init__(
        self, subjects: Sequence[Subject], histories: Mapping[str, History], measures: Mapping[str, Measure]
    ) -> None:
        self.subjects = {one.name: one for one in subjects}
        self.histories = histories
        self.measures = measures
        self._pasts: dict[tuple[str, str], dict[str, Past]] = {}

    def look(self, opens: int, names: Sequence[str]) -> dict[str, list[Case]]:
        """The cases of named subjects for claims that open on a day, and for older ones scored again the day before."""
        day = opens - 1
        subjects = [self.subjects[name] for name in names]
        panels = {slug: self.histories[slug].as_of(day) for one in subjects for slug in one.leaves}
        alive = {slug for slug, panel in panels.items() if is_evidence(panel, day)}
        asked = {one: list(self._asked(one, opens)) for one in subjects if alive.issuperset(one.leaves)}
        futures = self._futures({one: rows for one, rows in asked.items() if rows}, panels, day)
        evaluation = Evaluation(futures, {})
        return {
            one.name: list(_answered(asked.get(one, []), evaluation)) if futures.keys() >= set(one.leaves) else []
            for one in subjects
        }

    def _futures(
        self, asked: Mapping[Subject, Sequence[_Asked]], panels: Mapping[str, Panel], day: int
    ) -> dict[str, Panel]:
        until: dict[str, int] = {}
        since: dict[str, int] = {}
        for subject, rows in asked.items():
            for slug in subject.leaves:
                until[slug] = max(until.get(slug, 0), *(row.closes for row in rows))
                since[slug] = min(since.get(slug, day), *(row.opens - reach(row.form.tree, {}) for row in rows))
        leaves = {slug: Leaf(panels[slug], **vars(self.measures[slug])) for slug in until}
        return simulate(leaves, until, since)

    def _asked(self, subject: Subject, opens: int) -> Iterator[_Asked]:
        for horizon in subject.horizons:
            again = AGES if horizon == Horizon(LASTING, MONTH) else ()
            for age in (0, *again):
                start = int(add_months(np.array([opens]), -age)[0])
                for form in subject.forms:
                    row = _ask(form, horizon, age, start, self._past(subject, horizon)[form.text])
                    if row is not None:
                        yield row

    def _past(self, subject: Subject, horizon: Horizon) -> dict[str, Past]:
        key = (subject.name, str(horizon))
        if key not in self._pasts:
            histories = {slug: self.histories[slug] for slug in subject.leaves}
            self._pasts[key] = pasts(subject.forms, histories, horizon)
        return self._pasts[key]


def pasts(forms: Sequence[Form], histories: Mapping[str, History], horizon: Horizon) -> dict[str, Past]:
    """Every window of a length in the histories, by the text of each form."""
    first = max(int(one.ends[0]) for one in histories.values())
    last = min(int(one.ends[-1]) for one in histories.values())
    opens = first_of_month(np.arange(month_of(first) + 1, month_of(last) + 2))
    closes = horizon.closes(opens)
    whole = np.logical_and.reduce([_is_whole(one, closes) for one in histories.values()])
    opens, closes = opens[whole], closes[whole]
    settled = np.max([settlement_days(one, closes) for one in histories.values()], axis=0, initial=0)
    windows = Windows(opens, closes)
    values = {form.text: np.full(len(opens), np.nan) for form in forms}
    if len(opens):
        newest = max(int(one.known.max()) for one in histories.values())
        panels = {slug: one.as_of(settled if one.is_revised else newest) for slug, one in histories.items()}
        evaluation = Evaluation(panels, {})
        values = {form.text: np.broadcast_to(evaluation.number(form.tree, windows), opens.shape) for form in forms}
    return {text: Past(opens, closes, settled, found) for text, found in values.items()}


def settlement_days(past: History, closes: Ints) -> Ints:
    """The first day on which every period that ended by each close had been published."""
    first = np.flatnonzero(np.r_[True, np.diff(past.ordinals) != 0])
    published = np.maximum.accumulate(past.known[first])
    return published[np.maximum(np.searchsorted(past.ends[first], closes, side="right") - 1, 0)]


def _is_whole(past: History, closes: Ints) -> Bools:
    """Whether the last period that is due by each close is there: else the window is not over yet."""
    due = {
        Frequency.DAY: lambda: closes - _LONGEST_HOLIDAY,
        Frequency.WEEK: lambda: closes - 6,
    }.get(past.frequency, lambda: last_day(period_of(closes + 1, past.frequency) - 1, past.frequency))()
    return due <= past.ends[-1]


_LONGEST_HOLIDAY = 5  # days without a figure of a daily series


def _ask(form: Form, horizon: Horizon, age: int, opens: int, past: Past) -> _Asked | None:
    """The claims of one form that open on a day: thresholds and base rates are of the day before."""
    outcome = past.outcome(opens)
    known = past.known_by(opens - 1)
    if np.isnan(outcome) or Tally(len(known), 0, horizon.months).effective < FEWEST_EFFECTIVE:
        return None
    thresholds = np.unique([*np.quantile(known, LEVELS), *([0.0] if form.signed else [])])
    rates = [rate(Tally(len(known), int(_above(known, one).sum()), horizon.months)) for one in thresholds]
    kept = [(one, base) for one, base in zip(thresholds, rates, strict=True) if base and _is_open(base.rate)]
    bases = [(base.rate, base.effective) for _, base in kept]
    return _Asked(form, horizon, age, opens, np.array([one for one, _ in kept]), bases, outcome) if kept else None


def _is_open(base: float) -> bool:
    return EASY <= base <= 1 - EASY


def _answered(rows: Sequence[_Asked], evaluation: Evaluation) -> Iterator[Case]:
    """The engine's probability that each statistic exceeds its thresholds, on the futures."""
    for row in rows:
        found = evaluation.number(row.form.tree, Windows.single(row.opens, row.closes))
        if np.isnan(found).mean() > MOST_UNKNOWN:
            continue
        for threshold, (base, effective) in zip(row.thresholds, row.bases, strict=True):
            p = float((_above(found, threshold) == 1).mean())
            y = float(_above(np.array([row.outcome]), threshold)[0])
            yield Case(row.form.kind, row.form.text, str(row.horizon), row.age, float(threshold), p, base, effective, y)


def _above(values: Floats, threshold: float) -> Floats:
    """As the formula language compares: what differs by rounding only is equal, or ties would fall by chance."""
    return kleene.comparison(">", values, np.array([threshold]))


@dataclass(frozen=True)
class Job:
    """Subjects by name, and the days on which claims about them open: what one process does at a time."""

    subjects: tuple[str, ...]
    opens: tuple[int, ...]


_HELD: list[PastClaims] = []  # of this process: past windows are read once and serve every job


def hold(subjects: Sequence[Subject], histories: Mapping[str, History], measures: Mapping[str, Measure]) -> None:
    """Make a process ready for jobs about subjects."""
    _HELD[:] = [PastClaims(subjects, histories, measures)]


def answer(job: Job) -> list[tuple[int, dict[str, list[Case]]]]:
    """Do a job: by opening day, the cases of each subject."""
    return [(opens, _HELD[0].look(opens, job.subjects)) for opens in job.opens]
