"""Words that commands are given: read, or refused with what was expected and what came.

In English like all that is said of arguments: which language is asked for is among them.
"""

from argparse import ArgumentTypeError
from datetime import date, time


def a_day(text: str) -> date:
    """A day such as 2026-08-22."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"expected a day such as 2026-08-22, got {text}") from None


def some_hours(text: str) -> tuple[time, time]:
    """From when until when, such as 22:00-07:00."""
    begins, _dash, ends = text.partition("-")
    try:
        return time.fromisoformat(begins), time.fromisoformat(ends)
    except ValueError:
        raise ArgumentTypeError(f"expected hours such as 22:00-07:00, got {text}") from None
