"""`claimbase unlink CLAIM OTHER --by NAME --reason TEXT`: end the link between two claims; it stays to be read."""

from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _

from claims.management.acting import add_who, done, find_claim, request
from claims.management.speaking import SpeakingCommand
from claims.verbs.link import unlink


class Command(SpeakingCommand):
    help = "End the link between two claims. It stays to be read."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("claim", metavar="CLAIM", help="a claim's slug or number")
        parser.add_argument("other", metavar="OTHER", help="the other claim")
        add_who(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        one, other = find_claim(options["claim"]), find_claim(options["other"])
        ended = done(lambda: unlink(one=one, other=other, request=request(options)))
        self.stdout.write(_("%(link)s: ended") % {"link": ended})
