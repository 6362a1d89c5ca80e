"""`claimbase submit CLAIM KIND --by NAME --reason TEXT`: propose an act for somebody else to do."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from claims.management.acting import add_changes, add_who, amendment, done, find_claim, request
from claims.management.speaking import SpeakingCommand
from claims.models import Act
from claims.verbs.submit import submit


class Command(SpeakingCommand):
    help = "Propose to register, amend, withdraw, void or reopen a claim: with CLAIMBASE_TWO_PERSONS another does it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claim", metavar="CLAIM", help="the claim's slug, or its number")
        parser.add_argument("kind", choices=Act.Kind.values, metavar="KIND", help=", ".join(Act.Kind.values))
        add_changes(parser)
        add_who(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        claim, kind = find_claim(options["claim"]), options["kind"]
        changes = amendment(options["values"], options["end"]) if kind == Act.Kind.AMEND else None
        made = done(lambda: submit(claim=claim, kind=kind, request=request(options), amendment=changes))
        figures = {"submission": made, "hash": made.payload_hash}
        self.stdout.write(_("%(submission)s waits for somebody else: %(hash)s") % figures)
