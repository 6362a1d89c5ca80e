"""Find what happened since it was last looked for, and queue a notice for everyone who wants to be told."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain

from django.db import connection, transaction
from django.db.models import F, Max

from claims.models import Claim, Criterion, Event, Notice, Seen, Subscription
from claims.notices.happened import Happened
from claims.notices.quiet import quiet_until
from claims.notices.sources import checkpoints, releases, settlements, verdicts, weeks

VERDICTS = (Event.Kind.VERDICT, Event.Kind.THRESHOLD, Event.Kind.SETTLEMENT)
USUAL_THRESHOLDS = (0.5,)  # those that the feed tells of, and a subscription that names none
_FINDING = 1_129_072_721  # an advisory lock that nothing else of the project takes


@dataclass(frozen=True)
class Found:
    """How many events are new, and how many notices of them were queued."""

    events: int
    notices: int


@transaction.atomic
def find(as_of: date, *, now: datetime) -> Found:
    """Record the events that stored rows show up to the end of a day, with the notices that they make.

    It pulls: nothing need announce anything, and what an outage has kept from being found, the next run finds. Safe to
    repeat and to run at once with others: an event's key is recorded once, and events, notices and how far was looked
    are written in one transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_FINDING])
    wanted = list(Subscription.objects.active().select_related("subscriber"))
    looked = verdicts.since_last(as_of, _thresholds(wanted))
    happened = [
        *looked.happened, *settlements.settled(as_of, now), *checkpoints.coming(as_of), *releases.overdue(as_of),
        *weeks.ended(as_of),
    ]  # fmt: skip
    fresh = _new(happened)
    events = _recorded(fresh, now)
    claims = Claim.objects.select_related("article").in_bulk({key for one in fresh for key in one.claims})
    notices = [
        notice
        for event, one in zip(events, fresh, strict=True)
        for notice in _notices(event, [claims[key] for key in one.claims], wanted, now)
    ]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    Seen.objects.bulk_update(looked.seen, ["assessment", "sides"], batch_size=500)
    return Found(len(events), len(notices))


def record(happened: Happened, now: datetime) -> Event:
    """An event as a row, with its claims."""
    return _recorded([happened], now)[0]


def _recorded(happened: Sequence[Happened], now: datetime) -> list[Event]:
    """Events as rows in their order, with their claims: in as many queries, however many they are."""
    late = _hindsight({claim for one in happened if one.kind in VERDICTS for claim in one.claims})
    events = Event.objects.bulk_create(
        Event(key=one.key, kind=one.kind, day=one.day, at=now, facts={**one.facts, **_written(one, late)})
        for one in happened
    )
    about = Event.claims.through
    about.objects.bulk_create(
        about(event_id=event.pk, claim_id=claim)
        for event, one in zip(events, happened, strict=True)
        for claim in one.claims
    )
    return events


def _hindsight(claims: Collection[int]) -> dict[int, date]:
    """By claim, the day on which the last test of it, or of what it is made of, was written after its window opened."""
    late = Criterion.objects.filter(written_on__gt=F("claim__opens"))
    own = late.filter(claim__in=claims).order_by().values_list("claim").annotate(last=Max("written_on"))
    below = late.filter(claim__parents__in=claims).order_by().values_list("claim__parents")
    found: dict[int, date] = {}
    for claim, day in (*own, *below.annotate(last=Max("written_on"))):
        found[claim] = max(day, found.get(claim, day))
    return found


def _written(happened: Happened, late: Mapping[int, date]) -> dict[str, str]:
    """What the facts of a verdict say of hindsight; nothing where there is none."""
    days = [late[claim] for claim in happened.claims if claim in late] if happened.kind in VERDICTS else []
    return {"written_on": str(max(days))} if days else {}


def queued(subscription: Subscription, event: Event, now: datetime) -> Notice:
    """A notice that has not been written yet; it waits for the end of quiet hours."""
    subscriber = subscription.subscriber
    until = quiet_until(now, subscriber.time_zone, subscriber.quiet_from, subscriber.quiet_until)
    return Notice(subscriber=subscriber, subscription=subscription, event=event, not_before=until or now)


def thresholds_of(subscriptions: Iterable[Subscription]) -> set[float]:
    """The thresholds that subscriptions ask for: the usual ones of those that name none."""
    return set(chain.from_iterable(one.thresholds or USUAL_THRESHOLDS for one in subscriptions))


def _thresholds(wanted: Sequence[Subscription]) -> list[float]:
    return sorted(thresholds_of(wanted) | set(USUAL_THRESHOLDS))


def _new(happened: Sequence[Happened]) -> list[Happened]:
    keys = [one.key for one in happened]
    told = set(Event.objects.filter(key__in=keys).values_list("key", flat=True))
    return [one for one in happened if one.key not in told]


def _notices(event: Event, claims: Sequence[Claim], wanted: Iterable[Subscription], now: datetime) -> list[Notice]:
    """One for each subscriber: by the first of their subscriptions that wants it."""
    found: dict[int, Notice] = {}
    for one in wanted:
        if one.subscriber_id not in found and wants(one, event, claims):
            found[one.subscriber_id] = queued(one, event, now)
    return list(found.values())


def wants(subscription: Subscription, event: Event, claims: Sequence[Claim]) -> bool:
    """Whether an event about claims, fetched with their articles, is one that a subscription asked for."""
    if event.kind not in subscription.kinds:
        return False
    if event.kind == Event.Kind.DIGEST:
        return True
    if event.kind == Event.Kind.THRESHOLD:
        crossed = {one["threshold"] for one in event.facts["crossings"]}
        if not crossed & thresholds_of([subscription]):
            return False
    return any(subscription.covers(claim) for claim in claims)
