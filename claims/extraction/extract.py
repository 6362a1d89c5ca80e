"""An article's text to candidates."""

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any, TypeVar

import numpy.typing as npt

from claims.extraction import bag, choosing, kinds
from claims.extraction.candidate import Block, Candidate, Named, Reading, Reason, Span, Spot, Surroundings, Unit
from claims.extraction.horizons import spoken_year
from claims.extraction.lexicon import NOT_A_CUE, words
from claims.extraction.loader import chunks, pipeline
from claims.extraction.merging import merged
from claims.extraction.naming import main_first, named, unmarked
from claims.extraction.reading import read

RULES = 7  # raised when a change of code makes other proposals or drafts of the same words
T = TypeVar("T")
LONG = 200_000  # code points; a worker reads what is longer, so that nobody waits at a page or a program for seconds
THRESHOLD = 0.4  # score from which a unit is proposed: rejecting one costs an analyst less than missing one


@dataclass(frozen=True, slots=True)
class Trained:
    """What is learnt from labels: weights of the bag of words, of the kinds and of the choice among concepts.

    None where the rules speak alone.
    """

    claims: npt.NDArray[Any] | None
    kinds: npt.NDArray[Any] | None
    concepts: npt.NDArray[Any] | None


RULES_ALONE = Trained(None, None, None)


def candidates(text: str, published: date) -> list[Candidate]:
    """Proposed claims of a text in its order. `published` is the day from which relative horizons count.

    Kind and concepts are worked out of what is proposed alone: of most units of a text nobody sees them.
    """
    known = trained()
    proposed = (
        _understood(one, known) for one in readings(text, published, Trained(known.claims, None, None))
        if one.score >= THRESHOLD and one.unit.block is not Block.BOILERPLATE and not one.voided
    )  # fmt: skip
    return merged(proposed)


@cache
def trained() -> Trained:
    """The weights that come with the project, read once a process."""
    return Trained(bag.load(), kinds.load(), choosing.load())


@cache
def version() -> str:
    """What a text is read by: the rules' own number, the words and the weights."""
    weights = b"".join(file.read_bytes() for file in (bag.FILE, kinds.FILE, choosing.FILE) if file.exists())
    return f"{RULES}.{words().version}.{hashlib.sha256(weights).hexdigest()[:8] if weights else 'none'}"


def readings(text: str, published: date, learnt: Trained | None) -> Iterator[Reading]:
    """Every unit of a text as it was read, proposed or not. Without weights the rules speak alone."""
    known = learnt or RULES_ALONE
    for chunk in chunks(text):
        part = text[chunk.start : chunk.end]
        for one in _of_chunk(part, published):
            yield _moved(_taught(one, known), chunk.start)


def _of_chunk(text: str, published: date) -> Iterator[Reading]:
    doc = pipeline()(text)
    units: list[Unit] = doc.user_data["units"]
    concepts = [(one.start_char, (one.end_char, one.label_)) for one in doc.spans["concepts"]]
    cues = sorted((one.start_char, (one.label_, text[one.start_char : one.end_char])) for one in doc.spans["cues"])
    hits = [_hits(own) for own in _by_unit(units, cues)]
    named_of = [_named(unit, own, said) for unit, own, said in zip(units, _by_unit(units, concepts), hits, strict=True)]
    counts = Counter(name for one in named_of for name in one.kept)
    spoken: int | None = None
    heading: tuple[str, ...] = ()
    of_span = {unit.span: one.kept for unit, one in zip(units, named_of, strict=True)}
    for place, (unit, one) in enumerate(zip(units, named_of, strict=True)):
        lead_in = of_span.get(unit.lead_in, ()) if unit.lead_in else ()  # a bullet is about what its lead-in names
        heading = one.kept if unit.block is Block.HEADING else heading
        part = text[unit.span.start : unit.span.end]
        own, at = main_first(one.kept, unmarked(one.spots), part)
        around = Surroundings(named_of, place, lead_in or heading, counts)
        yield read(unit, part, hits[place], own or lead_in, words(), published, places=at, around=around, spoken=spoken)
        spoken = spoken_year(part, published) or spoken


def _by_unit(units: Sequence[Unit], found: Sequence[tuple[int, T]]) -> Iterator[list[tuple[int, T]]]:
    """What was found at places of a text, in its order, by the unit it stands in."""
    at = 0
    for unit in units:
        first = at
        while at < len(found) and found[at][0] < unit.span.end:
            at += 1
        yield list(found[first:at])


def _hits(cues: Sequence[tuple[int, tuple[str, str]]]) -> dict[str, list[str]]:
    """The words found, by group of cues."""
    hits: dict[str, list[str]] = {}
    for _, (group, word) in cues:
        if group != NOT_A_CUE:
            hits.setdefault(group, []).append(word)
    return hits


def _named(unit: Unit, found: Sequence[tuple[int, tuple[int, str]]], hits: Mapping[str, Sequence[str]]) -> Named:
    start = unit.span.start
    spots = tuple(Spot(at - start, end - start, name) for at, (end, name) in found)
    kept = named([one.name for one in spots], words().concepts, comparing="comparison" in hits)
    return Named(spots, frozenset(hits), tuple(kept))


def _taught(one: Reading, known: Trained) -> Reading:
    one = _understood(one, known)
    return one if known.claims is None else _blended(one, known.claims)


def _understood(one: Reading, known: Trained) -> Reading:
    """With kind and concepts as learnt; the kind first, for it was learnt beside the concepts of the rules."""
    if known.kinds is not None:
        one = replace(one, kind=kinds.kind_of(one, known.kinds))
    return one if known.concepts is None else choosing.chosen(one, known.concepts)


def _blended(one: Reading, weights: npt.NDArray[Any]) -> Reading:
    """Rules and bag of words pooled; what the bag adds to the score stands among the reasons."""
    if is_settled(one):
        return one
    learnt = bag.probability(one.text, weights)
    reason = Reason(f"bag of words {learnt:.2f}, rules {one.score:.2f}", (), 0.0)
    return replace(one, score=float(bag.pooled(one.score, learnt)), reasons=(*one.reasons, reason))


def is_settled(one: Reading) -> bool:
    """Whether its form alone says that a unit is no claim, whatever words it has: a question, a line of the page."""
    return any(reason.feature in {"question", "boilerplate"} for reason in one.reasons)


def _moved(one: Reading, by: int) -> Reading:
    if not by:
        return one
    lead_in = one.unit.lead_in and Span(one.unit.lead_in.start + by, one.unit.lead_in.end + by)
    span = Span(one.unit.span.start + by, one.unit.span.end + by)
    return replace(one, unit=Unit(span, one.unit.block, lead_in))
