"""Requirements of the scoring rules: truth tables, identities, worked examples (METHOD.md section 7)."""

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from claims.scoring.rules import (
    baseline_score,
    brier,
    brier_skill,
    crps_ensemble,
    interval_score,
    log_score,
    pinball,
    pit,
    rps,
    time_averaged,
    wis,
)

property_test = settings(derandomize=True, max_examples=100)
NAN = float("nan")
FIGURES = st.floats(-100, 100, allow_nan=False).map(lambda value: round(value, 3))
MEMBERS = arrays(np.float64, st.integers(1, 12), elements=FIGURES)
LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])


@pytest.mark.parametrize(
    ("p", "y", "squared", "logarithm", "baseline"),
    [
        (1.0, 1, 0.0, 0.0, 100.0),
        (0.0, 0, 0.0, 0.0, 100.0),
        (0.5, 1, 0.25, np.log(2), 0.0),
        (0.5, 0, 0.25, np.log(2), 0.0),
        (0.8, 1, 0.04, -np.log(0.8), 100 * (1 + np.log2(0.8))),
        (0.8, 0, 0.64, -np.log(0.2), 100 * (1 + np.log2(0.2))),
        (0.25, 1, 0.5625, np.log(4), -100.0),
        (0.0, 1, 1.0, np.inf, -np.inf),
        (NAN, 1, NAN, NAN, NAN),
        (0.5, NAN, NAN, NAN, NAN),
    ],
)
def test_scores_of_one_probability(p: float, y: float, squared: float, logarithm: float, baseline: float) -> None:
    np.testing.assert_allclose([brier(p, y), log_score(p, y)], [squared, logarithm], atol=1e-15)
    np.testing.assert_allclose(baseline_score(p, y), baseline, atol=1e-12)


@pytest.mark.parametrize("rule", [brier, log_score, baseline_score, lambda p, y: brier_skill(p, y, 0.5)])
@pytest.mark.parametrize(("p", "y"), [(1.01, 1), (-0.01, 0), (np.inf, 1), (0.5, 0.5), (0.5, 2), (0.5, -1)])
def test_no_probability_and_no_outcome_is_refused(rule: Callable, p: float, y: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        rule([p], [y])


def test_arrays_in_arrays_out() -> None:
    p, y = np.array([[0.2, 0.7], [0.5, 1.0]]), np.array([0, 1])
    for rule in (brier, log_score, baseline_score):
        by_hand = [[float(rule(one, outcome)) for one, outcome in zip(row, y, strict=True)] for row in p]
        np.testing.assert_array_equal(rule(p, y), by_hand)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99))
@property_test
def test_only_the_true_probability_has_the_best_expected_score(truth: float, said: float) -> None:
    for rule, sign in ((brier, 1), (log_score, 1), (baseline_score, -1)):
        expected = [sign * (truth * rule(p, 1) + (1 - truth) * rule(p, 0)) for p in (truth, said)]
        assert expected[0] <= expected[1] + 1e-12


def test_briers_own_example() -> None:
    """G. W. Brier (1950), Verification of forecasts expressed in terms of probability. MWR 78, 1-3, table 1: ten days.

    He sums over both classes, rain and no rain, and has .19: half of it is ours. unverified: from memory.
    """
    rain = [0.7, 0.9, 0.8, 0.4, 0.2, 0, 0, 0, 0, 0.1]
    fell = [0, 1, 1, 1, 0, 0, 0, 0, 0, 0]
    assert 2 * brier(rain, fell).mean() == pytest.approx(0.19)


def test_skill_compares_means_of_the_whole_set() -> None:
    p, y, b = np.array([0.9, 0.2, 0.6]), np.array([1, 0, 1]), np.array([0.5, 0.5, 0.9])
    own, baseline = (0.01 + 0.04 + 0.16) / 3, (0.25 + 0.25 + 0.01) / 3
    assert brier_skill(p, y, b) == pytest.approx(1 - own / baseline)
    assert brier_skill(b, y, b) == pytest.approx(0.0)
    assert brier_skill(0.8, 1, 0.5) == pytest.approx(1 - 0.04 / 0.25)
    np.testing.assert_allclose(brier_skill(np.stack([p, b]), y, b), [1 - own / baseline, 0.0], atol=1e-15)


