"""`claimbase register CLAIM --by NAME --reason TEXT`: freeze a drafted claim and enter it in the ledger."""

from argparse import ArgumentParser
from typing import Any

from claims.management.acting import ActCommand
from claims.models import Act, Claim
from claims.verbs.acts import Request
from claims.verbs.register import register
from evidence.management.arguments import a_day


class Command(ActCommand):
    help = "Freeze a drafted claim with its criteria, unless the dry run refuses, and enter it in the ledger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--despite-dry-run",
            default="",
            dest="base_rate_reason",
            metavar="TEXT",
            help="why it is worth recording although the dry run speaks against it",
        )
        parser.add_argument(
            "--as-of", type=a_day, metavar="DAY", help="dry-run on what was known then (default: today)"
        )

    def act(self, claim: Claim, request: Request, options: dict[str, Any]) -> Act:
        return register(
            claim=claim, request=request, base_rate_reason=options["base_rate_reason"], known=options["as_of"]
        )
