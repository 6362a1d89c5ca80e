"""Placebo dates one by one: the same as the tally counts, and side by side by the months that claims are moved back."""

from dataclasses import replace

import numpy as np
import pytest

from claims.scoring.past import World, base_rate, before
from claims.scoring.pastanswers import Placebos, effective, placebos, side_by_side
from tests.claims.scoring.worlds import YEAR, monthly, published, question, tally, walk
from tests.evidence.formula.catalogue import day

PAST = {"cpi": published(monthly(walk(1, 200, sigma=0.02))), "ppi": published(monthly(walk(2, 150, sigma=0.02)))}


@pytest.mark.parametrize("requires", ["", "growth(ppi) > 0"])
def test_the_dates_are_those_that_the_base_rate_counts(requires: str) -> None:
    asked = question("growth(cpi) > 0 and growth(ppi) > 0", ("cpi", "ppi"), requires=requires)
    found = placebos(asked, YEAR[1], PAST, {})
    counted = tally(asked.holds, asked.requires, PAST, {}, *YEAR, 0.8)
    assert (found.answered.sum(), (found.holds == 1).sum()) == (counted.windows, counted.hits)
    assert 0 < counted.hits < counted.windows
    assert (found.months, found.effective) == (counted.months, counted.effective)


def test_a_shift_is_the_number_of_months_from_the_placebo_to_the_claim() -> None:
    found = placebos(question("growth(cpi) > 0", ("cpi",)), YEAR[1], PAST, {})
    assert found.shifts[-1] == 12, "the last window must close before the claim opens"
    assert (np.diff(found.shifts) == -1).all()
    assert found.opens[-1] == day("2024-12-01")


def test_nothing_known_later_changes_a_placebo() -> None:
    whole = placebos(question("growth(cpi) > 0", ("cpi",)), YEAR[1], PAST, {})
    shorter = published(monthly(walk(1, 200, sigma=0.02)[:190], last="2025-01"))
    before = placebos(question("growth(cpi) > 0", ("cpi",)), YEAR[1], {"cpi": shorter}, {})
    both = ~np.isnan(before.holds)
    assert both.sum() > 100
    assert (whole.holds[both] == before.holds[both]).all()


def test_asked_together_the_past_is_what_it_is_one_by_one() -> None:
    asked = [
        replace(question(formula, slugs, requires=requires), key=key, closes=(YEAR[1],))
        for key, formula, slugs, requires in (
            ("a", "growth(cpi) > 0", ("cpi",), ""),
            ("b", "growth(ppi) > growth(cpi)", ("cpi", "ppi"), "growth(ppi) > 0"),
        )
    ]  # fmt: skip
    world = World(PAST, {}, dict.fromkeys(PAST, ("x",)), {})
    for one, (base, together) in zip(asked, before(asked, world), strict=True):
        alone = placebos(one, YEAR[1], PAST, {})
        assert base == base_rate(one, YEAR[1], world)
        assert (together.shifts == alone.shifts).all()
        assert np.array_equal(together.holds, alone.holds, equal_nan=True)
        assert together.months == alone.months


def test_without_a_window_there_are_no_placebos() -> None:
    found = placebos(question("growth(cpi) > 0", ("cpi",)), YEAR[1], {"cpi": published(monthly(walk(3, 8)))}, {})
    assert (len(found.holds), found.effective) == (0, 0)
    assert effective(0, 12) == 0


def placebo(shifts: list[int], holds: list[float]) -> Placebos:
    return Placebos(np.array(shifts), np.array(shifts), np.array(holds), np.array(holds), 1.0)


def test_claims_stand_side_by_side_by_shift_and_what_is_missing_is_nan() -> None:
    shifts, held = side_by_side([placebo([3, 2, 1], [1, 0, 1]), placebo([5, 4, 2], [1, np.nan, 0])])
    assert shifts.tolist() == [5, 4, 3, 2, 1]
    nan = np.nan
    np.testing.assert_array_equal(held, [[nan, nan, 1, 0, 1], [1, nan, nan, 0, nan]])


def test_claims_made_at_different_times_keep_their_distance_when_moved() -> None:
    """Two claims on one series, a year apart: at each shift each reads its own months."""
    late = question("growth(cpi) > 0", ("cpi",))
    early = question("growth(cpi) > 0", ("cpi",), window=(day("2024-12-01"), day("2025-11-30")))
    _, held = side_by_side([placebos(one, one.closes[0], PAST, {}) for one in (late, early)])
    later, earlier = held[0, :-12], held[1, 12:]  # the later claim moved by a year more stands where the earlier does
    both = ~np.isnan(later) & ~np.isnan(earlier)
    assert both.sum() > 50
    assert (later[both] == earlier[both]).all()
    assert 0 < later[both].mean() < 1
