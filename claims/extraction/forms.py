"""The forms that a drafted criterion may take: formulas of the language, tried in order until one type-checks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from claims.extraction.amounts import Amount, Counted
from claims.extraction.phrases import Phrases
from evidence.formula.tree import Type
from evidence.periods import Frequency
from evidence.units import COUNT, PERCENT

_DECADE = {Frequency.DAY: 2520, Frequency.WEEK: 520, Frequency.MONTH: 120, Frequency.QUARTER: 40, Frequency.YEAR: 10}
_RESAMPLED = {Frequency.WEEK: "weekly", Frequency.MONTH: "monthly", Frequency.QUARTER: "quarterly",
              Frequency.YEAR: "yearly"}  # fmt: skip
_ORDER = (Frequency.DAY, Frequency.WEEK, Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR)
_LAGS = 4
_WIDTH = 0.05  # of a figure that is said to be about right: so much on either side, in percent at least _POINTS
_POINTS = 0.25


@dataclass(frozen=True, slots=True)
class Subject:
    """An indicator that would measure a concept. `is_exact`: it is the very quantity; `is_inverse`: it rises when
    that weakens; a rate is spoken of as its change over a year.
    """

    concept: str
    slug: str
    type: Type
    is_rate: bool
    is_exact: bool
    is_inverse: bool

    @property
    def is_percent(self) -> bool:
        """Whether its figures are percentages already."""
        return self.type.unit == PERCENT

    @property
    def spoken(self) -> str:
        """The series that the concept's name means: inflation for consumer prices."""
        return f"yoy({self.slug})" if self.is_rate and not self.is_percent else self.slug


@dataclass(frozen=True, slots=True)
class Form:
    """A formula to be tried, or a relation; `note` names in `draftwords.NOTES` why it has this form."""

    holds_when: str
    indicators: tuple[str, ...]
    note: str
    relation: dict[str, Any] = field(default_factory=dict)


def level(said: Phrases, subjects: Sequence[Subject]) -> Iterator[Form]:
    """Against the first figure that fits what a subject is counted in."""
    for subject, amount in product([one for one in subjects if one.is_exact], said.amounts):
        for formula, note in _against(said, subject, amount):
            yield Form(f"not ({formula})" if said.figure_negated else formula, (subject.slug,), note)
    if said.record and said.direction != "down":
        for subject in [one for one in subjects if one.is_exact]:
            before = _DECADE[subject.type.frequency or Frequency.MONTH]
            formula = f"highest({subject.slug}) > highest({subject.slug}, before={before})"
            yield Form(_negated(said, formula), (subject.slug,), "record")


def _against(said: Phrases, subject: Subject, amount: Amount) -> Iterator[tuple[str, str]]:
    if amount.counted in (Counted.PERCENT, Counted.POINTS):
        yield from _in_percent(said, subject, amount)
    elif amount.counted is Counted.DOLLARS and str(subject.type.unit).startswith("USD"):
        yield from _levels(said, subject.slug, amount, "")
    elif amount.counted is Counted.PLAIN and said.monthly and str(subject.type.unit) == "person":
        yield from _levels(said, f"diff({subject.slug})", amount, "")
    elif amount.counted is Counted.PLAIN and subject.spoken == subject.slug:
        yield from _levels(said, subject.slug, amount, "")


def _in_percent(said: Phrases, subject: Subject, amount: Amount) -> Iterator[tuple[str, str]]:
    is_rate = subject.is_percent or subject.is_rate
    sign = "-" if said.direction == "down" else ""
    if amount.counted is Counted.POINTS:
        if is_rate and said.direction:
            yield _moved(said, f"change({subject.spoken})", sign, amount.value, "pp", "points")
    elif said.shrinking:
        return
    elif is_rate or said.yearly:
        series = subject.spoken if is_rate else f"yoy({subject.slug})"
        yield from _levels(said, series, amount, "%")
    elif said.direction and not said.annualised:
        yield _moved(said, f"growth({subject.slug})", sign, amount.value, "%", "growth")


def _moved(said: Phrases, series: str, sign: str, value: float, mark: str, note: str) -> tuple[str, str]:
    if said.about:
        return _around(series, -value if sign else value, mark), "around"
    return f"{series} {_turned(said)} {sign}{_figure(value)}{mark}", note


def _around(series: str, value: float, mark: str) -> str:
    """So near a figure that it may be called about it."""
    width = max(abs(value) * _WIDTH, _POINTS if mark else 0.0)
    return f"between({series}, {_figure(value - width)}{mark}, {_figure(value + width)}{mark})"


def _turned(said: Phrases) -> str:
    """How a change stands to the figure: fall by 20 % is at most -20 %, fall by at most 20 % is at least -20 %."""
    bounded = said.at_most and not said.at_least
    return _sign(said, is_above=(said.direction == "up") != bounded)


def _sign(said: Phrases, *, is_above: bool) -> str:
    return (">" if is_above else "<") + ("" if said.strict else "=")


