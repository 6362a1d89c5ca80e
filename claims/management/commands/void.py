"""`claimbase void CLAIM CODE --by NAME --reason TEXT`: a registered claim cannot be settled."""

from argparse import ArgumentParser
from typing import Any

from claims.management.acting import ActCommand
from claims.models import Act, Claim
from claims.scoring.settlement import Reason
from claims.verbs.acts import Request
from claims.verbs.withdraw import void


class Command(ActCommand):
    help = "Declare that a registered claim cannot be settled. It is never scored, and always counted."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("code", choices=list(Reason), metavar="CODE", help=", ".join(Reason))

    def act(self, claim: Claim, request: Request, options: dict[str, Any]) -> Act:
        return void(claim=claim, code=options["code"], request=request)
