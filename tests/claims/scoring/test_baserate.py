"""Base rates by placebo dates (METHOD.md section 5)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.baserate import Tally, independent, pooled, rate
from claims.scoring.inference import wilson_interval
from claims.scoring.placebo import Outcomes, placebo_windows
from evidence.formula import Kind, Windows, parse
from evidence.periods import Frequency, date_of, first_of_month
from evidence.series import history
from tests.claims.scoring.worlds import YEAR, monthly, published, tally, walk
from tests.evidence.formula.catalogue import CATALOGUE, day

property_test = settings(derandomize=True, max_examples=60)


def tree(text: str):
    return parse(text, CATALOGUE, Kind.TRUTH).tree


def test_placebo_windows_are_as_long_start_every_earlier_month_and_close_before_the_claim() -> None:
    windows = placebo_windows(*YEAR, day("2020-03-15"))
    opens, closes = ([str(date_of(int(d))) for d in days] for days in (windows.opens, windows.closes))
    assert opens[:2] == ["2020-03-01", "2020-04-01"]
    assert closes[:2] == ["2021-02-28", "2021-03-31"]
    assert (opens[-1], closes[-1]) == ("2024-12-01", "2025-11-30")
    assert len(opens) == 58


def test_a_window_that_is_no_number_of_months_keeps_its_days_and_its_day_of_the_month() -> None:
    windows = placebo_windows(day("2025-12-10"), day("2026-01-20"), day("2025-01-05"))
    assert set(windows.closes - windows.opens) == {41}
    assert {date_of(int(d)).day for d in windows.opens} == {10}
    assert (windows.closes < day("2025-12-10")).all()


@pytest.mark.parametrize(
    ("windows", "hits", "months", "effective", "value"),
    [
        (275, 132, 12, 275 / 12, (132 / 12 + 1) / (275 / 12 + 2)),
        (60, 0, 12, 5.0, 1 / 7),
        (60, 60, 12, 5.0, 6 / 7),
        (6, 3, 12, 1.0, 1.5 / 3),  # at least one
        (24, 6, 1, 24.0, 7 / 26),
    ],
)
def test_overlapping_windows_count_as_far_as_they_are_independent(
    windows: int, hits: int, months: float, effective: float, value: float
) -> None:
    base = rate(Tally(windows, hits, months))
    assert base is not None
    assert (base.windows, base.hits, base.effective) == (windows, hits, pytest.approx(effective))
    assert base.rate == pytest.approx(value)
    assert (base.low, base.high) == pytest.approx(wilson_interval(hits * effective / windows, effective))
    assert base.low <= hits / windows <= base.high


@given(st.integers(1, 500), st.data(), st.sampled_from([1, 12, 18]))
@property_test
def test_a_base_rate_is_never_certain(windows: int, data: st.DataObject, months: int) -> None:
    base = rate(Tally(windows, data.draw(st.integers(0, windows)), months))
    assert base is not None
    assert 0 < base.rate < 1
    assert 0 <= base.low <= base.high <= 1


def answered(held: np.ndarray, first: int = 0) -> Outcomes:
    """Outcomes at monthly openings, of which the first is so many months after another's."""
    opens = first_of_month(first + np.arange(len(held)))
    return Outcomes(Windows(opens, opens + 364), held.astype(float))


def overlapping(seed: int, count: int) -> np.ndarray:
    """Whether a walk rose over twelve months, at each month."""
    return (np.convolve(np.random.default_rng(seed).normal(0, 1, count + 11), np.ones(12), "valid") > 0).astype(float)


def test_too_few_windows_are_pooled_with_their_class_and_enough_are_not() -> None:
    few, many, none = answered(overlapping(1, 40)), answered(overlapping(2, 120), 60), answered(np.full(9, np.nan))
    base = pooled(few, {"a": many, "b": none}, 12)  # no date in common
    assert base is not None
    assert base.pooled == ("a",)
    assert (base.windows, base.hits) == (40, few.held.sum())
    assert base.effective == pytest.approx(160 / 12)
    assert base.rate == pytest.approx(((few.held.sum() + many.held.sum()) / 12 + 1) / (160 / 12 + 2))
    assert pooled(many, {"a": few}, 12) == rate(Tally(120, int(many.held.sum()), 12))
    assert pooled(none, {"a": many}, 12) is None


@pytest.mark.parametrize("twins", [1, 2, 9])
def test_twins_in_a_pool_count_as_one_and_not_as_independent_windows(twins: int) -> None:
    own = answered(overlapping(3, 48))
    base = pooled(own, {str(n): own for n in range(twins)}, 12)
    assert base is not None
    alone = rate(Tally(48, int(own.held.sum()), 12))
    assert alone is not None
    assert (base.rate, base.effective) == pytest.approx((alone.rate, 4.0))
    assert (base.low, base.high) == pytest.approx((alone.low, alone.high))


def test_what_always_held_in_all_of_a_pool_counts_once() -> None:
    always = answered(np.ones(48))
    base = pooled(always, {"a": always, "b": answered(np.ones(48))}, 12)
    assert base is not None
    assert base.effective == pytest.approx(4.0)
    assert base.rate == pytest.approx(5 / 6)


def test_unrelated_series_of_a_pool_count_nearly_as_many_and_a_longer_twin_no_more_than_alone() -> None:
    one, other = answered(overlapping(4, 480)), answered(overlapping(5, 480))
    assert independent([one, other], 12) == pytest.approx(80, rel=0.2)
    short = answered(one.held[-48:], 432)
    assert 36 < independent([short, one], 12) <= 40
    assert independent([one], 12) == pytest.approx(40)


