"""A bag of words: logistic regression on hashed words and word pairs, small enough to keep in the repository.

Its own few lines rather than spaCy's text classifier: the same labels give the same bytes on any machine of a kind, and
the file has 32 KB. Ridge penalty, fitted in the dual, where a few hundred texts make a few hundred unknowns.
"""

import math
import zlib
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from claims.extraction.script import norms

Floats: TypeAlias = npt.NDArray[np.float64]
FILE = Path(__file__).parent / "bag.npy"
BUCKETS = 1 << 14
_RIDGE = 0.2
_STEPS, _STILL = 20, 1e-10  # at most so many steps; one that moves nothing further than that is the last
_SHARE, _LEAST = 0.6, 1e-6  # the bag's share of the pool; probabilities are kept so far from 0 and 1


@lru_cache(maxsize=64)  # the kind asks for those of a unit that was scored before
def grams(text: str) -> frozenset[str]:
    """A text's words and pairs of words; a whole number is any other."""
    words = [word if not word.isdigit() else "0" for word in norms(text)]
    return frozenset((*words, *(f"{one} {other}" for one, other in pairwise(words))))


def features(text: str) -> npt.NDArray[np.int64]:
    """The buckets of a text's words and pairs of words, each once."""
    return np.array(sorted({zlib.crc32(gram.encode()) % BUCKETS for gram in grams(text)}), dtype=np.int64)


def fit(kernel: Floats, labels: npt.NDArray[np.bool_]) -> Floats:
    """How much each text weighs in the weights: the least of log loss + ridge/2 |w|^2, by Newton's steps in the dual.

    `kernel`: rows of length one with one another. The weights are `rows.T @ dual`, the intercept the sum of it.
    """
    kernel = kernel + 1.0  # the one is the intercept's
    dual: Floats = np.zeros(len(labels))
    for _ in range(_STEPS):
        margin = kernel @ dual
        p = 1 / (1 + np.exp(-margin))
        spread = np.maximum(p * (1 - p), 1e-6)
        last = dual
        dual = np.asarray(np.linalg.solve(kernel + np.diag(_RIDGE / spread), margin + (labels - p) / spread))
        if np.abs(dual - last).max(initial=0) < _STILL:
            break
    return dual


def probability(text: str, weights: npt.NDArray[Any]) -> float:
    """How much a text reads like the labelled claims, in [0, 1]."""
    found = features(text)
    total = float(weights[found].astype(np.float64).sum()) / math.sqrt(max(len(found), 1)) + float(weights[-1])
    return 1 / (1 + math.exp(-total))


def pooled(rules: Floats | float, learnt: Floats | float) -> Floats:
    """Both probabilities in one: the mean of their log-odds, the bag's weighing `_SHARE` (a logarithmic opinion pool,
    Genest and Zidek 1986). The rules are surer of themselves than they are right on texts they were not written on.
    """
    both = np.minimum(np.maximum(np.array([rules, learnt]), _LEAST), 1 - _LEAST)  # for single figures faster than clip
    odds = np.log(both / (1 - both))
    result: Floats = 1 / (1 + np.exp(-((1 - _SHARE) * odds[0] + _SHARE * odds[1])))
    return result


def load(file: Path = FILE) -> npt.NDArray[Any] | None:
    """The weights in a file; None where there is none: rules speak alone. Raises `ValueError` for another file."""
    if not file.exists():
        return None
    weights: npt.NDArray[Any] = np.load(file, allow_pickle=False)
    if weights.shape != (BUCKETS + 1,):
        raise ValueError(f"expected {BUCKETS + 1} weights in {file}, got shape {weights.shape}: train again")
    return weights
