"""Feasts that a text names a horizon by: before Thanksgiving, by Christmas, 春節前."""

import re
from datetime import date, timedelta

# New year's day of the lunar calendar, by year: a table of the calendar, for no formula of a few lines is right.
_LUNAR = {
    2024: (2, 10), 2025: (1, 29), 2026: (2, 17), 2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3),
    2031: (1, 23), 2032: (2, 11), 2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
_FIXED = {"christmas": (12, 25), "圣诞": (12, 25), "independence day": (7, 4), "国庆": (10, 1), "元旦": (1, 1)}
PATTERNS = (
    re.compile(r"\b(?:(?P<before>before|prior to|ahead of)|by|until|till|come) "
               r"(?P<feast>thanksgiving|christmas|independence day|labor day|(?:the )?lunar new year)\b(?! week)"),
    re.compile(r"(?P<feast>圣诞|国庆|元旦|春节|农历年|农历新年|过年)节?(?P<before>[之以]?前)"),
)  # fmt: skip


def closes(match: re.Match[str], published: date) -> date | None:
    """The last day that a match of one of `PATTERNS` means: before a feast ends on its eve. None beyond the table."""
    for year in (published.year, published.year + 1):
        day = _day(match["feast"], year)
        if day is None:
            return None
        last = day - timedelta(1) if match["before"] else day
        if last > published:
            return last
    return None


def _day(feast: str, year: int) -> date | None:
    if feast in _FIXED:
        return date(year, *_FIXED[feast])
    if feast == "thanksgiving":
        return _weekday(year, 11, 3, 4)
    if feast == "labor day":
        return _weekday(year, 9, 0, 1)
    return date(year, *_LUNAR[year]) if year in _LUNAR else None


def _weekday(year: int, month: int, weekday: int, count: int) -> date:
    """The first, second ... of a weekday (0 is Monday) in a month."""
    start = date(year, month, 1)
    return start + timedelta((weekday - start.weekday()) % 7 + 7 * (count - 1))
