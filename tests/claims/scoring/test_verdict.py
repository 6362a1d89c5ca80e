"""Bands, hysteresis and marks (METHOD.md section 6)."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.verdict import BANDS, Band, band_of, changes, clipped, walk

property_test = settings(derandomize=True, max_examples=200)
OFF, TO_FAIL, OPEN, TO_HOLD, ON = BANDS
CHANCES = st.lists(st.floats(0, 1), min_size=1, max_size=20)


def days(count: int) -> list[date]:
    return [date(2026, 1, 31) + timedelta(days=30 * place) for place in range(count)]


def bands(*probabilities: float) -> list[Band]:
    return [step.band for step in walk(days(len(probabilities)), probabilities)]


@pytest.mark.parametrize(
    ("p", "band"),
    [
        (0.0, OFF), (0.10, OFF), (0.11, TO_FAIL), (0.30, TO_FAIL), (0.31, OPEN), (0.5, OPEN), (0.69, OPEN),
        (0.70, TO_HOLD), (0.89, TO_HOLD), (0.90, ON), (1.0, ON),
    ],
)  # fmt: skip
def test_bands_by_probability_with_edges_in_the_outer_one(p: float, band: Band) -> None:
    assert band_of(p) is band


@pytest.mark.parametrize("p", [-0.01, 1.01, float("nan")])
def test_what_is_no_probability_has_no_band(p: float) -> None:
    with pytest.raises(ValueError, match="expected a probability"):
        band_of(p)


@pytest.mark.parametrize(
    ("probabilities", "expected"),
    [
        ([0.50], [OPEN]),  # the first date has nothing to hold on to
        ([0.95], [ON]),
        ([0.50, 0.72], [OPEN, OPEN]),  # passed by .02 only
        ([0.50, 0.73], [OPEN, TO_HOLD]),  # passed by .03
        ([0.50, 0.72, 0.71], [OPEN, OPEN, TO_HOLD]),  # two dates running
        ([0.50, 0.72, 0.69, 0.72], [OPEN] * 4),  # not running
        ([0.50, 0.92], [OPEN, TO_HOLD]),  # past .73 but not past .93
        ([0.50, 0.93], [OPEN, ON]),  # the farthest edge passed
        ([0.95, 0.88], [ON, ON]),
        ([0.95, 0.87], [ON, TO_HOLD]),
        ([0.95, 0.05], [ON, OFF]),
        ([0.75, 0.67], [TO_HOLD, OPEN]),  # though .70 - .03 is less than .67 in binary fractions
        ([0.75, 0.68], [TO_HOLD, TO_HOLD]),
        ([0.35, 0.27], [OPEN, TO_FAIL]),
        ([0.25, 0.33], [TO_FAIL, OPEN]),
        ([0.15, 0.07], [TO_FAIL, OFF]),
        ([0.95, 0.08], [ON, TO_FAIL]),  # not .03 below .10
        ([0.95, 0.08, 0.09], [ON, TO_FAIL, OFF]),
        ([0.20, 0.31, 0.29], [TO_FAIL] * 3),
        ([0.05, 0.13], [OFF, TO_FAIL]),
        ([0.05, 0.12, 0.12], [OFF, OFF, TO_FAIL]),
    ],
)
def test_a_band_is_left_only_when_its_edge_is_passed_clearly_or_twice(
    probabilities: list[float], expected: list[Band]
) -> None:
    assert bands(*probabilities) == expected


@given(CHANCES)
@property_test
def test_the_band_is_never_more_than_a_hesitation_away_from_the_probability(probabilities: list[float]) -> None:
    for step in walk(days(len(probabilities)), probabilities):
        nearby = {band_of(min(max(step.p + shift, 0), 1)) for shift in (-0.03, 0, 0.03)}
        assert step.band in nearby


@given(CHANCES)
@property_test
def test_yes_and_no_are_treated_alike(probabilities: list[float]) -> None:
    rounded = [round(p, 3) + 0.0004 for p in probabilities if p < 0.999]  # never on an edge
    mirrored = [BANDS[4 - BANDS.index(band)] for band in bands(*(1 - p for p in rounded))]
    assert bands(*rounded) == mirrored


@given(CHANCES, st.integers(1, 20))
@property_test
def test_a_later_date_changes_no_earlier_band(probabilities: list[float], upto: int) -> None:
    assert bands(*probabilities[:upto]) == bands(*probabilities)[:upto]


def test_changes_name_both_steps() -> None:
    steps = walk(days(4), [0.5, 0.5, 0.95, 0.95])
    assert [(old.band, new.band, new.on) for old, new in changes(steps)] == [(OPEN, ON, days(4)[2])]
    assert changes([]) == []


def test_every_date_needs_a_probability() -> None:
    with pytest.raises(ValueError, match="2 dates, got 1"):
        walk(days(2), [0.5])


@pytest.mark.parametrize(("p", "shown"), [(0.0, 0.02), (0.01, 0.02), (0.5, 0.5), (0.99, 0.98), (1.0, 0.98)])
def test_while_open_nothing_is_certain(p: float, shown: float) -> None:
    assert clipped(p) == shown
