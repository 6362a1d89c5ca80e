"""Track records and the power table: easy calls earn nothing, luck shared is luck, and few claims say nothing."""

from dataclasses import replace

import numpy as np
import pytest

from claims.scoring.inference import benjamini_hochberg, wilson_interval
from claims.scoring.pastanswers import Placebos
from claims.scoring.power import chance_to_be_told, needed, power
from claims.scoring.trackrecord import Scored, Standing, mean_interval, standing, track_record

DATES = 240
RNG = np.random.default_rng


def placebos(held: np.ndarray, months: float = 1.0) -> Placebos:
    shifts = np.arange(len(held), 0, -1)
    return Placebos(shifts, -30 * shifts, held.astype(float), 1.0 - held, months)


def claims(held: np.ndarray, y: list[int], p: float = 0.9, months: float = 1.0) -> list[Scored]:
    """One settled claim a row of answers at placebo dates."""
    return [
        Scored(f"c{n}", 0, 30 * n, one, p, (row.sum() + 1) / (len(row) + 2), placebos(row, months))
        for n, (row, one) in enumerate(zip(held, y, strict=True))
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, Standing.HIDDEN), (4, Standing.HIDDEN), (5, Standing.INSUFFICIENT), (19, Standing.INSUFFICIENT),
     (20, Standing.ENOUGH)],
)  # fmt: skip
def test_few_claims_are_hidden_and_some_insufficient(n: int, expected: Standing) -> None:
    assert standing(n) is expected


def test_below_five_no_figure_leaves() -> None:
    found = track_record(claims(np.ones((4, DATES)), [1] * 4), void=2)
    assert (found.n, found.void, found.standing) == (4, 2, Standing.HIDDEN)
    assert {found.hits, found.expected, found.joint, found.if_independent, found.skill} == {None}


def test_easy_calls_earn_nothing() -> None:
    easy = np.ones((20, DATES))
    easy[:, ::24] = 0  # true at 23 of 24 dates
    found = track_record(claims(easy, [1] * 20, p=0.96))
    assert (found.hits, found.n) == (20, 20)
    assert found.expected == pytest.approx(20 * 231 / 242)
    assert found.joint > 0.9, "all of them at once is the rule"
    assert found.if_independent == pytest.approx((231 / 242) ** 20)


def test_hard_calls_that_hold_tell_from_luck() -> None:
    hard = (RNG(1).random((20, DATES)) < 0.3).astype(float)
    found = track_record(claims(hard, [1] * 9 + [0] + [1] * 10))
    assert found.joint == pytest.approx(1 / (DATES + 1)), "as little as the dates allow"
    assert found.if_independent < 1e-5
    assert found.skill > 0
    assert found.skill_interval[0] > 0
    assert found.hit_interval == pytest.approx([float(end) for end in wilson_interval(19, 20)], abs=0.05)


def test_skill_is_measured_on_the_claims_for_which_a_probability_was_stated() -> None:
    some = claims((RNG(6).random((6, DATES)) < 0.5).astype(float), [1] * 6, p=float("nan"))
    assert (track_record(some).skill, track_record(some).skill_interval) == (None, None)
    stated = [some[0], *(replace(one, p=0.9) for one in some[1:])]
    each = [(one.base_rate - 1) ** 2 - 0.01 for one in some[1:]]
    assert (track_record(stated).skill, track_record(stated).stated) == (pytest.approx(np.mean(each)), 5)
    assert track_record(stated).hits == 6


def test_a_skill_on_fewer_than_five_stated_probabilities_is_hidden_however_many_claims_are_scored() -> None:
    some = claims((RNG(6).random((24, DATES)) < 0.5).astype(float), [1] * 24, p=float("nan"))
    stated = [*(replace(one, p=0.9) for one in some[:4]), *some[4:]]
    found = track_record(stated)
    assert (found.standing, found.stated) == (Standing.ENOUGH, 4)
    assert (found.skill, found.skill_interval) == (None, None)


def test_claims_on_the_same_figure_are_one_call() -> None:
    coin = (RNG(2).random(DATES) < 0.5).astype(float)
    found = track_record(claims(np.tile(coin, (20, 1)), [1] * 20))
    assert found.joint == pytest.approx(0.5, abs=0.1)
    assert found.if_independent < 1e-5
    assert found.hit_interval == pytest.approx([float(end) for end in wilson_interval(1, 1)], abs=0.01)


