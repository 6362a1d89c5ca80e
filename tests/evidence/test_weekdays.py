"""Dates of two weekly series are told from the dates of one."""

from datetime import date

import numpy as np
import pytest

from evidence.periods import Ints, day_number
from evidence.weekdays import other_weekdays

WEDNESDAY, FRIDAY = (day_number(date(2026, 7, day)) for day in (1, 3))


def weeks(first: int, count: int) -> Ints:
    return first + 7 * np.arange(count, dtype=np.int64)


def test_dates_that_go_on_or_come_again_are_of_one_series() -> None:
    recorded = weeks(WEDNESDAY, 10)
    for come in (recorded, weeks(WEDNESDAY, 12), weeks(WEDNESDAY + 70, 5), recorded[3:6]):
        assert other_weekdays(recorded, come) == ""
    assert other_weekdays(recorded[:0], recorded) == ""


@pytest.mark.parametrize("overlap", [1, 2, 10])
def test_another_weekday_in_the_weeks_that_both_have_is_another_series(overlap: int) -> None:
    said = other_weekdays(weeks(WEDNESDAY, 10), weeks(FRIDAY + 7 * (10 - overlap), 10))
    more = "" if overlap == 1 else f", and {overlap - 1} more such weeks"
    assert said == (
        "expected weeks with the dates recorded, such as Wednesday, 2026-09-02, got Friday, 2026-09-04 in the same week"
        + more
    )


def test_an_early_report_of_a_holiday_beside_the_dates_recorded_is_of_the_same_series() -> None:
    """As CFTC's of Friday 21 December 2001, after that of the 18th."""
    recorded = weeks(day_number(date(2001, 11, 20)), 5)
    assert other_weekdays(recorded, np.r_[recorded, recorded[-1] + 3]) == ""
    assert other_weekdays(recorded, recorded[-1:] + 3) == "", "too few to tell"


def test_a_weekday_that_a_provider_changes_from_some_day_on_is_of_the_same_series() -> None:
    recorded = np.r_[weeks(FRIDAY, 10), weeks(WEDNESDAY + 70, 2)]
    assert other_weekdays(recorded, np.r_[recorded, weeks(WEDNESDAY + 84, 30)]) == ""
