"""Dynamics are chosen by what forecast the series' own past, and futures are made of them."""

from itertools import pairwise

import numpy as np
import pytest

from claims.scoring import dynamics
from claims.scoring.dynamics import BOTH, WALK, Dynamics, choose, explained, shocks
from evidence.series import Floats

YEAR = 12


def reverting(seed: int, count: int, persistence: float) -> Floats:
    """Changes of a level that comes back."""
    levels = np.random.default_rng(seed).normal(0, 1, count + 1)
    for place in range(1, count + 1):
        levels[place] += persistence * levels[place - 1]
    return np.diff(levels)


def growing(seed: int, count: int) -> Floats:
    """Changes around a pace that itself walks slowly: what a year has grown, the next will nearly grow."""
    rng = np.random.default_rng(seed)
    return np.cumsum(rng.normal(0, 0.1, count)) + rng.normal(0, 0.3, count)


def forms(changes: list[Floats]) -> list[str]:
    return [choose(one, YEAR).form for one in changes]


def test_walks_are_left_alone_with_few_exceptions() -> None:
    found = forms([np.random.default_rng(seed).normal(0.2, 1, 500) for seed in range(40)])
    assert found.count(WALK) >= 35


@pytest.mark.parametrize("persistence", [0.5, 0.9])
def test_a_level_that_comes_back_is_drawn_back(persistence: float) -> None:
    chosen = [choose(reverting(seed, 500, persistence), YEAR) for seed in range(20)]
    drawn = [one for one in chosen if one.pull > 0]
    assert len(drawn) >= 16
    assert np.median([one.pull for one in drawn]) == pytest.approx(1 - persistence, abs=0.1)


def test_growth_that_goes_on_is_continued() -> None:
    chosen = [choose(growing(seed, 500), YEAR) for seed in range(20)]
    assert sum(one.weights.sum() > 0.5 for one in chosen) >= 18
    assert all(one.gain > 0.005 and one.cases >= 60 for one in chosen if one.form != WALK)


def test_a_short_history_is_a_walk_whatever_it_looks_like() -> None:
    assert choose(growing(1, 10 * YEAR + 59), YEAR).form == WALK
    assert choose(np.zeros(500), YEAR).form == WALK


def test_one_month_more_turns_a_third_of_the_choices_that_each_month_alone_would(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    series = [reverting(seed, 420, 0.95) for seed in (0, 3)]  # near the edge of being told from a walk

    def turns() -> int:
        found = [[choose(changes[:count], YEAR).form for count in range(300, 421)] for changes in series]
        return sum(one != other for chosen in found for one, other in pairwise(chosen))

    held = turns()
    assert held <= 4  # two in each ten years
    monkeypatch.setattr(dynamics, "_ORIGINS", 1)
    assert 3 * held <= turns()


class Told:
    """A trial that is told by how much it is better, at the newest origin last; before the first it was not."""

    def __init__(self, *gains: float) -> None:
        self.gains = gains

    def gain(self, ago: int, ahead: int, share: float) -> float:
        gain = self.gains[-1 - ago] if ago < len(self.gains) else 0.0
        return gain if gain > share * dynamics.GAIN else 0.0


@pytest.mark.parametrize(
    ("gains", "other", "held"),
    [
        ([0.006] + [0.003] * 11, [0.0] * 12, "growth"),  # once good enough, held while half as good
        ([0.006] + [0.003] * 10 + [0.002], [0.0] * 12, WALK),
        ([0.004] * 12, [0.0] * 12, WALK),  # never good enough
        ([0.007] * 12, [0.0] * 11 + [0.008], "growth"),  # another must be better by as much
        ([0.007] * 12, [0.0] * 11 + [0.010], "level"),
    ],
)
def test_a_choice_is_held_until_it_is_half_as_good_as_it_had_to_be(
    gains: list[float], other: list[float], held: str
) -> None:
    assert dynamics._held({"growth": Told(*gains), "level": Told(*other)}, 6) == held


@pytest.mark.parametrize(
    ("simple", "both", "held"),
    [
        ([0.008] * 60, [0.012] * 60, "level"),  # explains by more, and is not better by as much as a form must be
        ([0.008] * 60, [0.014] * 60, BOTH),
        ([0.008] * 60, [0.014] * 59 + [0.012], BOTH),  # held while half of that
        ([0.008] * 60, [0.014] * 59 + [0.010], "level"),
        ([0.004] * 60, [0.006] * 60, BOTH),  # nothing simpler is good enough
    ],
)
def test_two_explanations_must_be_better_than_one_by_as_much_as_one_than_none(
    simple: list[float], both: list[float], held: str
) -> None:
    trials = {"level": Told(*simple), BOTH: Told(*both)}
    assert dynamics._held(trials, 6) == held


@pytest.mark.parametrize("seed", range(8))
def test_a_level_that_comes_back_at_one_pace_is_explained_by_that_alone(seed: int) -> None:
    assert choose(reverting(seed, 420, 0.5), YEAR).form == "level"


def test_before_the_first_gain_nothing_was_known() -> None:
    trial = dynamics._Trial(np.zeros((70, 4)), np.r_[np.nan, np.full(54, 0.01)], YEAR)
    assert [len(trial.until(ago)) - 1 for ago in (0, 1, 53, 54, 55, 59)] == [54, 53, 1, 0, 0, 0]


def test_the_choice_knows_no_unit() -> None:
    changes = growing(2, 400)
    one, other = choose(changes, YEAR), choose(1e6 * changes, YEAR)
    assert (one.form, one.cases) == (other.form, other.cases)
    np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9)
    assert other.gain == pytest.approx(one.gain, rel=1e-9)


def test_what_explains_a_change_is_known_before_it() -> None:
    changes = growing(3, 300)
    later = np.concatenate([changes, [99.0]])
    np.testing.assert_array_equal(explained(later, YEAR)[: len(changes) + 1], explained(changes, YEAR))


@pytest.mark.parametrize("seed", [4, 5])
def test_what_is_unexplained_leads_back_to_the_same_changes(seed: int) -> None:
    # The last years are taken for the future: its shocks, put to what went before, must give what came.
    changes = growing(seed, 400)
    weights = np.full(YEAR, 0.05)
    weights[:3] += 0.1
    found = Dynamics("growth", weights, 0.0, 0.0, 0.02, 100)
    drawn = shocks(changes, changes, found)
    again = found.continued(changes[: 400 - 24][-YEAR:], drawn[None, -24:])
    np.testing.assert_allclose(again[0], changes[-24:], rtol=1e-9, atol=1e-12)


def test_a_pull_brings_a_future_without_shocks_back_to_its_mean() -> None:
    found = Dynamics("level", np.zeros(YEAR), 0.25, 8.0, 0.02, 100)
    moves = found.continued(np.zeros(YEAR), np.zeros((1, 60)))
    np.testing.assert_allclose(8.0 + np.cumsum(moves[0]), 8.0 * 0.75 ** np.arange(1, 61))


def test_one_jump_does_not_pass_for_growth() -> None:
    changes = np.random.default_rng(6).normal(0.2, 1, 400)
    jumped = changes.copy()
    jumped[-2] = 80.0
    found = Dynamics("growth", np.full(YEAR, 0.05), 0.0, 0.0, 0.02, 100)
    np.testing.assert_array_equal(shocks(jumped, changes, found)[-1], shocks(changes, changes, found)[-1])
