"""Summary, body and outlook say the same: near-duplicates become one candidate with several spans."""

import re
import zlib
from collections.abc import Iterable

from claims.extraction.candidate import Candidate, Reading
from claims.extraction.script import norms

_ALIKE = 0.5  # Jaccard of word pairs from which two readings say the same
_CONTAINED = 0.8  # share of the shorter one's word pairs that the longer one has
_SKETCH = 8  # smallest hashes of a reading by which those alike are found
_MOST = 50  # readings compared with one
_FIGURES = re.compile(r"\d+(?:\.\d+)?")


def merged(readings: Iterable[Reading]) -> list[Candidate]:
    """Candidates in the order of the text. Readings with other figures or of other polarity never merge."""
    groups: list[list[Reading]] = []
    pairs: list[frozenset[int]] = []
    index: dict[int, list[int]] = {}
    for reading in readings:
        own = _pairs(reading.text)
        sketch = sorted(own)[:_SKETCH]
        near = dict.fromkeys(number for one in sketch for number in index.get(one, ())[:_MOST])
        same = next((n for n in list(near)[:_MOST] if _alike(own, pairs[n]) and _agree(reading, groups[n][0])), None)
        if same is None:
            same = len(groups)
            groups.append([])
            pairs.append(own)
            for one in sketch:
                index.setdefault(one, []).append(same)
        groups[same].append(reading)
    return [Candidate(max(group, key=lambda one: one.score), tuple(one.unit.span for one in group)) for group in groups]


def _pairs(text: str) -> frozenset[int]:
    words = [word for word in norms(text) if word[0].isalnum()]
    return frozenset(zlib.crc32(f"{a} {b}".encode()) for a, b in zip(words, words[1:] or [""], strict=False))


def _alike(some: frozenset[int], others: frozenset[int]) -> bool:
    common, shorter = len(some & others), min(len(some), len(others))
    return common > 0 and (
        common >= _ALIKE * (len(some) + len(others) - common) or (shorter > 3 and common >= _CONTAINED * shorter)
    )


def _agree(one: Reading, other: Reading) -> bool:
    figures = set(_FIGURES.findall(one.text)) == set(_FIGURES.findall(other.text))
    return figures and one.negated == other.negated and one.voided == other.voided
