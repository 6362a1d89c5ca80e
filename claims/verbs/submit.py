"""Propose an act on a claim for somebody else to do. With CLAIMBASE_TWO_PERSONS nobody acts on their own word alone."""

from datetime import UTC

from django.db import transaction
from django.utils.translation import gettext as _

from claims.freezing import Definitions
from claims.ledger import canonical
from claims.models import Act, Claim, Submission
from claims.verbs.acts import RegistrationError, Request, check_whole, expect_state, locked, registered
from claims.verbs.amending import Amendment, amended, read

_STATES = {
    Act.Kind.REGISTER: (Claim.State.DRAFT,),
    Act.Kind.AMEND: (Claim.State.REGISTERED,),
    Act.Kind.WITHDRAW: (Claim.State.REGISTERED,),
    Act.Kind.VOID: (Claim.State.REGISTERED,),
    Act.Kind.REOPEN: Claim.ENDED,
}


@transaction.atomic
def submit(*, claim: Claim, kind: str, request: Request, amendment: Amendment | None = None) -> Submission:
    """Record a proposal, whole, so that another sees what they approve; `amendment` is what an amendment would change.

    Nothing is changed yet.

    Raises `RegistrationError` for what could not be done by anybody.
    """
    if kind not in Act.Kind.values or (amendment is not None) != (kind == Act.Kind.AMEND):
        figures = {"names": ", ".join(Act.Kind.values), "got": kind}
        raise RegistrationError(_("expected one of %(names)s, an amendment with its changes, got %(got)s") % figures)
    current = locked(claim)
    expect_state(current, *_STATES[Act.Kind(kind)])
    acts = current.acts.count()
    text, digest = _proposed(current, amendment, request)
    return Submission.objects.create(
        claim=current, kind=kind, acts=acts, payload=text, payload_hash=digest, by=request.by, reason=request.reason,
        at=request.now, amendment=amendment and amendment.parts,
    )  # fmt: skip


def _proposed(claim: Claim, amendment: Amendment | None, request: Request) -> tuple[str, str]:
    """The text that would be frozen, or that stands, and its hash."""
    if amendment is not None:
        found = amended(claim, amendment, request.now.astimezone(UTC).date())
        return found.text, found.hash
    if claim.is_draft:
        check_whole(claim)
        found = read(claim, Definitions())
        return found.text, found.hash
    act = registered(claim)
    return canonical(act.payload), act.payload_hash
