"""Subscribe: an address is entered, asked whether it wants this, and told nothing before it has said yes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from claims.models import Article, Claim, Event, Notice, Subscriber, Subscription
from claims.notices.channels.services import ServiceAddressError, checked
from claims.notices.channels.webhook import new_secret
from claims.notices.find import record
from claims.notices.happened import Happened
from claims.notices.sealed import sealed
from claims.wording.languages import LANGUAGES
from evidence.refusal import FetchError, WordedError, gettext_noop
from evidence.web.destination import destination


class SubscriptionError(WordedError, ValueError):
    """An address or a wish that cannot be taken, with what was expected and what came."""


@dataclass(frozen=True)
class Place:
    """Where notices are to go, in which language, and when not. `channel` is e-mail, webhook or service.

    What is None stays as it was; of an address that is new it is English, UTC and no quiet hours.
    """

    channel: str
    address: str
    language: str | None = None
    time_zone: str | None = None
    quiet: tuple[time, time] | None = None


@dataclass(frozen=True)
class Wish:
    """What somebody wants to hear of: `scope` is none, or one of claim, theme and author, or a filter.

    What is None stays as it was; of a subscription that is new it is every kind, and the usual thresholds.
    """

    kinds: Sequence[str] | None = None
    scope: Mapping[str, Any] = field(default_factory=dict)
    thresholds: Sequence[float] | None = None


@dataclass(frozen=True)
class Subscribed:
    """The subscription, and the secret of a new webhook: it is shown this once."""

    subscription: Subscription
    secret: str = ""


@transaction.atomic
def subscribe(place: Place, wish: Wish, *, now: datetime) -> Subscribed:
    """Enter a subscription. One to the same is changed in what is given, and is confirmed as it was.

    An e-mail address is asked first, at most once a day, whether it wants this (double opt-in), also one that has
    confirmed another: nobody may add to what somebody else reads. A webhook or service, whose operator enters it here,
    counts as confirmed. Raises `SubscriptionError`.
    """
    _check(place, wish)
    subscriber, secret = _subscriber(place)
    values: dict[str, Any] = {} if wish.kinds is None else {"kinds": list(wish.kinds)}
    if wish.thresholds is not None:
        values["thresholds"] = sorted(set(wish.thresholds))
    by_scope = {name: wish.scope.get(name) for name in ("claim", "theme", "author")}
    one, _ = Subscription.objects.update_or_create(
        subscriber=subscriber, **by_scope, filter=wish.scope.get("filter", {}), ended_at=None, defaults=values,
        create_defaults={"kinds": list(Subscription.Kind), **values},
    )  # fmt: skip
    if one.confirmed_at is None and place.channel == Subscriber.Channel.EMAIL:
        _ask(one, now)
    elif one.confirmed_at is None:
        confirm(one.pk, now)
        one.refresh_from_db()
    return Subscribed(one, secret)


@transaction.atomic
def confirm(key: int, now: datetime) -> Subscription:
    """Whoever reads the address wants it. An address that had ended lives again. Raises `Subscription.DoesNotExist`."""
    one = Subscription.objects.select_related("subscriber").get(pk=key)
    if one.ended_at is None:
        Subscription.objects.filter(pk=key, confirmed_at=None).update(confirmed_at=now)
        Subscriber.objects.filter(pk=one.subscriber_id).update(ended_at=None, ended_reason="")
    return one


def try_out(subscriber: Subscriber, now: datetime) -> Notice:
    """Queue a notice that says only that it came."""
    event = record(Happened(Event.Kind.TEST, f"test:{subscriber.pk}:{now.isoformat()}", now.date()), now)
    return Notice.objects.create(subscriber=subscriber, event=event, not_before=now)


def find_subscriber(channel: str, address: str) -> Subscriber | None:
    """Whose address it is, also one entered under a former secret key (SECRET_KEY_FALLBACKS)."""
    digests = [digest_of(channel, address, str(key)) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    found = {one.digest: one for one in Subscriber.objects.filter(digest__in=digests)}
    return next((found[digest] for digest in digests if digest in found), None)


def digest_of(channel: str, address: str, key: str = "") -> str:
    """By which an address is found again: mail's without regard to the case of its host."""
    name, at, host = address.rpartition("@")
    known = f"{name}{at}{host.lower()}" if channel == Subscriber.Channel.EMAIL else address
    return hashlib.sha256(f"{key or settings.SECRET_KEY}\n{channel}\n{known}".encode()).hexdigest()