def test_skill_against_a_baseline_that_is_never_wrong_cannot_be_told() -> None:
    assert np.isnan(brier_skill([0.5], [1], [1.0]))
    assert np.isnan(brier_skill([0.5, NAN], [1, 1], [0.5, 0.5]))


@pytest.mark.parametrize(
    ("probabilities", "outcome", "score"),
    [
        ([1, 0, 0], 0, 0.0),
        ([1, 0, 0], 2, 2.0),
        ([1, 0, 0], 1, 1.0),
        ([0.2, 0.5, 0.3], 1, 0.2**2 + 0.3**2),
        ([0.2, 0.5, 0.3], 2, 0.2**2 + 0.7**2),
        ([0.1, NAN, 0.3], 2, NAN),
        ([0.2, 0.5, 0.3], NAN, NAN),
    ],
)
def test_the_ranked_score_counts_how_far_the_outcome_was_missed(
    probabilities: list[float], outcome: float, score: float
) -> None:
    assert rps(probabilities, outcome) == pytest.approx(score, nan_ok=True)


@given(st.floats(0, 1), st.integers(0, 1))
@property_test
def test_the_ranked_score_of_two_classes_is_the_brier_score(p: float, y: int) -> None:
    assert rps([1 - p, p], y) == pytest.approx(float(brier(p, y)))


