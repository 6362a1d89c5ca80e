"""What the commands that act on claims have in common: whom and why they ask, and how they say what was done."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from claims.management.speaking import SpeakingCommand
from claims.models import Act, Claim
from claims.verbs import clock
from claims.verbs.acts import RegistrationError, Request
from claims.verbs.amending import Amendment

_JSON = frozenset({"relation", "coverage", "position", "spans"})
Recorded = TypeVar("Recorded")


def find_claim(name: str) -> Claim:
    """The claim of a slug, or of a number that only one article has. Errors: CommandError."""
    found = list(Claim.objects.filter(slug=name) or Claim.objects.filter(number=name)[:2])
    if len(found) != 1:
        what = _("several claims of that number; give the slug") if found else _("none")
        figures = {"name": name, "what": what}
        raise CommandError(_("expected the slug or number of a claim, got %(name)s: %(what)s") % figures)
    return found[0]


class ActCommand(SpeakingCommand):
    """A door to an act: subclasses add arguments and say which verb it is."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claim", metavar="CLAIM", help="the claim's slug, or its number")
        add_who(parser)
        parser.add_argument("--key", default="", metavar="KEY", help="names this request: repeated, it is done once")

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(said(done(lambda: self.act(find_claim(options["claim"]), request(options), options))))

    def act(self, claim: Claim, request: Request, options: dict[str, Any]) -> Act:
        """Do it."""
        raise NotImplementedError


def add_who(parser: ArgumentParser) -> None:
    """Who does something and why."""
    parser.add_argument("--by", required=True, metavar="NAME", help="who does it")
    parser.add_argument("--reason", required=True, metavar="TEXT", help="why; it is public")


def add_changes(parser: ArgumentParser) -> None:
    """What an amendment changes."""
    parser.add_argument(
        "--set", action="append", default=[], metavar="FIELD=VALUE", dest="values",
        help="words of the claim (reading=…), or of a criterion by its key (C1.p:holds_when=…), old or new",
    )  # fmt: skip
    parser.add_argument("--end", action="append", default=[], metavar="KEY", help="a criterion that gets no successor")


def request(options: dict[str, Any]) -> Request:
    """Who asks, and why, at this moment. Raises `RegistrationError`, also where clocks disagree."""
    key = {"key": options["key"]} if options.get("key") else {}
    return Request(by=options["by"], reason=options["reason"], now=clock.now(), **key)


def done(act: Callable[[], Recorded]) -> Recorded:
    """What an act recorded. Errors: CommandError."""
    try:
        return act()
    except RegistrationError as error:
        raise CommandError(str(error)) from None


def said(act: Act) -> str:
    """An act for a reader: what, in which version, and where it stands in the ledger."""
    figures = {"claim": act.claim.number, "what": act.get_kind_display(), "version": act.version,
               "entry": act.entry_id, "hash": act.entry.hash}  # fmt: skip
    return _("%(claim)s %(what)s, version %(version)s: entry %(entry)s of the ledger, %(hash)s") % figures


def amendment(values: Iterable[str], ended: Iterable[str]) -> Amendment:
    """The amendment that the command's words ask for. Errors: CommandError."""
    words: dict[str, Any] = {}
    criteria: dict[str, Any] = defaultdict(dict)
    for one in values:
        name, equals, value = one.partition("=")
        key, colon, field = name.rpartition(":")
        if not equals:
            raise CommandError(_("expected FIELD=VALUE or KEY:FIELD=VALUE after --set, got %(got)s") % {"got": one})
        if colon:
            criteria[key][field] = _value(field, value)
        else:
            words[field] = _value(field, value)
    return Amendment(words, {**criteria, **dict.fromkeys(ended)})


def _value(field: str, text: str) -> Any:
    if field not in _JSON:
        return text
    try:
        return json.loads(text)
    except ValueError:
        figures = {"field": field, "got": text}
        raise CommandError(_("expected JSON in %(field)s, got %(got)s") % figures) from None