def test_overlapping_windows_make_the_tail_coarser() -> None:
    hard = (RNG(1).random((20, DATES)) < 0.3).astype(float)
    found = track_record(claims(hard, [1] * 20, months=12.0))
    assert found.joint == pytest.approx(1 / 21)


def test_the_record_does_not_depend_on_the_order_of_the_claims() -> None:
    some = claims((RNG(3).random((8, DATES)) < 0.5).astype(float), [1, 0, 1, 1, 0, 1, 1, 0])
    one, other = track_record(some), track_record(some[::-1])
    assert (one.joint, one.skill_interval) == (other.joint, other.skill_interval)


def test_an_interval_of_independent_values_is_near_the_usual_one() -> None:
    values = RNG(4).normal(0, 1, 400)
    low, high = mean_interval(values, 31 * np.arange(400))
    assert (high - low) == pytest.approx(2 * 1.96 / 20, rel=0.2)
    assert low < values.mean() < high


def covered(months: int, claims_a_month: int) -> float:
    """How often the interval holds the true skill of who calls coins heads at .9; a month's claims are one coin."""
    closes, hits = np.repeat(31 * np.arange(months), claims_a_month), []
    for seed in range(200):
        coins = np.repeat(RNG(seed).random(months) < 0.5, claims_a_month)
        found = mean_interval(0.25 - (0.9 - coins) ** 2, closes)
        hits += [] if found is None else [found[0] - 1e-12 <= -0.16 <= found[1] + 1e-12]
    return float(np.mean(hits))


@pytest.mark.parametrize(("months", "claims_a_month"), [(6, 1), (10, 1), (10, 5), (40, 5)])
def test_the_interval_of_a_skill_covers_it_though_a_months_claims_are_one_call(
    months: int, claims_a_month: int
) -> None:
    assert covered(months, claims_a_month) >= 0.9


def test_claims_asked_twice_tell_no_more_than_asked_once() -> None:
    values, closes = RNG(8).normal(0, 1, 12), 31 * np.arange(12)
    assert mean_interval(np.repeat(values, 5), np.repeat(closes, 5)) == pytest.approx(mean_interval(values, closes))


@pytest.mark.parametrize(
    ("values", "closes"),
    [([], []), ([0.24], [0]), ([0.24] * 40, 31 * np.arange(40)), (np.arange(40) / 40, np.zeros(40)),
     (np.arange(40) / 40, np.repeat([0, 40, 80, 120], 10))],
    ids=["nothing", "one", "all the same", "one day", "four months"],
)  # fmt: skip
def test_where_nothing_shows_how_far_a_mean_may_be_off_there_is_no_interval(
    values: list[float], closes: list[int]
) -> None:
    assert mean_interval(values, closes) is None


def test_many_authors_are_corrected_for() -> None:
    """Benjamini & Hochberg (1995), JRSS B 57, 289-300, example of thrombolysis: four of 15 p-values at .05."""
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
         0.7590, 1.000]  # fmt: skip
    assert (benjamini_hochberg(p) <= 0.05).sum() == 4


def test_nine_of_ten_even_calls_are_needed_if_independent() -> None:
    found = power([0.5] * 10)
    assert (found.if_independent.hits, found.if_independent.tail) == (9, pytest.approx(11 / 1024))
    assert found.independent[8] == pytest.approx(56 / 1024)
    assert (found.joint, found.jointly, found.expected) == (None, None, 5)


def test_jointly_more_are_needed_or_none_suffice() -> None:
    coin = (RNG(5).random(DATES) < 0.5).astype(float)
    found = power([0.5] * 10, np.tile(coin, (10, 1)), 1.0)
    assert found.jointly is not None
    assert (found.jointly.n, found.jointly.hits) == (10, None), "all ten right is one coin's luck"


def test_a_few_easy_claims_can_never_tell() -> None:
    assert power([0.9, 0.9, 0.9]).if_independent.hits is None
    assert chance_to_be_told([0.9] * 3, None) == 0
    assert chance_to_be_told([0.8] * 10, 9) == pytest.approx(0.8**10 + 10 * 0.8**9 * 0.2)


def test_a_tail_that_rises_is_refused() -> None:
    with pytest.raises(ValueError, match="falling"):
        needed([1, 0.2, 0.3])
