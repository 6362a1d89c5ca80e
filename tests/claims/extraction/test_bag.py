"""The pool of rules and bag of words."""

import numpy as np
import pytest

from claims.extraction import bag


def test_the_pool_of_what_agrees_is_the_same() -> None:
    for p in (0.1, 0.5, 0.9):
        assert bag.pooled(p, p) == pytest.approx(p)


def test_the_bag_counts_for_more_than_the_rules() -> None:
    assert bag.pooled(0.2, 0.8) > 0.5 > bag.pooled(0.8, 0.2)


def test_certainty_of_one_side_stays_finite_and_can_be_outvoted() -> None:
    found = bag.pooled(np.array([0.0, 1.0]), np.array([0.5, 0.5]))
    assert np.isfinite(found).all()
    assert 0 < found[0] < 0.01 < 0.99 < found[1] < 1
