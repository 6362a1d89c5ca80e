"""End a registered claim, or take that back. It stays visible, with how it stood on that day."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims.models import Act, Claim
from claims.scoring.settlement import Reason
from claims.verbs.acts import (
    RegistrationError,
    Request,
    asked,
    expect_state,
    locked,
    record,
    registered,
    repeated,
    reviewed,
    standing,
)

State, Kind = Claim.State, Act.Kind


def withdraw(*, claim: Claim, request: Request) -> Act:
    """Take a registered claim out of the running. Its newest figures go into the ledger, so that nobody drops a claim
    that fails unseen. Raises `RegistrationError` for one that is not registered.
    """
    return _act(claim, Kind.WITHDRAW, request, (State.REGISTERED,))


def void(*, claim: Claim, code: str, request: Request) -> Act:
    """Declare that a registered claim cannot be settled. Raises `RegistrationError` for an unknown code too."""
    if code not in set(Reason):
        raise RegistrationError(_("expected one of %(names)s, got %(got)s") % {"names": ", ".join(Reason), "got": code})
    return _act(claim, Kind.VOID, request, (State.REGISTERED,), code=code)


def reopen(*, claim: Claim, request: Request) -> Act:
    """Put a withdrawn or void claim back as it was registered. Raises `RegistrationError` for any other."""
    return _act(claim, Kind.REOPEN, request, Claim.ENDED)


@transaction.atomic
def _act(claim: Claim, kind: Act.Kind, request: Request, states: tuple[Claim.State, ...], **more: Any) -> Act:
    current = locked(claim)
    digest = asked(current, kind, request, **more)
    done = repeated(current, kind, request, digest)
    if done:
        return done
    expect_state(current, *states)
    more |= reviewed(current, kind, registered(current).payload_hash, request)
    return record(current, kind, request, **more, asked=digest, stood=standing(current))
