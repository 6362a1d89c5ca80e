"""Forecasters' records: read against base rates on their own claims, and with the claims' difficulty taken out."""

import numpy as np
import pytest

from claims.scoring.forecastrecord import forecast_records, on_all_claims
from claims.scoring.trackrecord import Standing, mean_interval

RNG = np.random.default_rng
N = float("nan")


def test_below_five_claims_no_figure_leaves() -> None:
    (found,) = forecast_records([[0.1] * 4 + [N] * 6], [0.5] * 10, [1] * 10, range(10))
    assert (found.n, found.standing) == (4, Standing.HIDDEN)
    assert {found.brier, found.base, found.skill, found.skill_interval, found.adjusted} == {None}


def test_skill_is_what_base_rates_lose_more_on_the_same_claims_with_its_interval() -> None:
    b, y = RNG(1).uniform(0.1, 0.9, 30), (RNG(2).random(30) < 0.5).astype(float)
    losses = RNG(3).uniform(0, 0.4, 30)
    losses[7:10] = N
    closes = 31 * np.arange(30)
    (found,) = forecast_records([losses], b, y, closes)
    own = np.delete((b - y) ** 2 - losses, [7, 8, 9])
    assert (found.n, found.standing) == (27, Standing.ENOUGH)
    assert found.base - found.brier == pytest.approx(found.skill) == pytest.approx(own.mean())
    assert found.skill_interval == mean_interval(own, np.delete(closes, [7, 8, 9]))


def test_who_repeats_the_base_rates_has_no_skill() -> None:
    b, y = RNG(1).uniform(0.1, 0.9, 10), np.array([1.0, 0.0] * 5)
    (found,) = forecast_records([(b - y) ** 2], b, y, 31 * np.arange(10))
    assert (found.skill, found.skill_interval) == (0, None)


def test_with_all_claims_known_to_all_the_adjusted_loss_is_the_mean() -> None:
    losses = RNG(4).random((3, 12))
    assert on_all_claims(losses) == pytest.approx(losses.mean(axis=1))


def test_forecasters_and_claims_that_add_up_are_found_from_the_cells_that_are_known() -> None:
    """Whoever speaks of easy claims only looks best, and is not."""
    skill, difficulty = np.array([0.10, 0.12, 0.08]), np.linspace(0, 0.5, 20)
    whole = skill[:, None] + difficulty
    seen = whole.copy()
    seen[1, 8:], seen[2, :12] = N, N
    plain = np.nanmean(seen, axis=1)
    assert plain[1] < plain[0] < plain[2]
    assert on_all_claims(seen) == pytest.approx(whole.mean(axis=1))


def test_least_squares_are_those_of_the_whole_design() -> None:
    losses = RNG(5).random((4, 15))
    losses[1:][RNG(6).random((3, 15)) < 0.4] = N
    cells = np.argwhere(~np.isnan(losses))
    design = np.zeros((len(cells), 19))
    design[np.arange(len(cells)), cells[:, 0]] = 1
    design[np.arange(len(cells)), 4 + cells[:, 1]] = 1
    found = np.linalg.lstsq(design, losses[tuple(cells.T)])[0]
    assert on_all_claims(losses) == pytest.approx(found[:4] + found[4:].mean())


def test_who_spoke_of_nothing_has_none_and_disturbs_nobody() -> None:
    losses = np.vstack([RNG(7).random((2, 8)), np.full(8, N)])
    found = on_all_claims(losses)
    assert np.isnan(found[2])
    assert found[:2] == pytest.approx(losses[:2].mean(axis=1))
    assert np.isnan(on_all_claims(np.full((2, 3), N))).all()
    assert forecast_records(np.empty((0, 0)), [], [], []) == []


def test_forecasters_whom_no_claim_links_are_refused() -> None:
    with pytest.raises(ValueError, match="linked by claims"):
        on_all_claims([[0.1, 0.2, N, N], [N, N, 0.3, 0.4]])


def test_scores_that_do_not_go_with_the_claims_are_refused() -> None:
    with pytest.raises(ValueError, match="expected scores"):
        forecast_records([[0.1, 0.2]], [0.5], [1], [0])