@pytest.mark.parametrize(
    ("probabilities", "outcome"), [([0.5, 0.6], 0), ([0.5, 0.5], 2), ([0.5, 0.5], 0.5), ([1.5, -0.5], 0)]
)
def test_classes_that_are_no_whole_are_refused(probabilities: list[float], outcome: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        rps(probabilities, outcome)


def by_pairs(members: np.ndarray, y: float, fair: bool) -> float:
    """The ensemble score as it is defined, pair by pair."""
    count = len(members)
    between = sum(abs(a - b) for a in members for b in members)
    return float(np.mean([abs(x - y) for x in members]) - between / (2 * (count * (count - 1) if fair else count**2)))


@given(MEMBERS, FIGURES)
@property_test
def test_the_ensemble_score_is_its_definition_pair_by_pair(members: np.ndarray, y: float) -> None:
    assert crps_ensemble(members, y) == pytest.approx(by_pairs(members, y, False), abs=1e-9)
    if len(members) > 1:
        assert crps_ensemble(members, y, fair=True) == pytest.approx(by_pairs(members, y, True), abs=1e-9)


@given(MEMBERS, FIGURES)
@property_test
def test_the_brier_score_integrated_over_thresholds_is_the_ensemble_score(members: np.ndarray, y: float) -> None:
    edges = np.unique(np.append(members, y))  # between two edges nothing changes, so the integral is a sum
    middles, widths = (edges[1:] + edges[:-1]) / 2, np.diff(edges)
    shares = (members[None, :] <= middles[:, None]).mean(axis=1)
    integral = (brier(shares, (y <= middles).astype(float)) * widths).sum()
    assert crps_ensemble(members, y) == pytest.approx(float(integral), abs=1e-9)


def test_the_fair_ensemble_score_is_that_of_the_distribution_whatever_the_number_of_members() -> None:
    random = np.random.default_rng(20251201)
    y = 0.3
    truth = crps_ensemble(random.standard_normal(200_000), y)
    exact = y * (2 * 0.6179114221889526 - 1) + 2 * 0.38138781546052414 - 1 / np.sqrt(np.pi)  # Phi(.3), phi(.3)
    # The normal's closed form: T. Gneiting, A. Raftery, A. Westveld & T. Goldman (2005), MWR 133, 1098-1118.
    assert truth == pytest.approx(exact, abs=0.005)
    for count in (2, 5):
        members = random.standard_normal((100_000, count))
        fair, plain = (crps_ensemble(members, np.full(100_000, y), fair=kind) for kind in (True, False))
        error = fair.std() / np.sqrt(len(fair))
        assert abs(fair.mean() - exact) < 4 * error
        assert plain.mean() > exact + 20 * error  # few members look worse than they are


def test_a_single_member_scores_its_distance_and_has_no_fair_score() -> None:
    assert crps_ensemble([3.0], 5.0) == 2.0
    with pytest.raises(ValueError, match="two members"):
        crps_ensemble([3.0], 5.0, fair=True)
    with pytest.raises(ValueError, match="ensemble"):
        crps_ensemble(3.0, 5.0)


def test_many_ensembles_at_once_score_what_each_scores_alone() -> None:
    random = np.random.default_rng(3)
    members, y = random.normal(size=(4, 3, 7)), random.normal(size=(4, 3))
    members[0, 1, 2] = NAN
    for rule in (crps_ensemble, pit):
        alone = [[rule(members[i, j], y[i, j]) for j in range(3)] for i in range(4)]
        np.testing.assert_array_equal(rule(members, y), alone)
        assert np.isnan(rule(members, y)).sum() == 1


@pytest.mark.parametrize(
    ("quantile", "level", "y", "score"),
    [
        (10, 0.9, 12, 1.8),
        (10, 0.9, 8, 0.2),
        (10, 0.5, 8, 1.0),
        (10, 0.1, 10, 0.0),
        (NAN, 0.1, 1, NAN),
        (1, 0.1, NAN, NAN),
    ],
)
def test_the_quantile_score_weighs_sides_and_is_not_doubled(
    quantile: float, level: float, y: float, score: float
) -> None:
    assert pinball(quantile, level, y) == pytest.approx(score, nan_ok=True)


@pytest.mark.parametrize(
    ("lower", "upper", "y", "alpha", "score"),
    [(2, 6, 3, 0.2, 4.0), (2, 6, 1, 0.2, 14.0), (2, 6, 7.5, 0.2, 19.0), (2, 6, 6, 0.2, 4.0), (2, 6, NAN, 0.2, NAN)],
)
def test_the_interval_score_is_width_and_penalty(
    lower: float, upper: float, y: float, alpha: float, score: float
) -> None:
    assert interval_score(lower, upper, y, alpha) == pytest.approx(score, nan_ok=True)


@pytest.mark.parametrize(
    "refused",
    [
        lambda: pinball(1, 0, 1),
        lambda: pinball(1, 1, 1),
        lambda: interval_score(2, 1, 1, 0.2),
        lambda: interval_score(1, 2, 1, 1.0),
        lambda: wis([0.1, 0.5], [1, 2], 1),
        lambda: wis([0.1, 0.4, 0.9], [1, 2, 3], 1),
        lambda: wis([0.9, 0.5, 0.1], [1, 2, 3], 1),
        lambda: wis([0.1, 0.5, 0.9], [1, 2], 1),
        lambda: wis([0.1, 0.5, 0.9], [3, 2, 1], 1),
    ],
)
def test_levels_and_intervals_that_are_none_are_refused(refused: Callable) -> None:
    with pytest.raises(ValueError, match="expected"):
        refused()


@given(arrays(np.float64, 7, elements=FIGURES), FIGURES)
@property_test
def test_the_weighted_interval_score_is_twice_the_mean_quantile_score(quantiles: np.ndarray, y: float) -> None:
    quantiles = np.sort(quantiles)
    assert wis(LEVELS, quantiles, y) == pytest.approx(2 * float(pinball(quantiles, LEVELS, y).mean()), abs=1e-9)


def test_the_weighted_interval_score_by_hand() -> None:
    # one interval (alpha .2, width 4, missed below by 1: 14) and a median missed by 3: (3/2 + .1 * 14) / 1.5
    assert wis([0.1, 0.5, 0.9], [2.0, 4.0, 6.0], 1.0) == pytest.approx((1.5 + 1.4) / 1.5)
    assert wis([0.5], [4.0], 1.0) == 3.0
    many = wis([0.1, 0.5, 0.9], [[2.0, 4.0, 6.0], [1.0, 1.0, 1.0], [1.0, NAN, 2.0]], [1.0, 1.0, 1.0])
    np.testing.assert_allclose(many, [2.9 / 1.5, 0.0, NAN])


def test_with_many_levels_the_weighted_interval_score_nears_the_ensemble_score() -> None:
    members = np.sort(np.random.default_rng(5).normal(size=1999))
    levels = (np.arange(1999) + 0.5) / 1999
    assert wis(levels, members, 0.7) == pytest.approx(float(crps_ensemble(members, 0.7)), abs=2e-3)


@pytest.mark.parametrize(
    ("members", "y", "share"),
    [
        ([1, 2, 3, 4], 2.5, 0.5),
        ([1, 2, 3, 4], 0, 0.0),
        ([1, 2, 3, 4], 9, 1.0),
        ([0, 0, 0, 1], 0, 0.375),
        ([1, 2], NAN, NAN),
    ],
)
def test_the_integral_transform_is_the_rank_with_ties_in_their_middle(
    members: list[float], y: float, share: float
) -> None:
    assert pit(members, y) == pytest.approx(share, nan_ok=True)


def test_the_integral_transform_of_calibrated_forecasts_is_uniform() -> None:
    draws = np.random.default_rng(11).normal(size=(20_000, 40))
    shares = pit(draws[:, 1:], draws[:, 0])
    counts = np.histogram(shares, bins=8, range=(0, 1))[0]
    assert np.abs(counts / 20_000 - 1 / 8).max() < 0.012


def test_a_figure_stands_until_the_next() -> None:
    times, values = [0.0, 10.0, 30.0], [0.4, 0.6, 0.9]
    assert time_averaged(times, values, 0, 40) == pytest.approx((0.4 * 10 + 0.6 * 20 + 0.9 * 10) / 40)
    assert time_averaged(times, values, 20, 40) == pytest.approx((0.6 * 10 + 0.9 * 10) / 20)
    assert time_averaged(times, values, 0, 5) == pytest.approx(0.4)
    np.testing.assert_allclose(time_averaged(times, [values, [1.0, 1.0, 1.0]], 0, 40), [0.625, 1.0])


def test_time_before_the_first_figure_and_figures_after_the_close_do_not_count() -> None:
    assert time_averaged([10.0, 30.0], [0.4, 0.8], 0, 40) == pytest.approx((0.4 * 20 + 0.8 * 10) / 30)
    assert time_averaged([0.0, 50.0], [0.4, NAN], 0, 40) == pytest.approx(0.4)
    assert np.isnan(time_averaged([50.0], [0.4], 0, 40))
    assert np.isnan(time_averaged([0.0, 20.0], [0.4, NAN], 0, 40))
    assert np.isnan(time_averaged([NAN], [0.4], 0, 40))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=8), st.integers(0, 10**6))
@property_test
def test_repeating_a_figure_changes_no_average(values: list[float], seed: int) -> None:
    moments = np.sort(np.random.default_rng(seed).choice(1000, 2 * len(values), replace=False)).astype(float)
    doubled = np.repeat(values, 2)
    ends = float(moments[0]), 1000.0
    assert time_averaged(moments, doubled, *ends) == pytest.approx(float(time_averaged(moments[::2], values, *ends)))


@pytest.mark.parametrize(
    ("times", "values", "opens", "closes"),
    [([0, 0], [1, 2], 0, 1), ([1, 0], [1, 2], 0, 1), ([0], [1, 2], 0, 1), ([0], [1], 2, 1), ([], [], 0, 1)],
)
def test_times_that_do_not_rise_are_refused(times: list, values: list, opens: float, closes: float) -> None:
    with pytest.raises(ValueError, match="expected"):
        time_averaged(times, values, opens, closes)
