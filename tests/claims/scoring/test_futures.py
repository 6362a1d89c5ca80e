"""Simulated continuations: what is known stays, what is shared stays shared (METHOD.md section 5)."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from claims.scoring import dynamics
from claims.scoring.differences import differences, shrunk_drift, worked_out
from claims.scoring.drawing import Drawing, Shifts
from claims.scoring.futures import Leaf, dynamics_of, future_ends, simulate
from claims.scoring.poisson import poisson_quantiles
from claims.scoring.randomness import BOOTSTRAP, CHANGES, HISTORY, LADDER, MODELS, PATHS, followers
from evidence.periods import Frequency
from evidence.series import Panel
from tests.claims.scoring.worlds import business_days, leaf, month_ends_of, monthly, walk
from tests.evidence.formula.catalogue import day, regular_panel

LAST, CLOSE, SINCE = "2025-11", day("2026-11-30"), day("2024-01-01")


def futures(leaves: dict[str, Leaf], close: int = CLOSE, since: int = SINCE) -> dict[str, Panel]:
    return simulate(leaves, dict.fromkeys(leaves, close), dict.fromkeys(leaves, since))


@pytest.fixture
def walking(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing but the walk is believed: what is drawn is to be seen as it is."""
    monkeypatch.setattr("claims.scoring.differences.believed", lambda changes, year, is_whole: (dynamics.walk(year),))
    worked_out.cache_clear()
    yield
    worked_out.cache_clear()


def final_changes(panel: Panel, after: int) -> np.ndarray:
    """The change in logarithms from the last known figure to the end, by path."""
    return np.log(panel.values[:, -1] / panel.values[:, np.searchsorted(panel.ends, after, side="right") - 1])


def test_what_has_been_observed_stays_observed_and_the_rest_is_simulated() -> None:
    known = monthly(walk(1, 120), "2025-09")
    panel = futures({"x": leaf(known)})["x"]
    past = known.since(SINCE)
    assert panel.values.shape == (PATHS, len(past.ends) + 14)
    assert (panel.values[:, : len(past.ends)] == past.values).all()
    assert (panel.values[:, len(past.ends) :].std(axis=0) > 0).all()


def test_periods_that_have_ended_but_are_unpublished_are_simulated() -> None:
    panel = futures({"x": leaf(monthly(walk(1, 120), "2025-09"))})["x"]  # asked in December: two months are due
    for end in ("2025-10-31", "2025-11-30"):
        assert panel.values[:, panel.ends == day(end)].std() > 0


def test_a_missing_month_at_the_edge_is_simulated_and_one_inside_stays_missing() -> None:
    values = walk(1, 120)
    values[[-1, -5]] = np.nan
    panel = futures({"x": leaf(monthly(values))})["x"]
    assert np.isnan(panel.values).any(axis=0).sum() == 1
    assert np.isnan(panel.values[:, panel.ends == day("2025-07-31")]).all()
    assert panel.values[:, panel.ends == day("2025-11-30")].std() > 0


@pytest.mark.parametrize("since", ["2024-01-01", "2025-11-25"])
def test_weeks_after_an_early_report_follow_it_also_where_all_of_the_past_is_before_the_claim(since: str) -> None:
    known = regular_panel(Frequency.WEEK, "2024-01-02", walk(1, 99))  # Tuesdays up to 18 November 2025
    known = replace(known, ends=np.r_[known.ends[:-1], known.ends[-1] - 4], ordinals=known.ordinals)  # 14 November
    panel = futures({"x": leaf(known)}, day("2025-12-31"), day(since))["x"]
    assert (np.diff(panel.ordinals) == 1).all()
    assert (np.diff(panel.ends)[-5:] == 7).all()


@pytest.mark.parametrize("frequency", ["D", "W", "M", "Q", "A"])
def test_the_future_ends_with_the_last_whole_period_by_the_checkpoint(frequency: str) -> None:
    starts = {"D": "2025-01-01", "W": "2025-01-05", "M": "2020-01-01", "Q": "2015-01-01", "A": "1990-01-01"}
    panel = (
        business_days(walk(1, 100), "2025-11-28")
        if frequency == "D"
        else regular_panel(frequency, starts[frequency], [list(walk(1, 30))])
    )
    ends = future_ends(panel, CLOSE)
    joined = np.concatenate([panel.ends, ends])
    assert ends[-1] <= CLOSE
    expected = {"D": {1, 3}, "W": {7}, "M": {28, 29, 30, 31}, "Q": {90, 91, 92}, "A": {365, 366}}[frequency]
    assert set(np.diff(joined)) <= expected
    assert CLOSE - ends[-1] < max(expected)


