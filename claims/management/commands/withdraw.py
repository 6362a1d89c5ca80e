"""`claimbase withdraw CLAIM --by NAME --reason TEXT`: take a registered claim out of the running; it stays visible."""

from typing import Any

from claims.management.acting import ActCommand
from claims.models import Act, Claim
from claims.verbs.acts import Request
from claims.verbs.withdraw import withdraw


class Command(ActCommand):
    help = "Take a registered claim out of the running. It stays visible, and the ledger says how it stood."

    def act(self, claim: Claim, request: Request, options: dict[str, Any]) -> Act:
        return withdraw(claim=claim, request=request)
