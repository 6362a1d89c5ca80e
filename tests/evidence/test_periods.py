"""Requirements of period arithmetic (METHOD.md sections 2 and 10), against Python's own calendar."""

from calendar import monthrange
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.periods import (
    MOST_EARLY,
    Frequency,
    Offset,
    add_months,
    canonical_days,
    date_of,
    day_number,
    end_days,
    first_day,
    first_of_month,
    label,
    label_days,
    last_day,
    month_of,
    period_of,
    periods_due,
    weeks_of,
)
from tests.evidence.formula.catalogue import day

DATES = st.dates(date(1900, 1, 1), date(2100, 12, 31))
FREQUENCIES = st.sampled_from(Frequency)
property_test = settings(derandomize=True, max_examples=150)


def bounds_by_calendar(of: date, frequency: Frequency) -> tuple[date, date]:
    """First and last date of the period that holds a date, from Python's calendar."""
    if frequency is Frequency.DAY:
        return of, of
    if frequency is Frequency.WEEK:
        monday = of - timedelta(of.weekday())
        return monday, monday + timedelta(6)
    months = {Frequency.MONTH: 1, Frequency.QUARTER: 3, Frequency.YEAR: 12}[frequency]
    first = (of.month - 1) // months * months + 1
    last = first + months - 1
    return date(of.year, first, 1), date(of.year, last, monthrange(of.year, last)[1])


@given(DATES)
@property_test
def test_a_day_number_and_its_date_are_one(on: date) -> None:
    assert date_of(day_number(on)) == on
    assert day_number(on) == (on - date(1970, 1, 1)).days


@given(DATES, FREQUENCIES)
@property_test
def test_a_period_begins_and_ends_as_the_calendar_says(on: date, frequency: Frequency) -> None:
    period = period_of(day_number(on), frequency)
    first, last = bounds_by_calendar(on, frequency)
    assert date_of(first_day(period, frequency)) == first
    assert date_of(last_day(period, frequency)) == last


@given(DATES, FREQUENCIES)
@property_test
def test_the_next_period_begins_on_the_day_after_so_that_shifting_is_adding(on: date, frequency: Frequency) -> None:
    period = period_of(day_number(on), frequency)
    assert first_day(period + 1, frequency) == last_day(period, frequency) + 1
    assert period_of(last_day(period, frequency) + 1, frequency) == period + 1


@given(st.lists(DATES, min_size=1, max_size=20), FREQUENCIES)
@property_test
def test_arrays_give_what_single_days_give(dates: list[date], frequency: Frequency) -> None:
    days = np.array([day_number(on) for on in dates])
    for function in (period_of, canonical_days, end_days):
        assert list(function(days, frequency)) == [function(int(one), frequency) for one in days]
    assert list(month_of(days)) == [month_of(int(one)) for one in days]
    assert list(add_months(days, -12)) == [add_months(int(one), -12) for one in days]


def test_single_days_give_plain_integers() -> None:
    for frequency in Frequency:
        assert type(period_of(day("2025-12-01"), frequency)) is int
        assert type(last_day(100, frequency)) is int
    assert type(first_of_month(5)) is int


@pytest.mark.parametrize("frequency", [Frequency.MONTH, Frequency.QUARTER, Frequency.YEAR, Frequency.DAY])
def test_providers_that_date_a_period_by_its_first_or_by_its_last_day_meet(frequency: Frequency) -> None:
    first, last = day("2025-10-01"), int(last_day(period_of(day("2025-10-01"), frequency), frequency))
    assert canonical_days(first, frequency) == canonical_days(last, frequency)
    assert end_days(first, frequency) == end_days(last, frequency) == last


def test_a_week_keeps_the_date_of_its_own_observation() -> None:
    wednesday, friday = day("2025-10-01"), day("2025-10-03")
    assert canonical_days(wednesday, Frequency.WEEK) == end_days(wednesday, Frequency.WEEK) == wednesday
    assert canonical_days(friday, Frequency.WEEK) == friday
    assert period_of(wednesday, Frequency.WEEK) == period_of(friday, Frequency.WEEK)


def test_a_month_dated_by_its_first_day_ends_weeks_later() -> None:
    assert end_days(day("2025-03-01"), Frequency.MONTH) == day("2025-03-31")


@given(DATES, st.integers(-5, 500), FREQUENCIES)
@property_test
def test_periods_due_are_those_that_end_inside(start: date, length: int, frequency: Frequency) -> None:
    first, last = day_number(start), day_number(start) + length
    inside = range(first, last + 1)
    if frequency is Frequency.DAY:
        expected = sum(date_of(one).weekday() < 5 for one in inside)
    else:
        expected = sum(bounds_by_calendar(date_of(one), frequency)[1] == date_of(one) for one in inside)
    assert periods_due(np.array([first]), np.array([last]), frequency)[0] == expected


@given(DATES, st.integers(0, 60), DATES)
@property_test
def test_weeks_due_are_counted_by_the_weekday_on_which_the_series_weeks_end(
    start: date, length: int, week_end: date
) -> None:
    first, last = day_number(start), day_number(start) + length
    expected = sum(date_of(one).weekday() == week_end.weekday() for one in range(first, last + 1))
    due = periods_due(np.array([first]), np.array([last]), Frequency.WEEK, week_end=day_number(week_end))
    assert due[0] == expected


