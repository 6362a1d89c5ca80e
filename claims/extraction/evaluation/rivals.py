"""What a proposal must beat: every sentence, the first ones, a support-vector machine on characters, a bag of words."""

import zlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from claims.extraction import bag
from claims.extraction.evaluation.sparse import products, rows
from claims.extraction.script import simplified
from evidence.series import Bools, Floats

_GRAMS = range(1, 5)
_BUCKETS = 1 << 15
_C = 1.0
_ROUNDS = 60


def every(count: int) -> Floats:
    """Every unit is a claim, none more than another."""
    return np.ones(count)


def lead(count: int) -> Floats:
    """The earlier the likelier."""
    return np.linspace(1, 0, count)


def bag_of_words(train: Sequence[str], y: Bools, test: Sequence[str]) -> Floats:
    """The project's own bag of words alone, fitted on other articles."""
    weights = bag_weights(train, y)
    return np.array([bag.probability(text, weights) for text in test])


def bag_weights(texts: Sequence[str], y: Bools) -> npt.NDArray[np.float16]:
    """The weights of the bag's buckets, then the intercept."""
    found = rows((bag.features(text) for text in texts), bag.BUCKETS)
    dual = bag.fit(products(found, found), y)
    return np.append(found.T @ dual, dual.sum()).astype(np.float16)


def character_svm(train: Sequence[str], y: Bools, test: Sequence[str]) -> Floats:
    """Margins of a linear support-vector machine on character 1- to 4-grams: dual coordinate descent (Hsieh 2008)."""
    known, asked = _characters(train), _characters(test)
    kernel = products(known, known) + 1.0
    signs = np.where(y, 1.0, -1.0)
    dual = np.zeros(len(y))
    margins = np.zeros(len(y))
    order = np.random.default_rng(7)
    for _ in range(_ROUNDS):
        for i in order.permutation(len(y)):
            moved = min(max(dual[i] - (signs[i] * margins[i] - 1) / kernel[i, i], 0.0), _C)
            margins += (moved - dual[i]) * signs[i] * kernel[i]
            dual[i] = moved
    result: Floats = (products(asked, known) + 1.0) @ (dual * signs)
    return result


def _characters(texts: Sequence[str]) -> csr_array:
    return rows((_buckets(f" {simplified(text).lower()} ") for text in texts), _BUCKETS)


def _buckets(plain: str) -> npt.NDArray[np.int64]:
    grams = {plain[start : start + size] for size in _GRAMS for start in range(len(plain) - size + 1)}
    return np.array(sorted({zlib.crc32(gram.encode()) % _BUCKETS for gram in grams}), dtype=np.int64)
