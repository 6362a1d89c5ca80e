"""The words that extraction knows: concepts and cues, read from their files, checked, with a hash as their version."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import product
from pathlib import Path

from claims.extraction.candidate import Kind
from claims.extraction.script import norms
from evidence.tomlfiles import ContentError, entries, entry_in

_OPTIONS = frozenset({"hans", "weak", "yields_to", "unit", "rate", "anywhere", "mixed", "exact", "inverse"})
_HERE = Path(__file__).parent
_MOST_HYPHENS = 3
WEAK = "?"  # ends the label of a form that counts only where nothing else is named
NOT_A_CONCEPT, NOT_A_CUE = "not_a_concept", "not_a_cue"
LEXICON, CUES = _HERE / "lexicon.toml", _HERE / "cues.toml"


@dataclass(frozen=True, slots=True)
class Concept:
    """Something that articles talk about: forms in all scripts, slugs of indicators that measure it, best first.

    All the rest: see the head of `lexicon.toml`.
    """

    name: str
    forms: tuple[str, ...]
    indicators: tuple[str, ...]
    weak: tuple[str, ...] = ()
    yields_to: frozenset[str] = frozenset()
    is_unit: bool = False
    is_rate: bool = False
    is_anywhere: bool = False
    is_mixed: bool = False
    exact: frozenset[str] = frozenset()
    inverse: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Cue:
    """A group of words: log-odds that one of them adds to a claim, and its vote for a kind."""

    name: str
    words: tuple[str, ...]
    weight: float
    kind: Kind | None
    kind_weight: float


@dataclass(frozen=True, slots=True)
class Words:
    """Concepts and cues by name, words that only contain a concept's form, and the version of the files."""

    concepts: Mapping[str, Concept]
    others: tuple[str, ...]
    cues: Mapping[str, Cue]
    version: str


@cache
def words() -> Words:
    """What the files of the project say."""
    return read(LEXICON, CUES)


def read(lexicon: Path, cues: Path) -> Words:
    """Both files, checked. Raises `ContentError`."""
    concepts = {one.name: one for one in _concepts(lexicon)}
    _refuse_shared(lexicon, concepts)
    others = concepts.pop(NOT_A_CONCEPT, Concept(NOT_A_CONCEPT, (), ()))
    _refuse_unknown(lexicon, concepts)
    found = {one.name: one for one in _cues(cues)}
    version = hashlib.sha256(lexicon.read_bytes() + b"\0" + cues.read_bytes()).hexdigest()[:12]
    return Words(concepts, others.forms, found, version)


def spellings(forms: Iterable[str]) -> tuple[str, ...]:
    """Forms, and those of several words also with hyphens between them: data center, data-center demand."""
    return tuple(dict.fromkeys(one for form in forms for one in _hyphened(form)))


def _hyphened(form: str) -> Iterator[str]:
    first, *others = form.split(" ")
    if not form.isascii() or len(others) > _MOST_HYPHENS:
        yield form
        return
    for marks in product(" -", repeat=len(others)):
        yield first + "".join(f"{mark}{word}" for mark, word in zip(marks, others, strict=True))


def _concepts(file: Path) -> Iterator[Concept]:
    for name, entry in entries(file, frozenset({"hant", "en", "indicators"}), _OPTIONS):
        for script in ("hant", "en"):
            if not entry[script]:
                raise ContentError("expected at least one form in %(script)s at %(where)s, got none", script=script,
                                   where=entry_in(name, file))  # fmt: skip
        yield Concept(
            name, (*entry["hant"], *entry.get("hans", ()), *entry["en"]), tuple(entry["indicators"]),
            tuple(entry.get("weak", ())), frozenset(entry.get("yields_to", ())), entry.get("unit", False),
            entry.get("rate", False), entry.get("anywhere", False), entry.get("mixed", False),
            frozenset(entry.get("exact", ())), frozenset(entry.get("inverse", ())),
        )  # fmt: skip


def _refuse_shared(file: Path, concepts: Mapping[str, Concept]) -> None:
    owner: dict[tuple[str, ...], str] = {}
    for concept in concepts.values():
        for form in (*concept.forms, *concept.weak):
            key = norms(form)
            if not key:
                raise ContentError("expected words as a form of %(where)s, got %(got)s",
                                   where=entry_in(concept.name, file), got=repr(form))  # fmt: skip
            if owner.setdefault(key, concept.name) != concept.name:
                raise ContentError(
                    "expected %(form)s in one concept of %(file)s, got [%(first)s] and [%(second)s]",
                    form=repr(form), file=file.name, first=owner[key], second=concept.name,
                )  # fmt: skip


def _refuse_unknown(file: Path, concepts: Mapping[str, Concept]) -> None:
    for concept in concepts.values():
        if strange := (concept.exact | concept.inverse) - set(concept.indicators):
            raise ContentError("expected indicators of %(where)s in its exact and inverse, got %(got)s",
                               where=entry_in(concept.name, file), got=", ".join(sorted(strange)))  # fmt: skip
        if unknown := concept.yields_to - concepts.keys():
            raise ContentError("expected concepts in yields_to of %(where)s, got %(got)s",
                               where=entry_in(concept.name, file), got=", ".join(sorted(unknown)))  # fmt: skip


def _cues(file: Path) -> Iterator[Cue]:
    for name, entry in entries(file, frozenset({"weight", "words"}), frozenset({"kind", "kind_weight"})):
        if not entry["words"] or not all(norms(word) for word in entry["words"]):
            raise ContentError("expected words at %(where)s, got an empty one", where=entry_in(name, file))
        try:
            kind = Kind(entry["kind"]) if "kind" in entry else None
        except ValueError:
            kinds = ", ".join(Kind)
            raise ContentError("expected a kind (%(kinds)s) at %(where)s, got %(got)s", kinds=kinds,
                               where=entry_in(name, file), got=entry["kind"]) from None  # fmt: skip
        yield Cue(name, tuple(entry["words"]), float(entry["weight"]), kind, float(entry.get("kind_weight", 0)))
