"""Measures against hand-worked cases."""

import numpy as np
import pytest

from claims.extraction.evaluation import metrics

Y = np.array([True, False, True, False])


def test_average_precision_by_hand() -> None:
    assert metrics.average_precision(Y, np.array([0.9, 0.8, 0.7, 0.1])) == pytest.approx((1 + 2 / 3) / 2)


def test_no_ranking_at_all_is_worth_the_share_of_claims() -> None:
    assert metrics.average_precision(Y, np.ones(4)) == pytest.approx(0.5)


def test_true_negatives_at_a_recall_by_hand() -> None:
    p = np.array([0.9, 0.8, 0.7, 0.1])
    assert metrics.true_negative_rate_at(0.5, Y, p) == 1
    assert metrics.true_negative_rate_at(0.85, Y, p) == 0.5


def test_f1_by_hand() -> None:
    assert metrics.f1(Y, np.array([True, True, False, False])) == pytest.approx(0.5)
    assert metrics.f1_of_sets([(frozenset("ab"), frozenset("bc"))]) == pytest.approx(0.5)


def test_the_interval_of_equal_values_is_a_point() -> None:
    assert metrics.interval([0.4, 0.4, float("nan")]) == pytest.approx((0.4, 0.4))
