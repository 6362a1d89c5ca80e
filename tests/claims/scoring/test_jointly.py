"""Claims answered together: exact counts, honest gaps, and never a product."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.inference import poisson_binomial_tail
from claims.scoring.jointly import independent_tail, joint_odds, placebo_tail, truths
from claims.scoring.randomness import PATHS
from tests.claims.scoring.worlds import YEAR, foresee, monthly, published, question, walk

NAN = np.nan
RNG = np.random.default_rng


def test_independent_claims_have_the_tail_of_the_poisson_binomial() -> None:
    tail = independent_tail([0.5] * 10)
    assert tail[9] == pytest.approx(11 / 1024)  # METHOD section 8: 9 of 10 gives p = .011
    assert (tail[0], tail[10]) == (1, pytest.approx(1 / 1024))
    assert independent_tail([0.2, 0.9])[1] == pytest.approx(poisson_binomial_tail([0.2, 0.9], 1))


def test_claims_that_hold_together_have_a_fat_tail() -> None:
    """Ten copies of one coin: nine right is as likely as one."""
    coin = RNG(1).integers(0, 2, 600).astype(float)
    tail = placebo_tail(np.tile(coin, (10, 1)), [0.5] * 10, 1)
    assert tail is not None
    assert tail.values[9] == tail.values[1] == coin.mean()
    assert tail.values[9] > 40 * independent_tail([0.5] * 10)[9]


def test_independent_dates_agree_with_the_poisson_binomial() -> None:
    rates = np.array([0.2, 0.5, 0.5, 0.8, 0.9])
    held = (RNG(2).random((5, 40_000)) < rates[:, None]).astype(float)
    tail = placebo_tail(held, rates, 1)
    assert tail is not None
    np.testing.assert_allclose(tail.values, independent_tail(rates), atol=0.01)


def test_dates_with_an_answer_of_every_claim_are_counted_plainly() -> None:
    held = np.array([[1, 0, 1, 1, 0, NAN], [1, 0, 0, 1, 0, 1]])
    tail = placebo_tail(held, [0.5, 0.5], 1)
    assert tail is not None
    np.testing.assert_allclose(tail.values, [1, 3 / 5, 2 / 5])
    assert (tail.dates, tail.complete, tail.filled, tail.effective) == (5, 5, 0, 5)
    np.testing.assert_allclose(tail.cautious, [1, 4 / 6, 3 / 6])


def test_too_few_complete_dates_are_filled_at_base_rates_and_say_so() -> None:
    held = np.array([[1, 0, NAN, NAN], [1, 0, 1, NAN], [1, 1, 1, 1]])
    tail = placebo_tail(held, [0.25, 0.5, 0.5], 1)
    assert tail is not None
    assert (tail.dates, tail.complete) == (3, 2), "of the last date two thirds would be guessed"
    assert tail.filled == pytest.approx(1 / 9)
    np.testing.assert_allclose(tail.values, [1, 1, (1 + 0 + 1) / 3, (1 + 0 + 0.25) / 3])


def test_without_a_date_nothing_is_said() -> None:
    assert placebo_tail(np.full((2, 3), NAN), [0.5, 0.5], 12) is None
    assert placebo_tail(np.empty((2, 0)), [0.5, 0.5], 12) is None
    with pytest.raises(ValueError, match="base rate each"):
        placebo_tail(np.ones((2, 3)), [0.5], 12)


def test_the_cautious_tail_is_never_below_one_in_the_dates_that_do_not_overlap() -> None:
    tail = placebo_tail(np.zeros((3, 240)), [0.3] * 3, 12)
    assert tail is not None
    assert tail.values[3] == 0
    assert tail.cautious[3] == pytest.approx(1 / 21)
    assert tail.effective == 20


@given(st.integers(1, 6), st.integers(60, 120), st.integers(0, 9), st.floats(0, 0.3))
@settings(max_examples=60)
def test_a_tail_falls_from_one_and_caution_never_lowers_it(n: int, dates: int, seed: int, gaps: float) -> None:
    rng = RNG(seed)
    held = np.where(rng.random((n, dates)) < gaps, NAN, rng.integers(0, 2, (n, dates)))
    tail = placebo_tail(held, np.full(n, 0.4), 6)
    assert tail is not None
    assert tail.values[0] == pytest.approx(1)
    assert (np.diff(tail.values) <= 1e-12).all()
    assert (tail.cautious >= tail.values - 1e-12).all()


def test_joint_odds_count_paths_and_are_no_product() -> None:
    same = np.array([[1, 1, 0, 0], [1, 1, 0, 0]])
    found = joint_odds(same, [0.5, 0.5])
    assert found.all_hold == 0.5, "a product would say a quarter"
    np.testing.assert_array_equal(found.at_least, [1, 0.5, 0.5])
    assert (found.expected, found.by_base_rates, found.unknown) == (1, 1, 0)
    assert joint_odds(np.array([[1, 1, 0, 0], [0, 0, 1, 1]]), [0.5, 0.5]).all_hold == 0


def test_the_truth_of_questions_is_asked_on_the_same_paths() -> None:
    rising, falling = question("growth(cpi) > 0", ("cpi",)), question("growth(cpi) <= 0", ("cpi",))
    asked = [rising, falling, question("growth(cpi) > 0", ("cpi",), requires="growth(cpi) > 5")]
    foresight = foresee(rising, {"cpi": published(monthly(walk(1, 200, sigma=0.02)))}, [YEAR[0] - 1])
    truth = truths(asked, foresight.panels(YEAR[0] - 1, asked), {})
    assert truth.shape == (3, PATHS)
    np.testing.assert_array_equal(truth[0], 1 - truth[1])
    assert joint_odds(truth[:2], [0.5, 0.5]).all_hold == 0
    assert truth[0].mean() == foresight.outlooks["q", YEAR[1]].odds[YEAR[0] - 1].hold
    known = ~np.isnan(truth[2])
    assert 0 < known.sum() < PATHS, "where the precondition is false the claim is void"
    assert (truth[2][known] == 1).all()


def test_what_is_unknown_on_a_path_bounds_the_odds_from_both_sides() -> None:
    found = joint_odds(np.array([[1, 1, NAN, 0], [1, NAN, 1, 0]]), [0.5, 0.5])
    np.testing.assert_array_equal(found.at_least, [1, 0.75, 0.25])
    np.testing.assert_array_equal(found.with_unknown, [1, 0.75, 0.75])
    assert found.unknown == 0.25


@given(st.integers(1, 6), st.integers(0, 99))
@settings(max_examples=60)
def test_the_expected_number_is_the_sum_of_the_tails_and_of_the_shares(n: int, seed: int) -> None:
    truth = RNG(seed).integers(0, 2, (n, 50)).astype(float)
    found = joint_odds(truth, np.full(n, 0.5))
    assert found.expected == pytest.approx(found.at_least[1:].sum()) == pytest.approx(truth.mean(axis=1).sum())
    assert max(0.0, truth.mean(axis=1).sum() - n + 1) - 1e-9 <= found.all_hold <= truth.mean(axis=1).min() + 1e-9
