"""What entries of content files may say: their keys, and of which kind each value is. Files come from people, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from claims.models import Claim
from evidence.tomlfiles import ContentError, Entry, checked

ARTICLE = frozenset({
    "title", "title_en", "language", "author", "published_on", "sha256", "length", "months", "written_on", "authors",
    "themes",
})  # fmt: skip
ARTICLE_OPTIONS = frozenset({
    "translator", "publisher", "address", "published_note", "published_note_zh", "registration",
})  # fmt: skip
AUTHOR, THEME = frozenset({"name"}), frozenset({"name", "name_zh"})
CLAIM = frozenset({"statement", "statement_zh", "reading", "reading_zh", "kind", "nature", "spans"})
CLAIM_OPTIONS = frozenset({
    "holder", "opens", "checkpoints", "measured_by", "measured_by_zh", "rule", "rubric", "criteria",
    "amendment", "stated",
})  # fmt: skip
CRITERION = frozenset({"key", "role", "thresholds"})
CRITERION_OPTIONS = frozenset({
    "holds_when", "fails_when", "requires_when", "relation", "coverage", "note", "note_zh", "written_on",
})  # fmt: skip
FORMULAS = ("holds_when", "fails_when", "requires_when")
_LEVELS = 5


@dataclass(frozen=True)
class _Kind:
    """A kind of value, by what it is called and how it is known."""

    name: str
    fits: Callable[[Any], bool]


def _all(fits: Callable[[Any], bool]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(map(fits, value))


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and "\0" not in value  # which the database cannot keep


def _is_day(value: Any) -> bool:
    return type(value) is date  # no moment, which is one by inheritance


def _is_whole(value: Any) -> bool:
    return type(value) is int  # no truth


def _is_figure(value: Any) -> bool:
    return _is_whole(value) or (isinstance(value, float) and isfinite(value))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value)) and all(map(_is_plain, value.values()))


def _is_plain(value: Any) -> bool:
    """Whether it can be kept as JSON."""
    return _is_text(value) or _is_figure(value) or isinstance(value, bool) or _all(_is_plain)(value) or _is_table(value)


def _is_span(value: Any) -> bool:
    return _all(_is_whole)(value) and len(value) == 2


_TEXT, _DAY, _TABLE = _Kind("a text", _is_text), _Kind("a day", _is_day), _Kind("a table", _is_table)
_TABLES = _Kind("tables by name", lambda value: isinstance(value, dict) and all(map(_is_table, value.values())))
_LIST = _Kind("a list of tables", _all(lambda value: isinstance(value, dict)))
_KINDS = {
    "published_on": _DAY, "written_on": _DAY, "opens": _DAY, "checkpoints": _Kind("a list of days", _all(_is_day)),
    "length": _Kind("a whole number", _is_whole), "months": _Kind("a list of whole numbers", _all(_is_whole)),
    "coverage": _Kind("a figure", _is_figure), "spans": _Kind("spans [[start, end], ...]", _all(_is_span)),
    "authors": _TABLES, "themes": _TABLES, "registration": _TABLE, "rule": _TABLE, "relation": _TABLE,
    "rubric": _LIST, "criteria": _LIST,
}  # fmt: skip


def entry_of(where: str, entry: object, required: frozenset[str], optional: frozenset[str]) -> Entry:
    """An entry with the keys that are expected, each value of its kind. Raises `ContentError`."""
    known = checked(where, entry, required, optional)
    for name, value in known.items():
        kind = _KINDS.get(name, _TEXT)
        if not kind.fits(value):
            raise ContentError(f"expected {kind.name} as {name} at {where}, got {str(value)[:80]!r}")
    return known


def check_form(kind: str, entry: Entry) -> None:
    """A relation is a kind of claim with a form of its own: the two go together, and it has no other formula."""
    if kind not in Claim.Kind.values:
        return  # refused with its claim
    formulas = [name for name in FORMULAS if name in entry]
    is_relation = kind == Claim.Kind.RELATION
    if ("relation" in entry) != is_relation or (is_relation and formulas):
        expected = "a relation and no formula" if is_relation else "holds_when and no relation"
        got = ", ".join([*formulas, *(["relation"] if "relation" in entry else [])]) or "neither"
        raise ContentError(f"expected {expected} in {entry['key']}, a criterion of a {kind}, got {got}")
    if not is_relation and not entry.get("holds_when"):
        raise ContentError(f"expected holds_when in {entry['key']}, got none")


def check_spans(where: str, spans: list[list[int]], length: int) -> None:
    """Raises `ContentError` for no span, and for one that is empty or reaches beyond the text."""
    if not spans or not all(0 <= start < end <= length for start, end in spans):
        raise ContentError(f"expected spans [[start, end], ...] within {length} code points at {where}, got {spans}")


def check_rubric(where: str, entry: Entry) -> None:
    """Raises `ContentError` for a judged claim without its levels, and for another one with any."""
    levels = entry.get("rubric", [])
    if (entry["nature"] == Claim.Nature.JUDGED) != (len(levels) == _LEVELS):
        raise ContentError(f"expected a rubric of {_LEVELS} levels for a judged claim and no other at {where}")
    for level in levels:
        entry_of(f"a level of {where}", level, frozenset({"anchor", "anchor_zh"}), frozenset())


def rule_of(where: str, entry: Entry) -> tuple[int, list[str]]:
    """How many of which claims must hold. Raises `ContentError`."""
    checked(where, entry, frozenset({"at_least", "of"}), frozenset())
    least, numbers = entry["at_least"], entry["of"]
    if not _is_whole(least) or not _all(_is_text)(numbers) or not 1 <= least <= len(set(numbers)) == len(numbers):
        raise ContentError(f"expected claims in {where}, each once, and at least one of them, got {entry}")
    return least, numbers
