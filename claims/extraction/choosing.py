"""Which concepts a claim is about, learnt: of those that it names, and of those that stand around it.

A long sentence names more than it is about, and a short one leaves out what the sentence before has named. Logistic
regression on where and how a concept is named: some thirty weights, none of which belongs to a concept or a word.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.extraction.bag import Floats
from claims.extraction.candidate import Reading, Spot, Surroundings
from claims.extraction.lexicon import NOT_A_CONCEPT, WEAK
from claims.extraction.naming import main_first, unmarked
from claims.extraction.script import simplified

FILE = Path(__file__).parent / "choice.npy"
FEATURES = (
    "any", "strong", "weak beside others", "kept by the rules", "first", "second", "third or later", "the only one",
    "named again", "length", "behind a reason", "behind of", "first clause", "one of two sides", "unit before",
    "second before", "unit behind", "heading", "often", "unnamed", "unnamed, none kept", "unnamed, nothing found",
    "unnamed, unit before", "unnamed, unit behind", "unnamed, heading", "unnamed, often", "unnamed in a relation",
)  # fmt: skip
_COLUMNS = {feature: place for place, feature in enumerate(FEATURES)}
_FIRST, _OTHERS = 0.3, 0.4  # probabilities from which the likeliest concept is chosen, and each further one
_OFTEN, _MOST = 3, 3  # so many units of a text name what may be meant where it is unnamed; the most of such concepts
_RIDGE, _STEPS = 1.0, 12
_NEAR = 14  # code points before a concept in which a word of reason counts
_REASON = re.compile(
    r"因为|由于|随[着著]|受|若|如果|一旦|除非|虽然|尽管|而非|而不是|不是|并非|相较|比"
    r"|\b(?:because|due to|with|as|given|if|when|while|unless|although|despite|after|since|rather than|not|than"
    r"|against)\b"
)
_OF = re.compile(r"\b(?:of|in|for|from|by|to|on) (?:the )?$")
_CLAUSE = re.compile(r"[，,；;：:]")
_RELATION = frozenset({"cause", "contrast", "leading"})
_TWO_SIDED = _RELATION | {"comparison"}


@dataclass(frozen=True, slots=True)
class _Names:
    """What a unit names: the first spot of each, which of them strongly, how often, and their order, the main first."""

    first: Mapping[str, Spot]
    order: Sequence[str]
    strong: frozenset[str]
    counts: Mapping[str, int]


def chosen(reading: Reading, weights: npt.NDArray[Any]) -> Reading:
    """The reading with the concepts that it is likely about; those that it names come first, with their places."""
    around = reading.around
    found = list(candidates(around)) if around else []
    if around is None or not found:
        return reading
    p = 1 / (1 + np.exp(-(rows(reading, found) @ weights.astype(np.float64))))
    order = np.argsort(-p, kind="stable")
    taken = [found[i] for rank, i in enumerate(order) if p[i] >= (_OTHERS if rank else _FIRST)]
    spots = unmarked(around.here.spots)
    own, places = main_first([one for one in taken if any(spot.name == one for spot in spots)], spots, reading.text)
    beside = ((one, place) for one, place in zip(reading.concepts, reading.places, strict=False) if one not in taken)
    concepts = (*own, *(one for one in taken if one not in own))
    return replace(reading, concepts=concepts, places=tuple(places), beside=tuple(beside), around=None)


def candidates(around: Surroundings) -> Iterator[str]:
    """What a unit may be about: what it names, what the units and the heading before name, what the text often does."""
    often = [name for name, count in around.counts.most_common(_MOST) if count >= _OFTEN]
    own = (one.name.removesuffix(WEAK) for one in around.here.spots if one.name != NOT_A_CONCEPT)
    before = (name for step in (1, 2) for name in around.at(-step))
    yield from dict.fromkeys((*own, *before, *around.heading, *often))


def rows(reading: Reading, names: Sequence[str]) -> Floats:
    """`FEATURES` of each name, a row a name."""
    around = reading.around
    if around is None:
        raise ValueError(f"expected a reading that knows its surroundings, got {reading.text!r}")
    said = _names(around, reading.text)
    plain, cues = simplified(reading.text).lower(), around.here.cues
    found = [[0.0] * len(FEATURES) for _ in names]
    for row, name in zip(found, names, strict=True):
        for feature, value in (*_around(name, around).items(), *_of(name, around, said, plain, cues).items()):
            row[_COLUMNS[feature]] = value
    return np.array(found)


def _names(around: Surroundings, text: str) -> _Names:
    spots = [one for one in around.here.spots if one.name != NOT_A_CONCEPT]
    first: dict[str, Spot] = {}
    counts: dict[str, int] = {}
    for one in spots:
        name = one.name.removesuffix(WEAK)
        first.setdefault(name, one)
        counts[name] = counts.get(name, 0) + 1
    order, _ = main_first(list(first), unmarked(spots), text)
    return _Names(first, order, frozenset(one.name for one in spots if not one.name.endswith(WEAK)), counts)


def _around(name: str, around: Surroundings) -> dict[str, float]:
    return {
        "any": 1, "unit before": name in around.at(-1), "second before": name in around.at(-2),
        "unit behind": name in around.at(1), "heading": name in around.heading,
        "often": math.log1p(around.counts[name]),
    }  # fmt: skip


def _of(name: str, around: Surroundings, said: _Names, plain: str, cues: frozenset[str]) -> dict[str, float]:
    if name in said.first:
        return _named(name, said.first[name], around, said, plain)
    alone = not said.strong
    return {
        "unnamed": 1, "unnamed, none kept": alone, "unnamed, nothing found": not said.first,
        "unnamed, unit before": alone and name in around.at(-1), "unnamed, unit behind": alone and name in around.at(1),
        "unnamed, heading": alone and name in around.heading,
        "unnamed, often": alone * math.log1p(around.counts[name]),
        "unnamed in a relation": not _RELATION.isdisjoint(cues),
    }  # fmt: skip


def _named(name: str, spot: Spot, around: Surroundings, said: _Names, plain: str) -> dict[str, float]:
    rank = said.order.index(name)
    kept, before = around.at(0), plain[max(0, spot.start - _NEAR) : spot.start]
    width = (spot.end - spot.start) / (1 if plain[spot.start] > "\u2e7f" else 3)
    return {
        "strong": name in said.strong, "weak beside others": name not in said.strong and bool(said.strong),
        "kept by the rules": name in kept, "first": rank == 0, "second": rank == 1,
        "third or later": len(said.first) > 2, "the only one": kept == (name,), "named again": said.counts[name] > 1,
        "length": math.log1p(width), "behind a reason": _REASON.search(before) is not None,
        "behind of": _OF.search(before) is not None, "first clause": not _CLAUSE.search(plain, 0, spot.start),
        "one of two sides": rank < 2 and not _TWO_SIDED.isdisjoint(around.here.cues),
    }  # fmt: skip


def fit(found: Floats, labels: npt.NDArray[np.bool_]) -> npt.NDArray[np.float32]:
    """Weights of `FEATURES`: the least of log loss + ridge/2 |w|^2, the intercept's apart, by Newton's steps."""
    weights = np.zeros(len(FEATURES))
    ridge = _RIDGE * np.diag([float(one != "any") for one in FEATURES]) + 1e-9 * np.eye(len(FEATURES))
    for _ in range(_STEPS):
        p = 1 / (1 + np.exp(-found @ weights))
        slope = found.T @ (p - labels) + ridge @ weights
        weights -= np.linalg.solve(found.T @ (found * (p * (1 - p))[:, None]) + ridge, slope)
    return weights.astype(np.float32)


def load(file: Path = FILE) -> npt.NDArray[Any] | None:
    """The weights in a file; None where there is none: rules speak alone. Raises `ValueError` for another file."""
    if not file.exists():
        return None
    weights: npt.NDArray[Any] = np.load(file, allow_pickle=False)
    if weights.shape != (len(FEATURES),):
        raise ValueError(f"expected {len(FEATURES)} weights in {file}, got shape {weights.shape}: train again")
    return weights