def _levels(said: Phrases, series: str, amount: Amount, mark: str) -> Iterator[tuple[str, str]]:
    figures = [one.value for one in said.amounts if one.counted is amount.counted]
    place = "mean" if said.average else "last"
    if said.between and len(figures) > 1:
        low, high = sorted(figures[:2])
        yield f"between({place}({series}), {_figure(low)}{mark}, {_figure(high)}{mark})", "between"
        return
    figure = f"{_figure(amount.value)}{mark}"
    downwards = said.at_most or (said.direction == "down" and not said.at_least)
    upwards = said.at_least or (said.direction == "up" and not said.at_most)
    if said.about or downwards == upwards:
        yield _around(f"{place}({series})", amount.value, mark), "around" if said.about else "about"
    elif said.some_time and not said.average:
        extreme = "lowest" if downwards else "highest"
        yield f"{extreme}({series}) {_sign(said, is_above=upwards)} {figure}", "some time"
    else:
        form = f"{place}({series}) {_sign(said, is_above=upwards)} {figure}"
        yield form, "average" if said.average else "at the end"


def trend(said: Phrases, subjects: Sequence[Subject]) -> Iterator[Form]:
    """A change over the window, up or down."""
    for subject in subjects if said.direction else ():
        sign = ">" if (said.direction == "up") != subject.is_inverse else "<"
        pace = said.pace and not subject.is_percent and not subject.is_rate
        series = f"yoy({subject.slug})" if pace else subject.spoken
        note = "proxy" if not subject.is_exact else "pace" if pace else "rate" if series != subject.slug else "trend"
        yield Form(_negated(said, f"change({series}) {sign} 0"), (subject.slug,), note)


def compared(said: Phrases, firsts: Sequence[Subject], seconds: Sequence[Subject]) -> Iterator[Form]:
    """One quantity grows by more than another over the window, or is on average higher where both are percentages."""
    sign = "<" if said.less else ">"
    for one, other in product(firsts, seconds):
        if one.slug == other.slug:
            continue
        slugs = (one.slug, other.slug)
        if one.is_percent and other.is_percent:
            yield Form(_negated(said, f"mean({one.slug}) {sign} mean({other.slug})"), slugs, "higher on average")
        elif not one.is_percent and not other.is_percent:
            yield Form(_negated(said, f"growth({one.slug}) {sign} growth({other.slug})"), slugs, "grows by more")
        elif one.is_rate or other.is_rate:
            yield Form(_negated(said, f"mean({one.spoken}) {sign} mean({other.spoken})"), slugs, "higher on average")


def apart(said: Phrases, firsts: Sequence[Subject], seconds: Sequence[Subject]) -> Iterator[Form]:
    """By how many points one rate is on average above or below another: 2 points above consumer prices."""
    points = [one for one in said.amounts if one.counted is Counted.POINTS]
    if not said.apart or len(points) != 1:
        return
    for one, other in product(firsts, seconds):
        is_rate = said.yearly or one.is_rate or other.is_rate or (one.is_percent and other.is_percent)
        if one.slug == other.slug or not is_rate:
            continue
        left, right = (each.slug if each.is_percent else f"yoy({each.slug})" for each in (one, other))
        sign = "-" if said.less else ""
        value, difference = points[0].value, f"mean({left} - {right})"
        is_above = not (said.less or said.at_most)  # no more than 2 points above
        formula = f"{difference} {_sign(said, is_above=is_above)} {sign}{_figure(value)}pp"
        if said.roughly:
            formula = _around(difference, -value if said.less else value, "pp")
        yield Form(_negated(said, formula), (one.slug, other.slug), "apart")


def rivals(target: Sequence[Subject], for_it: Sequence[Subject], against: Sequence[Subject]) -> Iterator[Form]:
    """Which of two drivers foretells a target better."""
    for parts in product(target, for_it, against):
        if len({one.slug for one in parts}) < len(parts):
            continue
        common = max((one.type.frequency or Frequency.MONTH for one in parts), key=_ORDER.index)
        t, a, c = (_moves(one, common) for one in parts)
        relation = {"target": t, "a": [a], "c": [c], "lags": _LAGS}
        yield Form("", tuple(one.slug for one in parts), "relation", relation)


def together(said: Phrases, firsts: Sequence[Subject], seconds: Sequence[Subject]) -> Iterator[Form]:
    """Two quantities move together: all that can be said of one driver alone."""
    sign = "<" if said.direction == "down" else ">"
    for one, other in product(firsts, seconds):
        if one.slug == other.slug:
            continue
        common = max((each.type.frequency or Frequency.MONTH for each in (one, other)), key=_ORDER.index)
        formula = f"corr({_moves(one, common)}, {_moves(other, common)}) {sign} 0"
        yield Form(_negated(said, formula), (one.slug, other.slug), "together")


def happens(said: Phrases, subjects: Sequence[Subject]) -> Iterator[Form]:
    """An event that an indicator counts, or a recession as two quarters of shrinking output."""
    for subject in subjects:
        if subject.type.unit == COUNT and subject.type.frequency is not Frequency.DAY:
            yield Form(_negated(said, f"total({subject.slug}) >= 1"), (subject.slug,), "counted")
        elif subject.concept == "recession" and subject.slug == "gdp_growth":
            yield Form(_negated(said, f"longest({subject.slug} < 0) >= 2"), (subject.slug,), "recession")


def _moves(subject: Subject, common: Frequency) -> str:
    frequency = subject.type.frequency
    series = subject.slug if frequency is common else f"{_RESAMPLED[common]}({subject.slug})"
    return f"diff({series})" if subject.is_percent else f"pct({series})"


def _negated(said: Phrases, formula: str) -> str:
    return f"not ({formula})" if said.negated else formula


def _figure(value: float) -> str:
    """Decimal digits without an exponent, as the language reads them."""
    return f"{value:.6f}".rstrip("0").rstrip(".")
