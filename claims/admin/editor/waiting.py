"""What somebody has submitted of a claim: what exactly it is, and who can approve it as it was submitted."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC

from django.conf import settings

from claims.admin.editor.page import Visit
from claims.freezing import Definitions, Difference, places
from claims.ledger import canonical
from claims.models import Act, Claim, Submission
from claims.verbs.acts import RegistrationError, registered, submissions
from claims.verbs.amend import proposed
from claims.verbs.amending import amended, read


@dataclass(frozen=True)
class Waiting:
    """A submission. `changes` are what it would change of what stands; `since` says where that is no longer so.

    A submission that is stale would not lead to what was submitted: it is to be submitted again.
    """

    submission: Submission
    is_own: bool
    is_stale: bool
    changes: list[Difference]
    since: list[Difference]

    @property
    def can_approve(self) -> bool:
        """Whether it can be done as it was submitted, by whoever looks at it."""
        return not self.is_own and not self.is_stale


def waiting_for(visit: Visit, kind: Act.Kind) -> list[Waiting]:
    """What waits for somebody else since the last act."""
    if not settings.TWO_PERSON_REVIEW:
        return []
    every = list(Submission.objects.filter(claim=visit.claim, kind=kind, acts=visit.claim.acts.count()))
    others = {one.pk for one in submissions(visit.claim, kind, visit.asks("-"))} if every else set()
    return [_waiting(visit.claim, one, is_own=one.pk not in others) for one in every]


def approvable(waiting: list[Waiting], key: str) -> Submission | None:
    """The submission of a key that can be approved."""
    return next((one.submission for one in waiting if one.can_approve and str(one.submission.pk) == key), None)


def _waiting(claim: Claim, one: Submission, *, is_own: bool) -> Waiting:
    text = _now(claim, one)
    submitted, standing = one.payload, "" if claim.is_draft else canonical(registered(claim).payload)
    is_amendment = one.kind == Act.Kind.AMEND
    return Waiting(
        one, is_own, hashlib.sha256(text.encode()).hexdigest() != one.payload_hash,
        places(json.loads(standing), json.loads(submitted)) if is_amendment and submitted and standing else [],
        places(json.loads(submitted), json.loads(text)) if submitted and text else [],
    )  # fmt: skip


def _now(claim: Claim, one: Submission) -> str:
    """What would be frozen if it were done now; "" where it cannot be."""
    try:
        if one.kind == Act.Kind.AMEND:
            return amended(claim, proposed(one), one.at.astimezone(UTC).date()).text
        return read(claim, Definitions()).text if claim.is_draft else canonical(registered(claim).payload)
    except RegistrationError:
        return ""
