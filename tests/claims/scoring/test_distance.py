"""Thresholds as far away as now (METHOD.md section 5): moves in the swings of their time, whatever the level."""

import numpy as np
import pytest

from claims.scoring.distance import absolute, distances, holds_as_far, moved, swings
from claims.scoring.placebo import Asked, outcomes
from evidence.formula import Evaluation, Kind, Node, Windows, parse
from tests.claims.scoring.worlds import YEAR, monthly, published, walk
from tests.evidence.formula.catalogue import CATALOGUE

WINDOW = Windows.single(*YEAR)


def tree(text: str) -> Node:
    return parse(text, CATALOGUE, Kind.TRUTH).tree


def evaluation(**series: np.ndarray) -> Evaluation:
    """Monthly figures to November 2025, the month before the window."""
    return Evaluation({slug: monthly(values) for slug, values in series.items()}, {})


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("last(cpi) > 300", 1), ("mean(unemployment, last=3) <= -1", 1), ("highest(yoy(cpi)) >= 4", 1),
        ("growth(cpi) > 3", 0), ("change(cpi) > 3", 0), ("share(cpi > 300) > 0.5", 0), ("last(cpi) > start(cpi)", 0),
        ("mean(cpi) > 300 and not (lowest(unemployment) < 4 or growth(cpi) > 1)", 2),
    ],
)  # fmt: skip
def test_a_statistic_of_a_level_against_a_written_number_is_an_absolute_threshold(text: str, count: int) -> None:
    assert len(absolute(tree(text))) == count


def test_the_distance_is_from_the_start_in_standard_deviations_of_a_periods_change() -> None:
    steps = np.tile([1.0, -1.0, 3.0, -3.0], 30)
    values = 100 + np.concatenate([[0.0], np.cumsum(steps)])
    found = distances(tree("last(cpi) > 110"), evaluation(cpi=values), WINDOW)
    expected = (110 - values[-1]) / np.std(steps[-60:], ddof=1)
    assert list(found.values()) == pytest.approx([expected])


def test_only_the_five_years_before_set_the_swings() -> None:
    calm, wild = np.random.default_rng(1).normal(0, 1, 200), np.random.default_rng(2).normal(0, 50, 200)
    values = np.cumsum(np.concatenate([wild, calm]))
    panel = monthly(values)
    [swing] = swings(panel, WINDOW)
    assert swing == pytest.approx(np.std(np.diff(values)[-60:], ddof=1))
    gap = values.copy()
    gap[-30] = np.nan
    known = np.diff(gap)[-60:]
    assert swings(monthly(gap), WINDOW)[0] == pytest.approx(np.std(known[~np.isnan(known)], ddof=1))


@pytest.mark.parametrize("values", [np.full(100, 5.0), walk(1, 12)])
def test_a_series_that_stands_still_or_has_just_begun_has_no_distance(values: np.ndarray) -> None:
    assert distances(tree("last(cpi) > 110"), evaluation(cpi=values), WINDOW) == {}


def test_a_start_that_is_not_known_has_no_distance() -> None:
    values = walk(1, 100)
    values[-1] = np.nan
    assert distances(tree("last(cpi) > 110"), evaluation(cpi=values), WINDOW) == {}


@pytest.mark.parametrize("factor", [1e-6, 1e3])
def test_units_change_nothing(factor: float) -> None:
    plain = distances(tree("last(cpi) > 110"), evaluation(cpi=walk(1, 200)), WINDOW)
    scaled = distances(tree(f"last(cpi) > {110 * factor}"), evaluation(cpi=walk(1, 200) * factor), WINDOW)
    assert list(plain.values()) == pytest.approx(list(scaled.values()))


@pytest.mark.parametrize(
    "text", ["last(cpi) > 130", "last(cpi) <= 130", "mean(cpi, last=6) >= 120", "last(cpi) > 130 or growth(cpi) > 5"]
)
def test_earlier_dates_are_asked_one_by_one_as_a_loop_would(text: str) -> None:
    """The oracle knows the formula only by its name: start, swing and statistic from the figures themselves."""
    values = walk(3, 300, drift=0.002)
    past = {"cpi": published(monthly(values))}
    found = distances(tree(text), evaluation(cpi=values), WINDOW)
    [told] = outcomes([Asked(tree(text), None, ("cpi",), *YEAR, 0.8, found)], past, {})
    assert told.as_far is not None
    [away] = found.values()
    for opening in range(100, 280):  # the place of the last month before the window
        window = values[opening + 1 : opening + 13]
        place = len(told.held) - (len(values) - 12 - 1 - opening) - 1
        swing = np.std(np.diff(values[: opening + 1])[-60:], ddof=1)
        statistic = window[-6:].mean() if text.startswith("mean") else window[-1]
        distance = (statistic - values[opening]) / swing
        holds = distance <= away if "<=" in text else distance >= away
        if "growth" in text:
            holds |= 100 * (window[-1] / values[opening] - 1) > 5
        if len(window) == 12:
            assert told.as_far[place] == holds, opening


def test_where_the_level_has_moved_on_the_plain_base_rate_is_far_from_that_of_the_distance() -> None:
    values = walk(4, 480, drift=0.004)  # from 100 to some 600
    text = f"last(cpi) > {values[-1]:.1f}"
    past = {"cpi": published(monthly(values))}
    found = distances(tree(text), evaluation(cpi=values), WINDOW)
    [told] = outcomes([Asked(tree(text), None, ("cpi",), *YEAR, 0.8, found)], past, {})
    assert np.nanmean(told.held) < 0.05
    assert told.as_far is not None
    assert np.nanmean(told.as_far) > 0.7


def test_a_date_at_which_a_distance_cannot_be_told_does_not_count() -> None:
    values = walk(3, 100)
    asked = tree("last(cpi) > 130 and growth(cpi) > 50")
    found = distances(asked, evaluation(cpi=values), WINDOW)
    [told] = outcomes([Asked(asked, None, ("cpi",), *YEAR, 0.8, found)], {"cpi": published(monthly(values))}, {})
    assert told.as_far is not None
    assert np.isnan(told.as_far[:12]).all(), "though growth alone says that it failed"
    assert not np.isnan(told.held[5])
    assert not np.isnan(told.as_far[20:]).any()


def test_the_claims_own_window_holds_as_far_as_it_holds() -> None:
    """At a distance of its own the moved threshold is the threshold itself."""
    values = walk(5, 300)
    windows = Windows(np.array([YEAR[0] - 3650]), np.array([YEAR[1] - 3650]))
    asked = evaluation(cpi=values)
    for level in (60, 90, 100, 110, 150):
        one = tree(f"last(cpi) > {level}")
        own = distances(one, asked, windows)
        assert holds_as_far(one, asked, windows, own) == asked.truth(one, windows)
        assert moved(absolute(one)[0], asked, windows).shape == (1,)


def test_what_rounding_leaves_of_a_series_that_has_stopped_moving_is_no_swing() -> None:
    for seed in range(50):
        moved = np.cumsum(np.random.default_rng(seed).normal(0, 0.25, 200))
        assert np.isnan(swings(monthly(np.concatenate([moved, np.full(90, moved[-1])])), WINDOW)[0])
