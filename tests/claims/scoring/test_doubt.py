"""A short history says little of its mean move: futures are as wide as that allows (METHOD.md section 5)."""

import numpy as np
import pytest

from claims.scoring import doubt
from claims.scoring.differences import Differences, differences
from claims.scoring.futures import simulate
from claims.scoring.randomness import PATHS, followers, rungs
from tests.claims.scoring.worlds import leaf, monthly, walk
from tests.evidence.formula.catalogue import day


def drawn(values: np.ndarray) -> Differences:
    return differences(monthly(values), False, True)[0]  # as of a walk


@pytest.mark.parametrize("count", [30, 40, 60])
def test_futures_of_a_short_walk_cover_what_came_as_often_as_they_say(count: int) -> None:
    within: dict[int, list[bool]] = {6: [], 12: [], 18: []}
    rng = np.random.default_rng(count)
    for _ in range(40):
        whole = np.cumsum(rng.normal(0, 1, count + 18))
        panel = monthly(whole[:count])
        one = leaf(panel, "level")
        future = simulate({"x": one}, {"x": day("2027-05-31")}, {"x": int(panel.ends[-1])})["x"].values
        for ahead, found in within.items():
            found.append(abs((future[:, ahead] < whole[count - 1 + ahead]).mean() - 0.5) < 0.4)
    for ahead, found in within.items():
        assert 0.7 <= np.mean(found) <= 0.95, f"80 % at {ahead} months"


def test_the_doubt_is_that_of_a_mean_and_of_a_stretch_of_its_moves() -> None:
    moves = np.random.default_rng(1).normal(0, 1, 60)
    found = doubt.shifts(drawn(np.cumsum(np.concatenate([[0.0], moves]))))
    assert found.shape == (PATHS,)
    assert found.std() == pytest.approx(moves.std(ddof=1) * np.sqrt(2 / 60), rel=0.05)
    assert abs(found.mean()) < 4 * found.std() / np.sqrt(PATHS)


def test_a_longer_history_leaves_less_doubt() -> None:
    spread = [doubt.shifts(drawn(walk(2, count + 1))).std() / drawn(walk(2, count + 1)).table.std()
              for count in (40, 160)]  # fmt: skip
    assert spread[0] > 1.5 * spread[1]


def test_what_series_have_in_common_they_doubt_in_common() -> None:
    values = np.cumsum(np.random.default_rng(3).normal(0, 1, 50))
    np.testing.assert_allclose(doubt.shifts(drawn(-7 * values)), -7 * doubt.shifts(drawn(values)), rtol=1e-9)


def test_a_month_more_reshuffles_no_doubt() -> None:
    values = np.cumsum(np.random.default_rng(4).normal(0, 1, 60))
    early = differences(monthly(values[:-1], "2025-10"), False, True)[0]
    late = differences(monthly(values, "2025-11"), False, True)[0]
    assert np.corrcoef(doubt.shifts(early), doubt.shifts(late))[0, 1] > 0.95


def test_what_never_moved_is_not_doubted() -> None:
    assert not doubt.shifts(drawn(np.full(60, 4.5))).any()


@pytest.mark.parametrize("unsure", [0.0, 0.075, 0.15])
def test_a_width_is_doubted_both_ways(unsure: float) -> None:
    found = doubt.widths(unsure)
    assert found.shape == (PATHS,)
    assert np.median(found) == pytest.approx(1, abs=2e-3)
    assert (found**2).mean() == pytest.approx((1 + unsure) ** 2, rel=0.015)


def test_a_wide_path_is_wide_in_every_month() -> None:
    assert (np.argsort(doubt.widths(0.03)) == np.argsort(doubt.widths(0.15))).all()


def test_paths_of_every_rung_and_of_every_belief_doubt_their_width_alike() -> None:
    widths = doubt.widths(0.15)
    for part in [*(np.arange(PATHS)[own] for *_, own in rungs()), *followers([0.85, 0.15])]:
        assert np.median(widths[part]) == pytest.approx(1, abs=0.02)
        assert (widths[part] ** 2).mean() == pytest.approx(1.15**2, rel=0.03)


def test_only_a_level_that_comes_back_doubts_its_width_and_a_walk_is_wider_for_certain() -> None:
    noise = monthly(np.random.default_rng(5).normal(0, 1, 420))
    months = [(one, np.array([one.newest + 600])) for one in differences(noise, False, True)]
    factors = {one.dynamics.form: one.factors(far, np.zeros((len(one.months), 1), int))[0] for one, far in months}
    assert factors == {"walk": 1.15, "growth": 1.15, "level": 1.0, "growth and level": 1.0}
