"""Dynamics are chosen by what forecast the series' own past, and futures are made of them."""

import numpy as np
import pytest

from claims.scoring.dynamics import WALK, Dynamics, choose, explained, shocks
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
    dynamics = Dynamics("growth", weights, 0.0, 0.0, 0.02, 100)
    drawn = shocks(changes, changes, dynamics)
    again = dynamics.continued(changes[: 400 - 24][-YEAR:], drawn[None, -24:])
    np.testing.assert_allclose(again[0], changes[-24:], rtol=1e-9, atol=1e-12)


def test_a_pull_brings_a_future_without_shocks_back_to_its_mean() -> None:
    dynamics = Dynamics("level", np.zeros(YEAR), 0.25, 8.0, 0.02, 100)
    moves = dynamics.continued(np.zeros(YEAR), np.zeros((1, 60)))
    np.testing.assert_allclose(8.0 + np.cumsum(moves[0]), 8.0 * 0.75 ** np.arange(1, 61))


def test_one_jump_does_not_pass_for_growth() -> None:
    changes = np.random.default_rng(6).normal(0.2, 1, 400)
    jumped = changes.copy()
    jumped[-2] = 80.0
    dynamics = Dynamics("growth", np.full(YEAR, 0.05), 0.0, 0.0, 0.02, 100)
    np.testing.assert_array_equal(shocks(jumped, changes, dynamics)[-1], shocks(changes, changes, dynamics)[-1])
