"""What is expected to be known by a later day: shares that can be worked out by hand, and identities."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.expectedinformation import closed_index, expected_information, rising
from claims.scoring.margin import comparisons, margin
from claims.scoring.unfolding import Unfolding
from evidence.formula import Evaluation, Kind, Windows, parse
from evidence.periods import add_months
from evidence.series import Panel
from tests.claims.scoring.unfoldings import PATHS, TODAY, unfolding, walking
from tests.evidence.formula.catalogue import CATALOGUE, regular_panel

property_test = settings(derandomize=True, max_examples=100)
WINDOW = Windows.single(TODAY + 1, int(add_months(TODAY + 1, 12)) - 1)
MONTH_ENDS = [int(add_months(TODAY + 1, months)) - 1 for months in range(13)]
NEAR = 0.05  # three times the sampling error of 4,000 pairs


def of(text: str) -> Callable[[Mapping[str, Panel]], np.ndarray]:
    tree = parse(text, CATALOGUE, Kind.TRUTH).tree
    return lambda panels: margin(tree, Evaluation(panels, {}), WINDOW, dict.fromkeys(comparisons(tree), 1.0))


def shares(text: str, **series: Unfolding) -> np.ndarray:
    return expected_information(of(text), series, MONTH_ENDS)


def test_of_a_walks_last_figure_each_month_tells_a_twelfth() -> None:
    found = shares("last(unemployment) > 101", unemployment=walking(1))
    np.testing.assert_allclose(found, np.arange(13) / 12, atol=NEAR)


def test_of_its_mean_the_first_months_tell_more() -> None:
    weights = np.arange(12, 0, -1.0) ** 2  # the step of a month stands in every later figure
    expected = np.r_[0.0, np.cumsum(weights) / weights.sum()]
    np.testing.assert_allclose(shares("mean(unemployment) > 101", unemployment=walking(2)), expected, atol=NEAR)


def test_of_two_series_each_tells_by_its_variance() -> None:
    found = shares(
        "last(unemployment) > last(policy_rate)", unemployment=walking(3), policy_rate=walking(4, sigma=2.0, lag=28)
    )
    late = (np.maximum(np.arange(13) - 1, 0) * 4 + np.arange(13)) / 60  # of 12 * (1 + 4)
    np.testing.assert_allclose(found[:-1], late[:-1], atol=NEAR)
    assert found[-1] == pytest.approx(56 / 60, abs=NEAR), "the last month of the slower one is not out by the end"


def test_in_logarithms_it_is_as_in_levels() -> None:
    found = shares("growth(cpi) > 1", cpi=walking(5, joins="log"))
    np.testing.assert_allclose(found, np.arange(13) / 12, atol=NEAR)


@pytest.mark.parametrize(
    "text",
    ["last(unemployment) > 101", "highest(unemployment) >= 103", "share(unemployment > 100) > 0.5",
     "mean(unemployment, first=3) > 100", "last(unemployment) > 100 and mean(unemployment) < 101"],
)  # fmt: skip
def test_it_begins_at_nothing_ends_at_all_and_never_falls(text: str) -> None:
    found = shares(text, unemployment=walking(6))
    assert found[0] == 0.0
    assert found[-1] == 1.0, "exactly: the rest of nothing is nothing"
    assert (np.diff(found) >= 0).all()


@pytest.mark.parametrize("kept", [0.6, 0.9])
def test_of_a_level_that_comes_back_the_last_months_tell_nearly_all(kept: float) -> None:
    """x = kept * x before + noise: its last figure keeps kept ** (12 - k) of what was known after k months."""
    shocks = np.random.default_rng(12).normal(0, 1.0, (PATHS, 12))
    values = np.full((PATHS, 13), 100.0)
    for month in range(12):
        values[:, month + 1] = 100 + kept * (values[:, month] - 100) + shocks[:, month]
    found = shares("last(unemployment) > 101", unemployment=unfolding(regular_panel("M", "2025-11-01", values)))
    months = np.arange(13)
    expected = kept ** (2 * (12 - months)) * (1 - kept ** (2 * months)) / (1 - kept**24)
    np.testing.assert_allclose(found, expected, atol=NEAR)


def test_of_growth_that_goes_on_the_first_months_tell_more_than_a_walks() -> None:
    """Changes of which seven tenths go on: E(last | k months) is known in closed form."""
    shocks = np.random.default_rng(13).normal(0, 1.0, (PATHS, 12))
    changes = np.zeros((PATHS, 13))
    for month in range(12):
        changes[:, month + 1] = 0.7 * changes[:, month] + shocks[:, month]
    values = 100 + np.cumsum(changes, axis=1)
    found = shares("last(unemployment) > 101", unemployment=unfolding(regular_panel("M", "2025-11-01", values)))
    reach = np.array(
        [(1 - 0.7 ** (12 - month)) / 0.3 for month in range(12)]
    )  # of each month's shock in the last level
    expected = np.r_[0.0, np.cumsum(reach**2) / (reach**2).sum()]
    np.testing.assert_allclose(found, expected, atol=NEAR)


def test_what_is_known_before_the_end_is_all_known_then() -> None:
    found = shares("mean(unemployment, first=3) > 100", unemployment=walking(7))
    assert found[2] < 1.0
    assert (found[3:] == 1.0).all()


def test_a_month_without_a_release_adds_nothing() -> None:
    slow = walking(11)
    late = Unfolding(slow.panel, slow.known + 40 * (slow.known > TODAY), "level")
    found = shares("last(unemployment) > 101", unemployment=late)
    assert found[1] == 0.0, "the first figure of the window comes in February"
    assert found[2] > 0.0 or found[3] > 0.0


def test_when_nothing_is_open_all_is_known() -> None:
    assert (shares("last(unemployment) > 101", unemployment=walking(8, sigma=0.0)) == 1.0).all()


def test_it_is_the_variance_of_what_one_expects_then() -> None:
    """The law of total variance, against the walk's own expectation: E(last | first k months) is its k-th month."""
    walk = walking(9)
    values = walk.panel.values
    found = shares("last(unemployment) > 101", unemployment=walk)
    direct = values.var(axis=0) / values[:, -1].var()
    np.testing.assert_allclose(found, direct, atol=NEAR)