def test_a_daily_series_with_weekends_owes_every_day() -> None:
    week = np.array([day("2025-12-01")]), np.array([day("2025-12-14")])
    assert periods_due(*week, Frequency.DAY, week=7)[0] == 14
    assert periods_due(*week, Frequency.DAY, week=5)[0] == 10


def test_a_quarter_belongs_to_the_window_in_which_it_ends() -> None:
    opens, closes = np.array([day("2025-12-01")]), np.array([day("2026-11-30")])
    assert periods_due(opens, closes, Frequency.QUARTER)[0] == 4  # 2025Q4 to 2026Q3
    assert periods_due(opens, closes, Frequency.MONTH)[0] == 12
    assert periods_due(opens, closes, Frequency.YEAR)[0] == 1  # 2025


@given(DATES, st.integers(-500, 500))
@property_test
def test_months_are_added_by_date_and_cut_to_the_length_of_the_month(on: date, count: int) -> None:
    months = on.year * 12 + on.month - 1 + count
    year, month = divmod(months, 12)
    expected = date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    assert date_of(add_months(day_number(on), count)) == expected


def test_a_leap_day_a_year_earlier_is_the_last_of_february() -> None:
    assert date_of(add_months(day("2024-02-29"), -12)) == date(2023, 2, 28)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("+0m", "2025-12-31"),
        ("+2m", "2026-02-28"),
        ("-1m", "2025-11-30"),
        ("+10d", "2026-01-10"),
        ("-2w", "2025-12-17"),
        ("+1q", "2026-03-31"),
        ("-10y", "2015-12-31"),
    ],
)
def test_an_offset_is_a_distance_from_the_opening(text: str, expected: str) -> None:
    offset = Offset.parse(text)
    assert offset is not None
    assert str(offset) == text
    assert list(offset.after(np.array([day("2025-12-31")]))) == [day(expected)]


@pytest.mark.parametrize("text", ["", "3m", "+m", "+3", "+3x", "+3m ", "+12345d", "++3m", "+3.5m", "2001-03"])
def test_what_is_no_offset_is_not_read_as_one(text: str) -> None:
    assert Offset.parse(text) is None


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2001", "2001-01-01", "2001-12-31"),
        ("2001Q1", "2001-01-01", "2001-03-31"),
        ("2001Q4", "2001-10-01", "2001-12-31"),
        ("2004-02", "2004-02-01", "2004-02-29"),
        ("2001-03-15", "2001-03-15", "2001-03-15"),
    ],
)
def test_a_label_names_a_period(text: str, first: str, last: str) -> None:
    assert label_days(text) == (day(first), day(last))


@pytest.mark.parametrize(
    "text", ["", "01", "2001Q5", "2001Q0", "2001-13", "2001-00", "2001-02-29", "2001-3", "0000", "2001 ", "20011"]
)
def test_what_names_no_period_is_refused(text: str) -> None:
    assert label_days(text) is None


@given(DATES, FREQUENCIES)
@property_test
def test_the_label_of_a_period_names_that_period(on: date, frequency: Frequency) -> None:
    first, last = bounds_by_calendar(on, frequency)
    named = label_days(label(day_number(last), frequency))
    if frequency is Frequency.WEEK:
        assert named == (day_number(last), day_number(last))  # a week is named by the day on which it ends
    else:
        assert named == (day_number(first), day_number(last))


@given(st.lists(st.integers(-9_000, 21_000), unique=True).map(sorted), st.integers(0, 6))
def test_a_date_has_the_week_it_lies_in_or_the_next_and_dates_of_one_weekday_their_own(
    dates: list[int], weekday: int
) -> None:
    days = np.array(dates, dtype=np.int64)
    own = period_of(days, Frequency.WEEK)
    assert set((weeks_of(days) - own).tolist()) <= {0, 1}
    regular = np.unique(own) * 7 + weekday
    assert weeks_of(regular).tolist() == period_of(regular, Frequency.WEEK).tolist()


@pytest.mark.parametrize(
    ("dates", "moved"),
    [
        (["2003-02-04", "2003-02-11", "2003-02-14", "2003-02-25"], [0, 0, 1, 0]),
        (["2000-06-27", "2000-07-05", "2000-07-11"], [0, 0, 0]),  # a day late is still of its week
        (["2026-03-02", "2026-03-08", "2026-03-15", "2026-03-22"], [0, 0, 0, 0]),  # another weekday for good
        (["2026-03-02", "2026-03-03", "2026-03-04"], [0, 0, 0]),  # no weekly series
    ],
)
def test_an_early_date_moves_to_the_next_week_only_where_a_holiday_can_explain_it(
    dates: list[str], moved: list[int]
) -> None:
    days = np.array([day(one) for one in dates], dtype=np.int64)
    assert (weeks_of(days) - period_of(days, Frequency.WEEK)).tolist() == moved
    assert MOST_EARLY == 2
