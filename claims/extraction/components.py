"""The spaCy pipeline's parts: one tokenizer for all scripts, blocks, the linker of concepts, and the cues.

Imported by `loader` alone, since it imports spaCy. Results lie in `doc.spans`: `units`, `concepts`, `cues`.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.util import registry
from spacy.vocab import Vocab

from claims.extraction import blocks
from claims.extraction.lexicon import NOT_A_CONCEPT, WEAK, spellings, words
from claims.extraction.script import norm, simplified, tokens

Match: TypeAlias = tuple[int, int, int]  # label, first token, end
_FIGURES = frozenset("零一二两三四五六七八九十百千万亿兆") | {"thousand", "million", "billion", "trillion", "bn", "tn"}


class Tokenizer:
    """One token for a CJK character, a Latin word or number, or a sign; matched on Simplified, lower case, singular."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self._norms: dict[str, int] = {}

    def __call__(self, text: str) -> Doc:
        """A document whose `text` is the text given, whatever is in it."""
        parts, spaces = tokens(text)
        doc = Doc(self.vocab, words=parts, spaces=spaces)
        plain, start = simplified(text), 0
        ids: Any = np.empty((len(parts), 1), np.uint64)
        for place, (part, space) in enumerate(zip(parts, spaces, strict=True)):
            ids[place] = self._norm_of(plain[start : start + len(part)])
            start += len(part) + space
        doc.from_array(["NORM"], ids)  # one by one costs a Python object a token
        doc.user_data["text"] = text  # doc.text would put it together again, token by token
        return doc

    def _norm_of(self, word: str) -> int:
        found = self._norms.get(word)
        if found is None:
            found = self._norms[word] = self.vocab.strings.add(norm(word))
        return found

    def to_disk(self, path: Path, **_: object) -> None:
        """Nothing to keep: all it knows is code."""

    def from_disk(self, path: Path, **_: object) -> "Tokenizer":
        """Itself."""
        return self

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to keep."""
        return b""

    def from_bytes(self, data: bytes, **_: object) -> "Tokenizer":
        """Itself."""
        return self


@registry.tokenizers("claimbase.tokenizer")  # type: ignore[untyped-decorator]
def make_tokenizer() -> Any:
    """The tokenizer's factory, by the name that a pipeline's configuration keeps."""
    return lambda nlp: Tokenizer(nlp.vocab)


@Language.component("claimbase_blocks")
def find_blocks(doc: Doc) -> Doc:
    """Headings, bullets and sentences as `doc.spans["units"]`, labelled with their block."""
    doc.user_data["units"] = []
    found = []
    for unit in blocks.units(doc.user_data["text"]):
        span = doc.char_span(unit.span.start, unit.span.end, label=unit.block, alignment_mode="expand")
        if span is not None:
            found.append(span)
            doc.user_data["units"].append(unit)
    doc.spans["units"] = found
    return doc


class Phrases:
    """Finds the words of groups in a document and keeps them in `doc.spans[key]`, the longest where they overlap."""

    def __init__(self, nlp: Language, key: str, groups: Mapping[str, Iterable[str]], *, nested: bool) -> None:
        self._key, self._nested = key, nested
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        for name, phrases in groups.items():
            self._matcher.add(name, [nlp.make_doc(phrase.strip()) for phrase in phrases])

    def __call__(self, doc: Doc) -> Doc:
        """The same document with the spans found."""
        found: list[Match] = self._matcher(doc)
        kept = _outermost(found) if self._nested else _longest(found)
        doc.spans[self._key] = [Span(doc, start, end, label) for label, start, end in kept]
        return doc


def _outermost(found: Iterable[Match]) -> Iterator[Match]:
    """Without matches inside a longer one: 會 says nothing of the future in 會議. Words may be in two groups."""
    reach = (-1, -1)
    for match in sorted(found, key=lambda one: (one[1], -one[2])):
        if match[2] > reach[1] or match[1:] == reach:
            reach = match[1:]
            yield match


def _longest(found: Iterable[Match]) -> list[Match]:
    """Without overlaps, the longest first and of those the first: `spacy.util.filter_spans` before there are spans,
    of which most would be thrown away.
    """
    kept: list[Match] = []
    taken: set[int] = set()
    for match in sorted(found, key=lambda one: (one[1] - one[2], one[1])):
        _, start, end = match
        if start not in taken and end - 1 not in taken:
            kept.append(match)
            taken.update(range(start, end))
    return sorted(kept, key=lambda one: one[1])


@Language.factory("claimbase_linker")
def make_linker(nlp: Language, name: str) -> Phrases:
    """Concepts of the lexicon; those of weak forms are marked, and so is what only looks like a concept."""
    known = words()
    forms = {one.name: spellings(one.forms) for one in known.concepts.values()}
    weak = {one.name + WEAK: spellings(one.weak) for one in known.concepts.values() if one.weak}
    return Phrases(nlp, "concepts", forms | weak | {NOT_A_CONCEPT: known.others}, nested=False)


@Language.component("claimbase_currencies")
def leave_out_currencies(doc: Doc) -> Doc:
    """Drop the currencies that only say in what a figure before them is counted: 65 美元 is not about the dollar."""
    known = words().concepts
    doc.spans["concepts"] = [
        span for span in doc.spans["concepts"]
        if not (span.label_ in known and known[span.label_].is_unit and _follows_a_figure(doc, span.start))
    ]  # fmt: skip
    return doc


def _follows_a_figure(doc: Doc, place: int) -> bool:
    before = doc[place - 1].norm_ if place else ""
    return before[:1].isdigit() or before in _FIGURES


@Language.factory("claimbase_cues")
def make_cues(nlp: Language, name: str) -> Phrases:
    """Words that make a sentence look like a claim, or not."""
    return Phrases(nlp, "cues", {one.name: one.words for one in words().cues.values()}, nested=True)


def build() -> Language:
    """The pipeline. `to_disk` and `spacy.load` work where this module is imported."""
    nlp = spacy.blank("xx", config={"nlp": {"tokenizer": {"@tokenizers": "claimbase.tokenizer"}}})
    for name in ("claimbase_blocks", "claimbase_linker", "claimbase_currencies", "claimbase_cues"):
        nlp.add_pipe(name)
    return nlp
