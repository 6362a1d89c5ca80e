"""Labelled texts, see `labels/README.md`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from claims.extraction.candidate import Kind, Span
from evidence.tomlfiles import ContentError

FOLDER = Path(__file__).parent.parent / "labels"
_KINDS = {kind.value[0].upper(): kind for kind in Kind}
_LINE = re.compile(r"([hb]?)([-LTCREJ]) (?:([a-z0-9_,]+) )?\| (.+)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A unit of a text with its label: `kind` None is no claim. `is_heading` sets headings apart from sentences."""

    span: Span
    kind: Kind | None
    concepts: tuple[str, ...]
    is_heading: bool


@dataclass(frozen=True, slots=True)
class Article:
    """A labelled text, as its readers see it."""

    name: str
    language: str
    genre: str
    published: date
    text: str
    units: tuple[Labelled, ...]

    def quote(self, unit: Labelled) -> str:
        """The words of a unit."""
        return self.text[unit.span.start : unit.span.end]


def articles(folder: Path = FOLDER) -> list[Article]:
    """All labelled texts of a folder by name. Raises `ContentError`."""
    return [read(file) for file in sorted(folder.glob("*.txt"))]


def read(file: Path) -> Article:
    """One labelled text. Raises `ContentError`."""
    head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    if missing := {"language", "genre", "date"} - facts.keys():
        raise ContentError(f"expected {', '.join(sorted(missing))} at the head of {file.name}, got {sorted(facts)}")
    text, units = "", []
    for before, unit, quote in _lines(file.name, body):
        text += before if text else ""
        units.append(Labelled(Span(len(text), len(text) + len(quote)), *unit))
        text += quote
    return Article(file.stem, facts["language"], facts["genre"], date.fromisoformat(facts["date"]), text, tuple(units))


def _lines(name: str, body: str) -> Iterator[tuple[str, tuple[Kind | None, tuple[str, ...], bool], str]]:
    """What goes before a unit, its label, its words. Sentences follow one another on a line; others have one each."""
    gap = ""
    for line in body.splitlines():
        if not line.strip():
            gap = "\n\n"
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ContentError(f"expected `MARK CONCEPTS | TEXT` in {name}, got {line!r}")
        form, mark, concepts, quote = match.groups()
        if mark not in _KINDS and mark != "-":
            raise ContentError(f"expected a mark among -{''.join(_KINDS)} in {name}, got {mark!r}")
        label = (_KINDS.get(mark), tuple(concepts.split(",")) if concepts else (), form == "h")
        before = gap or ("" if quote[0] > "\u2e7f" else " ")
        yield ("\n\n" if form == "h" else f"{gap or chr(10)}• " if form == "b" else before), label, quote
        gap = "\n\n" if form == "h" else "\n" if form == "b" else ""
