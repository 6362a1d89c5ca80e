"""An article's text to candidates."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import numpy.typing as npt

from claims.extraction import bag, kinds
from claims.extraction.candidate import Block, Candidate, Reading, Reason, Span, Unit
from claims.extraction.lexicon import NOT_A_CUE, WEAK, words
from claims.extraction.loader import chunks, pipeline
from claims.extraction.merging import merged
from claims.extraction.naming import Spot, main_first, named
from claims.extraction.reading import read

RULES = 6  # raised when a change of code makes other proposals or drafts of the same words
THRESHOLD = 0.4  # score from which a unit is proposed: rejecting one costs an analyst less than missing one


@dataclass(frozen=True, slots=True)
class Trained:
    """What is learnt from labels: weights of the bag of words and of the kinds; None where the rules speak alone."""

    claims: npt.NDArray[Any] | None
    kinds: npt.NDArray[Any] | None


RULES_ALONE = Trained(None, None)


def candidates(text: str, published: date) -> list[Candidate]:
    """Proposed claims of a text in its order. `published` is the day from which relative horizons count.

    The kind is worked out of what is proposed alone: of most units of a text nobody sees it.
    """
    known = trained()
    proposed = (
        _of_learnt_kind(one, known) for one in readings(text, published, replace(known, kinds=None))
        if one.score >= THRESHOLD and one.unit.block is not Block.BOILERPLATE and not one.voided
    )  # fmt: skip
    return merged(proposed)


@cache
def trained() -> Trained:
    """The weights that come with the project, read once a process."""
    return Trained(bag.load(), kinds.load())


@cache
def version() -> str:
    """What a text is read by: the rules' own number, the words and the weights."""
    weights = b"".join(file.read_bytes() for file in (bag.FILE, kinds.FILE) if file.exists())
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
    concepts = [Spot(span.start_char, span.end_char, span.label_) for span in doc.spans["concepts"]]
    cues = sorted((span.start_char, span.label_, span.text) for span in doc.spans["cues"])
    concept, cue = 0, 0
    of_unit: dict[Span, list[str]] = {}
    for unit in doc.user_data["units"]:
        start, end = unit.span.start, unit.span.end
        spots: list[Spot] = []
        hits: dict[str, list[str]] = {}
        while concept < len(concepts) and concepts[concept].start < end:
            spots.append(concepts[concept])
            concept += 1
        while cue < len(cues) and cues[cue][0] < end:
            if cues[cue][1] != NOT_A_CUE:
                hits.setdefault(cues[cue][1], []).append(cues[cue][2])
            cue += 1
        labels = [one.name for one in spots]
        own = of_unit[unit.span] = named(labels, words().concepts, comparing="comparison" in hits)
        names = own or of_unit.get(unit.lead_in or unit.span, [])  # a bullet is about what its lead-in names
        found = [Spot(one.start - start, one.end - start, one.name.removesuffix(WEAK)) for one in spots]
        own, at = main_first(own, found, text[start:end])
        yield read(unit, text[start:end], hits, own or names, words(), published, places=at)


def _taught(one: Reading, known: Trained) -> Reading:
    one = _of_learnt_kind(one, known)
    return one if known.claims is None else _blended(one, known.claims)


def _of_learnt_kind(one: Reading, known: Trained) -> Reading:
    return one if known.kinds is None else replace(one, kind=kinds.kind_of(one, known.kinds))


def _blended(one: Reading, weights: npt.NDArray[Any]) -> Reading:
    """The mean of rules and bag of words; what the bag adds to the score stands among the reasons."""
    if is_settled(one):
        return one
    learnt = bag.probability(one.text, weights)
    reason = Reason(f"bag of words {learnt:.2f}, rules {one.score:.2f}", (), 0.0)
    return replace(one, score=(one.score + learnt) / 2, reasons=(*one.reasons, reason))


def is_settled(one: Reading) -> bool:
    """Whether its form alone says that a unit is no claim, whatever words it has: a question, a line of the page."""
    return any(reason.feature in {"question", "boilerplate"} for reason in one.reasons)


def _moved(one: Reading, by: int) -> Reading:
    if not by:
        return one
    lead_in = one.unit.lead_in and Span(one.unit.lead_in.start + by, one.unit.lead_in.end + by)
    span = Span(one.unit.span.start + by, one.unit.span.end + by)
    return replace(one, unit=Unit(span, one.unit.block, lead_in))
