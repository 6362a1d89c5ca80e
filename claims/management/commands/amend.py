"""`claimbase amend CLAIM --set C1.p:holds_when="…" --by NAME --reason TEXT`: a new version beside the old one."""

import json
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.management.base import CommandError

from claims.acts import Request
from claims.amend import amend
from claims.amending import Amendment
from claims.management.acting import ActCommand
from claims.models import Act, Claim

_JSON = frozenset({"relation", "coverage", "position", "spans"})


class Command(ActCommand):
    help = "Make a new version of a registered claim. The old one stays beside it and is scored on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--set", action="append", default=[], metavar="FIELD=VALUE", dest="values",
            help="words of the claim (reading=…), or of a criterion by its key (C1.p:holds_when=…), old or new",
        )  # fmt: skip
        parser.add_argument(
            "--end", action="append", default=[], metavar="KEY", help="a criterion that gets no successor"
        )
        parser.add_argument(
            "--base-rate-reason", default="", metavar="TEXT", help="why a call near certainty is worth recording"
        )
        parser.add_argument(
            "--as-of", type=date.fromisoformat, metavar="DAY", help="dry-run on what was known then (default: today)"
        )

    def act(self, claim: Claim, request: Request, options: dict[str, Any]) -> Act:
        return amend(
            claim=claim, amendment=amendment(options["values"], options["end"]), request=request,
            base_rate_reason=options["base_rate_reason"], known=options["as_of"],
        )  # fmt: skip


def amendment(values: Iterable[str], ended: Iterable[str]) -> Amendment:
    """The amendment that the command's words ask for. Errors: CommandError."""
    words: dict[str, Any] = {}
    criteria: dict[str, Any] = defaultdict(dict)
    for one in values:
        name, equals, value = one.partition("=")
        key, colon, field = name.rpartition(":")
        if not equals:
            raise CommandError(f"expected FIELD=VALUE or KEY:FIELD=VALUE after --set, got {one}")
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
        raise CommandError(f"expected JSON in {field}, got {text}") from None