def test_a_walk_in_logarithms_stays_positive_and_one_that_was_not_positive_walks_in_levels() -> None:
    wild = walk(2, 240, sigma=0.5, start=1.0)
    assert (futures({"x": leaf(monthly(wild))})["x"].values > 0).all()
    net = np.cumsum(np.random.default_rng(3).normal(0, 1, 240))
    panel = futures({"x": leaf(monthly(net))})["x"]
    assert np.isfinite(panel.values).all()
    assert (panel.values[:, -1] < net[-1]).mean() == pytest.approx(0.5, abs=0.2)


def test_a_lower_bound_holds() -> None:
    rate = 0.5 + np.abs(np.cumsum(np.random.default_rng(3).normal(0, 0.1, 240)))
    rate[-1] = 0.05
    panel = futures({"x": leaf(monthly(rate), "level", minimum=0.0)})["x"]
    assert panel.values.min() == 0.0
    assert futures({"x": leaf(monthly(rate), "level")})["x"].values.min() < 0.0


@pytest.mark.parametrize("kind", ["log", "level"])
@pytest.mark.parametrize("factor", [1e-6, 1000.0, 1e9])
def test_units_change_nothing(kind: str, factor: float) -> None:
    values = walk(4, 180)
    plain = futures({"x": leaf(monthly(values), kind)})["x"].values
    scaled = futures({"x": leaf(monthly(values * factor), kind)})["x"].values
    np.testing.assert_allclose(scaled, plain * factor, rtol=1e-9)


def test_an_unrelated_indicator_changes_not_a_bit() -> None:
    alone = futures({"x": leaf(monthly(walk(5, 180)))})["x"].values
    daily = leaf(business_days(walk(6, 900), "2025-11-28"))
    count = leaf(monthly(np.random.default_rng(7).poisson(2, 60).astype(float)), "count")
    late = leaf(monthly(walk(6, 180), "2025-04"))  # begins to be simulated long before
    together = futures({"a": daily, "b": late, "x": leaf(monthly(walk(5, 180))), "z": count})["x"].values
    assert together.tobytes() == alone.tobytes()


def test_series_share_what_they_have_in_common_and_nothing_else() -> None:
    """What is worked out once for series over the same months must not be taken for others."""
    values = walk(5, 180)
    gap = values.copy()
    gap[60] = np.nan
    leaves = {
        "a": leaf(monthly(values)),
        "b": leaf(monthly(walk(6, 180))),
        "c": replace(leaf(monthly(values)), seasonal_adjustment="NSA"),
        "d": leaf(monthly(walk(7, 300))),
        "e": leaf(monthly(gap)),
        "f": leaf(regular_panel("Q", "2000-01-01", [list(walk(8, 103))])),
    }
    together = futures(leaves)
    for slug, one in leaves.items():
        assert together[slug].values.tobytes() == futures({slug: one})[slug].values.tobytes(), slug


def test_a_farther_checkpoint_or_more_history_shown_changes_not_a_bit() -> None:
    x = leaf(monthly(walk(5, 180)))
    near = futures({"x": x})["x"]
    far = futures({"x": x}, close=day("2027-05-31"), since=day("2020-01-01"))["x"]
    places = np.searchsorted(far.ends, near.ends)
    assert far.values[:, places].tobytes() == near.values.tobytes()


def test_the_same_bytes_in_another_process() -> None:
    code = (
        "import hashlib, numpy as np\n"
        "from tests.claims.scoring.test_futures import futures, leaf, monthly, walk\n"
        "print(hashlib.sha256(futures({'x': leaf(monthly(walk(5, 180)))})['x'].values.tobytes()).hexdigest())"
    )
    here = hashlib.sha256(futures({"x": leaf(monthly(walk(5, 180)))})["x"].values.tobytes()).hexdigest()
    environment = {**os.environ, "PYTHONHASHSEED": "77", "PYTHONPATH": os.getcwd()}  # noqa: PTH109
    there = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert there.stdout.strip() == here


