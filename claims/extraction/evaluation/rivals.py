"""What a proposal must beat: every sentence, the first ones, a support-vector machine on characters, a bag of words."""

import zlib
from collections.abc import Sequence

import numpy as np

from claims.extraction import bag
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
    weights = bag.fit(bag.matrix(train), y)
    return np.array([bag.probability(text, weights) for text in test])


def character_svm(train: Sequence[str], y: Bools, test: Sequence[str]) -> Floats:
    """Margins of a linear support-vector machine on character 1- to 4-grams: dual coordinate descent (Hsieh 2008)."""
    rows = _characters(train)
    kernel = rows @ rows.T + 1.0
    signs = np.where(y, 1.0, -1.0)
    dual = np.zeros(len(y))
    margins = np.zeros(len(y))
    order = np.random.default_rng(7)
    for _ in range(_ROUNDS):
        for i in order.permutation(len(y)):
            moved = min(max(dual[i] - (signs[i] * margins[i] - 1) / kernel[i, i], 0.0), _C)
            margins += (moved - dual[i]) * signs[i] * kernel[i]
            dual[i] = moved
    weights = rows.T @ (dual * signs)
    result: Floats = _characters(test) @ weights + (dual * signs).sum()
    return result


def _characters(texts: Sequence[str]) -> Floats:
    rows = np.zeros((len(texts), _BUCKETS), np.float32)
    for row, text in zip(rows, texts, strict=True):
        plain = f" {simplified(text).lower()} "
        for size in _GRAMS:
            for start in range(len(plain) - size + 1):
                row[zlib.crc32(plain[start : start + size].encode()) % _BUCKETS] = 1
        row /= max(float(np.sqrt(row.sum())), 1.0)
    return rows.astype(np.float64)
