"""Steps in which figures are published, and futures brought to them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.grain import grain, rounded
from tests.claims.scoring.worlds import walk

property_test = settings(derandomize=True, max_examples=50)


def told(step: float, sigma: float, seed: int = 1, count: int = 240) -> np.ndarray:
    """A walk as it is published: in whole steps."""
    values = 40 + np.cumsum(np.random.default_rng(seed).normal(0, sigma, count))
    return np.round(np.round(values / step) * step, 10)


@pytest.mark.parametrize("step", [0.1, 0.25, 1.0, 1_000.0])
def test_a_step_of_the_size_of_the_moves_is_found(step: float) -> None:
    assert grain(told(step, 1.5 * step)) == pytest.approx(step)


def test_figures_without_a_step_or_with_one_too_fine_to_matter_have_none() -> None:
    assert grain(walk(1, 240)) == 0
    assert grain(told(0.001, 1.0)) == 0


@pytest.mark.parametrize("values", [[], [5.0], [np.nan] * 20, [5.0] * 240, [5.0] * 120 + [5.37] * 120])
def test_too_few_different_figures_tell_no_step(values: list[float]) -> None:
    assert grain(np.array(values)) == 0


def test_one_figure_off_the_steps_takes_them_away_and_a_missing_one_does_not() -> None:
    values = told(0.1, 0.15)
    values[100] = np.nan
    assert grain(values) == pytest.approx(0.1)
    values[100] = values[99] + 0.037
    assert grain(values) == 0


@given(st.floats(1e-6, 1e12))
@property_test
def test_the_unit_does_not_matter(factor: float) -> None:
    values = told(0.1, 0.15)
    assert grain(values * factor) == pytest.approx(grain(values) * factor)


def test_steps_that_were_others_long_ago_do_not_matter() -> None:
    assert grain(np.r_[walk(1, 300), told(0.1, 0.15)]) == pytest.approx(0.1)


def test_futures_are_brought_to_the_nearest_step_from_the_newest_figure() -> None:
    future = np.array([[4.16, 4.14, 4.1], [3.9400001, 5.0, 4.26]])
    rounded(future, 4.1, 0.1)
    np.testing.assert_allclose(future, [[4.2, 4.1, 4.1], [3.9, 5.0, 4.3]])
