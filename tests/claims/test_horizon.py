"""Openings, checkpoints, the ends of days and the dates on which a verdict is walked (METHOD.md sections 1 and 6)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from claims.horizon import checkpoint, checkpoints, end_of, in_reach, last_moment_of, month_ends

OPENS = date(2025, 12, 1)


def test_the_default_checkpoints_of_an_article_of_december_2025() -> None:
    assert checkpoints(OPENS) == [date(2026, 11, 30), date(2027, 5, 31)]


@pytest.mark.parametrize(
    ("opens", "months", "close"),
    [
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
        (date(2024, 2, 29), 12, date(2025, 2, 27)),
        (date(2025, 8, 31), 6, date(2026, 2, 27)),
        (date(2025, 12, 15), 1, date(2026, 1, 14)),
    ],
)
def test_a_checkpoint_is_the_day_before_so_many_months_later(opens: date, months: int, close: date) -> None:
    assert checkpoint(opens, months) == close


def test_only_the_next_three_years_are_simulated() -> None:
    days = [date(2026, 11, 30), date(2029, 8, 22), date(2029, 8, 23), date(2035, 11, 30)]
    assert in_reach(days, date(2026, 8, 22)) == days[:2]


def test_a_verdict_is_walked_over_month_ends_and_then_the_day_itself() -> None:
    assert month_ends(OPENS, date(2026, 2, 15)) == [date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 15)]
    assert month_ends(OPENS, date(2025, 12, 31)) == [date(2025, 12, 31)]
    assert month_ends(OPENS, OPENS) == [OPENS]


def test_a_day_is_over_at_midnight_utc() -> None:
    assert end_of(date(2026, 12, 31)) == datetime(2027, 1, 1, tzinfo=UTC)
    assert last_moment_of(date(2026, 12, 31)) == datetime(2027, 1, 1, tzinfo=UTC) - timedelta.resolution
