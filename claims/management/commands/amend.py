"""`claimbase amend CLAIM --set C1.p:holds_when="…" --by NAME --reason TEXT`: a new version beside the old one."""

from argparse import ArgumentParser
from typing import Any

from claims.management.acting import ActCommand, add_changes, amendment
from claims.models import Act, Claim
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from evidence.management.arguments import a_day


class Command(ActCommand):
    help = "Make a new version of a registered claim. The old one stays beside it and is scored on."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        add_changes(parser)
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
        return amend(
            claim=claim, amendment=amendment(options["values"], options["end"]), request=request,
            base_rate_reason=options["base_rate_reason"], known=options["as_of"],
        )  # fmt: skip
