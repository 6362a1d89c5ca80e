"""The text that spans count in: one kind of line end, and nothing in it that cannot be seen."""

import re
import unicodedata
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

_LINE_END = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_KEPT = frozenset("\n\t\u200c\u200d")  # the joiners are part of the spelling of words and signs
_SEEN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2\U000110bd\U000110cd")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_UNSEEN = frozenset({"Cc", "Cf", "Cs"})  # controls, formats, halves of pairs: Unicode's general categories


@dataclass(frozen=True)
class Tidied:
    """A text and what was taken out of it: how often, by name."""

    text: str
    removed: Mapping[str, int] = field(default_factory=dict)
    marks_of_direction: int = 0


def tidied(text: str) -> Tidied:
    """The text with line ends as \\n and without what no reader sees: control characters, marks of direction (which
    can show a sentence backwards), other format characters, halves of surrogate pairs. Nothing else changes.
    """
    lines = _LINE_END.sub("\n", text)
    unseen = {one for one in set(lines) if unicodedata.category(one) in _UNSEEN} - _KEPT - _SEEN
    if not unseen:
        return Tidied(lines)
    counted = Counter(one for one in lines if one in unseen)
    removed = {_name(one): counted[one] for one in sorted(unseen)}
    marks = sum(count for one, count in counted.items() if _DIRECTION.match(one))
    return Tidied(lines.translate(dict.fromkeys(map(ord, unseen))), removed, marks)


def one_line(text: str, most: int) -> str:
    """A title or name on one line of at most `most` code points."""
    return " ".join(tidied(text).text.split())[:most].strip()


def printable(text: str) -> str:
    """The text as a terminal may show it: control characters and marks of direction as their code points."""
    return "".join(one if one.isprintable() else " " if one.isspace() else f"\\u{ord(one):04x}" for one in text)


def _name(one: str) -> str:
    """U+202E RIGHT-TO-LEFT OVERRIDE; controls have no name in Unicode."""
    return f"U+{ord(one):04X} {unicodedata.name(one, '')}".strip()