@pytest.mark.parametrize("model", [HISTORY, BOOTSTRAP, CHANGES])
@pytest.mark.parametrize("count", [100, 240, 430, 800])
def test_a_new_month_or_a_later_day_does_not_reshuffle_the_paths(model: int, count: int) -> None:
    values = walk(8, count)
    early = futures({"x": leaf(monthly(values[:-1], "2025-10"))})["x"]
    late = futures({"x": leaf(monthly(values, "2025-11"))})["x"]
    for end in ("2026-03-31", "2026-11-30"):
        changes = []
        for panel in (early, late):
            place = int(np.searchsorted(panel.ends, day(end)))
            changes.append(np.diff(np.log(panel.values[model::MODELS, place - 1 : place + 1]), axis=1)[:, 0])
        assert np.corrcoef(changes)[0, 1] > 0.95


def test_a_daily_series_walks_on_whatever_the_day_it_was_last_seen() -> None:
    values = walk(9, 600)
    early = futures({"x": leaf(business_days(values[:-3], "2025-11-25"))})["x"]
    late = futures({"x": leaf(business_days(values, "2025-11-28"))})["x"]
    moves = [final_changes(panel, day("2026-01-30")) for panel in (early, late)]
    assert np.corrcoef(moves)[0, 1] > 0.95


@pytest.mark.parametrize("model", [HISTORY, BOOTSTRAP, CHANGES])
@pytest.mark.parametrize("frequency", [Frequency.MONTH, Frequency.QUARTER])
@pytest.mark.usefixtures("walking")
def test_every_frequency_draws_the_same_source_months(model: int, frequency: Frequency) -> None:
    # The same series seen daily and at month ends is nearly one and the same in every future. Seen at quarter ends it
    # is drawn by whole quarters, and three months of the future need not have come from one quarter: the bound is
    # 1 / sqrt(3) in the first model, whose weights are independent by month.
    daily = business_days(walk(10, 5700), "2025-09-30")  # more than 20 years: a shorter one wraps elsewhere
    coarse = month_ends_of(daily, frequency)
    both = futures({"d": leaf(daily, season="none"), "c": leaf(coarse, season="none")}, close=day("2026-09-30"))
    moves = [final_changes(both[slug], day("2025-09-30"))[model::MODELS] for slug in ("d", "c")]
    assert np.corrcoef(moves)[0, 1] > {Frequency.MONTH: 0.9, Frequency.QUARTER: 0.52}[frequency]


@pytest.mark.parametrize("model", [HISTORY, BOOTSTRAP, CHANGES])
def test_days_swing_no_wider_in_the_future_than_they_did(model: int) -> None:
    daily = business_days(walk(10, 4200, sigma=0.01), "2025-09-30")
    panel = futures({"d": leaf(daily, season="none")}, close=day("2026-09-30"))["d"]
    moves = final_changes(panel, day("2025-09-30"))[model::MODELS]
    days = (panel.ends > day("2025-09-30")).sum()
    assert moves.std() == pytest.approx(0.01 * np.sqrt(days), rel=0.12)


@pytest.mark.parametrize("model", [HISTORY, BOOTSTRAP, CHANGES])
@pytest.mark.parametrize("rho", [0.0, 0.7, -0.9])
def test_the_correlation_between_indicators_survives(model: int, rho: float) -> None:
    shocks = np.random.default_rng(11).normal(0, 0.01, (2, 240))
    second = rho * shocks[0] + np.sqrt(1 - rho**2) * shocks[1]
    pair = {"x": 100 * np.exp(np.cumsum(shocks[0])), "y": 5 * np.exp(np.cumsum(second))}
    both = futures({slug: leaf(monthly(values)) for slug, values in pair.items()})
    moves = [np.diff(np.log(both[slug].values[model::MODELS, -13:]), axis=1).ravel() for slug in ("x", "y")]
    in_history = np.corrcoef(shocks[0], second)[0, 1]
    assert np.corrcoef(moves)[0, 1] == pytest.approx(in_history, abs=0.06)