def test_the_interval_of_a_pool_of_relatives_covers_as_often_as_it_says() -> None:
    """Ten series that share four fifths of their variance, 48 windows each: their base rate is one half."""
    covered = []
    for seed in range(200):
        rng = np.random.default_rng(seed)
        moves = np.sqrt(0.8) * rng.normal(0, 1, 59) + np.sqrt(0.2) * rng.normal(0, 1, (10, 59))
        held = [answered(np.convolve(row, np.ones(12), "valid") > 0) for row in moves]
        base = pooled(held[0], {str(n): one for n, one in enumerate(held[1:])}, 12)
        assert base is not None
        covered.append(base.low <= 0.5 <= base.high)
    assert np.mean(covered) > 0.85  # as many independent windows it would be 0.3


def by_hand(values: np.ndarray, threshold: float) -> tuple[int, int]:
    """Windows of twelve months in which the last year-on-year change passes, in plain loops over months."""
    windows = hits = 0
    for opening in range(len(values) - 11):  # the window's months are opening ... opening + 11
        last, before = opening + 11, opening - 1
        if before >= 0:
            windows += 1
            hits += 100 * (values[last] / values[before] - 1) > threshold
    return windows, hits


@pytest.mark.parametrize("threshold", [-5.0, 0.0, 5.0])
def test_the_tally_is_that_of_a_plain_loop(threshold: float) -> None:
    values = walk(1, 150, sigma=0.02)
    past = published(monthly(values))
    counted = tally(tree(f"last(yoy(cpi)) > {threshold}"), None, {"cpi": past}, {}, *YEAR, 0.8)
    assert (counted.windows, counted.hits) == by_hand(values, threshold)
    assert counted.months == 12


def test_windows_in_which_the_precondition_was_false_are_no_base_rate() -> None:
    values = walk(2, 150, sigma=0.02)
    past = {"cpi": published(monthly(values))}
    whole = tally(tree("growth(cpi) > 0"), None, past, {}, *YEAR, 0.8)
    above = tally(tree("growth(cpi) > 0"), tree("growth(cpi) > 0"), past, {}, *YEAR, 0.8)
    assert (above.windows, above.hits) == (whole.hits, whole.hits)
    assert 0 < whole.hits < whole.windows


def test_windows_from_before_one_of_several_figures_begins_are_no_base_rate() -> None:
    # Without them a conjunction could only fail: false where the older figure decides, unknown elsewhere.
    old, young = walk(4, 300, sigma=0.02), walk(5, 300, sigma=0.02)
    begun = np.where(np.arange(300) < 200, np.nan, young)
    past = {"cpi": published(monthly(old)), "cpi_electricity": published(monthly(begun))}
    both = tally(tree("growth(cpi) > 0 and growth(cpi_electricity) > 0"), None, past, {}, *YEAR, 0.8)
    alone = tally(
        tree("growth(cpi_electricity) > 0"), None, {"cpi_electricity": past["cpi_electricity"]}, {}, *YEAR, 0.8
    )
    assert both.windows == alone.windows
    assert 0 < both.windows < 100


def test_a_base_rate_reads_the_figures_of_that_time_and_not_a_later_revision() -> None:
    # Growth was 3 % every year as first published; in 2025 all of history was revised to 0.
    values = 100 * 1.03 ** (np.arange(96) / 12)
    panel = monthly(values)
    days, first = panel.ends, panel.ends + 14
    late = np.full(96, day("2025-11-20"))
    rows = [np.concatenate(pair) for pair in ((days, days), (first, late), (values, np.full(96, 100.0)))]
    past = history(Frequency.MONTH, *rows, 14)
    counted = tally(tree("growth(cpi) > 2.9"), None, {"cpi": past}, {}, *YEAR, 0.8)
    assert past.is_revised
    assert counted.windows - counted.hits <= 2  # only the last windows were still open in November 2025
    assert counted.windows > 70


def test_without_a_complete_window_there_is_no_base_rate() -> None:
    past = {"cpi": published(monthly(walk(3, 10)))}
    counted = tally(tree("last(yoy(cpi)) > 0"), None, past, {}, *YEAR, 0.8)
    assert counted.windows == 0
    assert rate(counted) is None
    empty = {"cpi": published(monthly(np.full(12, np.nan)))}
    assert tally(tree("last(yoy(cpi)) > 0"), None, empty, {}, *YEAR, 0.8).windows == 0


def test_nor_is_there_one_where_what_is_shorter_than_the_window_was_revised() -> None:
    once = published(monthly(walk(3, 10)))
    twice = [np.tile(once.ends, 2), np.r_[once.known, once.known + 30], np.r_[once.values, once.values + 0.1]]
    past = history(Frequency.MONTH, *twice, 14)
    assert past.is_revised
    assert tally(tree("last(yoy(cpi)) > 0"), None, {"cpi": past}, {}, *YEAR, 0.8).windows == 0


def test_noise_has_a_base_rate_of_one_half_and_its_interval_knows_how_little_that_is() -> None:
    shares, covers = [], []
    for seed in range(60):
        base = rate(tally(tree("growth(cpi) > 0"), None, {"cpi": published(monthly(walk(seed, 300)))}, {}, *YEAR, 0.8))
        assert base is not None
        shares.append(base.rate)
        covers.append(base.low <= 0.5 <= base.high)
    assert np.mean(shares) == pytest.approx(0.5, abs=0.05)
    assert np.mean(covers) > 0.85
