"""What hangs on one reading, and on one stretch of history."""

import numpy as np
import pytest

from claims.scoring.pastanswers import Placebos
from claims.scoring.robustness import Panel, regime, specification_panel


def past(held: list[float], months: float = 1.0) -> Placebos:
    shifts = np.arange(len(held), 0, -1)
    return Placebos(shifts, -shifts, np.array(held, float), 1 - np.array(held, float), months)


def test_the_share_of_other_readings_on_the_same_side() -> None:
    found = specification_panel("p", {"p": 0.8, "a1": 0.9, "a2": 0.51, "a3": 0.2, "s1": None})
    assert found == Panel(3, pytest.approx(2 / 3), ("a3",), ("s1",))


def test_outcomes_are_certain_probabilities() -> None:
    assert specification_panel("p", {"p": 0.0, "a1": 0.0, "a2": 1.0}) == Panel(2, 0.5, ("a2",), ())


def test_one_half_agrees_with_nothing() -> None:
    assert specification_panel("p", {"p": 0.5, "a1": 0.5}) == Panel(1, 0, ("a1",), ())
    assert specification_panel("p", {"p": 0.7, "a1": 0.5}) == Panel(1, 0, ("a1",), ())


@pytest.mark.parametrize("readings", [{"p": 0.8}, {"p": 0.8, "a1": None}, {"p": None, "a1": 0.8}])
def test_a_reading_alone_is_no_panel(readings: dict[str, float | None]) -> None:
    assert specification_panel("p", readings) is None


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        specification_panel("p", {"p": 0.8, "a1": 1.2})
    with pytest.raises(ValueError, match="primary"):
        specification_panel("p", {"a1": 0.2})


def test_the_last_sixty_months_stand_against_all_before() -> None:
    found = regime(past([1.0] * 200 + [0.0] * 60))
    assert found is not None
    assert (found.recent, found.recent_windows, found.before, found.before_windows) == (0, 60, 1, 200)
    assert found.differs


def test_overlapping_windows_rarely_tell() -> None:
    found = regime(past([1.0, 1.0, 0.0] * 60 + [0.0, 0.0, 1.0] * 20, months=12))
    assert found is not None
    assert not found.differs, "five windows that do not overlap"
    assert regime(past([1.0, 1.0, 0.0] * 60 + [0.0, 0.0, 1.0] * 20)).differs  # type: ignore[union-attr]


def test_the_same_regime_does_not_differ() -> None:
    held = (np.random.default_rng(1).random(300) < 0.4).astype(float).tolist()
    assert not regime(past(held)).differs  # type: ignore[union-attr]


def test_unanswered_dates_do_not_count_and_without_either_part_nothing_is_said() -> None:
    found = regime(past([1.0, np.nan] * 100 + [np.nan, 1.0] * 30))
    assert found is not None
    assert (found.recent_windows, found.before_windows) == (30, 100)
    assert regime(past([1.0] * 60)) is None
    assert regime(past([1.0] * 60 + [np.nan] * 60)) is None
