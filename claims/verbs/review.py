"""What people do about settlements: declare one void, confirm one that waits for it, reopen one."""

from datetime import UTC, date

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from claims.models import Claim, LedgerEntry, Settlement, SettlementReview
from claims.outcomes import acts_of, tests
from claims.scoring.settlement import Outcome, Reason
from claims.scoring.settlement import Settlement as Found
from claims.verbs.acts import RegistrationError, Request, enter, expect_state, locked, person
from claims.verbs.settling import Setting, expect_person, is_open, needs_review, newest, write

Kind = SettlementReview.Kind


@transaction.atomic
def declare_void(*, claim: Claim, checkpoint: date, code: str, request: Request) -> Settlement:
    """Settle a claim as void at a checkpoint that has passed, for a reason that only people find.

    Raises `RegistrationError` for an unknown code, a claim that is not registered, a day that is no checkpoint or is
    not over, and for what is settled: that is reopened first.
    """
    if code not in set(Reason):
        raise RegistrationError(_("expected one of %(names)s, got %(got)s") % {"names": ", ".join(Reason), "got": code})
    expect_person(request)
    current = locked(claim)
    expect_state(current, Claim.State.REGISTERED)
    today = request.now.astimezone(UTC).date()
    acts = acts_of([current])[current.pk]
    passed = [test for test in tests(current, acts, today) if test.counts and test.checkpoint == checkpoint]
    if not passed:
        figures = {"claim": current.number, "days": ", ".join(map(str, current.checkpoints)), "got": checkpoint}
        raise RegistrationError(
            _("expected a checkpoint of %(claim)s that is over, of %(days)s, got %(got)s") % figures
        )
    if not is_open(newest(passed[0])):
        figures = {"claim": current.number, "day": checkpoint}
        raise RegistrationError(
            _("expected a claim that is not settled, got %(claim)s, which is for %(day)s: reopen that first") % figures
        )
    by = request.by.strip()
    setting = Setting(by, request.now, today, needs_review(by), note=request.reason)
    return write(passed[0], Found(Outcome.VOID, Reason(code)), acts[passed[0].version], setting)


@transaction.atomic
def confirm(*, claim: Claim, checkpoint: date, request: Request) -> list[SettlementReview]:
    """Confirm the settlements of a claim at a checkpoint that wait for it: from then on they stand.

    Raises `RegistrationError` where none waits, or for who set one.
    """
    expect_person(request)
    current = locked(claim)
    waiting = Settlement.objects.proposed(request.now).filter(claim=current, checkpoint=checkpoint)
    rows = list(waiting.select_related("claim"))
    if not rows:
        figures = {"claim": current.number, "day": checkpoint}
        raise RegistrationError(
            _("expected a settlement of %(claim)s for %(day)s that waits to be confirmed, found none") % figures
        )
    if any(person(row.by) == person(request.by) for row in rows):
        raise RegistrationError(
            _("expected somebody other than %(by)s to confirm it, who has set it") % {"by": request.by}
        )
    return [_review(row, Kind.CONFIRM, request) for row in rows]


@transaction.atomic
def reopen(*, claim: Claim, checkpoint: date, request: Request) -> list[SettlementReview]:
    """Reopen the settlements of a claim at a checkpoint, proposed ones too. They stay visible and stand no longer.

    Where two persons are asked for, the first one only asks. Raises `RegistrationError` where none is there.
    """
    expect_person(request)
    current = locked(claim)
    every = Settlement.objects.filter(claim=current, checkpoint=checkpoint).exclude(reviews__kind=Kind.REOPEN)
    rows = list(every.select_related("claim"))
    if not rows:
        figures = {"claim": current.number, "day": checkpoint}
        raise RegistrationError(_("expected a settlement of %(claim)s for %(day)s, found none") % figures)
    return [_reopen(row, request) for row in rows]


def _reopen(row: Settlement, request: Request) -> SettlementReview:
    asked = [one for one in row.reviews.filter(kind=Kind.ASK) if person(one.by) != person(request.by)]
    if settings.TWO_PERSON_REVIEW and not asked:
        return _save(row, Kind.ASK, request, None)
    return _review(row, Kind.REOPEN, request, asked_by=asked[-1].by if asked else "")


def _review(row: Settlement, kind: SettlementReview.Kind, request: Request, asked_by: str = "") -> SettlementReview:
    body = {
        "claim": row.claim.slug, "version": row.version, "checkpoint": row.checkpoint, "round": row.round,
        "settlement": row.entry_id, "outcome": row.outcome, "by": request.by, "reason": request.reason,
        **({"asked_by": asked_by} if asked_by else {}),
    }  # fmt: skip
    return _save(row, kind, request, enter(str(kind), body, request.now))


def _save(
    row: Settlement, kind: SettlementReview.Kind, request: Request, entry: LedgerEntry | None
) -> SettlementReview:
    return SettlementReview.objects.create(
        settlement=row, kind=kind, by=request.by.strip(), reason=request.reason, at=request.now, entry=entry
    )
