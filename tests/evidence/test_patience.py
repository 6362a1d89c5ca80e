"""Backoff and breaker: a truth table, and what must hold for all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.patience import (
    FIRST_OPEN,
    FIRST_PAUSE,
    LONGEST_PAUSE,
    TRIPS_AT,
    Breaker,
    backoff,
    breaker,
    open_seconds,
)


@pytest.mark.parametrize(
    ("attempts", "chance", "asked_for", "seconds"),
    [(1, 0.0, 0.0, FIRST_PAUSE / 2), (2, 0.0, 0.0, FIRST_PAUSE), (3, 0.5, 0.0, FIRST_PAUSE * 3), (1, 0.0, 900, 900)],
)
def test_a_pause_doubles_with_each_attempt_and_is_never_shorter_than_asked_for(
    attempts: int, chance: float, asked_for: float, seconds: float
) -> None:
    assert backoff(attempts, chance, asked_for) == seconds


@given(st.integers(1, 100_000), st.floats(0, 1, exclude_max=True))
def test_a_pause_is_between_half_and_the_whole_of_its_bound(attempts: int, chance: float) -> None:
    whole = min(LONGEST_PAUSE, FIRST_PAUSE * 2.0 ** min(attempts - 1, 30))
    assert whole / 2 <= backoff(attempts, chance) <= whole  # the bound itself only by rounding


def test_no_failure_has_no_backoff() -> None:
    with pytest.raises(ValueError, match="at least one failed attempt, got 0"):
        backoff(0, 0.5)


def test_the_breaker_opens_at_a_number_of_failures_and_tries_again_after_its_pause() -> None:
    assert open_seconds(TRIPS_AT - 1) == 0
    assert [open_seconds(TRIPS_AT + n) for n in range(3)] == [FIRST_OPEN, 2 * FIRST_OPEN, 4 * FIRST_OPEN]
    assert open_seconds(1000) == LONGEST_PAUSE
    assert breaker(TRIPS_AT - 1, is_waiting=False) is Breaker.CLOSED
    assert breaker(TRIPS_AT, is_waiting=True) is Breaker.OPEN
    assert breaker(TRIPS_AT, is_waiting=False) is Breaker.HALF_OPEN
