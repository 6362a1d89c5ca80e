"""Propose an act on a claim for somebody else to do. With CLAIMBASE_TWO_PERSONS nobody acts on their own word alone."""

from datetime import UTC

from django.db import transaction
from django.utils.translation import gettext as _

from claims.acts import RegistrationError, Request, check_whole, expect_state, locked, registered
from claims.amending import Amendment, apply, read
from claims.freezing import Definitions
from claims.models import Act, Claim, Submission

_STATES = {
    Act.Kind.REGISTER: (Claim.State.DRAFT,),
    Act.Kind.AMEND: (Claim.State.REGISTERED,),
    Act.Kind.WITHDRAW: (Claim.State.REGISTERED,),
    Act.Kind.VOID: (Claim.State.REGISTERED,),
    Act.Kind.REOPEN: (Claim.State.WITHDRAWN, Claim.State.VOID),
}


@transaction.atomic
def submit(*, claim: Claim, kind: str, request: Request, amendment: Amendment | None = None) -> Submission:
    """Record a proposal; `amendment` is what an amendment would change, and nothing is changed yet.

    Raises `RegistrationError` for what could not be done by anybody.
    """
    if kind not in Act.Kind.values or (amendment is not None) != (kind == Act.Kind.AMEND):
        figures = {"names": ", ".join(Act.Kind.values), "got": kind}
        raise RegistrationError(_("expected one of %(names)s, an amendment with its changes, got %(got)s") % figures)
    current = locked(claim)
    expect_state(current, *_STATES[Act.Kind(kind)])
    return Submission.objects.create(
        claim=current, kind=kind, acts=current.acts.count(), payload_hash=_hash(current, amendment, request),
        by=request.by, reason=request.reason, at=request.now,
    )  # fmt: skip


def _hash(claim: Claim, amendment: Amendment | None, request: Request) -> str:
    """Of what would be frozen."""
    if amendment is not None:
        with transaction.atomic():
            apply(claim, amendment, request.now.astimezone(UTC).date())
            found = read(claim, Definitions()).hash
            transaction.set_rollback(True)
        return found
    if claim.is_draft:
        check_whole(claim)
        return read(claim, Definitions()).hash
    return registered(claim).payload_hash
