"""Releases that are overdue, with the claims that wait for them."""

from collections.abc import Iterator
from datetime import date, timedelta

from claims.models import Claim, Event
from claims.notices.happened import Happened
from claims.notices.sources.leaves import leaves_of
from claims.scoring.settlement import GRACE
from evidence.calendar import Expectation, expectations
from evidence.models import Indicator
from evidence.periods import date_of, label


def overdue(as_of: date) -> Iterator[Happened]:
    """Each indicator whose next figure should have come before the day: once for every figure that is missing.

    Claims are those that are still asked, or that may still be settled within the grace.
    """
    walking = Indicator.objects.raw().exclude(walk=Indicator.Walk.CALENDAR)
    late = {_key(one): one for one in expectations(walking, as_of) if one.is_overdue}
    told = set(Event.objects.filter(key__in=late).values_list("key", flat=True))
    fresh = {key: one for key, one in late.items() if key not in told}
    if not fresh:
        return
    waiting = _waiting(as_of)
    for key, one in sorted(fresh.items()):
        claims = tuple(sorted(claim for claim, slugs in waiting.items() if one.indicator.slug in slugs))
        if claims:  # nobody waits for the others
            yield Happened(Event.Kind.OVERDUE, key, as_of, claims, _facts(one))


def _waiting(as_of: date) -> dict[int, frozenset[str]]:
    every = Claim.objects.assessable().filter(article__published_on__lte=as_of)
    still = [claim for claim in every.prefetch_related("criteria", "children__criteria")
             if max(claim.checkpoints) >= as_of - timedelta(days=GRACE)]  # fmt: skip
    return leaves_of(still)


def _key(one: Expectation) -> str:
    return f"overdue:{one.indicator.slug}:{one.newest}"


def _facts(one: Expectation) -> dict[str, object]:
    assert one.newest is not None  # nothing is expected of a series without figures
    assert one.next is not None
    return {
        "indicator": one.indicator.slug, "by": str(date_of(one.next.overdue_after)), "planned": bool(one.next.planned),
        "newest": label(one.newest, one.indicator.period_frequency), "ended": one.has_ended,
    }  # fmt: skip
