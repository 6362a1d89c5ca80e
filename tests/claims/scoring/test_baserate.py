"""Base rates by placebo dates (METHOD.md section 5)."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.scoring.baserate import Tally, rate, tally
from claims.scoring.inference import wilson_interval
from claims.scoring.placebo import placebo_windows
from evidence.formula import Kind, parse
from evidence.periods import Frequency, date_of
from evidence.series import history
from tests.claims.scoring.worlds import YEAR, monthly, published, walk
from tests.evidence.formula.catalogue import CATALOGUE, day

property_test = settings(derandomize=True, deadline=None, max_examples=60)


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


def test_too_few_windows_are_pooled_with_their_class_and_enough_are_not() -> None:
    few, many, none = Tally(40, 27, 12), Tally(120, 30, 12), Tally(0, 0, 12)
    pooled = rate(few, {"a": many, "b": none})
    assert pooled is not None
    assert pooled.pooled == ("a",)
    assert (pooled.windows, pooled.hits) == (40, 27)
    assert pooled.effective == pytest.approx(160 / 12)
    assert pooled.rate == pytest.approx((57 / 12 + 1) / (160 / 12 + 2))
    alone = rate(many, {"a": few})
    assert alone is not None
    assert alone.pooled == ()
    assert rate(none, {"a": many}) is None


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


def test_noise_has_a_base_rate_of_one_half_and_its_interval_knows_how_little_that_is() -> None:
    shares, covers = [], []
    for seed in range(60):
        base = rate(tally(tree("growth(cpi) > 0"), None, {"cpi": published(monthly(walk(seed, 300)))}, {}, *YEAR, 0.8))
        assert base is not None
        shares.append(base.rate)
        covers.append(base.low <= 0.5 <= base.high)
    assert np.mean(shares) == pytest.approx(0.5, abs=0.05)
    assert np.mean(covers) > 0.85
