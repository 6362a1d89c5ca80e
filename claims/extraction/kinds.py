"""The kind of a claim, learnt: what labelled claims of each kind say, beside what the rules made of them.

Ridge regression of every kind against the others on hashed words, pairs of words, cues and form. The loss has one
least, so the same labels give the same weights. Rules alone tell trend from event by lists of verbs only.
"""

import math
import re
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from claims.extraction.bag import Floats, grams
from claims.extraction.candidate import Kind, Reading
from claims.extraction.lexicon import words
from claims.extraction.script import norms, simplified

FILE = Path(__file__).parent / "kinds.npy"
KINDS = tuple(Kind)
BUCKETS = 1 << 13
_RIDGE = 0.3
_COUNTED_IN = re.compile(r"\d\s*(%|percent|成|倍|万|亿|点|元|美元|basis|bp|gw|trillion|billion|million)")
_SHAPES = {
    "than": re.compile(r"\bthan\b|[高低快慢多少强弱优大小]于|跑[赢输]|不如"),
    "if": re.compile(r"如果|一旦|只要|除非|\bif\b|\bonce\b|\bwhen\b|\bunless\b"),
    "to a figure": re.compile(
        r"(?:[到至破上在]|\bto|at|above|below|exceed|reach\w*|near|of) ?(?:about |around |约)?\$?\d"
    ),
    "ahead": re.compile(r"会|将|有望|可望|预[计期]|估|\bwill\b|going to|expect"),
    "moves": re.compile(
        r"上升|下降|上涨|下跌|放缓|加快|收窄|扩大|回升|回落|走|降温|升温|增|减"
        r"|rise|fall|slow|widen|narrow|grow|declin|climb|drop|keep|continue|moderate|edg"
    ),
    "not this but that": re.compile(r"不是.{1,24}[而，]|而不是|而非|rather than|\bnot .{1,40} but|, not |instead of"),
    "why": re.compile(
        r"主因|原因|靠|来自|因为|跟着|取决|决定|推动|制约|关键"
        r"|driven|because|due to|comes from|what .{3,40} is|reason|depends|follow"
    ),
    "happens": re.compile(
        r"通过|宣布|[降升加减]息|降准|破产|倒|退出|罢工|批准|投票|停|至少"
        r"|pass|vote|announce|approve|cut|hike|default|bankrupt|clos|issue|postpone|resume|launch|at least one"
    ),
}
_CLAUSES = re.compile(r"[，,；;]")
_LATIN_STEP, _CJK_STEP = 60, 25  # code points of a step in length
_FIGURE = re.compile(r"\d|[一二三四五六七八九十两]成|百分之|[零一二三四五六七八九十百千万]{2,}")


def form(reading: Reading) -> Iterator[str]:
    """What is known of a reading beside its words, each fact as a word of its own."""
    cues = words().cues
    yield from (f"cue {reason.feature}" for reason in reading.reasons if reason.feature in cues)
    yield f"rules {reading.kind}"
    yield f"concepts {min(len(reading.concepts), 3)}"
    yield f"figure {_FIGURE.search(simplified(reading.text)) is not None}"
    yield f"horizon {reading.horizon is not None}"
    yield f"direction {reading.direction} {reading.negated}"
    yield f"holder {bool(reading.holder)}"
    yield from _shape(simplified(reading.text).lower())
    yield f"counted and dated {_COUNTED_IN.search(simplified(reading.text)) is not None} {reading.horizon is not None}"
    yield f"begins {list(norms(reading.text)[:1])}"  # as a list: the stored weights were learnt of it so


def _shape(plain: str) -> Iterator[str]:
    """How a sentence is built, whatever it is about."""
    yield from (f"{name} {pattern.search(plain) is not None}" for name, pattern in _SHAPES.items())
    if counted := _COUNTED_IN.search(plain):
        yield f"counted in {counted[1]}"
    yield f"clauses {min(len(_CLAUSES.findall(plain)), 3)}"
    step = _CJK_STEP if plain[:1] > "\u2e7f" else _LATIN_STEP
    yield f"length {min(len(plain) // step, 4)}"
    yield f"figures {min(len(re.findall(r'[0-9][0-9.,]*', plain)), 3)}"


def row(reading: Reading) -> Floats:
    """A reading as buckets: its words together of length one, its form too."""
    found, used = np.zeros(BUCKETS), _weighed(reading)
    found[list(used)] = list(used.values())
    return found


def _weighed(reading: Reading) -> dict[int, float]:
    """The few buckets of a reading that are not zero. Words of a group weigh the same: their order does not matter."""
    found: dict[int, float] = {}
    for group in (grams(reading.text), list(form(reading))):
        share = 1 / math.sqrt(max(len(group), 1))
        for one in group:
            place = zlib.crc32(one.encode()) % BUCKETS
            found[place] = found.get(place, 0.0) + share
    return found


def fit(rows: Floats, kinds: Sequence[Kind]) -> npt.NDArray[np.float16]:
    """Weights of the buckets, then the intercepts, a column a kind. Solved in the dual: fewer claims than buckets."""
    signs = np.array([[1.0 if kind is own else -1.0 for kind in KINDS] for own in kinds])
    dual = np.linalg.solve(rows @ rows.T + 1.0 + _RIDGE * np.eye(len(rows)), signs)  # the one is the intercepts'
    return np.vstack([rows.T @ dual, dual.sum(axis=0)]).astype(np.float16)


def kind_of(reading: Reading, weights: npt.NDArray[Any]) -> Kind:
    """The likeliest kind of a reading."""
    found = _weighed(reading)
    used = sorted(found)
    scores = np.array([found[place] for place in used]) @ weights[used].astype(np.float64) + weights[-1].astype(
        np.float64
    )
    return KINDS[int(np.argmax(scores))]


def load(file: Path = FILE) -> npt.NDArray[Any] | None:
    """The weights in a file; None where there is none: rules speak alone. Raises `ValueError` for another file."""
    if not file.exists():
        return None
    weights: npt.NDArray[Any] = np.load(file, allow_pickle=False)
    if weights.shape != (BUCKETS + 1, len(KINDS)):
        raise ValueError(f"expected weights of {len(KINDS)} kinds in {file}, got shape {weights.shape}: train again")
    return weights
