"""Work off the outbox: claim a notice under a lease, send it, write how it went. Every attempt is logged."""

import random
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction

from claims.models import Delivery, Event, Notice, Subscriber, Subscription
from claims.notices.channels.contract import (
    Channel,
    ChannelDownError,
    DeliveryError,
    GoneError,
    NotTakenError,
    PutOffError,
    RefusedError,
)
from claims.notices.ending import end_after_failures, end_subscriber
from claims.notices.find import wants
from claims.notices.message import message
from claims.notices.quiet import quiet_until
from evidence.patience import MOST_ATTEMPTS, backoff

BEGIN_WITHIN = timedelta(seconds=60)  # so that the last one begun still ends below the workers' soft limit
LONGEST_FOR_CHANNEL = 900.0  # seconds between two looks for whether a channel works again: they cost it next to nothing
GIVE_UP_AFTER = timedelta(days=5)  # RFC 5321 section 4.5.4.1: four or five days
DIED = "the worker {worker} did not come back within its lease; it was killed, or took too long"
_OWN = (Event.Kind.CONFIRM, Event.Kind.TEST)  # need no confirmed subscription
Outcome = Delivery.Outcome


@dataclass(frozen=True)
class Office:
    """What a worker brings along: its name, a clock, and the channels by their names."""

    name: str
    now: Callable[[], datetime]
    channels: Mapping[str, Channel]


@dataclass
class Done:
    """What came of a run: how many were sent, put off, given up or dropped, channels that do not work, with why, and
    errors that are no receiver's."""

    counts: dict[str, int] = field(default_factory=dict)
    down: dict[str, str] = field(default_factory=dict)
    defects: list[Exception] = field(default_factory=list)


def deliver(office: Office, chosen: Iterable[int] | None = None) -> Done:
    """Send what is ripe, of the notices `chosen` if any are, until nothing is left or the time is up.

    Any number of workers may do so at once. A notice is sent at least once: one whose worker died after sending it is
    sent again under the same code. A channel that does not work is left alone for the rest of the run, and what waits
    for it waits. An error that is no receiver's puts its notice off; the others are sent, then the first is raised.
    """
    done, until = Done(), office.now() + BEGIN_WITHIN
    keys = None if chosen is None else list(chosen)
    reap(now=office.now())
    with ExitStack() as stack:
        for channel in office.channels.values():
            stack.callback(channel.close)
        while office.now() < until:
            notice = claim(office, done.down, keys)
            if notice is None:
                break
            outcome = _attempt(notice, office, done)
            done.counts[outcome] = done.counts.get(outcome, 0) + 1
    if done.defects:
        raise done.defects[0]
    return done


@transaction.atomic
def reap(*, now: datetime) -> int:
    """Give back what dead workers held, or give it up where that has happened too often; how many notices."""
    abandoned = list(Notice.objects.abandoned(now).select_for_update(skip_locked=True, of=("self",)))
    for notice in abandoned:
        _put_off(notice, now, DIED.format(worker=notice.worker), outcome=Outcome.DIED)
    return len(abandoned)


@transaction.atomic
def claim(office: Office, but: Iterable[str] = (), chosen: Iterable[int] | None = None) -> Notice | None:
    """Take the notice that has waited longest, or none. In its receiver's quiet hours it waits for their end."""
    now = office.now()
    ripe = Notice.objects.ripe(now).exclude(subscriber__channel__in=list(but))
    if chosen is not None:
        ripe = ripe.filter(pk__in=list(chosen))
    while True:
        queue = ripe.select_for_update(skip_locked=True, of=("self",)).select_related("subscriber", "event")
        notice = queue.order_by("not_before", "id").first()
        if notice is None:
            return None
        to = notice.subscriber
        until = quiet_until(now, to.time_zone, to.quiet_from, to.quiet_until)
        if until is None or notice.event.kind in _OWN:
            notice.begun(now, office.name)
            return notice
        Notice.objects.filter(pk=notice.pk).update(not_before=until)


