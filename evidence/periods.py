"""Frequencies and period arithmetic: which days a period covers, and how periods are counted.

A *day* is an integer, days since 1970-01-01. A *period* is an integer too: the day itself for daily series, and the
number of ISO weeks, months, quarters or years since 1970 for the others, so that shifting is adding. Everything
takes single integers or numpy arrays of them.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Days = TypeVar("Days", int, Ints)

EPOCH = date(1970, 1, 1)
_WEEK_OFFSET = 3  # 1970-01-01 was a Thursday; ISO weeks begin on Monday
MOST_EARLY = 2  # weekly reports in a row that come before their week: those of Christmas and New Year


class Frequency(StrEnum):
    """How often an indicator is measured. The values are the letters of the evidence archive."""

    DAY = "D"
    WEEK = "W"
    MONTH = "M"
    QUARTER = "Q"
    YEAR = "A"

    @property
    def months(self) -> int:
        """Months in one period; 0 for days and weeks."""
        return {"M": 1, "Q": 3, "A": 12}.get(self.value, 0)

    @property
    def usual_days(self) -> float:
        """Calendar days that one period takes; for daily series a trading day's share of the week."""
        return {"D": 7 / 5, "W": 7.0, "M": 30.5, "Q": 91.5, "A": 365.25}[self.value]

    @property
    def is_finer_than_month(self) -> bool:
        """Whether a month holds several periods."""
        return self.months == 0


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The calendar date of a day number."""
    return EPOCH + timedelta(days=int(day))


def month_of(days: Days) -> Days:
    """Months since January 1970, for day numbers."""
    months = np.asarray(days, dtype="datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return _like(days, months)


def first_of_month(months: Days) -> Days:
    """The day number on which a month begins."""
    days = np.asarray(months, dtype="datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return _like(months, days)


def _like(given: Days, result: NDArray[np.int64]) -> Days:
    return result if isinstance(given, np.ndarray) else int(result)


def period_of(days: Days, frequency: Frequency) -> Days:
    """The period that contains each day."""
    if frequency is Frequency.DAY:
        return days
    if frequency is Frequency.WEEK:
        return (days + _WEEK_OFFSET) // 7
    return month_of(days) // frequency.months


def weeks_of(days: Ints) -> Ints:
    """The weeks for which a weekly series' dates (ascending, each once) have figures: the ISO week a date lies in, or
    the one after it where an earlier date has that already.

    Around holidays a report is of an earlier day than usual: CFTC's of Friday 21 December 2001, three days after that
    of the 18th, stands for the 25th. Where more reports in a row than `MOST_EARLY` would move, or one by more than a
    week, no holiday explains it: they are left in their own weeks, two in one.
    """
    own = period_of(days, Frequency.WEEK)
    place = np.arange(len(own))
    weeks = np.maximum.accumulate(own - place) + place
    early = weeks - own
    for run in np.split(place, np.flatnonzero(np.diff(early > 0)) + 1) if early.any() else ():
        if early[run[0]] and (len(run) > MOST_EARLY or early[run].max() > 1):
            weeks[run] = own[run]
    return weeks


def first_day(periods: Days, frequency: Frequency) -> Days:
    """The day on which each period begins."""
    if frequency is Frequency.DAY:
        return periods
    if frequency is Frequency.WEEK:
        return periods * 7 - _WEEK_OFFSET
    return first_of_month(periods * frequency.months)


def last_day(periods: Days, frequency: Frequency) -> Days:
    """The day on which each period ends. A week ends on its Sunday unless its observation says otherwise."""
    return first_day(periods + 1, frequency) - 1


def canonical_days(days: Days, frequency: Frequency) -> Days:
    """The day under which a period is stored: its first, but for weeks the observation's own date.

    Providers differ (FRED dates a quarter by its first month, company reports by their last); this makes them meet.
    """
    if frequency is Frequency.WEEK:
        return days
    return first_day(period_of(days, frequency), frequency)


def end_days(days: Days, frequency: Frequency) -> Days:
    """The day on which the period stored under each day ends. A week ends on its own date."""
    if frequency is Frequency.WEEK:
        return days
    return last_day(period_of(days, frequency), frequency)


def periods_due(start: Ints, end: Ints, frequency: Frequency, week: int = 5, week_end: int = _WEEK_OFFSET) -> Ints:
    """How many periods end from `start` to `end` (days, both included).

    `week` is the number of days a week that a daily series has, `week_end` any day on which a week of a weekly one
    ends.
    """
    if frequency is Frequency.DAY:
        return _weekdays_between(start, end) if week == 5 else np.maximum(end - start + 1, 0)
    if frequency is Frequency.WEEK:
        return np.maximum((end - week_end) // 7 - (start - 1 - week_end) // 7, 0)
    return np.maximum(period_of(end + 1, frequency) - period_of(start, frequency), 0)


def _weekdays_between(start: Ints, end: Ints) -> Ints:
    first = np.asarray(start, dtype="datetime64[D]")
    after = np.asarray(end + 1, dtype="datetime64[D]")
    return np.maximum(np.busday_count(first, after), 0).astype(np.int64)


@dataclass(frozen=True)
class Offset:
    """A distance from the day on which a window opens: `Offset(-3, "m")` is three months before it."""

    count: int
    unit: str

    PATTERN = re.compile(r"([+-]\d{1,4})([dwmqy])\Z")

    @classmethod
    def parse(cls, text: str) -> "Offset | None":
        """Read "+3m", "-10d", "+1y"; None when the text is no offset."""
        match = cls.PATTERN.match(text)
        return cls(int(match[1]), match[2]) if match else None

    def __str__(self) -> str:
        return f"{self.count:+d}{self.unit}"

    def after(self, days: Ints) -> Ints:
        """The days at this distance from `days`; the day of the month is cut to the month's length."""
        step = {"d": 1, "w": 7}.get(self.unit)
        if step:
            return days + self.count * step
        return add_months(days, self.count * {"m": 1, "q": 3, "y": 12}[self.unit])


def add_months(days: Days, count: int) -> Days:
    """The same day of the month `count` months later, or that month's last day where it is shorter."""
    months = month_of(days)
    within = days - first_of_month(months)
    target = months + count
    longest = first_of_month(target + 1) - first_of_month(target) - 1
    return first_of_month(target) + _like(days, np.minimum(within, longest).astype(np.int64))


LABEL = re.compile(r"(\d{4})(?:Q([1-4])|-(\d{2})(?:-(\d{2}))?)?\Z")


def label_days(text: str) -> tuple[int, int] | None:
    """First and last day of the period named "2001", "2001Q1", "2001-03" or "2001-03-15"; None when it names none."""
    match = LABEL.match(text)
    if not match:
        return None
    year, quarter, month, day = (int(part or 0) for part in match.groups())
    try:
        if match[4]:
            named = day_number(date(year, month, day))
            return named, named
        first, last = (quarter * 3 - 2, quarter * 3) if quarter else (month, month) if match[3] else (1, 12)
        return day_number(date(year, first, 1)), day_number(date(year, last, monthrange(year, last)[1]))
    except ValueError:
        return None


def label(period_end: int, frequency: Frequency) -> str:
    """The name of the period that ends on a day: "2026-08-19", "2026-07", "2026Q2", "2025"."""
    end = date_of(period_end)
    if frequency is Frequency.QUARTER:
        return f"{end.year}Q{(end.month - 1) // 3 + 1}"
    return {"M": f"{end:%Y-%m}", "A": f"{end:%Y}"}.get(frequency.value, end.isoformat())