def test_the_same_figures_give_the_same_shares() -> None:
    one, other = (shares("mean(unemployment) > 101", unemployment=walking(10)) for _ in range(2))
    assert (one == other).all()


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ([1, 2, 3], [1, 2, 3], 1.0),
        ([1, 2, 3], [3, 2, 1], -1.0),
        ([1, 1, -1, -1], [1, -1, 1, -1], 0.0),
        ([5, 5], [5, 5], 1.0),
        ([1, 2, 3, np.nan], [1, 2, 3, 9], 1.0),
        ([np.nan], [1], np.nan),
    ],
)
def test_pairs_that_share_all_or_nothing(one: list, other: list, expected: float) -> None:
    assert closed_index(one, other) == pytest.approx(expected, nan_ok=True)


def test_pairs_must_be_pairs() -> None:
    with pytest.raises(ValueError, match="expected as many figures as their partners"):
        closed_index([1, 2], [1])


@pytest.mark.parametrize(
    ("given_", "expected"),
    [
        ([0, 0.5, 1], [0, 0.5, 1]),
        ([0, 0.6, 0.4, 1], [0, 0.5, 0.5, 1]),
        ([0, 0.3, 0.9, 0.6, 0.6, 1], [0, 0.3, 0.7, 0.7, 0.7, 1]),
        ([0, -0.1, 1.2, 1], [0, 0, 1, 1]),
        ([0, np.nan, 1], [np.nan] * 3),
    ],
)
def test_what_falls_is_pooled(given_: list, expected: list) -> None:
    np.testing.assert_allclose(rising(given_), expected)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12), st.lists(st.floats(0, 1), min_size=12, max_size=12))
@property_test
def test_nothing_that_rises_is_nearer_than_what_pooling_gives(values: list, others: list) -> None:
    found = rising(values)
    rival = np.sort(others[: len(values)])
    assert (np.diff(found) >= 0).all()
    assert ((found - values) ** 2).sum() <= ((rival - values) ** 2).sum() + 1e-12
