"""`claimbase reopen CLAIM --by NAME --reason TEXT`: put a withdrawn or void claim back as it was registered."""

from typing import Any

from claims.management.acting import ActCommand
from claims.models import Act, Claim
from claims.verbs.acts import Request
from claims.verbs.withdraw import reopen


class Command(ActCommand):
    help = "Put a withdrawn or void claim back as it was registered."

    def act(self, claim: Claim, request: Request, options: dict[str, Any]) -> Act:
        return reopen(claim=claim, request=request)
