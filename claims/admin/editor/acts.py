"""Acts on a claim from its page: register, withdraw, void, reopen, or, where two persons are asked for, submit."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from claims.admin.editor.page import Visit, today
from claims.admin.editor.waiting import waiting_for
from claims.dossier import Dossier
from claims.dryrun import dry_run
from claims.models import Act, Claim, Criterion
from claims.scoring.dryrun import Fault, Severity
from claims.scoring.relationform import RelationError
from claims.scoring.settlement import Reason
from claims.verbs.acts import RegistrationError, check_whole
from claims.verbs.redraft import stamp
from claims.verbs.register import register
from claims.verbs.submit import submit
from claims.verbs.withdraw import reopen, void, withdraw
from claims.wording.dryrun import sentence, severity_word
from claims.wording.relation import RelationWording
from claims.wording.settlement import reason_word
from evidence.formula import FormulaError
from evidence.told import told

_REASONED = frozenset({Fault.NEARLY_ALWAYS, Fault.NEARLY_NEVER, Fault.UNSAID_THRESHOLD})  # a reason lets them pass
_STATES = {
    Act.Kind.REGISTER: (Claim.State.DRAFT,),
    Act.Kind.WITHDRAW: (Claim.State.REGISTERED,),
    Act.Kind.VOID: (Claim.State.REGISTERED,),
    Act.Kind.REOPEN: Claim.ENDED,
}


def act_page(visit: Visit, kind: str) -> HttpResponse:
    """Ask for the reason of an act, with what speaks against it; then do it, or submit it for somebody else."""
    if kind not in _STATES:
        raise Http404
    if visit.claim.state not in _STATES[Act.Kind(kind)]:
        return redirect(visit.address)
    if visit.request.method != "POST":
        _demand_either(visit)
        return _asked(visit, Act.Kind(kind))
    return _done(visit, Act.Kind(kind))


def _demand_either(visit: Visit) -> None:
    if not visit.may("submit"):
        visit.demand("act")


def _asked(visit: Visit, kind: Act.Kind, refusal: str = "") -> HttpResponse:
    posted = visit.request.POST
    waiting = waiting_for(visit, kind)
    context = {
        "kind": kind, "kind_word": act_word(kind), "refusal": refusal, "waiting": waiting,
        "is_alone": settings.TWO_PERSON_REVIEW and not any(one.can_approve for one in waiting),
        "reason": posted.get("reason", _usual(kind)), "base_rate_reason": posted.get("base_rate_reason", ""),
        "key": posted.get("key") or uuid4().hex, "stamp": posted.get("stamp") or stamp(visit.claim),
        "codes": [(one, reason_word(one)) for one in Reason] if kind is Act.Kind.VOID else (),
        "code": posted.get("code", ""),
        **(_dry_run(visit.claim, posted.get("base_rate_reason", "")) if kind is Act.Kind.REGISTER else {}),
    }  # fmt: skip
    return visit.page("editor_act.html", context, 422 if refusal else 200)


def act_word(kind: Act.Kind) -> str:
    """What a button says that does it."""
    return {
        Act.Kind.REGISTER: _("Register"),
        Act.Kind.AMEND: _("Amend"),
        Act.Kind.WITHDRAW: _("Withdraw"),
        Act.Kind.VOID: _("Declare void"),
        Act.Kind.REOPEN: _("Reopen"),
    }[kind]


def _usual(kind: Act.Kind) -> str:
    """A reason to start from. Ending a claim has none: there the reason is what is to be told."""
    return _("Read against the text and dry-run.") if kind is Act.Kind.REGISTER else ""


def _dry_run(claim: Claim, reason: str) -> dict[str, Any]:
    """What would be frozen, in words, and what speaks for and against that on today's evidence."""
    stored = Claim.objects.with_everything().get(pk=claim.pk)
    try:
        check_whole(stored)
        runs = dry_run(today(), [stored], reason)
    except (RegistrationError, FormulaError, RelationError) as error:
        return {"unfit": told(error), "is_refused": True}
    findings = [
        {"key": run.criterion.key, "severity": str(one.severity), "word": severity_word(one.severity),
         "said": sentence(one), "needs_reason": one.fault in _REASONED}
        for run in runs for one in run.findings
    ]  # fmt: skip
    refused = [one for run in runs for one in run.findings if one.severity is Severity.REFUSED]
    return {
        "findings": findings,
        "frozen": _frozen(stored),
        "needs_reason": any(one.fault in _REASONED for run in runs for one in run.findings),
        "is_refused": any(one.fault not in _REASONED for one in refused),
    }


def _frozen(claim: Claim) -> list[dict[str, Any]]:
    dossier = Dossier([claim], today())
    wording = RelationWording(dossier)
    return [
        {"criterion": one, "role": Criterion.Role(one.role).label, "meaning": wording.meaning(dossier.reading(one))}
        for one in claim.criteria.all()
    ]


def _done(visit: Visit, kind: Act.Kind) -> HttpResponse:
    posted = visit.request.POST
    wants_submission = posted.get("action") == "submit"
    visit.demand("submit" if wants_submission else "act")
    if kind is Act.Kind.REGISTER and posted.get("stamp") != stamp(visit.claim):
        return _asked(visit, kind, _("The draft was saved by somebody else after you had read it: read it again."))
    try:
        if wants_submission:
            submit(claim=visit.claim, kind=kind, request=visit.asks(posted.get("reason", "")))
            visit.tell(_("%(claim)s waits for somebody else to approve it.") % {"claim": visit.claim.number})
        else:
            act = _act(visit, kind, posted)
            visit.tell(said(act))
    except RegistrationError as error:
        return _asked(visit, kind, str(error))
    return redirect(visit.address)


def _act(visit: Visit, kind: Act.Kind, posted: Mapping[str, str]) -> Act:
    request = visit.asks(posted.get("reason", ""), posted.get("key", ""))
    if kind is Act.Kind.REGISTER:
        reason = posted.get("base_rate_reason", "")
        return register(claim=visit.claim, request=request, base_rate_reason=reason)
    if kind is Act.Kind.VOID:
        return void(claim=visit.claim, code=posted.get("code", ""), request=request)
    return (withdraw if kind is Act.Kind.WITHDRAW else reopen)(claim=visit.claim, request=request)


def said(act: Act) -> str:
    """What was done, and where it stands."""
    figures = {"claim": act.claim.number, "what": act.get_kind_display(), "version": act.version, "entry": act.entry_id}
    return _("%(claim)s %(what)s, version %(version)s: entry %(entry)s of the ledger.") % figures
