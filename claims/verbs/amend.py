"""Amend a registered claim: a new version with a reason. The old one stays beside it and keeps its own record."""

import json
from datetime import UTC, date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from claims.freezing import Definitions, differences
from claims.models import Act, Claim, Submission
from claims.verbs.acts import (
    RegistrationError,
    Request,
    asked,
    expect_state,
    hindsight,
    locked,
    record,
    registered,
    repeated,
    reviewed,
    submissions,
)
from claims.verbs.amending import Amendment, apply, read
from claims.verbs.checking import checked


@transaction.atomic
def amend(
    *, claim: Claim, amendment: Amendment, request: Request, base_rate_reason: str = "", known: date | None = None
) -> Act:
    """Make the next version of a claim and enter it in the ledger with what changed.

    Raises `RegistrationError`: for a claim that is not registered, for what is fixed from registration on (horizon,
    rule, kind), where nothing changes, and where the dry run refuses the new criteria.
    """
    current = locked(claim)
    digest = asked(current, Act.Kind.AMEND, request, changes=vars(amendment), base_rate_reason=base_rate_reason,
                   known=known)  # fmt: skip
    done = repeated(current, Act.Kind.AMEND, request, digest)
    if done:
        return done
    expect_state(current, Claim.State.REGISTERED)
    definitions, today = Definitions(), request.now.astimezone(UTC).date()
    before = registered(current).payload
    apply(current, amendment, _written_on(current, amendment, request) or today)
    after = read(current, definitions)
    changes = differences(before, json.loads(after.text))
    if not changes:
        raise RegistrationError(_("expected a change of %(claim)s, got what is registered") % {"claim": current.number})
    review = reviewed(current, Act.Kind.AMEND, after.hash, request)
    run = checked(current, current.version, known or today, base_rate_reason)
    return record(current, Act.Kind.AMEND, request, after, changes=changes, dry_run=run,
                  hindsight=hindsight(current, request), asked=digest, **review)  # fmt: skip


def proposed(submission: Submission) -> Amendment:
    """The amendment that was submitted, as it was. Raises `RegistrationError` where it was not kept."""
    if submission.amendment is None:
        raise RegistrationError(
            _("expected a submission that says what is to change, got one of which only a hash was kept: submit it "
              "anew")
        )  # fmt: skip
    return Amendment(**submission.amendment)


def _written_on(claim: Claim, amendment: Amendment, request: Request) -> date | None:
    """The day on which another submitted the amendment, where two persons are asked for: it was written then."""
    others = submissions(claim, Act.Kind.AMEND, request) if settings.TWO_PERSON_REVIEW else []
    parts = json.loads(json.dumps(amendment.parts, default=str))
    same = [one for one in others if one.amendment in (parts, None)]
    return same[-1].at.astimezone(UTC).date() if same else None
