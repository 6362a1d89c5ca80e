"""When a claim is asked whether it holds: its opening day, its checkpoints, and when a day is over."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from evidence.periods import add_months, date_of, day_number, first_of_month, month_of

DEFAULT_MONTHS = (12, 18)
FARTHEST_MONTHS = 36  # beyond, a simulation says nothing that a base rate does not


def checkpoint(opens: date, months: int) -> date:
    """The day before `opens` + `months`: 2025-12-01 and 12 give 2026-11-30."""
    return date_of(add_months(day_number(opens), months) - 1)


def checkpoints(opens: date, months: Sequence[int] = DEFAULT_MONTHS) -> list[date]:
    """One checkpoint for each number of months."""
    return [checkpoint(opens, count) for count in months]


def in_reach(days: Sequence[date], as_of: date) -> list[date]:
    """The checkpoints near enough to be given a probability on a day."""
    farthest = date_of(add_months(day_number(as_of), FARTHEST_MONTHS))
    return [day for day in days if day <= farthest]


def month_ends(opens: date, until: date) -> list[date]:
    """The last days of months from `opens` to `until`, then `until` itself: the dates on which a verdict is walked."""
    first, last = month_of(day_number(opens)), month_of(day_number(until))
    ends = [date_of(first_of_month(month + 1) - 1) for month in range(first, last + 1)]
    return [end for end in ends if opens <= end < until] + [until]


def end_of(day: date) -> datetime:
    """The first moment after a day, UTC."""
    return datetime.combine(day + timedelta(days=1), time(), UTC)


def last_moment_of(day: date) -> datetime:
    """The last moment of a day that the database tells apart from the next day's first."""
    return end_of(day) - timedelta(microseconds=1)
