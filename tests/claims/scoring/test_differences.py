"""What a series' future is drawn from: by source month, winsorised, with a shrunk drift (METHOD.md section 5)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.differences import FEWEST, Differences, differences, remembered, season_of, shrunk_drift, winsorised
from claims.scoring.dynamics import WALK
from claims.scoring.futures import simulate
from claims.scoring.randomness import LONGEST, SOURCES
from evidence.formula import Evaluation, Windows, parse
from evidence.periods import Frequency, add_months
from evidence.series import Panel, history
from evidence.sources import cpi_package
from evidence.sources.contract import Series
from tests.claims.scoring.worlds import business_days, leaf, monthly, walk
from tests.evidence.formula.catalogue import CATALOGUE, day, regular_panel

property_test = settings(derandomize=True, max_examples=60)


def of_walk(panel: Panel, is_log: bool, is_adjusted: bool) -> Differences:
    return differences(panel, is_log, is_adjusted)[0]


def test_differences_are_those_of_neighbouring_periods_and_bridge_no_gap() -> None:
    panel = monthly(np.array([100, 101, 103, 106, np.nan, 115, 121, 128, 136, 145, 155, 166, 178]))
    drawn = of_walk(panel, False, False)
    assert drawn.table[:, 0].tolist() == [1, 2, 3, 6, 7, 8, 9, 10, 11, 12]  # 106 -> missing -> 115 gives none
    assert drawn.mean == pytest.approx(6.9)
    assert drawn.newest == drawn.months[-1]
    assert 5 not in np.diff(drawn.months)


@pytest.mark.parametrize("count", [0, 1, 2, FEWEST])
def test_too_short_a_series_is_not_simulated(count: int) -> None:
    assert differences(monthly(walk(1, count)), True, False) == ()


def test_the_shortest_series_that_is() -> None:
    drawn = of_walk(monthly(walk(1, FEWEST + 1)), True, False)
    assert len(drawn.months) == FEWEST


def test_sixty_years_are_kept_and_their_last_twenty_are_recent() -> None:
    drawn = of_walk(monthly(walk(1, 900)), True, False)
    assert len(drawn.months) == LONGEST
    assert len(drawn.months) - drawn.recent == SOURCES
    young = of_walk(monthly(walk(1, 100)), True, False)
    assert (len(young.months), young.recent) == (99, 0)


@pytest.mark.parametrize("years_before", [0, 5, 20])
def test_what_is_too_old_to_be_drawn_is_not_forgotten_by_the_belief(years_before: int) -> None:
    # A month more tells at most one origin more, between .02 and 10 times as likely, divided by the six months ahead:
    # so no odds move by more than a factor of (10 / .02) ** (1 / 6), whatever leaves the table on the other side.
    levels = np.random.default_rng(12).normal(0, 1, LONGEST + 5 + 12 * years_before)
    for place in range(1, len(levels)):
        levels[place] += 0.95 * levels[place - 1]
    shares = [[one.dynamics.share for one in differences(monthly(levels[:end]), False, False)] for end in (-1, None)]
    assert len(shares[0]) == len(shares[1]) > 1
    odds = np.log(np.divide(*np.array(shares)))
    assert np.ptp(odds) <= np.log(10 / 0.02) / 6
    cases = [one.dynamics.cases for end in (-1, None) for one in differences(monthly(levels[:end]), False, False)[1:]]
    assert len(set(cases)) == 2  # and each origin stays, with a new one
    assert max(cases) - min(cases) == 1


def test_mean_and_drift_are_those_of_the_recent_changes() -> None:
    changes = np.random.default_rng(7).normal(0.5, 1, SOURCES)
    long_ago = np.random.default_rng(8).normal(0.5, 9, 400)
    drawn = of_walk(monthly(np.cumsum(np.concatenate([[0.0], long_ago, changes]))), False, False)
    assert drawn.mean == pytest.approx(changes.mean())
    assert drawn.drift == pytest.approx(shrunk_drift(changes, 12))
    assert drawn.drift > 0


def test_a_month_of_daily_differences_is_filed_under_its_month() -> None:
    panel = business_days(walk(2, 200), "2025-11-28")
    drawn = of_walk(panel, True, False)
    assert drawn.counts.sum() == 199
    assert np.isfinite(drawn.table).sum() == 199
    november = drawn.table[-1][: drawn.counts[-1]]
    np.testing.assert_allclose(november, np.diff(np.log(panel.values[0]))[-20:])


def test_a_quarter_is_filed_under_its_last_month() -> None:
    panel = regular_panel("Q", "2018-01-01", [list(walk(3, 30))])
    drawn = of_walk(panel, True, False)
    assert drawn.step == 3
    assert set(drawn.months % 12) == {2, 5, 8, 11}


def test_a_one_off_shock_is_cut_and_ordinary_months_are_not() -> None:
    changes = np.random.default_rng(4).normal(0, 1, 240)
    shocked = changes.copy()
    shocked[200] = -90.0  # jobs in April 2020
    cut = winsorised(shocked)
    spread = 1.4826 * np.median(np.abs(shocked - np.median(shocked)))
    assert cut[200] == pytest.approx(np.median(shocked) - 8 * spread)
    np.testing.assert_array_equal(np.delete(cut, 200), np.delete(shocked, 200))
    assert cut.std() < 1.25 * changes.std() < shocked.std()


def test_a_rate_that_mostly_does_not_move_keeps_its_moves() -> None:
    steps = np.zeros(240)
    steps[::20] = 0.25
    np.testing.assert_array_equal(winsorised(steps), steps)


@given(st.integers(0, 10**6), st.floats(-5, 5), st.floats(0.01, 1000))
@property_test
def test_cutting_does_not_depend_on_units(seed: int, level: float, scale: float) -> None:
    changes = np.random.default_rng(seed).standard_t(2, 120)
    np.testing.assert_allclose(
        winsorised(level + scale * changes), level + scale * winsorised(changes), rtol=1e-9, atol=1e-9
    )


def test_only_adjusted_figures_are_cut() -> None:
    values = walk(5, 120, sigma=0.001)
    values[60:] *= 1.5
    for is_adjusted in (True, False):
        drawn = of_walk(monthly(values), True, is_adjusted)
        assert bool(np.abs(drawn.table).max() > 0.3) is not is_adjusted


@pytest.mark.parametrize(
    ("changes", "drift"),
    [
        (np.full(120, 0.2), 0.2),  # every year agrees
        (np.zeros(120), 0.0),
        (np.tile([1.0, -1.0], 60), 0.0),
        (np.full(35, 0.2), 0.0),  # fewer than three years
        (np.repeat([1.0, 3.0, 2.0, 2.0], 12), 2.0 * (1 - 4 * (0.4082482904638631 / 2.0) ** 2)),  # t = 4.9
        (np.repeat([3.0, -3.0, 1.0, -1.0], 12), 0.0),
        (np.repeat([4.0, -2.0, 3.0, -1.0], 12), 0.0),  # mean 1, t = 0.68
    ],
)
def test_a_drift_is_believed_as_far_as_years_agree_on_it(changes: np.ndarray, drift: float) -> None:
    assert shrunk_drift(changes, 12) == pytest.approx(drift, abs=1e-12)


@given(st.integers(0, 10**6), st.floats(-1, 1))
@property_test
def test_a_drift_only_ever_shrinks_and_turns_with_its_sign(seed: int, drift: float) -> None:
    changes = np.random.default_rng(seed).normal(drift, 1, 120)
    shrunk = shrunk_drift(changes, 12)
    assert abs(shrunk) <= abs(changes.mean()) + 1e-12
    assert shrunk * changes.mean() >= 0
    assert shrunk_drift(-changes, 12) == pytest.approx(-shrunk)


def test_pure_noise_mostly_has_no_drift() -> None:
    noise = np.random.default_rng(6).normal(0, 1, (400, 240))
    assert np.mean([shrunk_drift(one, 12) != 0 for one in noise]) < 0.1


def test_the_drift_takes_the_place_of_the_mean_and_what_stood_still_stands_still() -> None:
    steps = np.zeros(240)
    steps[::10] = np.random.default_rng(9).normal(0.3, 1, 24)
    drawn = of_walk(monthly(np.cumsum(np.concatenate([[0.0], steps]))), False, False)
    assert abs(drawn.mean) > abs(drawn.drift)
    drifting = drawn.drifting()[drawn.recent :, 0]
    assert drifting.mean() == pytest.approx(drawn.drift, abs=1e-12)
    np.testing.assert_array_equal(drifting == 0, drawn.table[drawn.recent :, 0] == 0)
    assert (drifting == 0).mean() == 0.9


def core_prices() -> Panel:
    """Core consumer prices of the bundled package, as far as September 2025."""
    series = Series("CUSR0000SA0L1E", Frequency.MONTH)
    (request,) = cpi_package.requests([series], {})
    (figures,) = cpi_package.read(cpi_package.download(request, None), request)  # type: ignore[arg-type]
    days = np.asarray(figures.days)
    past = history(Frequency.MONTH, days, days + 45, np.asarray(figures.values), 14)
    return past.as_of(day("2025-11-30"))


def test_inflation_eighteen_months_ahead_is_not_dragged_to_nothing() -> None:
    # METHOD.md section 5: a walk without drift gives median core inflation of 0.0-0.2 % instead of about 2.
    panel = core_prices()
    until, since = day("2027-05-31"), day("2024-01-01")
    future = simulate({"cpi": leaf(panel)}, {"cpi": until}, {"cpi": since})
    tree = parse("last(yoy(cpi))", CATALOGUE).tree
    inflation = Evaluation(future, {}).number(tree, Windows.single(day("2025-12-01"), until))
    assert 1.5 < np.median(inflation) < 4.0
    assert np.quantile(inflation, 0.05) < 2.0 < np.quantile(inflation, 0.95)


def test_the_bundled_figures_are_real_ones() -> None:
    panel = core_prices()
    place = int(np.searchsorted(panel.ends, day("2025-09-30")))
    assert 300 < panel.values[0, place] < 350
    assert panel.ends[0] == day("1957-01-31")
    assert add_months(int(panel.ends[0]), 12) <= panel.ends[12] + 1


@pytest.mark.parametrize("again", [3, 5, 10])
def test_a_season_that_was_not_seen_lately_is_not_known(again: int) -> None:
    season = np.sin(np.arange(12) / 12 * 2 * np.pi) * 5
    months = np.concatenate([np.arange(480), 740 + np.arange(again)])
    noise = np.random.default_rng(1).normal(0, 0.1, len(months))
    assert season_of(season[months % 12] + noise, months, 1) is None


def coming_back(missing: tuple[int, ...]) -> Panel:
    levels = np.random.default_rng(2).normal(0, 1, 400)
    for place in range(1, 400):
        levels[place] += 0.8 * levels[place - 1]
    levels[-3:] = 0.0, 4.0, 6.0  # far from home
    levels[list(missing)] = np.nan
    return monthly(levels)


@pytest.mark.parametrize("missing", [-2, -3, -200])
def test_over_a_lone_gap_the_known_move_is_spread_and_the_newest_level_is_as_far_from_home(missing: int) -> None:
    panel = coming_back((missing,))
    values = panel.values[0].copy()
    values[missing] = (values[missing - 1] + values[missing + 1]) / 2  # what is believed is as if this had come
    gap, whole = (differences(one, False, False) for one in (panel, monthly(values)))
    assert [one.dynamics.form for one in gap] == [one.dynamics.form for one in whole]
    assert "level" in [one.dynamics.form for one in gap]
    for one, other in zip(gap, whole, strict=True):
        assert one.dynamics.share == pytest.approx(other.dynamics.share)
        np.testing.assert_allclose(one.latest, other.latest)
        if one.dynamics.pull:
            assert one.dynamics.distance == pytest.approx(6.0 - values[-240:].mean())
        assert set(other.months) - set(one.months) == set(other.months[[missing, missing + 1]])  # and is not drawn


def test_a_lone_gap_in_a_season_hides_no_season() -> None:
    season = np.tile([3.0, -1.0, -2.0, 5.0, -4.0, 2.0, 0.0, 1.0, -3.0, 2.0, -2.0, -1.0], 34)[:400]
    values = np.random.default_rng(3).normal(0, 0.1, 400) + np.cumsum(season)
    values[-6] = np.nan
    found = differences(monthly(values), False, False)[-1]
    bridged = found.latest[-6:-4]
    assert bridged[0] == bridged[1]
    assert found.season is not None
    months = found.newest - np.array([5, 4])
    assert bridged.sum() + found.season[months % 12].sum() == pytest.approx(values[-5] - values[-7])


@pytest.mark.parametrize("missing", [(-2, -3), (-2, -4)])
def test_where_nobody_knows_what_went_just_before_the_newest_figure_it_walks(missing: tuple[int, ...]) -> None:
    assert [one.dynamics.form for one in differences(coming_back(missing), False, False)] == [WALK]


def test_over_a_longer_gap_no_level_is_added_up_for_a_series_to_come_back_to() -> None:
    forms = [one.dynamics.form for one in differences(coming_back((200, 201)), False, False)]
    assert not any("level" in form for form in forms)


def test_figures_that_came_every_other_month_are_not_made_into_months() -> None:
    every_other = coming_back(tuple(range(1, 100, 2)))
    found, since = differences(every_other, False, False), differences(every_other.take(slice(100, None)), False, False)
    assert [one.dynamics.cases for one in found] == [one.dynamics.cases for one in since]


def test_differences_of_equal_figures_are_worked_out_once_and_are_the_same() -> None:
    panel = monthly(walk(31, 300))
    found = remembered(panel, True, True)
    assert remembered(monthly(walk(31, 300)), True, True) is found
    assert remembered(panel, False, True) is not found
    assert remembered(panel, True, False) is not found
    own = differences(panel, True, True)
    assert [one.table.tobytes() for one in found] == [one.table.tobytes() for one in own]
    assert len(own) > 1
