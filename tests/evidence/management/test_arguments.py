"""What commands are given is refused with what was expected, not with the name of what read it."""

import re
from argparse import ArgumentTypeError
from collections.abc import Callable
from datetime import date, time

import pytest
from django.conf import settings

from evidence.management.arguments import a_day, some_hours


def test_days_and_hours_are_read() -> None:
    assert a_day("2026-08-22") == date(2026, 8, 22)
    assert some_hours("22:00-07:00") == (time(22), time(7))


@pytest.mark.parametrize(
    ("read", "word", "expected"),
    [
        (a_day, "yesterday", "expected a day such as 2026-08-22, got yesterday"),
        (a_day, "2026-02-30", "expected a day such as 2026-08-22, got 2026-02-30"),
        (some_hours, "22:00", "expected hours such as 22:00-07:00, got 22:00"),
        (some_hours, "25:00-07:00", "expected hours such as 22:00-07:00, got 25:00-07:00"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_was_expected(
    read: Callable[[str], object], word: str, expected: str
) -> None:
    with pytest.raises(ArgumentTypeError, match=re.escape(expected)):
        read(word)


def test_no_command_reads_a_day_in_another_way() -> None:
    """argparse would say "invalid fromisoformat value", which is the name of a function."""
    commands = [file for app in ("claims", "evidence") for file in (settings.BASE_DIR / app).glob("management/**/*.py")]
    assert len(commands) > 30
    assert [file.name for file in commands if "type=date.fromisoformat" in file.read_text(encoding="utf-8")] == []