def twins(seed: int, rho: float, short: int, long: int = 600) -> dict[str, Leaf]:
    """Two series whose so many moves correlate, of which one was begun later."""
    moves = np.random.default_rng(seed).normal(0, 0.01, (2, long + 1))
    other = rho * moves[0] + np.sqrt(1 - rho**2) * moves[1]
    values = {"long": np.exp(np.cumsum(moves[0])), "short": np.exp(np.cumsum(other))[-short - 1 :]}
    return {slug: leaf(monthly(one)) for slug, one in values.items()}


# A month is drawn by both where it lies in the shorter one. Of the halves of the three models three have windows of 120
# months, two of 240 and one of 720, which folds back into the 600 of the longer one: of 240 months it draws 240 and 120
# a second time, of 120 all twice. Of a pair drawn from different months nothing is left; what the doubts of the mean
# have in common beyond that, and chance in the twins' moves and 5,000 paths, is within the bound.
@pytest.mark.parametrize(
    ("short", "shared"),
    [(120, (3 + 2 * 120 / 240 + 240 / 720) / 6), (240, (3 + 2 + 360 / 720) / 6), (600, 1.0)],
)
def test_series_of_different_beginnings_correlate_as_far_as_they_share_months(short: int, shared: float) -> None:
    found, kept = [], []
    for seed in range(3):
        leaves = twins(seed, 0.95, short)
        both = futures(leaves)
        found.append(np.corrcoef(*(final_changes(both[slug], day("2025-11-30")) for slug in ("short", "long")))[0, 1])
        kept.append(widths_shared(*leaves.values()))
    assert np.mean(found) == pytest.approx(0.95 * shared * np.mean(kept), abs=0.05)


def widths_shared(one: Leaf, other: Leaf) -> float:
    """What is left of a correlation because a path's width is its own where a level comes back, and else is not.

    Of a factor f the share E f / sqrt(E f^2), of a lognormal one with median 1 and mean square (1 + u)^2 that is
    (1 + u)^-1/2, on the paths on which a level comes back in one series and not in the other.
    """
    home = np.zeros((2, PATHS), dtype=bool)
    for row, ways in zip(home, map(dynamics_of, (one, other)), strict=True):
        for way, paths in zip(ways, followers([each.share for each in ways]), strict=True):
            row[paths] = way.has_home
    alone = float((home[0] != home[1]).mean())
    unsure = np.mean([0.15 * (1 - 0.5 ** (ahead / 3)) for ahead in range(1, 13)])  # decision 0021, a year ahead
    return 1 - alone * (1 - float(1 + unsure) ** -0.5)


def test_series_of_different_beginnings_that_have_nothing_in_common_get_nothing() -> None:
    found = []
    for seed in range(6):
        both = futures(twins(seed, 0.0, 120))
        found.append(np.corrcoef(*(final_changes(both[slug], day("2025-11-30")) for slug in ("short", "long")))[0, 1])
    assert abs(np.mean(found)) < 0.15


@pytest.mark.parametrize("short", [60, 120])
def test_a_series_moves_the_same_whether_its_longer_twin_is_there_or_not(short: int) -> None:
    both = twins(1, 0.95, short)
    together = futures(both)
    for slug, one in both.items():
        assert futures({slug: one})[slug].values.tobytes() == together[slug].values.tobytes()


