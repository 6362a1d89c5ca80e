"""The first release that could settle a criterion, where it can be told by thinking."""

import numpy as np
import pytest

from claims.scoring.earliest import Asked, Outcome, Settling, first_settling, outcomes
from claims.scoring.margin import comparisons
from claims.scoring.outlook import Answers
from claims.scoring.unfolding import Unfolding
from tests.claims.scoring.unfoldings import TODAY, unfolding, walking
from tests.claims.scoring.worlds import YEAR, question
from tests.evidence.formula.catalogue import day, regular_panel

NAN = np.nan


def settling(holds: str, fails: str = "", requires: str = "", **series: Unfolding) -> Settling | None:
    asked = question(holds, tuple(series), fails=fails, requires=requires)
    sigmas = dict.fromkeys(comparisons(asked.holds), 1.0)
    return first_settling(Asked(asked, YEAR[1], {}, sigmas), series, TODAY)


def coins(months: int = 12, paths: int = 4_000) -> Unfolding:
    """101 or 99 by the toss of a coin each month, whatever came before."""
    tossed = 99.0 + 2 * np.random.default_rng(1).integers(0, 2, (paths, months))
    return unfolding(regular_panel("M", "2025-11-01", np.c_[np.full(paths, 100.0), tossed]), "count")


def test_a_last_figure_that_may_be_anything_is_settled_by_the_last_release_alone() -> None:
    found = settling("last(unemployment) > 100", unemployment=coins())
    assert found is not None
    assert found.is_last
    assert (found.day, found.by) == (YEAR[1], ("unemployment",))


@pytest.mark.parametrize(
    ("text", "month", "outcome"),
    [
        ("count(unemployment > 100) >= 3", "2026-02-28", Outcome.HELD),  # three of three
        ("count(unemployment > 100) >= 11", "2026-01-31", Outcome.FAILED),  # two misses of twelve
        ("highest(unemployment) > 100", "2025-12-31", Outcome.HELD),
        ("lowest(unemployment) > 100", "2025-12-31", Outcome.FAILED),
        ("share(unemployment > 100) > 0.5", "2026-05-31", Outcome.FAILED),  # six of twelve are not more than half
        ("mean(unemployment) > 100", "2026-05-31", Outcome.FAILED),  # six of twelve below cannot be made good
        ("first(unemployment) > 100", "2025-12-31", Outcome.HELD),
    ],
)
def test_it_is_settled_as_soon_as_nothing_can_change_it_on_some_future(text: str, month: str, outcome: str) -> None:
    found = settling(text, unemployment=coins(12, 20_000))
    assert found is not None
    assert (found.day, found.outcome, found.is_settled) == (day(month), outcome, False)


def test_a_figure_settles_when_it_comes_out_and_the_release_is_named() -> None:
    slow = coins().panel
    late = unfolding(regular_panel("M", "2025-11-01", slow.values, lag=20), "count")
    found = settling("first(policy_rate) > 100 and last(unemployment) < 1000", policy_rate=late, unemployment=coins())
    assert found is not None
    assert (found.day, found.by) == (day("2026-01-20"), ("policy_rate",))


def test_releases_after_which_nothing_hangs_on_them_are_not_waited_for() -> None:
    found = settling("mean(unemployment, first=3) > 100", unemployment=coins())
    assert found is not None
    assert (found.last, found.last_by) == (day("2026-02-28"), ("unemployment",))


def test_a_stand_in_for_a_series_that_goes_on_is_not_waited_for() -> None:
    other = unfolding(regular_panel("M", "2025-11-01", coins().panel.values + 1), "count")
    found = settling("last(coalesce(unemployment, policy_rate)) > 100", unemployment=coins(), policy_rate=other)
    assert found is not None
    assert (found.last, found.last_by) == (YEAR[1], ("unemployment",))


def test_what_is_certain_today_waits_for_nothing() -> None:
    found = settling("last(unemployment) > 0", unemployment=walking(1))
    assert found == Settling(TODAY, (), Outcome.HELD, True, TODAY, (), 4_000)


def test_where_nothing_is_known_nothing_is_said() -> None:
    empty = unfolding(regular_panel("M", "2025-11-01", [[NAN]]))
    assert settling("last(unemployment) > 0", unemployment=empty) is None


def test_an_outcome_that_is_neither_counts_as_mixed_and_a_false_precondition_as_void() -> None:
    answers = Answers(
        np.array([1.0, 0, 0, NAN, 1, 1]), np.array([1.0, 1, 0, 0, 0, 0]), np.array([1.0, 1, 1, 1, 0, NAN])
    )
    named = [list(Outcome)[place] if place >= 0 else None for place in outcomes(answers)]
    assert named == ["held", "failed", "mixed", None, "void", None]


def test_a_later_day_is_never_needed_when_more_is_known() -> None:
    """Six of twelve are needed; with one more in hand one fewer must come."""
    days = []
    for least in range(1, 7):
        found = settling(f"count(unemployment > 100) >= {least}", unemployment=coins(12, 20_000))
        assert found is not None
        days.append(found.day)
    assert days == sorted(days)
