"""Ways in which a series may move are believed by how well they foretold its past, and futures are made of them."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from claims.scoring import dynamics
from claims.scoring.dynamics import BOTH, FORMS, WALK, Dynamics, believed, explained, shocks, walk
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


def shares(changes: Floats) -> dict[str, float]:
    return {one.form: one.share for one in believed(changes, YEAR)}


def past_of(changes: Floats) -> dynamics._Past:
    return dynamics._Past(changes, explained(changes, YEAR), YEAR)


def test_before_any_evidence_it_is_even_odds_that_neither_explanation_matters() -> None:
    none = [replace(walk(YEAR), form=form) for form in (WALK, *FORMS)]
    one = (np.sqrt(2) - 1) / 2
    assert [found.share for found in dynamics._shared(none)] == pytest.approx([0.5, one, one, 0.5 - 2 * one])


def test_odds_follow_from_the_evidence() -> None:
    found = dynamics._shared([walk(YEAR), replace(walk(YEAR), form="level", evidence=np.log(30.0))])
    assert found[1].share / found[0].share == pytest.approx(30 * (np.sqrt(2) - 1))
    assert sum(one.share for one in found) == pytest.approx(1.0)
    assert dynamics._shared([walk(YEAR), replace(walk(YEAR), form="level", evidence=5000.0)])[1].share == 1.0


def test_a_form_that_says_what_the_walk_says_has_no_evidence() -> None:
    changes = np.random.default_rng(7).normal(0.2, 1, 300)
    mean = np.concatenate([[0.0], np.cumsum(changes) / np.arange(1, 301)])
    ratios = past_of(changes).ratios(np.c_[np.zeros((301, 3)), mean])
    assert len(ratios) > 100
    np.testing.assert_allclose(ratios, 0.0, atol=1e-9)


def told(changes: Floats, fitted: Floats, ahead: int = 6) -> list[float]:
    """The log ratios, origin by origin, of a form that hangs on the distance from the mean alone."""
    level = np.concatenate([[0.0], np.cumsum(changes)])
    missed: list[tuple[float, float]] = []
    found = []
    for origin in range(10 * YEAR, len(changes) - ahead + 1):
        distance, total = level[origin] - level[max(0, origin - 20 * YEAR + 1) : origin + 1].mean(), 0.0
        for _ in range(ahead):
            step = fitted[origin, 2] * distance + fitted[origin, 3]
            distance, total = distance + step, total + step
        came, plain = level[origin + ahead] - level[origin], ahead * level[origin] / origin
        closed = missed[: len(missed) - ahead + 1]
        missed.append((came - plain, came - total))
        if len(closed) >= 24:
            wide, narrow = np.sqrt(np.mean(np.square(closed), axis=0))
            edges = plain + wide * ndtri([0, 0.1, 0.3, 0.5, 0.7, 0.9, 1])
            cell = int(np.searchsorted(edges, came)) - 1
            chance = ndtr((edges[cell + 1] - total) / narrow) - ndtr((edges[cell] - total) / narrow)
            found.append(np.log(0.98 * chance / [0.1, 0.2, 0.2, 0.2, 0.2, 0.1][cell] + 0.02))
    return found


@pytest.mark.parametrize("seed", [0, 1])
def test_the_evidence_is_that_of_forecasts_made_one_by_one(seed: int) -> None:
    changes = reverting(seed, 330, 0.8)
    past = past_of(changes)
    fitted = past.fits(FORMS["level"])
    slowly = told(changes, fitted)
    np.testing.assert_allclose(past.ratios(fitted), slowly, rtol=1e-9, atol=1e-12)
    level = next(one for one in believed(changes, YEAR) if one.form == "level")
    assert (level.evidence, level.cases) == (pytest.approx(sum(slowly) / 6), len(slowly))


def test_what_has_been_told_is_not_told_anew() -> None:
    changes = reverting(2, 400, 0.9)
    for columns in FORMS.values():
        early, late = (past_of(changes[:count]) for count in (350, 400))
        before, after = early.ratios(early.fits(columns)), late.ratios(late.fits(columns))
        np.testing.assert_allclose(after[: len(before)], before, rtol=1e-6, atol=1e-9)
        assert len(after) == len(before) + 50
        assert (np.log(0.02) <= after).all()
        assert (after <= np.log(10)).all()  # so no month moves the log of odds by more than a sixth of these


def test_of_walks_no_more_is_made_than_chance_allows() -> None:
    # Where the walk is true, the likelihood ratio is 1 on average at most (Hoelder), so it passes k with a chance of
    # 1 / k at most (Markov), and the truth is on average believed no less than before (Jensen). Three standard errors.
    found = [believed(np.random.default_rng(seed).normal(0.2, 1, 240), YEAR) for seed in range(120)]
    for form in FORMS:
        evidence = np.array([one.evidence for ways in found for one in ways if one.form == form])
        ratios = np.exp(evidence)
        assert ratios.mean() <= 1 + 3 * ratios.std(ddof=1) / np.sqrt(120)
        for k in (3, 10):
            assert (evidence >= np.log(k)).sum() / 120 <= 1 / k + 3 * np.sqrt((1 - 1 / k) / k / 120)
    assert np.mean([ways[0].share for ways in found]) >= 0.5


@pytest.mark.parametrize("persistence", [0.5, 0.9])
def test_a_level_that_comes_back_is_drawn_back(persistence: float) -> None:
    found = [believed(reverting(seed, 500, persistence), YEAR) for seed in range(20)]
    drawn = [sum(one.share for one in ways if one.pull > 0) for ways in found]
    assert np.median(drawn) > 0.9
    pulls = [sum(one.share * one.pull for one in ways) for ways in found]
    assert np.median(pulls) == pytest.approx(1 - persistence, abs=0.1)


def test_growth_that_goes_on_is_continued() -> None:
    found = [believed(growing(seed, 500), YEAR) for seed in range(20)]
    weights = [sum(one.share * one.weights.sum() for one in ways) for ways in found]
    assert sum(weight > 0.5 for weight in weights) >= 18


def test_of_a_level_that_comes_back_at_one_pace_that_alone_is_believed_more_than_before() -> None:
    found = [shares(reverting(seed, 420, 0.5)) for seed in range(12)]
    alone = [one["level"] / (one["level"] + one.get(BOTH, 0.0)) for one in found]
    assert np.mean(alone) >= 1 / np.sqrt(2)  # 1 / (1 + odds) before


def test_a_short_history_is_a_walk_whatever_it_looks_like() -> None:
    assert shares(growing(1, 10 * YEAR + 59)) == {WALK: 1.0}
    assert shares(np.zeros(500))[WALK] == pytest.approx(0.5)  # which says nothing


def test_what_would_run_away_is_held_where_it_cannot() -> None:
    away = np.exp(0.02 * np.arange(300)) + np.random.default_rng(8).normal(0, 0.1, 300)
    found = {one.form: one for one in believed(away, YEAR)}  # the farther from home, the faster
    assert set(found) == {WALK, *FORMS}
    assert found["level"].pull == 0
    assert found["growth"].weights.sum() == pytest.approx(0.98)
    for one in found.values():
        size = np.abs(one.weights).sum()
        assert size <= 0.98 + 1e-12
        assert 0 <= one.pull <= 2 * (1 - size) + 1e-12


@pytest.mark.parametrize(
    ("coefficients", "held"),
    [
        ((0.5, 0.4, -0.1), (0.5, 0.4, -0.1)),  # sizes sum to .9, twice what is left is .2
        ((0.5, 0.4, -0.3), (0.5, 0.4, -0.2)),
        ((0.5, 0.4, 0.1), (0.5, 0.4, 0.0)),
        ((0.0, 0.0, -1.7), (0.0, 0.0, -1.0)),
        ((1.96, 0.0, -0.5), (0.98, 0.0, -0.04)),
        ((-2.0, 1.0, 0.0), (-2 * 0.49, 0.49, 0.0)),  # three of -2/12 + 1/3, nine of -2/12: .5 + 1.5 in size
    ],
)
def test_coefficients_beyond_a_bound_are_brought_to_it(coefficients: tuple, held: tuple) -> None:
    np.testing.assert_allclose(dynamics._steadied(np.array([coefficients]), YEAR), [held], atol=1e-12)


def test_what_is_held_back_leaves_no_mean_unexplained() -> None:
    away = np.exp(0.02 * np.arange(300)) + np.random.default_rng(8).normal(0, 0.1, 300)
    past = past_of(away)
    for columns in FORMS.values():
        fitted = past.fits(columns)
        for count in (150, 300):
            explaining = np.nan_to_num(past.x[YEAR:count]) @ fitted[count, :3] + fitted[count, 3]
            assert away[YEAR:count].mean() == pytest.approx(explaining.mean())


@pytest.mark.parametrize("seed", range(2))
def test_no_belief_comes_or_goes_where_a_coefficient_meets_its_bound(seed: int) -> None:
    changes = np.random.default_rng(seed).normal(0, 1, 300)

    def with_last(last: float) -> dict[str, Dynamics]:
        return {one.form: one for one in believed(np.r_[changes[:-1], last], YEAR)}

    held, free = sorted([-80.0, 80.0], key=lambda last: with_last(last)["level"].pull)
    assert with_last(held)["level"].pull == 0 < with_last(free)["level"].pull
    for _ in range(34):  # to the last figure at which the level begins to pull
        between = (held + free) / 2
        held, free = (held, between) if with_last(between)["level"].pull > 0 else (between, free)
    before, after = with_last(held), with_last(free)
    for form in (WALK, *FORMS):
        assert after[form].share == pytest.approx(before[form].share, abs=1e-6)
    assert sum(one.share for one in before.values()) == pytest.approx(1.0)


def test_the_belief_knows_no_unit() -> None:
    changes = growing(2, 400)
    for one, other in zip(believed(changes, YEAR), believed(1e6 * changes, YEAR), strict=True):
        assert (one.form, one.cases) == (other.form, other.cases)
        np.testing.assert_allclose(one.weights, other.weights, rtol=1e-9, atol=1e-12)
        assert other.share == pytest.approx(one.share, rel=1e-6)


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
    found = Dynamics("growth", weights, 0.0, 0.0, 1.0, 2.0, 100)
    drawn = shocks(changes, changes, found)
    again = found.continued(changes[: 400 - 24][-YEAR:], drawn[None, -24:])
    np.testing.assert_allclose(again[0], changes[-24:], rtol=1e-9, atol=1e-12)


def test_a_pull_brings_a_future_without_shocks_back_to_its_mean() -> None:
    found = Dynamics("level", np.zeros(YEAR), 0.25, 8.0, 1.0, 2.0, 100)
    moves = found.continued(np.zeros(YEAR), np.zeros((1, 60)))
    np.testing.assert_allclose(8.0 + np.cumsum(moves[0]), 8.0 * 0.75 ** np.arange(1, 61))


def test_one_jump_does_not_pass_for_growth() -> None:
    changes = np.random.default_rng(6).normal(0.2, 1, 400)
    jumped = changes.copy()
    jumped[-2] = 80.0
    found = Dynamics("growth", np.full(YEAR, 0.05), 0.0, 0.0, 1.0, 2.0, 100)
    np.testing.assert_array_equal(shocks(jumped, changes, found)[-1], shocks(changes, changes, found)[-1])
