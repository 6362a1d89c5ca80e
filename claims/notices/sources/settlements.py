"""Settlements that stand, and those that were reopened."""

from collections.abc import Iterator
from datetime import date, datetime

from claims.models import Event, Settlement, SettlementReview
from claims.notices.happened import Happened


def settled(as_of: date, now: datetime) -> Iterator[Happened]:
    """Each settlement that counts for its claim, once it stands: one that somebody has to confirm is told when it is.

    Of one that was reopened, that it was is told, if it had been told of before.
    """
    told = set(Event.objects.filter(kind=Event.Kind.SETTLEMENT).values_list("key", flat=True))
    standing = Settlement.objects.standing(now).filter(counts=True, as_of__lte=as_of)
    for one in standing.order_by("pk"):
        if _key(one) not in told:
            yield Happened(Event.Kind.SETTLEMENT, _key(one), as_of, (one.claim_id,), _facts(one))
    reopened = SettlementReview.objects.filter(kind=SettlementReview.Kind.REOPEN, at__lte=now)
    for review in reopened.select_related("settlement").order_by("pk"):
        one, key = review.settlement, f"reopened:{review.pk}"
        if _key(one) in told and key not in told:
            facts = {**_facts(one), "reopened": review.reason}
            yield Happened(Event.Kind.SETTLEMENT, key, as_of, (one.claim_id,), facts)


def _key(one: Settlement) -> str:
    return f"settlement:{one.pk}"


def _facts(one: Settlement) -> dict[str, object]:
    return {
        "checkpoint": str(one.checkpoint), "outcome": one.outcome, "reason": one.reason, "version": one.version,
        "known_on": str(one.known_on) if one.known_on else None, "by": one.by,
    }  # fmt: skip
