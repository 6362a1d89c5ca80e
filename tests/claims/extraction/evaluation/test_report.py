"""What is measured on labelled texts, and what is fitted on them."""

import math
from collections.abc import Iterator
from datetime import date

import numpy as np
import pytest

from claims.extraction import bag
from claims.extraction.candidate import Kind, Span
from claims.extraction.evaluation import report, rivals
from claims.extraction.evaluation.labels import Article, Labelled, articles
from claims.extraction.evaluation.sparse import products, rows

CLAIMS = ["unemployment will rise", "prices will fall", "oil will rise", "rates will fall"]
OTHERS = ["thank you", "good morning all", "here is a table", "see the annex"]
TEXTS, Y = CLAIMS + OTHERS, np.array([True] * 4 + [False] * 4)


def of(text: str) -> Article:
    return Article("x", "zh-Hant", "x", date(2026, 1, 1), text, (Labelled(Span(0, len(text)), Kind.TREND, (), False),))


def test_sparse_rows_are_of_length_one_and_multiply_as_dense_ones() -> None:
    found = rows([np.array([0, 3]), np.array([], dtype=np.int64), np.array([1, 2, 3])], 5)
    dense = found.toarray()
    assert np.linalg.norm(dense, axis=1) == pytest.approx([1, 0, 1])
    assert products(found, found) == pytest.approx(dense @ dense.T)


def test_the_bags_weights_are_the_least_of_their_loss() -> None:
    found = rows((bag.features(text) for text in TEXTS), bag.BUCKETS)
    dual = bag.fit(products(found, found), Y)
    weights = found.T @ dual
    slope = found.T @ (1 / (1 + np.exp(-(found @ weights + dual.sum()))) - Y) + bag._RIDGE * weights
    assert np.abs(slope).max() < 1e-9


@pytest.mark.parametrize("rival", [rivals.bag_of_words, rivals.character_svm])
def test_a_rival_ranks_a_claim_of_new_words_above_a_greeting(rival) -> None:
    claim, other = rival(TEXTS, Y, ["wages will rise", "good morning"])
    assert claim > other


def test_an_articles_figures_come_as_soon_as_they_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []
    monkeypatch.setattr(report, "evaluated", lambda one, others: asked.append((one, others)) or one)
    some = articles()[:3]
    found = report.evaluate(some)
    assert isinstance(found, Iterator)
    assert next(found) is some[0]
    assert asked == [(some[0], some[1:])]  # fitted on the others only


def test_units_in_both_scripts_are_compared_but_for_their_words(monkeypatch: pytest.MonkeyPatch) -> None:
    told = of("失業率將上升。")
    assert report._scripts(told) == 1
    monkeypatch.setattr(report, "_found", lambda one: (one.text,))
    monkeypatch.setattr(report, "_understood", lambda one: one)
    assert report._scripts(told) == 0
    assert math.isnan(report._scripts(of("Unemployment will rise.")))