def _subscriber(place: Place) -> tuple[Subscriber, str]:
    secret = new_secret() if place.channel == Subscriber.Channel.WEBHOOK else ""
    hidden = {} if place.channel == Subscriber.Channel.EMAIL else {"address": place.address, "secret": secret}
    begins, ends = place.quiet or (None, None)
    given = {"language": place.language, "time_zone": place.time_zone, "quiet_from": begins, "quiet_until": ends}
    told = {name: value for name, value in given.items() if value is not None}
    known = find_subscriber(place.channel, place.address)
    found, is_new = Subscriber.objects.update_or_create(
        digest=known.digest if known else digest_of(place.channel, place.address),
        defaults=told,
        create_defaults={
            **told, "channel": place.channel, "address": _shown(place), "sealed": sealed(hidden) if hidden else "",
        },
    )  # fmt: skip
    return found, secret if is_new else ""


def _shown(place: Place) -> str:
    """The part of an address that may be shown: a webhook's path and a service's tokens may not."""
    if place.channel == Subscriber.Channel.EMAIL:
        return place.address
    parts = urlsplit(place.address)
    return (
        f"{parts.scheme}://{parts.hostname}/…" if place.channel == Subscriber.Channel.WEBHOOK else f"{parts.scheme}://…"
    )


def _ask(one: Subscription, now: datetime) -> None:
    """Queue the question, at most once a day."""
    key = f"confirm:{one.pk}:{now.date()}"
    if not Event.objects.filter(key=key).exists():
        event = record(Happened(Event.Kind.CONFIRM, key, now.date(), facts={"scope": _scope(one)}), now)
        Notice.objects.create(subscriber=one.subscriber, subscription=one, event=event, not_before=now)


def _scope(one: Subscription) -> str:
    named = one.claim or one.theme or one.author
    return one.scope if named or one.filter else ""


def _check(place: Place, wish: Wish) -> None:
    _check_address(place)
    if place.language is not None and place.language not in LANGUAGES:
        template = gettext_noop("expected one of the languages %(known)s, got %(got)s")
        raise SubscriptionError(template, known=", ".join(LANGUAGES), got=place.language)
    try:
        ZoneInfo(place.time_zone or "UTC")
    except (KeyError, ValueError, OSError):
        template = gettext_noop("expected a time zone such as Asia/Taipei, got %(got)s")
        raise SubscriptionError(template, got=place.time_zone) from None
    if place.quiet and place.quiet[0] == place.quiet[1]:
        template = gettext_noop("expected quiet hours that end at another time than they begin, got %(got)s")
        raise SubscriptionError(template, got=f"{place.quiet[0]:%H:%M}-{place.quiet[1]:%H:%M}")
    _check_filter(wish.scope.get("filter", {}))
    unknown = set(wish.kinds or ()) - set(Subscription.Kind.values)
    if unknown or (wish.kinds is not None and not wish.kinds):
        template = gettext_noop("expected events among %(known)s, got %(got)s")
        got = ", ".join(sorted(unknown)) or "-"
        raise SubscriptionError(template, known=", ".join(Subscription.Kind.values), got=got)
    if not all(0 < one < 1 for one in wish.thresholds or ()):
        raise SubscriptionError(gettext_noop("expected thresholds between 0 and 1, got others"))


def _check_filter(filter_: Mapping[str, str]) -> None:
    """One that no claim can ever pass would be kept, and told nothing for good."""
    known = {"kind": Claim.Kind.values, "nature": Claim.Nature.values}
    if "article" in filter_:
        known["article"] = list(Article.objects.values_list("slug", flat=True))
    for name in known.keys() & filter_.keys():
        if filter_[name] not in known[name]:
            template = gettext_noop("expected as %(name)s one of %(known)s, got %(got)s")
            raise SubscriptionError(template, name=name, known=", ".join(known[name]), got=filter_[name])


def _check_address(place: Place) -> None:
    try:
        if place.channel == Subscriber.Channel.EMAIL:
            validate_email(place.address)
        elif place.channel == Subscriber.Channel.WEBHOOK:
            if destination(place.address, settings.FETCH_PORTS).scheme != "https":
                raise SubscriptionError(gettext_noop("expected a webhook's address to begin with https://"))
        else:
            checked(place.address)
    except ValidationError:
        raise SubscriptionError(gettext_noop("expected an e-mail address, got %(got)s"), got=place.address) from None
    except FetchError as error:
        raise SubscriptionError("%(why)s", why=error) from None
    except ServiceAddressError as error:
        raise SubscriptionError("%(why)s", why=str(error)) from None
