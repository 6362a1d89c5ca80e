"""Three forecasters of one claim: words as numbers, scores over the window and at the checkpoint, late starts shown."""

import math

import pytest

from claims.scoring.forecasters import (
    Forecaster,
    Score,
    Stated,
    Track,
    pooled_track,
    scores,
    side_by_side,
    stated,
)
from claims.scoring.settlement import Outcome

ENGINE, ANALYST, AUTHOR = Forecaster
OPENS, CLOSE = 0, 99  # a hundred days, the last one included


@pytest.mark.parametrize(
    ("said", "expected"),
    [("will", Stated(0.9, True)), ("likely", Stated(0.75, True)), ("could", Stated(0.5, False)),
     (0.6, Stated(0.6, True))],
)  # fmt: skip
def test_words_stand_for_fixed_numbers_and_could_is_not_scored(said: float | str, expected: Stated) -> None:
    assert stated(said) == expected


@pytest.mark.parametrize("said", ["perhaps", "", 1.2, -0.1, math.nan])
def test_anything_else_is_refused(said: float | str) -> None:
    with pytest.raises(ValueError, match="expected"):
        stated(said)


def test_each_is_scored_over_the_window_and_at_the_checkpoint() -> None:
    tracks = {ENGINE: Track([0, 50], [0.5, 0.9]), AUTHOR: Track([-10], [0.9])}
    found = scores(tracks, Outcome.HELD, OPENS, CLOSE)
    assert found[ENGINE].averaged == pytest.approx((0.25 + 0.01) / 2)
    assert found[ENGINE].at_checkpoint == pytest.approx(0.01)
    assert (found[AUTHOR].averaged, found[AUTHOR].covered) == (pytest.approx(0.01), 1)


def test_mixed_counts_as_not_held_and_void_is_not_scored() -> None:
    tracks = {ENGINE: Track([0], [0.8])}
    for outcome in (Outcome.MIXED, Outcome.FAILED):
        assert scores(tracks, outcome, OPENS, CLOSE)[ENGINE].averaged == pytest.approx(0.64)
    assert scores(tracks, Outcome.VOID, OPENS, CLOSE) == scores(tracks, Outcome.PENDING, OPENS, CLOSE) == {}


def test_who_comes_late_is_compared_over_the_common_time_only() -> None:
    tracks = {ENGINE: Track([0, 80], [0.2, 0.9]), ANALYST: Track([80], [0.95])}
    found = scores(tracks, Outcome.HELD, OPENS, CLOSE)
    assert found[ANALYST].covered == pytest.approx(0.2)
    assert found[ANALYST].averaged == found[ANALYST].common == pytest.approx(0.0025)
    assert found[ENGINE].averaged == pytest.approx(0.8 * 0.64 + 0.2 * 0.01)
    assert found[ENGINE].common == pytest.approx(0.01)


def test_who_first_speaks_on_the_eve_gains_as_little_on_the_base_rate_as_that_is_of_the_window() -> None:
    tracks = {ENGINE: Track([OPENS], [0.5]), ANALYST: Track([CLOSE], [0.98])}
    found = scores(tracks, Outcome.HELD, OPENS, CLOSE)
    assert found[ENGINE].against(0.36) == pytest.approx(0.25)
    assert found[ANALYST].against(0.36) == pytest.approx(0.01 * 0.0004 + 0.99 * 0.36)


def test_what_was_given_before_the_opening_stands_from_it() -> None:
    found = scores({ANALYST: Track([-30, -5, 50], [0.1, 0.5, 0.9])}, Outcome.HELD, OPENS, CLOSE)
    assert found[ANALYST].averaged == pytest.approx((0.25 + 0.01) / 2)
    assert found[ANALYST].covered == 1


def test_a_probability_of_the_last_day_counts_and_a_later_one_is_an_error() -> None:
    assert scores({ANALYST: Track([99], [0.9])}, Outcome.HELD, OPENS, CLOSE)[ANALYST].covered == pytest.approx(0.01)
    with pytest.raises(ValueError, match="analyst"):
        scores({ANALYST: Track([100], [0.9])}, Outcome.HELD, OPENS, CLOSE)


def test_who_gave_none_is_left_out() -> None:
    assert list(scores({ENGINE: Track([0], [0.5]), ANALYST: Track([], [])}, Outcome.HELD, OPENS, CLOSE)) == [ENGINE]


def test_several_people_are_pooled_by_the_mean_log_odds_of_what_each_said_last() -> None:
    found = pooled_track([("ann", 3, 0.5), ("bob", 5, 0.9), ("ann", 5, 0.9), ("bob", 8, 0.1)])
    assert list(found.days) == [3, 5, 8]
    assert found.probabilities == pytest.approx([0.5, 0.9, 0.5])
    assert pooled_track([]) == Track([], [])


def test_forecasters_are_compared_on_the_claims_and_the_time_that_they_share() -> None:
    both = {ENGINE: Score(0.2, 1.0, 0.1, 0.3), AUTHOR: Score(0.4, 1.0, 0.25, 0.5)}
    found = side_by_side([both, {ENGINE: Score(0.6, 1.0, 0.6, 0.7)}])
    assert list(found) == [ENGINE, AUTHOR]
    assert (found[ENGINE].n, found[ENGINE].shared, found[AUTHOR].n, found[AUTHOR].shared) == (2, 1, 1, 1)
    assert (found[ENGINE].averaged, found[ENGINE].at_checkpoint) == pytest.approx((0.4, 0.5))
    assert (found[ENGINE].common, found[AUTHOR].common) == (0.1, 0.25)
    apart = side_by_side([{ENGINE: both[ENGINE]}, {AUTHOR: both[AUTHOR]}])
    assert {one.common for one in apart.values()} == {None}
    assert side_by_side([]) == {}