@pytest.mark.parametrize("count", [310, 370, 372, 429])
def test_twins_land_on_the_same_months_where_one_walks_and_the_other_does_not(
    monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    # The follower has no shocks of its first year: these months alone may differ, and what is moved into them.
    panel = monthly(walk(19, count))
    still = differences(panel, True, True)[0]
    grows = dynamics.Dynamics("growth", np.zeros(12), 0.0, 0.0, 1.0, 0.0, 1)  # on nothing, so that moves are the same
    monkeypatch.setattr("claims.scoring.differences.believed", lambda changes, year, is_whole: (grows,))
    follows = differences(panel, True, True)[0]
    assert len(still.months) - len(follows.months) == 12
    assert still.turn == follows.turn
    months = np.arange(still.newest + 1, still.newest + 13)
    shifts, drawn = Shifts(months), []
    for one in (still, follows):
        drawing = Drawing(one, np.arange(PATHS))
        drawing.kept = dict.fromkeys(drawing.kept, one.table)  # with no mean exchanged
        drawing.drifting = dict.fromkeys(drawing.drifting, one.table)
        changes = np.empty((PATHS, len(months)))
        drawing.fill(changes, np.full(len(months), 0.5), months, shifts)
        drawn.append(changes)
    reached = 720  # months back that the longest rung goes, on a sixth of the paths, each as likely
    turns = -(-reached // still.turn)
    same = np.isclose(drawn[0], drawn[1], rtol=0, atol=1e-3 * np.abs(still.table).max()).mean()
    assert same >= 1 - turns * 12 / reached / 6 - 0.01


def test_perfectly_correlated_indicators_stay_so_on_every_path() -> None:
    values = walk(12, 240)
    both = futures({"x": leaf(monthly(values)), "y": leaf(monthly(7 * values))})
    np.testing.assert_allclose(both["y"].values, 7 * both["x"].values, rtol=1e-9)


def swing(moves: np.ndarray, ahead: int, drift: float) -> float:
    """How far futures of a walk swing, in closed form, by what decisions 0003 and 0023 say of them.

    `moves` are 240. Stretches of a ring of months have the variance of its circular autocovariances; a block goes on
    with chance 8/9 (Politis & Romano 1994, lemma 1). Each half of a model has its window and its mean; moves widen by
    up to 15 % around the mean, or around the drift, and each path doubts its mean by 2 / n of a move's variance.
    """
    wider = 1 + 0.15 * (1 - 0.5 ** (np.arange(1, ahead + 1) / 3))
    gaps = np.abs(np.subtract.outer(np.arange(ahead), np.arange(ahead)))
    means, variances = [], []
    for window, is_blocks in product((120, 240), (False, False, True)):
        drawn = moves[-window:] - moves[-window:].mean()
        covariances = np.array([(drawn * np.roll(drawn, lag)).mean() for lag in range(ahead)])
        goes_on = 8 / 9 if is_blocks else 1.0
        doubt = 2 * drawn.var() / (window - 1)
        variances.append(wider @ (goes_on**gaps * covariances[gaps]) @ wider + ahead**2 * doubt)
        centre = drift if is_blocks else moves.mean()
        means.append(ahead * centre + (0.0 if is_blocks else (moves[-window:].mean() - centre) * wider.sum()))
    return float(np.sqrt(np.mean(variances) + np.var(means)))


@pytest.mark.usefixtures("walking")
@pytest.mark.parametrize("seed", [14, 17, 18, 22])
def test_the_spread_of_a_walks_future_is_that_of_its_history_by_closed_form(seed: int) -> None:
    values = walk(seed, 241, sigma=0.02)
    moves = np.diff(np.log(values))
    panel = futures({"x": leaf(monthly(values))})["x"]
    for ahead in (1, 3, 6, 12):
        spread = np.log(panel.values[:, ahead - 13] / panel.values[:, -13]).std()
        # four standard errors of a standard deviation of 5,000 paths: 4 / sqrt(2 * 5000)
        assert spread == pytest.approx(swing(moves, ahead, shrunk_drift(moves, 12)), rel=0.04), ahead


@pytest.mark.parametrize("model", [HISTORY, BOOTSTRAP, CHANGES])
def test_a_rate_that_stood_still_nine_months_in_ten_does_so_in_every_model(model: int) -> None:
    steps = np.zeros(240)
    steps[::10] = np.repeat([0.25, -0.25, 0.25], 8)  # more rises than falls: the mean is not the drift
    rate = 3 + np.cumsum(steps)
    panel = futures({"x": leaf(monthly(rate), "level", season="none")})["x"]
    moves = np.diff(panel.values[model::MODELS, -13:], axis=1)
    assert (np.abs(moves) < 1e-9).mean() == pytest.approx(0.9, abs=0.02)


@pytest.mark.usefixtures("walking")
@pytest.mark.parametrize(("model", "rung"), [(model, rung) for model in (HISTORY, CHANGES) for rung in (0, 1)])
@pytest.mark.parametrize("kind", ["level", "log"])
def test_a_stretch_is_history_in_its_order_from_any_month_of_its_window_and_wraps_at_its_end(
    model: int, rung: int, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.scoring.differences._UNSURE", 0.0)
    monkeypatch.setattr("claims.scoring.doubt.SCALE", 0.0)
    changes = np.arange(500) * 1e-3
    levels = np.cumsum(np.concatenate([[1.0], changes]))
    panel = futures({"x": leaf(monthly(np.exp(levels) if kind == "log" else levels), kind, season="none")})["x"]
    future = np.log(panel.values) if kind == "log" else panel.values
    rungs = LADDER[model]
    future = future[model::MODELS][rung :: len(rungs)]
    oldest = max(500 - rungs[rung], 0)
    drawn = np.rint(1e3 * np.diff(future[:, -13:], axis=1)).astype(int)  # which change of history it is
    assert (drawn.min(), drawn.max()) == (oldest, 499)
    jumps = np.diff(drawn, axis=1)
    back = {1 - rungs[rung], 1 - 480} if oldest == 0 else {1 - rungs[rung]}  # by the window, or by its own turn
    assert set(np.unique(jumps)) <= {1, *back, 1 - rungs[rung] + 480}
    # Any month of the window may be the first, all with one chance; from before the history 480 months later.
    places = np.array([500 - shift if shift <= 500 else 980 - shift for shift in range(1, rungs[rung] + 1)])
    usual = np.bincount(places - oldest, minlength=500 - oldest) * len(drawn) / rungs[rung]
    seen = np.bincount(drawn[:, 0] - oldest, minlength=500 - oldest)
    freedom = len(usual) - 1
    assert abs(((seen - usual) ** 2 / usual).sum() - freedom) < 4 * np.sqrt(2 * freedom)  # Pearson's chi-squared


def test_a_season_comes_back_in_its_own_month() -> None:
    season = np.array([-0.3, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0.1, 0.2])
    noise = np.random.default_rng(14).normal(0, 0.01, 240)
    values = 100 * np.exp(np.cumsum(np.tile(season, 20) + noise))  # December is the last month
    panel = futures({"x": leaf(monthly(values, "2025-12"), season="NSA")}, close=day("2026-12-31"))["x"]
    moves = np.diff(np.log(panel.values[:, -13:]), axis=1)
    np.testing.assert_allclose(np.median(moves, axis=0), season, atol=0.012)
    assert (moves[:, 0] < -0.2).all()


# Counts of events (METHOD.md section 5: Gamma-Poisson with Jeffreys' prior).


def test_at_least_one_event_is_as_likely_as_the_closed_form_says() -> None:
    seen = np.zeros(60)
    seen[[3, 20, 41]] = [1, 2, 1]
    panel = futures({"x": leaf(monthly(seen), "count")})["x"]
    none = (panel.values[:, -12:].sum(axis=1) == 0).mean()
    assert none == pytest.approx((60 / 72) ** 4.5, abs=4 * np.sqrt(0.25 / PATHS))


def test_events_that_were_never_seen_are_not_impossible() -> None:
    panel = futures({"x": leaf(monthly(np.zeros(24)), "count")})["x"]
    assert (panel.values[:, -12:].sum(axis=1) > 0).mean() == pytest.approx(1 - (24 / 36) ** 0.5, abs=0.03)


def test_the_days_of_a_month_have_counts_of_their_own() -> None:
    seen = business_days(np.random.default_rng(15).poisson(1.0, 300).astype(float), "2025-11-28")
    counts = futures({"x": leaf(seen, "count")}, close=day("2026-01-30"))["x"].values
    within = [np.corrcoef(counts[:, place], counts[:, place + 1])[0, 1] for place in range(-20, -1)]
    assert np.abs(within).max() < 0.15
    late = futures({"x": leaf(seen.take(slice(None, -1)), "count")}, close=day("2026-01-30"))["x"].values
    assert np.corrcoef(late[:, -1], counts[:, -1])[0, 1] > 0.9


def test_two_kinds_of_events_come_independently_and_one_changes_nothing_for_the_other() -> None:
    seen = np.random.default_rng(16).poisson(1.0, 120).astype(float)
    two = futures({"x": leaf(monthly(seen), "count"), "z": leaf(monthly(seen), "count")})
    x, z = (two[slug].values[:, -12:].sum(axis=1) for slug in ("x", "z"))
    assert abs(np.corrcoef(x, z)[0, 1]) < 4 / np.sqrt(PATHS)
    assert np.array_equal(futures({"x": leaf(monthly(seen), "count")})["x"].values, two["x"].values)


# What the statistician feeds.


def test_event_days_are_known_ahead_and_stay_one_row() -> None:
    days = business_days(np.eye(1, 300, 7)[0], "2026-11-30")
    panel = futures({"x": leaf(days, "calendar")})["x"]
    assert panel.values.shape[0] == 1
    np.testing.assert_array_equal(panel.values, days.since(SINCE).values)


def test_what_is_published_in_tenths_will_be_published_in_tenths() -> None:
    tenths = np.round(40 + np.cumsum(np.random.default_rng(3).normal(0, 0.15, 240)), 1)
    future = futures({"x": leaf(monthly(tenths), "level")})["x"].values[:, -12:]
    np.testing.assert_allclose(future, np.round(future, 1), atol=1e-9)
    assert len(np.unique(np.round(future, 1))) > 10


def test_what_is_published_rounded_stands_still_and_passes_a_tenth_as_often_as_it_will() -> None:
    said, came = [], []
    for seed in range(40):
        told = np.round(40 + np.cumsum(np.random.default_rng(seed).normal(0, 0.12, 246)), 1)
        panel = futures({"x": leaf(monthly(told[:240]), "level")}, close=day("2026-05-31"))["x"]
        for moves, shares in ((panel.values[:, -6:] - told[239], said), (told[None, 240:] - told[239], came)):
            tenths = np.round(moves, 6)
            shares.append([(tenths[:, -1] == 0).mean(), (tenths.max(axis=1) > 0.1).mean()])
    error = np.std(came, axis=0) / np.sqrt(len(came))
    assert (np.abs(np.mean(said, axis=0) - np.mean(came, axis=0)) < 2 * error).all()


def test_a_constant_stays_constant() -> None:
    for kind in ("log", "level"):
        panel = futures({"x": leaf(monthly(np.full(120, 4.5)), kind)})["x"]
        np.testing.assert_allclose(panel.values, 4.5)


def test_ten_observations_make_a_future_and_eight_differences_are_the_least() -> None:
    panel = futures({"x": leaf(monthly(walk(16, 10))), "y": leaf(monthly(walk(16, 8)))})
    assert set(panel) == {"x"}
    assert np.isfinite(panel["x"].values).all()
    assert (panel["x"].values[:, -1] > 0).all()


def test_a_single_jump_is_no_habit() -> None:
    values = walk(17, 240, sigma=0.001)
    values[100:] *= 2.0
    panel = futures({"x": leaf(monthly(values))})["x"]
    assert np.quantile(panel.values[:, -1] / values[-1], [0.005, 0.995]) == pytest.approx([1.0, 1.0], abs=0.05)


def test_a_series_that_starts_late_draws_only_from_what_it_has() -> None:
    values = np.full(240, np.nan)
    values[200:] = walk(18, 40)
    late = futures({"x": leaf(monthly(values))})["x"].values
    short = futures({"x": leaf(monthly(values[200:]))})["x"].values
    np.testing.assert_array_equal(late[:, -12:], short[:, -12:])


def test_a_series_without_any_figure_is_left_out() -> None:
    empty = replace(monthly(np.array([np.nan] * 30)))
    assert futures({"x": leaf(empty)}) == {}
    assert futures({}) == {}


@pytest.mark.parametrize("rate", [0.3, 4.0, 150.0, 5000.0])
def test_counts_by_their_chance_are_poisson(rate: float) -> None:
    chances = (np.arange(20_000) + 0.5) / 20_000
    counts = poisson_quantiles(chances, np.full(20_000, rate))
    assert (np.diff(counts) >= 0).all()
    assert counts.mean() == pytest.approx(rate, rel=0.002)
    assert counts.var() == pytest.approx(rate, rel=0.02)


# Dynamics: what a move hangs on (tests/claims/scoring/test_dynamics.py has how far each way is believed).


def test_a_level_that_comes_back_swings_no_wider_far_ahead_and_ends_near_its_mean() -> None:
    level = np.random.default_rng(21).normal(0, 1, 420)
    for place in range(1, 420):
        level[place] += 0.5 * level[place - 1]
    level[-1] = 4.0  # far from home
    panel = futures({"x": leaf(monthly(level), "level")})["x"]
    assert abs(panel.values[:, -1].mean()) < 0.5
    assert panel.values[:, -1].std() < 1.5 * level.std()
    ways = dynamics_of(leaf(monthly(level), "level"))
    assert sum(one.share * one.pull for one in ways) > 0.25  # part of it may be seen as moves that turn


def test_noise_goes_to_a_new_high_as_often_as_it_did() -> None:
    """Wider for certain, every high to come would be higher: their median would lie below .44 of those to come."""
    above = []
    for seed in range(6):
        level = np.random.default_rng(seed).normal(0, 1, 420)
        windows = np.lib.stride_tricks.sliding_window_view(level, 18)
        panel = futures({"x": leaf(monthly(level), "level")}, day("2027-05-31"))["x"]
        above.append((panel.values[:, -18:].max(axis=1) > np.median(windows.max(axis=1))).mean())
    assert np.mean(above) == pytest.approx(0.5, abs=0.04)


def test_growth_that_has_sped_up_goes_on_for_a_while() -> None:
    rng = np.random.default_rng(22)
    pace = np.cumsum(rng.normal(0, 0.0003, 480)) + 0.002
    pace[-12:] += 0.01
    panel = futures({"x": leaf(monthly(100 * np.exp(np.cumsum(pace + rng.normal(0, 0.001, 480)))))})["x"]
    assert np.median(final_changes(panel, day("2025-11-30"))) > 12 * (pace.mean() + 0.003)


def test_a_rate_that_mostly_stands_still_walks_whatever_its_past() -> None:
    steps = np.zeros(480)
    steps[::10] = np.repeat([0.25, -0.25], 24)
    assert [one.form for one in dynamics_of(leaf(monthly(3 + np.cumsum(steps)), "level", season="none"))] == ["walk"]
    assert dynamics_of(leaf(monthly(np.ones(60)), "count")) == ()


def test_a_storm_widens_the_next_weeks_more_than_the_next_years() -> None:
    rng = np.random.default_rng(23)
    calm = rng.normal(0, 0.01, 5000)
    storm = np.concatenate([calm[:-120], 3 * calm[-120:]])
    panels = [business_days(100 * np.exp(np.cumsum(moves)), "2025-11-28") for moves in (calm, storm)]
    both = [futures({"x": leaf(panel, season="none")}, close=day("2028-11-30"))["x"].values for panel in panels]
    known = sum((futures({"x": leaf(panels[0])})["x"].ends <= day("2025-11-28")).astype(int))
    month, last = (
        [np.log(values[:, place + 22] / values[:, place]).std() for values in both] for place in (known - 1, -23)
    )
    assert 1.6 < month[1] / month[0] < 3
    assert last[1] / last[0] < 1.25


def test_figures_without_a_season_are_drawn_from_every_month() -> None:
    values = walk(24, 40)  # three years: each calendar month would have three figures to draw
    panel = futures({"x": leaf(monthly(values), season="NSA")})["x"]
    assert len(np.unique(np.round(np.log(panel.values[:, -12] / panel.values[:, -13]), 9))) > 30


def test_each_path_moves_as_the_way_it_follows_would_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    figures = leaf(monthly(walk(25, 400)))
    pull = replace(dynamics.walk(12), form="level", pull=0.3, distance=0.5)

    def believing(*shares: float) -> np.ndarray:
        ways = tuple(replace(one, share=share) for one, share in zip((dynamics.walk(12), pull), shares, strict=True))
        monkeypatch.setattr("claims.scoring.differences.believed", lambda changes, year, is_whole: ways)
        worked_out.cache_clear()
        return futures({"x": figures})["x"].values

    walks, pulled, both = believing(1.0, 0.0), believing(0.0, 1.0), believing(0.7, 0.3)
    worked_out.cache_clear()
    as_pulled = (both == pulled).all(axis=1)
    assert ((both == walks).all(axis=1) != as_pulled).all()
    for first in range(2 * MODELS):  # of every rung of every model the same share
        assert as_pulled[first :: 2 * MODELS].mean() == pytest.approx(0.3, abs=0.01)