def _attempt(notice: Notice, office: Office, done: Done) -> Outcome:
    """How an attempt ended, once that is written."""
    try:
        if not _is_wanted(notice):
            return _drop(notice, office.now())
        said = office.channels[notice.subscriber.channel].send(notice, message(notice))
    except ChannelDownError as error:
        done.down[notice.subscriber.channel] = str(error)
        return _wait_for_channel(notice, office.now(), str(error))
    except PutOffError as error:
        return _put_off(notice, office.now(), str(error), error.wait)
    except NotTakenError as error:
        return _give_up(notice, office.now(), str(error))
    except RefusedError as error:
        return _refuse(notice, office.now(), error)
    except Exception as error:  # noqa: BLE001 - kept, and raised once the others are sent
        # A defect, a full disk, a time limit. Where even this cannot be written, the run ends and the lease runs out.
        done.defects.append(error)
        return _put_off(notice, office.now(), f"{type(error).__name__}: {error}")
    return _sent(notice, office.now(), said)


def _is_wanted(notice: Notice) -> bool:
    """Whether it is still wanted; if so, by the subscription that its link then ends."""
    if notice.event.kind == Event.Kind.CONFIRM:
        return notice.subscription is not None and notice.subscription.ended_at is None
    if notice.event.kind == Event.Kind.TEST:
        return True
    mine = Subscription.objects.active().filter(subscriber=notice.subscriber).order_by("pk")
    claims = list(notice.event.claims.select_related("article"))
    notice.subscription = next((one for one in mine if wants(one, notice.event, claims)), None)
    return notice.subscription is not None


@transaction.atomic
def _sent(notice: Notice, now: datetime, said: str) -> Outcome:
    notice.end(Notice.State.SENT, now)
    return _log(notice, now, Outcome.SENT, said)


@transaction.atomic
def _drop(notice: Notice, now: datetime) -> Outcome:
    notice.end(Notice.State.DROPPED, now)
    return _log(notice, now, Outcome.DROPPED, "")


@transaction.atomic
def _wait_for_channel(notice: Notice, now: datetime, said: str) -> Outcome:
    """Try again for as long as it takes. What was said before is not logged again: an installation may have no mail
    server for months."""
    last = notice.deliveries.order_by("pk").last()
    if last is None or (last.outcome, last.said) != (Outcome.PUT_OFF, said):
        _log(notice, now, Outcome.PUT_OFF, said)
    pause = min(LONGEST_FOR_CHANNEL, backoff(notice.attempts, random.random()))  # noqa: S311 - jitter keeps no secret
    notice.defer(now + timedelta(seconds=pause), said)
    return Outcome.PUT_OFF


@transaction.atomic
def _put_off(
    notice: Notice, now: datetime, said: str, wait: float = 0.0, *, outcome: Outcome = Outcome.PUT_OFF
) -> Outcome:
    """Try again later, until it has been tried often and long enough."""
    _log(notice, now, outcome, said)
    if notice.attempts >= MOST_ATTEMPTS and now >= notice.created_at + GIVE_UP_AFTER:
        return _give_up(notice, now, said)
    pause = backoff(notice.attempts, random.random(), wait)  # noqa: S311 - jitter keeps no secret
    notice.defer(now + timedelta(seconds=pause), said)
    return outcome


@transaction.atomic
def _give_up(notice: Notice, now: datetime, said: str) -> Outcome:
    notice.end(Notice.State.FAILED, now, said)
    return _log(notice, now, Outcome.GIVEN_UP, said)


@transaction.atomic
def _refuse(notice: Notice, now: datetime, error: DeliveryError) -> Outcome:
    notice.end(Notice.State.FAILED, now, str(error))
    outcome = _log(notice, now, Outcome.REFUSED, str(error))
    if isinstance(error, GoneError):
        end_subscriber(Subscriber.objects.get(pk=notice.subscriber_id), str(error), now)
    else:
        end_after_failures(notice.subscriber_id, now)
    return outcome


def _log(notice: Notice, now: datetime, outcome: Outcome, said: str) -> Outcome:
    Delivery.objects.create(notice=notice, attempt=notice.attempts, at=now, outcome=outcome, said=said)
    return outcome
