"""When a figure became known, where the provider does not say."""

from collections.abc import Sequence

import numpy as np

from evidence.publication import DAY, UNDATED, dated

LAG = 10
MONTHS = np.arange(0, 300, 30)  # ends of periods


def settled(
    days: Sequence[int], real_time: bool = False, ends: Sequence[int] | None = None
) -> list[tuple[float, bool]]:
    """The day from which the first figure of each period counts, and whether it is inferred; 0 is no date."""
    times = np.array([day * DAY if day else UNDATED for day in days])
    found = dated(np.array(MONTHS[: len(days)] if ends is None else ends), times, LAG, real_time=real_time)
    return list(zip((found.times / DAY).tolist(), found.pseudo.tolist(), strict=True))


def test_a_late_day_on_which_several_periods_first_appear_is_that_of_a_snapshot() -> None:
    assert settled([90, 90, 90]) == [(10, True), (40, True), (90, False)]  # within three usual lags of the third


def test_a_late_day_on_which_one_period_first_appears_is_that_of_a_delayed_publication() -> None:
    assert settled([0, 40, 111, 100]) == [(10, True), (40, False), (111, False), (100, False)]


def test_a_provider_that_catches_up_publishes_several_periods_a_day() -> None:
    late = 51 + 30  # September's jobs of 2025, and October's and November's together
    assert settled([10, late, 125, 125]) == [(10, False), (late, False), (125, False), (125, False)]


def test_a_snapshot_of_many_periods_is_no_catching_up() -> None:
    days = settled([10, 81, 300, 300, 300, 300])
    assert days == [(10, False), (81, False), (70, True), (100, True), (130, True), (160, True)]


def test_a_figure_that_first_appears_more_than_a_year_late_was_not_published_then() -> None:
    for real_time in (False, True):
        assert settled([2, 397 + 30], real_time, ends=[0, 30]) == [(2, False), (40, True)]
        assert settled([2, 396 + 30], real_time, ends=[0, 30]) == [(2, False), (396 + 30, False)]


def test_a_real_time_start_is_a_publication_unless_the_series_began_then() -> None:
    assert settled([100, 100, 100, 221, 221], real_time=True) == [
        (10, True), (40, True), (70, True), (221, False), (221, False),
    ]  # fmt: skip


def test_a_friday_that_is_published_on_the_tuesday_after_a_long_weekend_is_unknown_until_then() -> None:
    for real_time in (False, True):
        found = dated(np.array([0, 1, 5]), np.array([1, 5, 6]) * DAY, 1, real_time=real_time)
        assert found.times.tolist() == [DAY, 5 * DAY, 6 * DAY]
        assert not found.pseudo.any()


def test_later_vintages_of_a_snapshot_stay_dated() -> None:
    found = dated(np.array([0, 0, 30]), np.array([99, 120, 99]) * DAY, lag=10)
    assert found.times.tolist() == [10 * DAY, 120 * DAY, 40 * DAY]
    assert found.pseudo.tolist() == [True, False, True]


def test_no_rows_are_no_figures() -> None:
    none = np.array([], dtype=np.int64)
    assert len(dated(none, none, 10).times) == len(dated(none, none, 10, real_time=True).times) == 0


def test_an_undated_figure_was_known_before_the_one_that_replaced_it() -> None:
    found = dated(np.array([0, 0]), np.array([UNDATED, 5 * DAY]), lag=10)
    assert found.times.tolist() == [4 * DAY, 5 * DAY]
