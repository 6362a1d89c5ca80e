"""A notice as what a person reads: subject, text and HTML in the subscriber's language, and facts for programs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet
from django.template.loader import render_to_string
from django.utils.translation import override

from claims.models import Claim, Event, Notice, Subscription
from claims.notices.find import USUAL_THRESHOLDS, thresholds_of
from claims.notices.links import confirm_link, end_link
from claims.notices.words import Names, indicator_names, named, sentences, title


@dataclass(frozen=True)
class Message:
    """What is sent. `end` is the link that ends it, "" where there is nothing to end yet."""

    subject: str
    text: str
    html: str
    facts: dict[str, Any]
    end: str = ""


@dataclass(frozen=True)
class Told:
    """An event as one subscriber is told of it: those of its claims, and of its facts, that they asked for."""

    event: Event
    claims: tuple[Claim, ...]
    facts: Mapping[str, Any]
    names: Names

    @property
    def title(self) -> str:
        """One line."""
        return " ".join(
            title(self.event, self.facts, self.claims, self.names).split()
        )  # a header cannot hold a new line

    @property
    def sentences(self) -> list[str]:
        """What happened."""
        return sentences(self.event, self.facts, self.names)

    @property
    def named(self) -> list[str]:
        """The claims it is about."""
        return named(self.claims)


def message(notice: Notice) -> Message:
    """The message of a notice. It says the same whenever it is made: events are never edited."""
    event, subscriber = notice.event, notice.subscriber
    mine = list(subscriber.subscriptions.active().select_related("claim", "theme", "author"))
    with override(subscriber.language):
        names = indicator_names()
        told = _told(event, mine, names)
        parts = _parts(event, mine, names) if event.kind == Event.Kind.DIGEST else [told]
        end = end_link(notice.subscription) if notice.subscription and event.kind != Event.Kind.CONFIRM else ""
        confirm = confirm_link(notice.subscription) if notice.subscription and event.kind == Event.Kind.CONFIRM else ""
        shown = {
            "title": told.title, "parts": parts, "end": end, "confirm": confirm, "language": subscriber.language,
            "is_digest": event.kind == Event.Kind.DIGEST, "since": event.facts.get("since"),
        }  # fmt: skip
        text = render_to_string("claims/notices/message.txt", shown)
        html = render_to_string("claims/notices/message.html", shown)
        return Message(told.title, text.strip() + "\n", html, facts_of(notice, parts), end)


def facts_of(notice: Notice, parts: Sequence[Told]) -> dict[str, Any]:
    """What happened, for programs; the sentences are in the language that is active."""
    event = notice.event
    return {
        "id": str(notice.code), "event": str(event.code), "type": event.kind, "day": str(event.day),
        "language": notice.subscriber.language,
        "parts": [
            {"event": str(one.event.code), "type": one.event.kind, "day": str(one.event.day), "title": one.title,
             "sentences": one.sentences, "facts": one.facts,
             "claims": [{"slug": claim.slug, "number": claim.number, "statement": claim.statement,
                         "statement_zh": claim.statement_zh} for claim in one.claims]}
            for one in parts
        ],
    }  # fmt: skip


def _told(event: Event, mine: Sequence[Subscription], names: Names) -> Told:
    """The event with the claims and thresholds that were asked for."""
    asked = [one for one in mine if event.kind in one.kinds]
    claims = _covered(_claims().filter(pk__in=event.claims.all()), asked)
    return Told(event, claims, _facts(event, asked), names)


def _claims() -> QuerySet[Claim]:
    """In the order in which they are named."""
    return Claim.objects.select_related("article").order_by("article", "number")


def _covered(claims: Iterable[Claim], by: Sequence[Subscription]) -> tuple[Claim, ...]:
    return tuple(claim for claim in claims if any(one.covers(claim) for one in by))


def _facts(event: Event, asked: Iterable[Subscription]) -> Mapping[str, Any]:
    """Of crossings those of thresholds that were asked for, or the usual ones; none where there is none of them."""
    if event.kind != Event.Kind.THRESHOLD:
        return event.facts
    named_ = thresholds_of(asked) or USUAL_THRESHOLDS
    crossings = [one for one in event.facts["crossings"] if one["threshold"] in named_]
    return {**event.facts, "crossings": crossings} if crossings else {}


def _parts(digest: Event, mine: Sequence[Subscription], names: Names) -> list[Told]:
    """What a digest tells: all events between the last one and it that touch what the subscriber follows."""
    between = Event.objects.filter(pk__gt=digest.facts["after"], pk__lt=digest.pk, kind__in=Event.OF_CLAIMS)
    if not digest.facts["after"]:
        between = between.filter(day__gte=digest.facts["since"])
    following = [one for one in mine if Subscription.Kind.DIGEST in one.kinds]
    found = []
    for event in between.order_by("pk").prefetch_related(Prefetch("claims", _claims())):
        claims = _covered(event.claims.all(), following)
        if claims:
            told = Told(event, claims, _facts(event, mine), names)
            if told.facts:
                found.append(told)
    return found
