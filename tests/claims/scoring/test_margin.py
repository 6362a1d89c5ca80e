"""Margin and information (METHOD.md section 5: and = minimum, or = maximum, at_least = k-th largest, not = minus)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.margin import comparisons, gap, information, margin, spreads, variance
from evidence.formula import Evaluation, Kind, Node, parse
from tests.evidence.formula.catalogue import CATALOGUE, monthly_panel, window

property_test = settings(derandomize=True, max_examples=60)
OVER = window("2025-12-01", "2025-12-31")
SINGLE = ("mean(cpi) > 3", "mean(unemployment) <= 4", "mean(policy_rate) >= 2")  # gaps below: x - 3, 4 - x, x - 2


def tree(text: str) -> Node:
    return parse(text, CATALOGUE, Kind.TRUTH).tree


def evaluation(cpi: list, unemployment: list, policy_rate: list) -> Evaluation:
    """One month, one row a path."""
    figures = {"cpi": cpi, "unemployment": unemployment, "policy_rate": policy_rate}
    return Evaluation({slug: monthly_panel("2025-12", [[x] for x in column]) for slug, column in figures.items()}, {})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mean(cpi) > 3", 2.0),
        ("mean(cpi) < 3", -2.0),
        ("mean(unemployment) <= 4", -1.0),
        ("not mean(cpi) > 3", -2.0),
        ("{0} and {1}", -1.0),
        ("{0} or {1}", 2.0),
        ("{0} and {1} and {2}", -1.0),
        ("{0} and not {1}", 1.0),
        ("at_least(1, {0}, {1}, {2})", 2.0),
        ("at_least(2, {0}, {1}, {2})", 0.5),
        ("at_least(3, {0}, {1}, {2})", -1.0),
    ],
)
def test_margins_combine_by_their_rules(text: str, expected: float) -> None:
    world = evaluation([5.0], [5.0], [2.5])  # gaps 2, -1, .5
    answer = tree(text.format(*SINGLE))
    assert margin(answer, world, OVER, dict.fromkeys(comparisons(answer), 1.0)) == pytest.approx([expected])


MIXED = ["{0} and {1}", "{0} or {1}", "not ({0} or {2})", "at_least(2, {0}, {1}, {2})", "({0} or {1}) and {2}"]


@given(st.lists(st.tuples(*[st.floats(0, 6)] * 3), min_size=1, max_size=8), st.sampled_from(MIXED))
@property_test
def test_a_margin_is_positive_where_the_answer_is_yes_and_negative_where_it_is_no(rows: list, text: str) -> None:
    world = evaluation(*(list(column) for column in zip(*rows, strict=True)))
    answer = tree(text.format(*SINGLE))
    truth = world.truth(answer, OVER)
    for sigmas in ({}, dict.fromkeys(comparisons(answer), 1.0)):
        distance = margin(answer, world, OVER, sigmas)
        assert (truth[distance > 0] == 1).all()
        assert (truth[distance < 0] == 0).all()


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e6])
def test_beside_a_decided_comparison_the_open_one_alone_counts_whatever_their_units(scale: float) -> None:
    figures = {"cpi": monthly_panel("2025-12", [[x] for x in (1.0, 3.5, 6.0)]),
               "payrolls": monthly_panel("2025-12", [[5.1 * scale]] * 3)}  # fmt: skip
    world = Evaluation(figures, {})
    open_, decided = "mean(cpi) > 3", f"mean(payrolls) > {5.0 * scale:.7f}"
    alone = tree(open_)
    for text in (f"{open_} and {decided}", f"{open_} or not {decided}", f"at_least(2, {open_}, {decided})"):
        both = tree(text)
        sigmas = spreads(both, world, OVER)
        assert list(sigmas) == comparisons(alone)
        np.testing.assert_allclose(margin(both, world, OVER, sigmas), margin(alone, world, OVER, sigmas))


def test_what_rounding_leaves_of_a_series_that_stands_still_is_no_spread() -> None:
    still = tree("mean(cpi) > 4")
    paths = Evaluation({"cpi": monthly_panel("2025-12", [[5.1], [float(np.nextafter(5.1, 6.0))]])}, {})
    assert variance(gap(still, paths, OVER)) > 0
    assert spreads(still, paths, OVER) == {}
    assert variance(margin(still, paths, OVER, {})) == 0


def test_each_comparison_is_measured_in_its_own_sigmas() -> None:
    world = evaluation([4.0, 6.0, 8.0], [3.0, 3.0, 3.0], [1.0, 2.0, 3.0])
    both = tree(f"{SINGLE[0]} and {SINGLE[2]}")
    sigmas = spreads(both, world, OVER)
    assert list(sigmas.values()) == pytest.approx([np.std([4, 6, 8]), np.std([1, 2, 3])])
    expected = np.minimum(np.array([1, 3, 5]) / np.std([4, 6, 8]), np.array([-1, 0, 1]) / np.std([1, 2, 3]))
    np.testing.assert_allclose(margin(both, world, OVER, sigmas), expected)


def test_what_was_settled_or_unknown_at_the_opening_has_no_sigma_and_warns_of_nothing() -> None:
    world = evaluation([5.0, 5.0], [None, None], [1.0, 2.0])
    every = tree("at_least(1, {}, {}, {})".format(*SINGLE))
    assert list(spreads(every, world, OVER)) == [comparisons(every)[2]]
    assert np.isnan(gap(comparisons(every)[1], world, OVER)).all()


@pytest.mark.parametrize(
    ("now", "at_opening", "share"),
    [
        ([0, 2], [0, 2], 0.0),  # nothing learnt
        ([1, 1], [0, 2], 1.0),  # all of it
        ([0.5, 1.5], [0, 2], 0.75),
        ([0, 8], [0, 2], 0.0),  # wider than at the opening: cut
        ([3, 3], [3, 3], 1.0),  # nothing was open
        ([0, 2], [3, 3], 0.0),  # nothing was, and has come open since
        ([np.nan, 0, 2], [0, 2, np.nan], 0.0),
        ([np.nan, np.nan], [0, 2], np.nan),
        ([0, 2], [np.nan, np.nan], np.nan),
    ],
)
def test_information_is_the_share_of_the_variance_that_has_gone(now: list, at_opening: list, share: float) -> None:
    known = information(variance(np.array(now, dtype=float)), variance(np.array(at_opening, dtype=float)))
    assert known == pytest.approx(share, nan_ok=True)


def test_comparisons_are_found_in_order() -> None:
    found = comparisons(tree("({0} or not {1}) and at_least(1, {2}, {0})".format(*SINGLE)))
    assert [one.operator for one in found] == [">", "<=", ">=", ">"]
