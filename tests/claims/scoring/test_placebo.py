"""Placebo dates: many criteria at once as each alone, and claims made of others jointly (METHOD.md section 5)."""

from dataclasses import replace

import numpy as np
import pytest

from claims.scoring.placebo import Asked, Outcomes, joint, outcomes, placebo_windows
from evidence.formula import Kind, Windows, parse
from evidence.periods import date_of, month_of
from evidence.series import History, history
from tests.claims.scoring.worlds import YEAR, monthly, published, walk
from tests.evidence.formula.catalogue import CATALOGUE, day

TEXTS = (
    "growth(cpi) > 0", "mean(yoy(cpi) - yoy(cpi_electricity)) > 0", "last(unemployment) > start(unemployment)",
    "growth(cpi) > 0 and share(yoy(cpi_electricity) > 2) >= 0.5",
)  # fmt: skip


def world() -> dict[str, History]:
    """One series that is revised, one that begins late, one from the beginning on."""
    plain = {"cpi": walk(1, 200), "cpi_electricity": walk(2, 120), "unemployment": walk(3, 200)}
    past = {slug: published(monthly(values)) for slug, values in plain.items()}
    first = past["unemployment"]
    again = np.r_[first.known, first.known + 40]
    figures = np.r_[first.values, first.values * (1 + 0.01 * np.random.default_rng(4).normal(size=200))]
    return past | {"unemployment": history(first.frequency, np.tile(first.ends, 2), again, figures, 14)}


def asked(text: str, window: tuple[int, int] = YEAR) -> Asked:
    tree = parse(text, CATALOGUE, Kind.TRUTH).tree
    leaves = tuple(slug for slug in ("cpi", "cpi_electricity", "unemployment") if f"({slug})" in text)
    return Asked(tree, None, leaves, *window, 0.8)


def test_criteria_asked_together_have_the_outcomes_of_each_alone() -> None:
    every = [asked(text, window) for text in TEXTS for window in (YEAR, (YEAR[0], YEAR[0] + 181))]
    every += [replace(every[0], coverage=0.5), replace(every[0], requires=asked(TEXTS[2]).holds)]
    every[-1] = replace(every[-1], leaves=("cpi", "unemployment"))
    together = outcomes(every, world(), {})
    for one, found in zip(every, together, strict=True):
        [alone] = outcomes([one], world(), {})
        assert found.windows == alone.windows
        np.testing.assert_array_equal(found.held, alone.held)
    assert {answer for found in together for answer in found.held[~np.isnan(found.held)]} == {0.0, 1.0}


def outcome(held: list[float], first: int = 0) -> Outcomes:
    opens = first + np.arange(len(held))
    return Outcomes(Windows(opens, opens + 10), np.array(held))


def test_a_claim_made_of_others_counts_the_dates_at_which_enough_held_together() -> None:
    # Three that each hold half of the time hold together never, half of the time or a quarter: only the dates tell.
    one, other, third = [1.0, 0, 1, 0], [1.0, 0, 1, 0], [0.0, 1, 0, 1]
    for members, least, expected in [
        ((one, other), 2, [1, 0, 1, 0]), ((one, third), 2, [0, 0, 0, 0]), ((one, third), 1, [1, 1, 1, 1]),
        ((one, other, third), 2, [1, 0, 1, 0]),
    ]:  # fmt: skip
        np.testing.assert_array_equal(joint(least, [outcome(member) for member in members]).held, expected)


def test_members_meet_on_common_dates_and_one_that_cannot_be_told_leaves_its_date_out() -> None:
    found = joint(1, [outcome([1, 1, np.nan, 0, 0]), outcome([0, 1, 0], first=2)])
    np.testing.assert_array_equal(found.windows.opens, [2, 3, 4])
    np.testing.assert_array_equal(found.windows.closes, [12, 13, 14])
    np.testing.assert_array_equal(found.held, [np.nan, 1, 0])
    with pytest.raises(ValueError, match="expected members"):
        joint(1, [])


def test_a_claim_made_of_itself_twice_has_the_base_rate_of_one() -> None:
    [found] = outcomes([asked(TEXTS[0])], world(), {})
    np.testing.assert_array_equal(joint(2, [found, found]).held, found.held)


def test_a_claim_of_the_31st_is_asked_once_a_month_at_earlier_dates() -> None:
    found = placebo_windows(day("2026-01-31"), day("2026-07-30"), day("2023-01-01"))
    assert [str(date_of(int(one))) for one in found.opens[:4]] == [
        "2023-01-31",
        "2023-02-28",
        "2023-03-31",
        "2023-04-30",
    ]
    assert len(set(month_of(found.opens))) == len(found.opens)
