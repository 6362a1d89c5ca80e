"""Send again what was given up or refused, or what a webhook's receiver has lost, by the same code."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from claims.models import Notice, Subscriber

_LOST = Q(state=Notice.State.SENT, subscriber__channel=Subscriber.Channel.WEBHOOK)


def replay(keys: Iterable[int], *, now: datetime) -> int:
    """Queue notices again that were given up, and those that a webhook has had: it knows them by their `webhook-id`.
    How many. Mail that was sent stays sent, and what is not wanted unsent.
    """
    ended = Notice.objects.filter(Q(state=Notice.State.FAILED) | _LOST, pk__in=list(keys))
    return ended.update(state=Notice.State.QUEUED, ended_at=None, not_before=now)
