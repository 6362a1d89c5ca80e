"""An article's text for its readers: in parts, with places marked, and nothing in it that acts on the page.

What is shown has a code point for each of the text's, so that a place on the page is a place of the text.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from claims.extraction.candidate import Span
from claims.extraction.loader import chunks

_KEPT = frozenset("\n\t\u200c\u200d")  # the joiners are part of the spelling of words and signs
_UNSEEN = frozenset(
    {"Cc", "Cf", "Zl", "Zp"}
)  # controls, formats (marks of direction are), ends of lines and paragraphs
_PICTURES, _DELETE = 0x2400, 0x7F  # Unicode's pictures of control characters


@dataclass(frozen=True)
class Segment:
    """A stretch of text with the candidates that hold it, none or several."""

    text: str
    candidates: tuple[int, ...]
    is_current: bool
    is_first: bool  # of the current candidate's: where the page scrolls to

    @property
    def candidate(self) -> int:
        """The one that a click leads to."""
        return self.candidates[0]


def parts(text: str) -> list[Span]:
    """The text in stretches that a page can show at once, one at least."""
    return list(chunks(text)) or [Span(0, 0)]


def part_of(position: int, every: Sequence[Span]) -> int:
    """The index of the part that a code point lies in."""
    return next((number for number, part in enumerate(every) if position < part.end), len(every) - 1)


def segments(text: str, part: Span, places: Iterable[tuple[int, int, int]], current: int | None) -> Iterator[Segment]:
    """A part of the text cut where places (start, end, candidate) begin and end; places may overlap and reach over."""
    inside = [(max(start, part.start), min(end, part.end), one) for start, end, one in places]
    inside = sorted((start, end, one) for start, end, one in inside if start < end)
    cuts = sorted({part.start, part.end, *(cut for start, end, _ in inside for cut in (start, end))})
    open_places: list[tuple[int, int, int]] = []
    is_seen, following = False, 0
    for start, end in pairwise(cuts):
        open_places = [one for one in open_places if one[1] > start]
        while following < len(inside) and inside[following][0] <= start:
            open_places.append(inside[following])
            following += 1
        holders = tuple(dict.fromkeys(one for *_, one in open_places))
        is_current = current in holders
        yield Segment(visible(text[start:end]), holders, is_current, is_current and not is_seen)
        is_seen = is_seen or is_current


def visible(text: str) -> str:
    """The text with a sign in place of each character that shows nothing or turns the order of others round."""
    unseen = {one for one in set(text) if unicodedata.category(one) in _UNSEEN} - _KEPT
    return text.translate({ord(one): _sign(one) for one in unseen}) if unseen else text


def _sign(one: str) -> str:
    code = ord(one)
    if code < ord(" "):
        return chr(_PICTURES + code)
    return "\u2421" if code == _DELETE else "\ufffd"


@dataclass(frozen=True)
class Passage:
    """A stretch of text with the claims, by number and slug, that rest on it; none of what lies between."""

    text: str
    claims: tuple[tuple[str, str], ...]


def marked(text: str, places: Sequence[tuple[int, int, str, str]]) -> list[Passage]:
    """A whole text cut where the places of claims (start, end, number, slug) begin and end."""
    numbered = [(start, end, row) for row, (start, end, *_) in enumerate(places)]
    whole = segments(text, Span(0, len(text)), numbered, None)
    return [Passage(one.text, tuple((places[row][2], places[row][3]) for row in one.candidates)) for one in whole]
