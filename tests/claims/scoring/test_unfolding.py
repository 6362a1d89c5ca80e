"""Futures cut on a day and gone on from there (what comes by the day stays, what follows is another's)."""

import numpy as np
import pytest

from claims.scoring.unfolding import known_days, partners, paths_of, release_days_after, spliced, thinned
from tests.claims.scoring.unfoldings import TODAY, unfolding, walking
from tests.evidence.formula.catalogue import day, regular_panel

PANEL = regular_panel("M", "2025-11-01", [[100, 110, 121, 133.1], [100, 90, 45, 90]])
JANUARY = day("2026-01-31")
FIRST, REST = np.array([0, 1]), np.array([1, 0])


@pytest.mark.parametrize(
    ("joins", "expected"),
    [
        ("level", [[100, 110, 121, 121 + 45], [100, 90, 45, 45 + 12.1]]),
        ("log", [[100, 110, 121, 121 * 2], [100, 90, 45, 45 * 1.1]]),
        ("count", [[100, 110, 121, 90], [100, 90, 45, 133.1]]),
    ],
)
def test_the_rest_goes_on_from_where_the_first_stands(joins: str, expected: list) -> None:
    joined = unfolding(PANEL, joins).spliced(JANUARY, FIRST, REST)
    np.testing.assert_allclose(joined.values, expected)
    assert (joined.ends == PANEL.ends).all()


def test_a_rest_never_falls_below_the_least_possible_figure() -> None:
    low = regular_panel("M", "2025-11-01", [[1, 0.5, 0.5], [1, 2, 0.5]])
    joined = unfolding(low, minimum=0.0).spliced(day("2025-12-31"), FIRST, REST)
    np.testing.assert_allclose(joined.values, [[1, 0.5, 0.0], [1, 2, 2]])


def test_a_series_that_often_stands_still_is_never_made_to_creep() -> None:
    steps = np.random.default_rng(4).choice([-0.25, 0.0, 0.25], (2_000, 12), p=[0.1, 0.8, 0.1])
    rate = 4 + np.cumsum(np.c_[np.zeros(2_000), steps], axis=1)
    joined = unfolding(regular_panel("M", "2025-11-01", rate)).spliced(JANUARY, np.arange(2_000), partners(2_000))
    assert (joined.values * 4 == np.round(joined.values * 4)).all()


def test_what_a_beginning_tells_of_the_rest_stays_with_it() -> None:
    """Half of each path's first change comes again: after it, another path's rest brings its surprise alone."""
    change = np.random.default_rng(5).normal(0, 1, (4_000, 2))
    values = 100 + np.c_[np.zeros(4_000), change[:, 0], 1.5 * change[:, 0] + change[:, 1] / 10]
    joined = unfolding(regular_panel("M", "2025-11-01", values)).spliced(
        day("2025-12-31"), np.arange(4_000), partners(4_000)
    )
    assert np.corrcoef(joined.values[:, 2] - joined.values[:, 1], change[:, 0])[0, 1] > 0.95


def test_all_known_leaves_a_path_as_it_is_and_nothing_known_makes_it_the_other() -> None:
    one = unfolding(PANEL)
    assert (one.spliced(day("2027-01-01"), FIRST, REST).values == PANEL.values).all()
    assert (one.spliced(TODAY, FIRST, REST).values == PANEL.values[REST]).all()


def test_days_that_are_known_ahead_stay_as_they_are() -> None:
    events = regular_panel("M", "2025-11-01", [0, 1, 0])
    joined = spliced({"x": unfolding(PANEL), "events": unfolding(events)}, JANUARY, FIRST, REST)
    assert joined["events"] is not None
    assert (joined["events"].values == events.values).all()


def test_a_figure_is_known_when_it_comes_out_and_an_overdue_one_tomorrow() -> None:
    ends = np.array([10, 20, 30, 40])
    assert known_days(ends, ends + 5, 10, 28).tolist() == [15, 29, 35, 45]
    assert known_days(ends, ends + 30, 10, 28).tolist() == [28, 50, 60, 70], "what is known has come by today"
    assert known_days(ends, np.array([15, 50, 35, 45]), 10, 28).tolist() == [15, 50, 50, 50]
    assert known_days(ends, ends, None, 28).tolist() == [29, 29, 30, 40]


def test_releases_are_named_in_order_and_those_of_one_day_together() -> None:
    late = walking(2, 2, lag=14)
    found = release_days_after({"a": walking(1, 2), "b": walking(3, 1), "late": late}, TODAY)
    assert found == [
        (day("2025-12-31"), ("a", "b")), (day("2026-01-14"), ("late",)), (JANUARY, ("a",)),
        (day("2026-02-14"), ("late",)),
    ]  # fmt: skip


def test_thinning_keeps_every_model_and_the_same_paths_of_every_series() -> None:
    both = {"a": walking(1, 12, 300), "b": walking(2, 12, 300)}
    fewer = thinned(both, 2_000)
    assert paths_of(fewer) == 60
    assert (fewer["b"].panel.values == both["b"].panel.values[::5]).all()
    assert {place % 3 for place in range(0, 300, 5)} == {0, 1, 2}
    assert paths_of(thinned(both, 10**9)) == 300


def test_partners_are_the_same_on_every_day_and_of_every_model() -> None:
    found = partners(3_000)
    assert sorted(found.tolist()) == list(range(3_000))
    assert (found == partners(3_000)).all()
    pairs = np.bincount(3 * (np.arange(3_000) % 3) + found % 3, minlength=9) / 3_000
    assert pairs == pytest.approx(np.full(9, 1 / 9), abs=0.02)
