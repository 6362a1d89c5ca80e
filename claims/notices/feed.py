"""Events as an Atom feed that anybody may read: of registered claims, newest first."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Prefetch
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.models import Claim, Event
from claims.notices.find import USUAL_THRESHOLDS
from claims.notices.links import site
from claims.notices.words import Names, indicator_names, named, sentences, title
from claims.onrecord.listing import Wanted, keys_of

MOST_ENTRIES = 50
_FIELDS = {"theme": "theme", "author": "author", "article": "article", "nature": "nature", "standing": "standing",
           "q": "words", "kind": "kind"}  # fmt: skip


def feed(scope: Mapping[str, str], language: str, address: str, today: date) -> str:
    """The feed of the claims that `scope` names in a language: one `claim` by its slug, or by the filters of the list.

    `kind` is one of events or, as in the list, of claims; no word is both. `address` is the feed's own. The same events
    make the same text.
    """
    with override(language):
        made = Atom1Feed(
            title=_("claimbase: what happened to claims"), link=f"{site()}/", description="", language=language,
            feed_url=address, feed_guid=address,
        )  # fmt: skip
        names = indicator_names()
        for event in _events(scope, today):
            claims, facts = list(event.claims.all()), public_facts(event)
            if facts:
                made.add_item(
                    title=title(event, facts, claims, names), link=f"{site()}/",
                    description=_described(event, facts, claims, names),
                    unique_id=event.code.urn, pubdate=event.at, updateddate=event.at, categories=[event.kind],
                )  # fmt: skip
        return str(made.writeString("utf-8"))


def _events(scope: Mapping[str, str], today: date) -> list[Event]:
    """The newest, with those of their claims that may be shown: drafts may still become anything."""
    is_of_events = scope.get("kind") in set(Event.Kind)
    filters = {field: scope.get(name, "") for name, field in _FIELDS.items() if name != "kind" or not is_of_events}
    wanted, shown = Wanted(**filters), Claim.objects.exclude(state=Claim.State.DRAFT)
    if scope.get("claim"):
        shown = shown.filter(slug=scope["claim"])
    if wanted.given:
        shown = shown.filter(pk__in=keys_of(wanted, today))
    kinds = [kind for kind in Event.OF_CLAIMS if not is_of_events or scope["kind"] == kind]
    about = Event.objects.filter(kind__in=kinds, claims__in=shown).distinct().order_by("-pk")
    return list(about.prefetch_related(Prefetch("claims", shown.order_by("article", "number")))[:MOST_ENTRIES])


def public_facts(event: Event) -> Mapping[str, Any]:
    """What is told to everybody: of crossings the usual thresholds, for whoever named another did so for themselves."""
    if event.kind != Event.Kind.THRESHOLD:
        return event.facts
    usual = [one for one in event.facts["crossings"] if one["threshold"] in USUAL_THRESHOLDS]
    return {"crossings": usual} if usual else {}


def _described(event: Event, facts: Mapping[str, Any], claims: list[Claim], names: Names) -> str:
    said = format_html_join("", "<p>{}</p>", ((one,) for one in sentences(event, facts, names)))
    return format_html("{}<ul>{}</ul>", said, format_html_join("", "<li>{}</li>", ((one,) for one in named(claims))))
