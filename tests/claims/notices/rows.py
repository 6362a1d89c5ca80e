"""Assessments as they would have been recorded, and people who want to be told."""

from datetime import UTC, date, datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from claims.models import Assessment, Claim, Subscriber, Subscription

NEAR, FAR = date(2026, 11, 30), date(2027, 5, 31)
DAY = date(2026, 2, 20)
NOW = datetime(2026, 2, 20, 12, tzinfo=UTC)
KINDS = list(Subscription.Kind.values)


def assessed(number: str, as_of: date, p: float | None, band: str, checkpoint: date = NEAR, **given: Any) -> Assessment:
    """The claim's own assessment for a checkpoint."""
    shares = {} if p is None else {"p_hold": p, "p_fail": 1 - p, "p_mixed": 0.0, "p_unknown": 0.0}
    values = {"inputs": f"{as_of}", "method": "1", "numpy": "2", "band": band, **shares, **given}
    return Assessment.objects.create(claim=of(number), checkpoint=checkpoint, as_of=as_of, **values)


def of(number: str) -> Claim:
    """The claim of a number."""
    return Claim.objects.get(number=number)


def subscriber(address: str = "ann@example.org", **given: Any) -> Subscriber:
    """Somebody who reads e-mail."""
    values = {"channel": "email", "digest": address, **given}
    return Subscriber.objects.create(address=address, **values)


def subscription(to: Subscriber | None = None, **given: Any) -> Subscription:
    """A confirmed subscription to everything, unless said otherwise."""
    values = {"kinds": KINDS, "confirmed_at": NOW, **given}
    return Subscription.objects.create(subscriber=to or subscriber(), **values)


def register_bare(claims: QuerySet[Claim]) -> None:
    """Have claims be registered without an act, which the database's triggers would want."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        claims.update(state=Claim.State.REGISTERED, version=1)
        cursor.execute("SET LOCAL session_replication_role = origin")
