import numpy as np
import pytest

from claims.scoring.direction.features import COLUMNS, WEEK, grid
from claims.scoring.direction.tracks import Track

UNTIL = 20_000
SINCE = UNTIL - 15 * 365
RNG = np.random.default_rng(3)


def daily(values: np.ndarray, lag: int = 1) -> Track:
    return Track(np.arange(UNTIL - len(values) + 1, UNTIL + 1), values.astype(float), lag)


WALK = daily(RNG.normal(size=15 * 365).cumsum() + 1000)


def test_features_at_a_week_are_unchanged_by_anything_published_later():
    cut = WALK.days + WALK.lag <= UNTIL - 10 * WEEK
    earlier = Track(WALK.days[cut], WALK.values[cut], WALK.lag)
    whole, part = (grid(one, False, 90, UNTIL, SINCE) for one in (WALK, earlier))
    np.testing.assert_array_equal(whole.x[:-10], part.x[:-10])


def test_a_series_that_always_rises_rose_in_nearly_all_windows():
    found = grid(daily(np.arange(4000)), False, 30, UNTIL, SINCE)
    assert found.rose[-1] > 0.97
    assert found.still[-1] == 0


def test_a_constant_stands_still_and_says_nothing_else():
    found = grid(daily(np.full(4000, 5.0)), False, 30, UNTIL, SINCE)
    assert found.still[-1] == 1
    assert found.rose[-1] == 0.5
    assert np.isfinite(found.x[-1]).all()


def test_a_series_far_above_its_mean_shows_it():
    values = np.r_[np.sin(np.arange(4000)), 5.0 + np.zeros(10)]
    assert grid(daily(values), False, 30, UNTIL, SINCE).x[-1, 2] == 3.0


def test_a_short_history_counts_for_less():
    long, short = np.r_[RNG.normal(size=4000), np.full(5, 9.0)], np.r_[RNG.normal(size=700), np.full(5, 9.0)]
    far, near = (grid(daily(values), False, 30, UNTIL, SINCE).x[-1, 2] for values in (long, short))
    assert near < far / 3


def test_persistence_is_seen_in_a_series_of_long_runs_and_not_in_a_walk():
    runs = daily(np.repeat(np.sign(RNG.normal(size=20)), 250).cumsum())
    persistent, random = (grid(one, False, 30, UNTIL, SINCE) for one in (runs, WALK))
    assert np.nanmean(np.abs(persistent.x[:, 5])) > 3 * np.nanmean(np.abs(random.x[:, 5]))


def test_columns_are_the_own_ones_and_their_product_with_the_horizon():
    found = grid(WALK, False, 60, UNTIL, SINCE)
    assert found.x.shape[1] == COLUMNS
    np.testing.assert_array_equal(found.x[:, COLUMNS // 2 :][~np.isnan(found.x).any(axis=1)], 0.0)


@pytest.mark.parametrize("horizon", [7, 365])
def test_ten_figures_give_no_features(horizon: int):
    assert np.isnan(grid(daily(np.arange(10)), False, horizon, UNTIL, SINCE).x).any(axis=1).all()
