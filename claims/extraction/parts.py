"""Which parts of a sentence a drafted criterion leaves out: half of a claim must not be lost without a word."""

import re
from collections.abc import Iterator, Mapping

from claims.extraction.candidate import Reading
from claims.extraction.forms import Form
from claims.extraction.lexicon import words
from claims.extraction.phrases import figures_of
from claims.extraction.saidfigures import bounds_of
from claims.extraction.script import simplified
from evidence.formula import FormulaError, Kind, parse
from evidence.formula.tree import Type

_CLAUSE = re.compile(r"(?:[^，,；;。]|(?<=\d),(?=\d))+")
_SAYS = re.compile(r"会(?!议)|将|再|可望|有望|势必|\bwill\b|\bwould\b|\bshould\b|going to|\bset to\b")


def uncovered(reading: Reading, form: Form, types: Mapping[str, Type]) -> tuple[str, ...]:
    """The clauses, in the text's words, with a figure that the formula does not compare with, or that say what will be
    of a concept that it does not measure. A relation has no figures; what is one clause is one claim.
    """
    clauses = [match.span() for match in _CLAUSE.finditer(reading.text)]
    if form.relation or len(clauses) < 2:
        return ()
    return tuple(reading.text[start:end].strip() for start, end in _left_out(reading, form, types, clauses))


def _left_out(
    reading: Reading, form: Form, types: Mapping[str, Type], clauses: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    try:
        bounds = list(bounds_of(parse(form.holds_when, types, expect=Kind.TRUTH).tree))
    except FormulaError:
        return
    figures = figures_of(reading)
    checked = [one for one in figures if any(each.takes(one.value) for each in bounds)]
    measured = {name for name in reading.concepts if set(words().concepts[name].indicators) & set(form.indicators)}
    plain = simplified(reading.text).lower()
    places = [*zip(reading.concepts, reading.places, strict=False), *reading.beside]
    for start, end in clauses:
        named = [name for name, place in places if start <= place < end]
        own = [one for one in figures if start <= one.start < end]
        is_other = measured.isdisjoint(named) or (checked and not own)  # the formula is about another clause's figure
        if any(one not in checked for one in own) or (named and is_other and _SAYS.search(plain, start, end)):
            yield start, end
