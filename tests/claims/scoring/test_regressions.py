"""Requirements of the expanding regressions: least squares, whatever way the sums are made, and no warning."""

import numpy as np
import pytest

from claims.scoring.regressions import PER_COEFFICIENT, complete, design, forecasts
from evidence.series import Floats
from tests.claims.scoring.relations import world

PAST = range(1, 3)


def made(y: Floats, drivers: list[Floats], places: np.ndarray, rows: np.ndarray | None = None) -> Floats:
    """Forecasts of places, each from its own row (or from the only one), on two lags of everything."""
    x = design(y, drivers, PAST, [PAST] * len(drivers))
    rows = np.zeros(len(places), dtype=np.int64) if rows is None else rows
    return forecasts(x, y, complete(y, x), rows, places)


def by_hand(y: Floats, driver: Floats, place: int) -> float:
    """The same by one call of least squares."""
    rows = [[1.0, y[t - 1], y[t - 2], driver[t - 1], driver[t - 2]] for t in range(2, place + 1)]
    table, outcomes = np.array(rows[:-1]), y[2:place]
    known = ~np.isnan(table).any(axis=1) & ~np.isnan(outcomes)
    return float(rows[-1] @ np.linalg.lstsq(table[known], outcomes[known], rcond=None)[0])


@pytest.mark.parametrize("scale", [1.0, 1e-6, 1e9])
@pytest.mark.parametrize("level", [0.0, 1e4])
def test_forecasts_are_those_of_least_squares_on_what_came_before(scale: float, level: float) -> None:
    b, a, _ = world([1], 140, own=0.5, cross=0.4, effect=0.5)
    places = np.array([60, 100, 139])
    expected = [by_hand(b + level, a, place) * scale for place in places]
    np.testing.assert_allclose(made((b[None] + level) * scale, [a[None]], places), expected, rtol=1e-9)


def test_running_sums_and_sums_row_by_row_agree() -> None:
    b, a, _ = world([2], 120, own=0.9, cross=0.5)
    b[70] = np.nan
    places = np.arange(120)
    every = np.arange(120)
    fast = made(b[None], [a[None]], places)
    slow = made(np.tile(b, (120, 1)), [np.tile(a, (120, 1))], places, every)
    np.testing.assert_allclose(fast, slow, rtol=1e-8)
    assert fast[100] == pytest.approx(by_hand(b, a, 100))
    assert np.isnan(fast[71:73]).all()  # its own past is missing


def test_each_row_is_fitted_on_its_own_figures() -> None:
    b, a, _ = world([3], 90, own=0.3)
    later = b + world([4], 90)[0] * 0.3
    both = made(np.stack([b, later]), [np.stack([a, a])], np.array([80, 80]), np.array([0, 1]))
    np.testing.assert_allclose(both, [by_hand(b, a, 80), by_hand(later, a, 80)])


def test_what_comes_after_a_period_changes_nothing_of_its_forecast() -> None:
    b, a, _ = world([5], 100)
    until = made(b[None, :80], [a[None, :80]], np.array([79]))
    b[80:], a[80:] = 1e3, -1e3
    np.testing.assert_allclose(made(b[None], [a[None]], np.array([79])), until, rtol=1e-9)


def test_too_few_periods_give_no_forecast() -> None:
    b, a, _ = world([6], 60)
    needed = 2 + PER_COEFFICIENT * 5
    found = made(b[None], [a[None]], np.arange(60))
    assert np.isnan(found[:needed]).all()
    assert not np.isnan(found[needed:]).any()


def test_constants_foretell_nothing_and_a_constant_target_itself() -> None:
    b, a, _ = world([7], 80)
    flat = np.full(80, 3.7)
    alone = by_hand(b, np.zeros(80), 79)
    assert made(b[None], [flat[None]], np.array([79]))[0] == pytest.approx(alone)
    assert made(flat[None], [a[None]], np.array([79]))[0] == pytest.approx(3.7)


def test_a_driver_given_twice_is_as_good_as_once() -> None:
    b, a, _ = world([8], 100, effect=1.0)
    once = made(b[None], [a[None]], np.array([90]))
    np.testing.assert_allclose(made(b[None], [a[None], a[None]], np.array([90])), once, rtol=1e-6)
    np.testing.assert_allclose(made(b[None], [a[None], -2 * a[None] + 5], np.array([90])), once, rtol=1e-6)


def test_a_single_jump_makes_no_trouble() -> None:
    step = np.r_[np.zeros(70), np.ones(30)]
    found = made(step[None], [step[None]], np.arange(100))
    assert np.isfinite(found[60:]).all()


def test_nothing_asked_is_nothing_given() -> None:
    b, a, _ = world([9], 30)
    assert made(b[None], [a[None]], np.empty(0, dtype=np.int64)).shape == (0,)
