"""Labelled texts, see `labels/README.md`."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from claims.extraction.candidate import Kind, Span
from evidence.refusal import Worded, gettext_noop
from evidence.tomlfiles import ContentError, Where

FOLDER = Path(__file__).parent.parent / "labels"
HELD_OUT = FOLDER / "heldout"
_KINDS = {kind.value[0].upper(): kind for kind in Kind}
_LINE = re.compile(r"([hb]?)([-LTCREJ]) (?:([a-z0-9_,]+) )?(?:@(\d{4}-\d\d-\d\d) )?(?:=([a-z0-9_,]+) )?\| (\S|\S.*\S)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A unit of a text with its label: `kind` None is no claim. `is_heading` sets headings apart from sentences.

    `closes`: the last day meant, where its own words say by when. `indicators`: what would measure it, best first.
    """

    span: Span
    kind: Kind | None
    concepts: tuple[str, ...]
    is_heading: bool
    closes: date | None = None
    indicators: tuple[str, ...] = ()


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
    """One labelled text. Raises `ContentError`, which names the file and the line."""
    try:
        head, _, body = file.read_text(encoding="utf-8").partition("\n\n")
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError("expected a text in UTF-8 in %(file)s, got %(why)s", file=file, why=str(error)) from None
    facts = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
    if missing := {"language", "genre", "date"} - facts.keys():
        raise ContentError("expected %(names)s at the head of %(file)s, got %(got)s", names=", ".join(sorted(missing)),
                           file=file.name, got=", ".join(sorted(facts)))  # fmt: skip
    published = _day(file.name, facts["date"])
    text, units = "", []
    for before, label, quote in _lines(file.name, body, head.count("\n") + 3):
        text += before if text else ""
        units.append(replace(label, span=Span(len(text), len(text) + len(quote))))
        text += quote
    return Article(file.stem, facts["language"], facts["genre"], published, text, tuple(units))


def _lines(name: str, body: str, first: int) -> Iterator[tuple[str, Labelled, str]]:
    """What goes before a unit, its label, its words. Sentences follow one another on a line; others have one each."""
    gap = ""
    for number, line in enumerate(body.splitlines(), first):
        if not line.strip():
            gap = "\n\n"
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise ContentError("expected `MARK CONCEPTS @DATE =INDICATORS | TEXT` in %(where)s, got %(got)s",
                               where=_line(number, name), got=repr(line))  # fmt: skip
        form, quote = match[1], match[6]
        before = gap or ("" if quote[0] > "\u2e7f" else " ")
        label = _label(_line(number, name), match)
        yield ("\n\n" if form == "h" else f"{gap or chr(10)}• " if form == "b" else before), label, quote
        gap = "\n\n" if form == "h" else "\n" if form == "b" else ""


def _label(where: Where, match: re.Match[str]) -> Labelled:
    form, mark, concepts, closes, indicators, _ = match.groups()
    if mark == "-" and (concepts or closes or indicators):
        raise ContentError("expected nothing but text after `-`, which is no claim, in %(where)s, got %(got)s",
                           where=where, got=repr(match[0]))  # fmt: skip
    return Labelled(
        Span(0, 0), _KINDS.get(mark), tuple(concepts.split(",")) if concepts else (), form == "h",
        _day(where, closes) if closes else None, tuple(indicators.split(",")) if indicators else (),
    )  # fmt: skip


def _day(where: Where, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ContentError("expected a day such as 2026-12-31 in %(where)s, got %(got)s", where=where,
                           got=repr(text)) from None  # fmt: skip


def _line(number: int, file: str) -> Worded:
    return Worded(gettext_noop("line %(number)s of %(file)s"), number=number, file=file)
