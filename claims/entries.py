"""What entries of content files may say: their keys, and of which kind each value is. Files come from people, too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

from claims.models import Claim
from claims.models.claim import LEVELS
from evidence.refusal import Worded, gettext_noop
from evidence.tomlfiles import ContentError, Entry, Where, checked

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


_TEXT, _DAY, _TABLE = (
    _Kind(gettext_noop("a text"), _is_text),
    _Kind(gettext_noop("a day"), _is_day),
    _Kind(gettext_noop("a table"), _is_table),
)
_TABLES = _Kind(
    gettext_noop("tables by name"), lambda value: isinstance(value, dict) and all(map(_is_table, value.values()))
)
_LIST = _Kind(gettext_noop("a list of tables"), _all(lambda value: isinstance(value, dict)))
_DAYS = _Kind(gettext_noop("a list of days"), _all(_is_day))
_WHOLE = _Kind(gettext_noop("a whole number"), _is_whole)
_WHOLES = _Kind(gettext_noop("a list of whole numbers"), _all(_is_whole))
_SPANS = _Kind(gettext_noop("spans [[start, end], ...]"), _all(_is_span))
_KINDS = {
    "published_on": _DAY, "written_on": _DAY, "opens": _DAY, "checkpoints": _DAYS, "length": _WHOLE, "months": _WHOLES,
    "coverage": _Kind(gettext_noop("a figure"), _is_figure), "spans": _SPANS, "authors": _TABLES, "themes": _TABLES,
    "registration": _TABLE, "rule": _TABLE, "relation": _TABLE, "rubric": _LIST, "criteria": _LIST,
}  # fmt: skip

_RELATION, _FORMULA = gettext_noop("a relation and no formula"), gettext_noop("holds_when and no relation")
_NEITHER = gettext_noop("neither")


def entry_of(where: Where, entry: object, required: frozenset[str], optional: frozenset[str]) -> Entry:
    """An entry with the keys that are expected, each value of its kind. Raises `ContentError`."""
    known = checked(where, entry, required, optional)
    for name, value in known.items():
        kind = _KINDS.get(name, _TEXT)
        if not kind.fits(value):
            raise ContentError("expected %(kind)s as %(name)s at %(where)s, got %(got)s", kind=Worded(kind.name),
                               name=name, where=where, got=repr(str(value)[:80]))  # fmt: skip
    return known


def check_form(kind: str, entry: Entry) -> None:
    """A relation is a kind of claim with a form of its own: the two go together, and it has no other formula."""
    if kind not in Claim.Kind.values:
        return  # refused with its claim
    formulas = [name for name in FORMULAS if name in entry]
    is_relation = kind == Claim.Kind.RELATION
    if ("relation" in entry) != is_relation or (is_relation and formulas):
        wanted = _RELATION if is_relation else _FORMULA
        got = ", ".join([*formulas, *(["relation"] if "relation" in entry else [])]) or Worded(_NEITHER)
        raise ContentError("expected %(what)s in %(key)s, a criterion of the kind %(kind)s, got %(got)s",
                           what=Worded(wanted), key=entry["key"], kind=Claim.Kind(kind).label, got=got)  # fmt: skip
    if not is_relation and not entry.get("holds_when"):
        raise ContentError("expected holds_when in %(key)s, got none", key=entry["key"])


def check_rubric(where: Where, entry: Entry) -> None:
    """Raises `ContentError` for a judged claim without its levels, and for another one with any."""
    levels = entry.get("rubric", [])
    if (entry["nature"] == Claim.Nature.JUDGED) != (len(levels) == LEVELS):
        raise ContentError("expected a rubric of %(levels)s levels for a judged claim and no other at %(where)s",
                           levels=LEVELS, where=where)  # fmt: skip
    for level in levels:
        entry_of(
            Worded(gettext_noop("a level of %(where)s"), where=where),
            level,
            frozenset({"anchor", "anchor_zh"}),
            frozenset(),
        )


def rule_of(where: Where, entry: Entry) -> tuple[int, list[str]]:
    """How many of which claims must hold. Raises `ContentError`."""
    checked(where, entry, frozenset({"at_least", "of"}), frozenset())
    least, numbers = entry["at_least"], entry["of"]
    if not _is_whole(least) or not _all(_is_text)(numbers) or not 1 <= least <= len(set(numbers)) == len(numbers):
        raise ContentError("expected claims in %(where)s, each once, and at least one of them, got %(got)s",
                           where=where, got=entry)  # fmt: skip
    return least, numbers
