"""The periods of the periodical: weeks from Monday to Sunday, calendar months and quarters, and single days. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Rhythm(StrEnum):
    """How often an edition comes out."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    ON_DEMAND = "on demand"


@dataclass(frozen=True)
class Period:
    """A period by its name (2026-W48, 2026-11, 2026-Q4, 2026-11-30), with its first and last day."""

    rhythm: Rhythm
    name: str
    first: date
    last: date


def ended_by(rhythm: Rhythm, day: date) -> Period:
    """The newest period that ended by the end of a day; on demand it is the day itself."""
    match rhythm:
        case Rhythm.ON_DEMAND:
            return Period(rhythm, str(day), day, day)
        case Rhythm.WEEKLY:
            sunday = day - timedelta(days=day.isoweekday() % 7)
            year, week, _ = sunday.isocalendar()
            return Period(rhythm, f"{year}-W{week:02}", sunday - timedelta(days=6), sunday)
        case Rhythm.MONTHLY:
            last = _month_end_by(day)
            return Period(rhythm, f"{last:%Y-%m}", last.replace(day=1), last)
    last = _month_end_by(day)
    while last.month % 3:
        last = last.replace(day=1) - timedelta(days=1)
    return Period(rhythm, f"{last.year}-Q{last.month // 3}", date(last.year, last.month - 2, 1), last)


def _month_end_by(day: date) -> date:
    """The newest last day of a month that is not after a day."""
    after = day + timedelta(days=1)
    return after.replace(day=1) - timedelta(days=1)
