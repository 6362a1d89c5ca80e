"""Quiet hours are those of the subscriber's own clock, over midnight and over the changes to and from summer time."""

from datetime import UTC, datetime, time

import pytest

from claims.notices.quiet import quiet_until

NIGHT = (time(22), time(7))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "zone", "hours", "until"),
    [
        ("2026-11-30 12:00", "UTC", NIGHT, None),
        ("2026-11-30 22:00", "UTC", NIGHT, "2026-12-01 07:00"),
        ("2026-12-01 06:59", "UTC", NIGHT, "2026-12-01 07:00"),
        ("2026-12-01 07:00", "UTC", NIGHT, None),
        ("2026-11-30 15:30", "Asia/Taipei", NIGHT, "2026-11-30 23:00"),
        ("2026-11-30 23:00", "Asia/Taipei", NIGHT, None),
        ("2026-11-30 13:00", "UTC", (time(12), time(14)), "2026-11-30 14:00"),
        ("2026-11-30 14:00", "UTC", (time(12), time(14)), None),
        ("2026-03-29 00:30", "Europe/Berlin", NIGHT, "2026-03-29 05:00"),
        ("2026-10-25 00:30", "Europe/Berlin", NIGHT, "2026-10-25 06:00"),
        ("2026-03-29 00:30", "Europe/Berlin", (time(0), time(2, 30)), "2026-03-29 01:30"),
        ("2026-11-30 03:00", "UTC", (None, None), None),
    ],
)
def test_a_moment_within_them_waits_for_their_end(
    now: str, zone: str, hours: tuple[time | None, time | None], until: str | None
) -> None:
    assert quiet_until(at(now), zone, *hours) == (until and at(until))


@pytest.mark.parametrize("hour", range(24))
def test_their_end_lies_ahead_and_outside_them(hour: int) -> None:
    now = datetime(2026, 3, 28, hour, 17, tzinfo=UTC)
    until = quiet_until(now, "Europe/Berlin", *NIGHT)
    assert until is None or (until > now and quiet_until(until, "Europe/Berlin", *NIGHT) is None)
