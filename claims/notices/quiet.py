"""Quiet hours, by a subscriber's own clock. Pure."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def quiet_until(now: datetime, zone: str, begins: time | None, ends: time | None) -> datetime | None:
    """When the quiet hours end in which a moment lies; None outside them, and where there are none.

    They may go over midnight. An end that summer time skips is as much later as the clock was put forward. `zone` is an
    IANA name. Raises `ZoneInfoNotFoundError`.
    """
    if begins is None or ends is None:
        return None
    local = now.astimezone(ZoneInfo(zone))
    at = local.time()
    inside = begins <= at < ends if begins < ends else at >= begins or at < ends
    if not inside:
        return None
    day = local.date() if at < ends else local.date() + timedelta(days=1)
    return datetime.combine(day, ends, local.tzinfo).astimezone(UTC)
