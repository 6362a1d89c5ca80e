"""Register a drafted claim: from here on its words, horizon and criteria are frozen and stand in the ledger."""

from datetime import UTC, date
from typing import Any

from django.db import transaction

from claims.freezing import Definitions
from claims.models import Act, Claim
from claims.verbs.acts import Request, asked, begin, check_whole, expect_state, locked, repeated, reviewed
from claims.verbs.amending import read
from claims.verbs.checking import checked


@transaction.atomic
def register(*, claim: Claim, request: Request, base_rate_reason: str = "", known: date | None = None) -> Act:
    """Freeze a draft and enter it in the ledger, with what the dry run warned of on the evidence known on a day.

    `known` is that day (default: the request's); `base_rate_reason` says why a call near certainty is worth recording.
    Raises `RegistrationError`: for a claim that is no draft or no complete test, and where the dry run refuses.
    """
    draft = locked(claim)
    digest = asked(draft, Act.Kind.REGISTER, request, base_rate_reason=base_rate_reason, known=known)
    done = repeated(draft, Act.Kind.REGISTER, request, digest)
    if done:
        return done
    expect_state(draft, Claim.State.DRAFT)
    check_whole(draft)
    frozen = read(draft, Definitions())
    review = reviewed(draft, Act.Kind.REGISTER, frozen.hash, request)
    run: dict[str, Any] = checked(draft, 1, known or request.now.astimezone(UTC).date(), base_rate_reason)
    return begin(draft, request, frozen, run, asked=digest, **review)
