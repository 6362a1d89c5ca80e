"""How good probabilities were: identities, truth tables, and what is known of simulated forecasters."""

import numpy as np
import pytest

from claims.scoring.calibration import calibrate, calibration_slope, calls, is_right, is_strong, regression, reliability
from claims.scoring.rules import brier


def forecasts(seed: int, days: int = 200, each: int = 20) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Calibrated probabilities, outcomes drawn from them, and the day of each."""
    rng = np.random.default_rng(seed)
    p = rng.uniform(0.03, 0.97, days * each)
    return p, (rng.random(len(p)) < p).astype(float), np.repeat(np.arange(days), each)


def test_a_calibrated_forecaster_has_slope_one_and_beats_a_constant() -> None:
    p, y, day = forecasts(1)
    found = calibrate(p, np.full(len(p), 0.5), y, day, 1.0)
    assert found.slope.low < 1 < found.slope.high
    assert found.intercept.low < 0 < found.intercept.high
    assert found.brier_gain.low > 0
    assert found.log_gain.low > 0


def test_one_who_is_too_sure_has_a_slope_below_one_and_too_timid_above() -> None:
    p, y, day = forecasts(2)
    odds = np.log(p / (1 - p))
    for factor in (2.0, 0.5):
        moved = 1 / (1 + np.exp(-factor * odds))
        found = calibrate(np.clip(moved, 0.02, 0.98), np.full(len(p), 0.5), y, day, 1.0)
        assert found.slope.value == pytest.approx(1 / factor, rel=0.15)


def test_the_regression_is_that_of_single_forecasts() -> None:
    p, y, _ = forecasts(3, 20)
    levels, place = np.unique(p, return_inverse=True)
    counts, hits = np.bincount(place).astype(float), np.bincount(place, y)
    ours = regression(np.log(levels / (1 - levels)), counts[None], hits[None])[0]
    x, b = np.stack([np.log(p / (1 - p)), np.ones(len(p))], axis=1), np.zeros(2)
    for _step in range(30):  # Newton's method on the single forecasts
        fitted = 1 / (1 + np.exp(-x @ b))
        b = b + np.linalg.solve((x.T * (fitted * (1 - fitted))) @ x, x.T @ (y - fitted))
    assert ours == pytest.approx(b, abs=1e-6)
    assert calibration_slope(p, y) == pytest.approx(b, abs=1e-6)
    assert np.isnan(calibration_slope(p, np.ones(len(p)))).all()


def test_outcomes_that_can_be_told_apart_without_error_have_no_slope() -> None:
    p = np.array([0.1] * 50 + [0.9] * 50)
    found = calibrate(p, np.full(100, 0.5), (p > 0.5).astype(float), np.arange(100), 1.0)
    assert np.isnan(found.slope.value)
    assert found.strong_right.value == 1.0


def test_scores_are_those_of_the_published_probability() -> None:
    p, y = np.array([0.0, 1.0]), np.array([0.0, 0.0])
    found = calibrate(p, np.array([0.5, 0.5]), y, np.array([1, 2]), 1.0)
    assert found.brier == pytest.approx(float(brier([0.02, 0.98], y).mean()))
    assert found.brier_gain.value == pytest.approx(found.brier_base - found.brier)
    assert np.isfinite(found.log)


def test_what_is_said_again_on_one_day_counts_once() -> None:
    p, y, day = forecasts(4, 100, 1)
    alone = calibrate(p, np.full(len(p), 0.5), y, day, 1.0)
    thrice = calibrate(np.repeat(p, 3), np.full(3 * len(p), 0.5), np.repeat(y, 3), np.repeat(day, 3), 1.0)
    assert thrice.n == 3 * alone.n
    assert thrice.effective == pytest.approx(alone.effective, rel=1e-6)
    assert thrice.brier_gain.low == pytest.approx(alone.brier_gain.low)


def test_overlapping_windows_widen_the_intervals() -> None:
    rng = np.random.default_rng(5)
    luck = np.repeat(rng.random(20) < 0.5, 10).astype(float)  # ten days in a row share their outcome
    p, day = np.full(200, 0.3), np.arange(200)
    alone, blocks = (calibrate(p, np.full(200, 0.5), luck, day, overlap) for overlap in (1.0, 10.0))
    assert blocks.brier_gain.high - blocks.brier_gain.low > 1.5 * (alone.brier_gain.high - alone.brier_gain.low)
    assert blocks.effective < alone.effective / 2


@pytest.mark.parametrize(
    ("p", "strong"), [(0.0, True), (0.1, True), (0.11, False), (0.5, False), (0.89, False), (0.9, True), (1.0, True)]
)
def test_strong_calls_are_those_of_the_outer_bands(p: float, strong: bool) -> None:
    assert is_strong(np.array([p]))[0] == strong


def test_a_call_is_right_where_the_side_it_leans_to_came_true() -> None:
    assert is_right(np.array([0.9, 0.9, 0.1, 0.1]), np.array([1.0, 0.0, 0.0, 1.0])).tolist() == [1, 0, 1, 0]


def test_the_reliability_table_holds_every_forecast_once_with_edges_in_the_upper_tenth() -> None:
    p, y, _ = forecasts(6)
    table = reliability(p, y)
    assert sum(one.n for one in table) == len(p)
    assert sum(one.n * one.share for one in table) == pytest.approx(y.sum())
    assert [(one.low, one.n) for one in reliability(np.array([0.3, 1.0]), np.array([0.0, 1.0]))] == [(0.3, 1), (0.9, 1)]


def test_no_forecast_at_all_is_refused() -> None:
    nothing = np.empty(0)
    with pytest.raises(ValueError, match="at least one forecast"):
        calibrate(nothing, nothing, nothing, np.empty(0, np.int64), 1.0)


def test_calls_of_either_band_are_wrong_as_often_as_they_say() -> None:
    p, y, day = forecasts(7, 400)
    on, off = calls(p, y, day)
    for one, expected in ((on, (1 - p)[p >= 0.9]), (off, p[p <= 0.1])):
        assert one.n == len(expected)
        assert one.nominal == pytest.approx(expected.mean())
        assert one.wrong.low <= one.nominal <= one.wrong.high
        assert one.excess.value == pytest.approx(one.wrong.value - one.nominal)
        assert one.excess.low <= 0 <= one.excess.high


def test_a_band_without_calls_has_no_rate() -> None:
    on, off = calls(np.array([0.5, 0.05]), np.array([1.0, 1.0]), np.array([1, 2]))
    assert (on.n, off.n) == (0, 1)
    assert np.isnan(on.nominal)
    assert off.wrong.value == 1.0


def test_the_slope_of_honest_probabilities_is_one() -> None:
    rng = np.random.default_rng(2)
    p = rng.uniform(0.05, 0.95, 200_000)
    assert calibration_slope(p, (rng.random(200_000) < p).astype(float)) == pytest.approx((1, 0), abs=0.03)
