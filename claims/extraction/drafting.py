"""A drafted criterion for a reading: a formula that type-checks, and a word why it has this form. People decide.

The form follows kind and direction: a level against the figure that the text names, a trend as a change over the
window, a comparison of growth, two rival drivers or a co-movement, an event as a count. What cannot be drafted says
why.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from claims.extraction import forms
from claims.extraction.candidate import Kind, Reading
from claims.extraction.forms import Form, Subject
from claims.extraction.lexicon import words
from claims.extraction.parts import uncovered
from claims.extraction.phrases import Phrases, phrases
from claims.extraction.suggest import Accepted, of_concept
from claims.scoring.relationform import RelationError, written
from evidence.formula import FormulaError, parse
from evidence.formula import Kind as Yields
from evidence.formula.tree import Type

Types = Mapping[str, Type]
Subjects = Sequence[Sequence[Subject]]


@dataclass(frozen=True, slots=True)
class Draft:
    """A criterion that nobody has registered, by formula or `relation`; `note` names in `draftwords` why this form.

    Where there is neither, `why` names the reason. `uncovered`: parts of the text that say more than it checks.
    """

    holds_when: str = ""
    relation: dict[str, Any] = field(default_factory=dict)
    indicators: tuple[str, ...] = ()
    note: str = ""
    why: str = ""
    uncovered: tuple[str, ...] = ()


def draft(reading: Reading, types: Types, accepted: Accepted | None = None, *, abroad: bool = False) -> Draft:
    """The first form of the reading's kind that the language takes, or why there is none.

    `abroad`: the article is about other countries than the United States, whose figures the indicators are.
    """
    if not reading.concepts:
        return Draft(why="no concept")
    subjects = [_subjects(name, types, accepted or {}) for name in reading.concepts]
    said = phrases(reading)
    if why := _refusal(reading, said, subjects, abroad=abroad):
        return Draft(why=why)
    for form in _forms(reading, said, subjects):
        if _is_read(form, types):
            parts = uncovered(reading, form, types)
            return Draft(form.holds_when, form.relation, form.indicators, form.note, uncovered=parts)
    return Draft(why=_why(reading, said, subjects))


def _refusal(reading: Reading, said: Phrases, subjects: Subjects, *, abroad: bool) -> str:
    """Why nothing may be drafted whatever the forms; nothing where they may be tried."""
    if not any(subjects):
        return "no indicator"
    if reading.kind is Kind.JUDGED:
        return "judged"
    if said.conditional:
        return "conditional"
    elsewhere = abroad if said.abroad is None else said.abroad
    national = [name for name in reading.concepts if not words().concepts[name].is_anywhere]
    return "other country" if elsewhere and national else ""


def _subjects(concept: str, types: Types, accepted: Accepted) -> list[Subject]:
    known = words().concepts[concept]
    return [
        Subject(concept, slug, types[slug], known.is_rate, slug in known.exact, slug in known.inverse)
        for slug in of_concept(concept, accepted) if slug in types
    ]  # fmt: skip


def _forms(reading: Reading, said: Phrases, subjects: Subjects) -> Iterator[Form]:
    """The forms of a kind; a trend with a figure is a level, and a level without one a trend.

    A figure belongs to the concept named nearest before it, a direction to the first: if that one is not measured,
    another must not stand in for it.
    """
    if len(subjects) > 1 and reading.kind in (Kind.COMPARISON, Kind.LEVEL):
        yield from forms.apart(said, subjects[0], subjects[1])
    is_held_against_a_figure = len(subjects) == 1 and bool(said.amounts)  # above 5 % compares nothing else
    if reading.kind is Kind.COMPARISON and not is_held_against_a_figure:
        yield from _pairs(said, subjects)
    elif reading.kind is Kind.RELATION:
        yield from _drivers(reading, said, subjects)
    else:
        if reading.kind is Kind.EVENT:
            yield from forms.happens(said, subjects[0])
        yield from forms.level(said, _nearest(reading, said, subjects))
        if not said.amounts and not ((said.at_most or said.at_least) and reading.kind is Kind.LEVEL):
            yield from forms.trend(said, [] if words().concepts[reading.concepts[0]].is_mixed else subjects[0])


def _nearest(reading: Reading, said: Phrases, subjects: Subjects) -> Sequence[Subject]:
    if not said.amounts or len(reading.places) != len(subjects):
        return subjects[0]
    before = [place for place in reading.places if place < said.amounts[0].start]
    return subjects[reading.places.index(max(before) if before else min(reading.places))]


def _pairs(said: Phrases, subjects: Subjects) -> Iterator[Form]:
    if len(subjects) > 1:
        yield from forms.compared(said, subjects[0], subjects[1])


def _drivers(reading: Reading, said: Phrases, subjects: Subjects) -> Iterator[Form]:
    """With a contrast the two concepts beside it are the drivers, the one before 而不是 the favoured."""
    if len(subjects) > 2 and said.rather is not None and len(reading.places) == len(subjects):
        first, second, third = subjects[:3]
        if reading.places[1] < said.rather:
            yield from forms.rivals(first, second, third)
        else:
            yield from forms.rivals(third, first, second)
    if len(subjects) == 2 and said.rather is None:
        yield from forms.together(said, subjects[0], subjects[1])


def _is_read(form: Form, types: Types) -> bool:
    try:
        if form.relation:
            written(form.relation, types)
        else:
            parse(form.holds_when, types, expect=Yields.TRUTH)
    except (FormulaError, RelationError):
        return False
    return True


def _why(reading: Reading, said: Phrases, subjects: Subjects) -> str:
    measured = sum(bool(one) for one in subjects)
    if reading.kind is Kind.RELATION:
        return "one quantity" if measured < 2 else "drivers unclear"
    if reading.kind is Kind.COMPARISON and not (len(subjects) == 1 and said.amounts):
        return "one quantity" if measured < 2 else "not comparable"
    main = _nearest(reading, said, subjects)
    if not main:
        return "no indicator of the main one"
    if said.amounts:
        return "figure does not fit" if any(one.is_exact for one in main) else "only proxies"
    if said.at_most or said.at_least:
        return "no figure"
    return "no event" if reading.kind is Kind.EVENT else "no direction"
