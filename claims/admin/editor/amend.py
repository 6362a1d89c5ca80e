"""Amending a registered claim: the editor's form again, with what no amendment changes closed, and a reason."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from claims.admin.editor.acts import said
from claims.admin.editor.draft import Editing, with_another
from claims.admin.editor.forms import AmendedWordsForm
from claims.admin.editor.page import Visit
from claims.admin.editor.waiting import Waiting, approvable, waiting_for
from claims.models import Act, Claim
from claims.verbs.acts import RegistrationError, locked
from claims.verbs.amend import amend, proposed
from claims.verbs.amending import WORDS, Amendment
from claims.verbs.redraft import FIELDS
from claims.verbs.submit import submit


class Amending(Editing):
    """What is typed of a registered claim. Its stamp is the version that was opened."""

    form = AmendedWordsForm

    @property
    def amendment(self) -> Amendment:
        """What differs from the version that stands."""
        values = self.words.values()
        words = {name: values[name] for name in WORDS if values[name] != getattr(self.claim, name)}
        typed = self.criteria.values(self.claim.number)
        current = {one.key: one for one in self.claim.criteria.all() if one.is_current}
        changed: dict[str, Any] = dict.fromkeys(current.keys() - typed.keys())
        for key, fields in typed.items():
            old = current.get(key)
            different = {name: fields[name] for name in FIELDS if old is None or getattr(old, name) != fields[name]}
            if different:
                changed[key] = different
        return Amendment(words, changed)

    def act(self) -> str:
        """Amend or submit, and what was done. Raises `RegistrationError`."""
        posted = self.visit.request.POST
        wants_submission = posted.get("action") == "submit"
        self.visit.demand("submit" if wants_submission else "act")
        request = self.visit.asks(posted.get("reason", ""), posted.get("key", ""))
        with transaction.atomic():
            now = locked(self.claim)
            self._expect_unchanged(now)
            if wants_submission:
                submit(claim=self.claim, kind=Act.Kind.AMEND, request=request, amendment=self.amendment)
                return _("%(claim)s waits for somebody else to approve it.") % {"claim": self.claim.number}
            reason = posted.get("base_rate_reason", "")
            return said(amend(claim=self.claim, amendment=self.amendment, request=request, base_rate_reason=reason))

    def _expect_unchanged(self, now: Claim) -> None:
        if str(now.version) != self.stamp or now.state != Claim.State.REGISTERED:
            raise RegistrationError(_("It was changed by somebody else after you had opened it. Nothing was amended; "
                                      "what you typed stands below."))  # fmt: skip

    def approve(self, waiting: list[Waiting]) -> str:
        """Amend exactly as another has submitted, whatever is typed, and what was done. Raises `RegistrationError`."""
        posted = self.visit.request.POST
        self.visit.demand("act")
        chosen = approvable(waiting, posted.get("submission", ""))
        if chosen is None:
            raise RegistrationError(_("Expected a submission of somebody else that still leads to what was submitted; "
                                      "this one does not: it is to be submitted again."))  # fmt: skip
        request = self.visit.asks(posted.get("reason", ""), posted.get("key", ""))
        reason = posted.get("base_rate_reason", "")
        with transaction.atomic():
            self._expect_unchanged(locked(self.claim))
            return said(amend(claim=self.claim, amendment=proposed(chosen), request=request, base_rate_reason=reason))


def amend_page(visit: Visit) -> HttpResponse:
    """Show the form, check it, or amend."""
    if visit.claim.state != Claim.State.REGISTERED:
        return redirect(visit.address)
    if not visit.may("submit"):
        visit.demand("act")
    posted = visit.request.POST if visit.request.method == "POST" else None
    action = posted.get("action", "") if posted else ""
    typed = None if action == "approve" else posted  # it is the other's amendment: nothing of it is typed here
    editing = Amending(visit, with_another(typed) if typed and action == "add" else typed)
    editing.stamp = posted.get("stamp", "") if posted else str(visit.claim.version)
    status = 200
    if action == "check":
        check = editing.check()
        editing.more |= {**check.lint(), **check.whole()}
    waiting = waiting_for(visit, Act.Kind.AMEND)
    if posted is not None and action not in ("add", "check"):
        status = 422
        if action == "approve" or editing.words.is_valid() & editing.criteria.is_valid():
            try:
                visit.tell(editing.approve(waiting) if action == "approve" else editing.act())
            except RegistrationError as error:
                editing.more["refusal"] = str(error)
            else:
                return redirect(visit.address)
    editing.more |= {
        "amends": True, "waiting": waiting, "reason": posted.get("reason", "") if posted else "",
        "base_rate_reason": posted.get("base_rate_reason", "") if posted else "",
        "is_alone": settings.TWO_PERSON_REVIEW and not any(one.can_approve for one in waiting),
    }  # fmt: skip
    return editing.page(status)
