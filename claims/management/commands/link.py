"""`claimbase link CLAIM KIND OTHER --by NAME --reason TEXT`: how two claims bear on one another."""

from argparse import ArgumentParser
from typing import Any

from claims.management.acting import add_who, done, find_claim, request
from claims.management.speaking import SpeakingCommand
from claims.models import ClaimLink
from claims.verbs.link import link

_KINDS = {kind.replace(" ", "-"): kind for kind in ClaimLink.Kind.values}


class Command(SpeakingCommand):
    help = "Say that a claim contradicts, supports, depends on or repeats another."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claim", metavar="CLAIM", help="a claim's slug or number")
        parser.add_argument("kind", choices=list(_KINDS), metavar="KIND", help=", ".join(_KINDS))
        parser.add_argument("other", metavar="OTHER", help="the other claim")
        add_who(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = find_claim(options["claim"]), find_claim(options["other"])
        made = done(lambda: link(source=source, kind=_KINDS[options["kind"]], target=target, request=request(options)))
        self.stdout.write(str(made))
