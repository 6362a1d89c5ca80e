"""Requirements of the rule that calls a relation: noise is rarely called, a strong effect is, else it cannot tell."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.favour import (
    FEWEST_EFFECTIVE,
    FEWEST_POINTS,
    Favour,
    Why,
    bootstrap_share,
    call,
    percentile_of,
    placebo_statistics,
    prospect,
)
from claims.scoring.inference import diebold_mariano
from tests.claims.scoring.relations import differences, world

HISTORY = {18: 240, 78: 800}  # periods before the window: twenty years of months, fifteen of weeks
NOISE = {
    "white noise": {},
    "long memory of the past": {"own": 0.9},
    "correlated shocks": {"cross": 0.8},
    "both": {"own": 0.9, "cross": 0.8},
    "heavy tails": {"own": 0.5, "cross": 0.5, "tails": True},
    "two drivers equally good": {"own": 0.3, "cross": 0.3, "both": 0.3},
}


def called(points: int, runs: int, **kind: float) -> dict[Favour, float]:
    """How often each answer is given in simulated worlds."""
    answers = []
    for run in range(runs):
        d = differences(*world([run, points], HISTORY[points] + points, **kind))
        answers.append(call(d[-points:], d[:-points]).favour)
    return {favour: answers.count(favour) / runs for favour in Favour}


@pytest.mark.parametrize("kind", NOISE)
@pytest.mark.parametrize(("points", "runs"), [(18, 300), (78, 150)])
def test_noise_is_called_at_most_one_time_in_ten(points: int, runs: int, kind: str) -> None:
    share = called(points, runs, **NOISE[kind])
    assert share[Favour.A] + share[Favour.C] <= 0.10


@pytest.mark.parametrize(("points", "effect", "least"), [(18, 2.0, 0.85), (78, 1.0, 0.9)])
def test_a_strong_effect_is_found_and_never_taken_for_its_opposite(points: int, effect: float, least: float) -> None:
    share = called(points, 100, own=0.3, effect=effect)
    assert share[Favour.A] >= least
    assert share[Favour.C] == 0


def test_an_effect_that_has_always_been_there_is_found_too() -> None:
    """Against earlier windows as they were, a driver that was always better would be ordinary and never called."""
    d = differences(*world([1], 878, own=0.3, effect=1.0))
    found = call(d[-78:], d[:-78])
    assert found.favour is Favour.A
    raw = np.lib.stride_tricks.sliding_window_view(d[20:-78], 78)
    assert (raw.mean(axis=1) > 0).mean() > 0.9


@settings(derandomize=True, max_examples=60)
@given(st.integers(0, 10_000), st.sampled_from([12, 18, 30]), st.floats(-1, 1))
def test_to_swap_the_drivers_swaps_the_answer(seed: int, points: int, shift: float) -> None:
    rng = np.random.default_rng(seed)
    d, before = rng.normal(shift, 1, points), rng.normal(0, 1, 200)
    there, back = call(d, before), call(-d, -before)
    swapped = {Favour.A: Favour.C, Favour.C: Favour.A, Favour.CANNOT_TELL: Favour.CANNOT_TELL}
    assert back.favour is swapped[there.favour]
    assert back.statistic == pytest.approx(-there.statistic)
    assert back.share == pytest.approx(1 - there.share)
    assert back.percentile == pytest.approx(100 - there.percentile)


@settings(derandomize=True, max_examples=60)
@given(st.integers(0, 10_000), st.floats(1e-3, 1e3))
def test_the_unit_of_the_losses_does_not_matter(seed: int, scale: float) -> None:
    rng = np.random.default_rng(seed)
    d, before = rng.normal(0.3, 1, 18), rng.normal(0, 1, 200)
    one, other = call(d, before), call(d * scale, before * scale)
    assert (one.favour, one.share, one.percentile) == (other.favour, other.share, other.percentile)


@pytest.mark.parametrize(("shift", "favour"), [(3.0, Favour.A), (-3.0, Favour.C), (0.0, Favour.CANNOT_TELL)])
def test_a_call_needs_both_the_bootstrap_and_the_earlier_windows(shift: float, favour: Favour) -> None:
    rng = np.random.default_rng(5)
    noise = rng.normal(0, 1, 18)
    assert call(noise - noise.mean() + shift, rng.normal(0, 1, 200)).favour is favour
    wild = np.cumsum(rng.normal(0, 1, 400))  # earlier windows stray as far as that all the time
    assert call(noise - noise.mean() + shift / 3, wild - wild.mean()).favour is Favour.CANNOT_TELL


def test_the_statistic_is_that_of_diebold_and_mariano() -> None:
    rng = np.random.default_rng(6)
    error_a, error_c, before = rng.normal(0, 1, 20), rng.normal(0, 1.5, 20), rng.normal(0, 1, 200)
    for h in (1, 3):
        found = call(error_c**2 - error_a**2, before, h)
        assert found.statistic == pytest.approx(diebold_mariano(error_c, error_a, h)[0])


@pytest.mark.parametrize(
    ("d", "count", "why"),
    [
        ([], 200, Why.NO_POINTS),
        ([np.nan] * 20, 200, Why.NO_POINTS),
        ([0.0] * 20, 200, Why.SAME),
        ([1e-12, -1e-12] * 10, 200, Why.SAME),
        ([5.0] * 10, 200, Why.FEW_POINTS),
        ([5.0] * 10 + [np.nan] * 10, 200, Why.FEW_POINTS),
        (list(np.linspace(4, 5, 20)), 20 * FEWEST_EFFECTIVE - 1, Why.FEW_WINDOWS),
        (list(np.linspace(4, 5, 20)), 0, Why.FEW_WINDOWS),
        ([0.0] * 19 + [50.0], 200, Why.NOISE),
        ([5.0] * 20, 200, Why.NOISE),  # without any spread there is no statistic: nothing is claimed
    ],
)
def test_what_keeps_it_from_telling_is_named(d: list[float], count: int, why: Why) -> None:
    found = call(np.array(d), np.random.default_rng(7).normal(0, 1, count))
    assert (found.favour, found.why) == (Favour.CANNOT_TELL, why)
    assert found.points == np.isfinite(d).sum()


@pytest.mark.parametrize("before", [np.zeros(200), np.r_[np.zeros(199), 1.0], np.full(200, 2.0)])
def test_an_eventless_history_cannot_tell_and_warns_of_nothing(before: np.ndarray) -> None:
    d = np.random.default_rng(8).normal(3, 1, 18)
    assert call(d, before).favour is Favour.CANNOT_TELL or before[-1] == 1.0
    assert prospect(before, 18) is None or prospect(before, 18).cannot_tell_if_equal >= 0


def test_the_share_is_less_sure_than_a_plain_bootstraps_and_reaches_both_ends() -> None:
    rng = np.random.default_rng(9)
    for n in (12, 78):
        noise = rng.normal(0, 1, n)
        near = noise - noise.mean() + 1.8 / np.sqrt(n)  # about 1.8 standard errors
        assert 0.9 < bootstrap_share(near) < 0.985
        assert bootstrap_share(np.abs(noise) + 0.1) == 1.0
        assert bootstrap_share(-np.abs(noise) - 0.1) == 0.0
        assert bootstrap_share(np.zeros(n)) == 0.5


def test_percentiles_count_ties_half_and_are_unknown_for_nothing() -> None:
    assert percentile_of(2.0, np.array([1.0, 2.0, 3.0, 4.0])) == 37.5
    assert percentile_of(9.0, np.array([1.0, 2.0])) == 100.0
    assert np.isnan(percentile_of(float("nan"), np.array([1.0])))
    assert np.isnan(percentile_of(1.0, np.empty(0)))


def test_there_is_an_earlier_window_at_every_earlier_period() -> None:
    before = np.random.default_rng(10).normal(7, 1, 100)
    found = placebo_statistics(before, 18, 1)
    assert len(found) == 100 - 18 + 1
    centred = before - before.mean()
    expected = sorted(float(diebold_mariano(np.sqrt(np.maximum(w, 0)), np.sqrt(np.maximum(-w, 0)), 1)[0]) for w in
                      (centred[at : at + 18] for at in range(83)))  # fmt: skip
    np.testing.assert_allclose(found, expected, rtol=1e-9)
    assert not len(placebo_statistics(before[:10], 18, 1))


# What a relation can show, before it is registered


def test_the_detectable_difference_is_called_four_times_in_five() -> None:
    rng = np.random.default_rng(11)
    before = rng.normal(0.2, 1, 600)
    seen = prospect(before, 18)
    fresh = rng.normal(seen.detectable, 1, (300, 18))
    share = np.mean([call(d, before).favour is Favour.A for d in fresh])
    assert 0.7 <= share <= 0.92


def test_most_windows_of_noise_end_without_a_call_and_more_points_detect_less() -> None:
    before = np.random.default_rng(12).normal(0, 1, 900)
    seen = [prospect(before, points) for points in (12, 18, 36, 78)]
    assert all(one.cannot_tell_if_equal >= 0.9 for one in seen)
    assert all(one.detectable > other.detectable for one, other in pairwise(seen))


def test_a_difference_as_large_as_in_the_past_is_what_a_prospect_counts_on() -> None:
    noise = np.random.default_rng(13).normal(0, 1, 400)
    strong, weak = prospect(noise + 3, 18), prospect(noise + 0.05, 18)
    assert strong.difference == pytest.approx(3 + noise.mean())
    assert strong.cannot_tell_as_before < 0.05 < 0.9 < weak.cannot_tell_as_before
    assert strong.detectable == pytest.approx(weak.detectable)


@pytest.mark.parametrize(("count", "points"), [(0, 18), (89, 18), (400, FEWEST_POINTS - 1), (400, 0)])
def test_a_short_history_or_a_short_window_has_no_prospect(count: int, points: int) -> None:
    assert prospect(np.random.default_rng(14).normal(0, 1, count), points) is None
