"""Telling a new scale from a revision."""

import numpy as np
import pytest

from evidence.rescaling import brought_back, rescaling

INDEX = np.array([98.2, 99.1, 100.0, 101.3, 102.7, 103.9, 104.4, 105.8, 107.0, 108.1])


@pytest.mark.parametrize("decimals", [1, 2, 3])
@pytest.mark.parametrize("factor", [0.335, 0.9123, 1.08, 2.5])
def test_a_new_index_base_is_found_through_rounding(factor: float, decimals: int) -> None:
    found = rescaling(INDEX, np.round(INDEX * factor, decimals))
    assert found is not None
    assert found.factor == pytest.approx(factor, rel=2e-3)
    assert found.periods == 10


@pytest.mark.parametrize("factor", [1000.0, 1e-3, 1e6])
def test_another_unit_is_found_even_when_figures_are_rounded_to_it_and_revised(factor: float) -> None:
    found = rescaling(INDEX * 1_000, np.round(INDEX * 1_000 * factor * 1.01))
    assert found is not None
    assert found.factor == factor


def test_one_figure_a_thousand_times_larger_is_another_unit() -> None:
    assert rescaling(np.array([159.6]), np.array([159_626.0])) is not None


def test_a_tenth_of_the_figures_may_be_revised_on_the_same_day() -> None:
    new = np.round(INDEX * 0.5, 2)
    new[-1] += 3
    found = rescaling(INDEX, new)
    assert found is not None
    assert found.factor == pytest.approx(0.5, rel=1e-3)


@pytest.mark.parametrize(
    "new",
    [
        INDEX,
        np.r_[INDEX[:-1], 110.0],  # the newest figure revised
        INDEX + 3,  # a new level, no factor
        INDEX * np.linspace(1.02, 1.05, 10),  # a benchmark revision that grows
        INDEX * 1.002,  # a revision of the level
        np.full(10, np.nan),
    ],
)
def test_a_revision_is_no_new_scale(new: np.ndarray) -> None:
    assert rescaling(INDEX, new) is None


def test_two_figures_do_not_make_a_base() -> None:
    assert rescaling(INDEX[:2], INDEX[:2] * 1.5) is None


def test_zeros_stay_zeros_on_every_scale() -> None:
    assert rescaling(np.r_[INDEX, 0.0], np.r_[INDEX * 2, 0.0]) is not None
    assert rescaling(np.zeros(5), np.ones(5)) is None
    assert rescaling(np.array([]), np.array([])) is None


def test_figures_come_back_from_another_unit_as_they_were() -> None:
    figures = np.array([159_626.0, 0.1, -324.245, 0.0, np.nan])
    assert repr(brought_back(figures / 1_000, 1e-3).tolist()) == repr(figures.tolist())


@pytest.mark.parametrize("factor", [-1.0, -0.8, -1000.0])
def test_another_sign_of_every_figure_is_no_revision(factor: float) -> None:
    found = rescaling(INDEX, np.round(INDEX * factor, 2))
    assert found is not None
    assert found.factor == pytest.approx(factor, rel=1e-3)


def test_small_counts_that_are_all_revised_by_one_are_not_on_another_scale() -> None:
    counts = np.array([1.0, 2.0, 3.0] * 20)
    assert rescaling(counts, counts + 1) is None
    assert rescaling(counts, counts * 12) is not None
