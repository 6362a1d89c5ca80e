"""Send again what was given up or refused, by the same code."""

from collections.abc import Iterable
from datetime import datetime

from claims.models import Notice


def replay(keys: Iterable[int], *, now: datetime) -> int:
    """Queue notices again that were given up; how many. Those that were sent or are not wanted stay as they are."""
    ended = Notice.objects.filter(pk__in=list(keys), state=Notice.State.FAILED)
    return ended.update(state=Notice.State.QUEUED, ended_at=None, not_before=now)
