"""Which period an edition is of: whole ones that have ended."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from claims.periodical import Rhythm, ended_by


@pytest.mark.parametrize(
    ("rhythm", "day", "name", "first", "last"),
    [
        ("weekly", "2026-11-29", "2026-W48", "2026-11-23", "2026-11-29"),
        ("weekly", "2026-11-30", "2026-W48", "2026-11-23", "2026-11-29"),
        ("weekly", "2026-12-05", "2026-W48", "2026-11-23", "2026-11-29"),
        ("weekly", "2027-01-03", "2026-W53", "2026-12-28", "2027-01-03"),
        ("monthly", "2026-11-30", "2026-11", "2026-11-01", "2026-11-30"),
        ("monthly", "2026-11-29", "2026-10", "2026-10-01", "2026-10-31"),
        ("monthly", "2028-02-29", "2028-02", "2028-02-01", "2028-02-29"),
        ("quarterly", "2026-11-30", "2026-Q3", "2026-07-01", "2026-09-30"),
        ("quarterly", "2026-12-31", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("quarterly", "2027-02-28", "2026-Q4", "2026-10-01", "2026-12-31"),
        ("on demand", "2026-11-30", "2026-11-30", "2026-11-30", "2026-11-30"),
    ],
)
def test_the_newest_period_that_ended_by_a_day(rhythm: str, day: str, name: str, first: str, last: str) -> None:
    period = ended_by(Rhythm(rhythm), date.fromisoformat(day))
    assert (period.name, str(period.first), str(period.last)) == (name, first, last)


@pytest.mark.parametrize("rhythm", list(Rhythm))
def test_periods_follow_one_another_without_gap_or_overlap_and_names_are_of_one(rhythm: Rhythm) -> None:
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(800)]
    periods = list(dict.fromkeys(ended_by(rhythm, day) for day in days))
    assert len({one.name for one in periods}) == len(periods)
    for before, after in pairwise(periods):
        assert after.first == before.last + timedelta(days=1)
    assert all(ended_by(rhythm, one.last) == one for one in periods)
