"""Ending what somebody subscribed to: by their own will, or because nothing reaches the address."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Max

from claims.models import Delivery, Subscriber, Subscription

MOST_FAILURES = 3  # notices of an address that were refused or came back within `WITHIN`
WITHIN = timedelta(days=90)


@transaction.atomic
def end_subscription(key: int, now: datetime, *, all_of_them: bool = False) -> Subscription:
    """End a subscription, or all of its subscriber; one that has ended stays so. Raises `Subscription.DoesNotExist`."""
    one = Subscription.objects.select_related("subscriber").get(pk=key)
    mine = Subscription.objects.filter(subscriber=one.subscriber, ended_at=None)
    (mine if all_of_them else mine.filter(pk=key)).update(ended_at=now)
    return one


@transaction.atomic
def end_subscriber(subscriber: Subscriber, why: str, now: datetime) -> None:
    """Send nothing to an address any more, unless it is subscribed anew."""
    Subscription.objects.filter(subscriber=subscriber, ended_at=None).update(ended_at=now)
    Subscriber.objects.filter(pk=subscriber.pk, ended_at=None).update(ended_at=now, ended_reason=why)


def end_after_failures(subscriber: int, now: datetime) -> bool:
    """End an address of which too many notices were refused or came back since it was last confirmed; whether it was.

    Saying yes proves that mail arrives: what failed before says nothing of the address any more.
    """
    yes = Subscription.objects.filter(subscriber=subscriber).aggregate(last=Max("confirmed_at"))["last"]
    since = max(now - WITHIN, yes or now - WITHIN)
    failures = Delivery.objects.filter(notice__subscriber=subscriber, outcome__in=Delivery.FAILURES, at__gte=since)
    count = failures.values("notice").distinct().count()
    if count >= MOST_FAILURES:
        end_subscriber(Subscriber.objects.get(pk=subscriber), f"{count} notices were refused or came back", now)
    return count >= MOST_FAILURES


@transaction.atomic
def forget(subscriber: Subscriber, now: datetime) -> None:
    """End everything and keep no address: what was sent stays counted, to whom is known no more."""
    Subscription.objects.filter(subscriber=subscriber, ended_at=None).update(ended_at=now)
    gone = {"address": "–", "sealed": "", "digest": f"forgotten {subscriber.pk}", "ended_reason": "forgotten"}
    Subscriber.objects.filter(pk=subscriber.pk).update(ended_at=now, **gone)
