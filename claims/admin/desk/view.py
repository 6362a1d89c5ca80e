"""The desk: an article's candidates beside its text, and what an analyst does with them. Verbs decide, not this."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from unfold.views import UnfoldModelAdminViewMixin

from claims.admin.desk import forms as deskforms
from claims.admin.desk.page import Page
from claims.candidates import decide, divide
from claims.candidates.deciding import Asked, DecisionError
from claims.models import Article, Candidate
from claims.propose import ProposeError, propose

FORMS: dict[str, type[Any]] = {
    "accept": deskforms.AcceptForm,
    "edit": deskforms.EditForm,
    "reject": deskforms.RejectForm,
    "split": deskforms.SplitForm,
    "merge": deskforms.MergeForm,
}
NEEDS = {  # beside the right to decide
    "accept": ("claims.add_claim",),
    "split": ("claims.add_candidate",),
    "add": ("claims.add_candidate",),
    "propose": ("claims.add_proposal",),
}


class Desk(UnfoldModelAdminViewMixin, TemplateView):
    """One part of an article and one candidate at a time; every act is a plain form, and every key presses one."""

    permission_required = ("claims.view_article", "claims.view_candidate")
    template_name = "admin/claims/desk/desk.html"
    title = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(self._page(request.GET))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do one thing, then show where to go on; what cannot be done comes back with what was typed."""
        act = request.POST.get("do", "")
        if not request.user.has_perms(("claims.add_decision", *NEEDS.get(act, ()))):
            raise PermissionDenied
        page = self._page(request.POST)
        known: dict[str, Callable[[Page, Asked], HttpResponse]] = {
            "undo": self._undo, "add": self._add, "propose": self._propose
        }  # fmt: skip
        is_there = page.place is not None and page.place.pk == page.wanted
        do = known.get(act) or (self._decide if act in FORMS and is_there else self._nothing)
        return do(page, Asked(request.user.get_username(), datetime.now(UTC)))

    def _page(self, given: Any) -> Page:
        article = get_object_or_404(Article.objects.select_related("author", "kept"), pk=self.kwargs["pk"])
        text = article.kept.text if hasattr(article, "kept") else ""
        part, wanted = _number(given.get("part")), _number(given.get("candidate"))
        by = self.request.user.get_username()
        return Page(article, text, by, part - 1 if part is not None else None, wanted)

    def _show(self, page: Page, status: int = 200, **bound: Form) -> HttpResponse:
        self.title = page.article.title
        first = deskforms.initial(page)
        forms = {name: bound.get(name) or kind(page, initial=first) for name, kind in FORMS.items()}
        context = self.get_context_data(
            page=page, current=page.current, forms=forms, bound=list(bound), is_fullwidth="1",
            add_form=bound.get("add") or deskforms.AddForm(auto_id="id_add_%s"), undoable=page.undoable(),
            may_decide=self.request.user.has_perm("claims.add_decision"),
            editor=_editor(page), next_open=page.next_open(), before=page.beside(-1), after=page.beside(1),
        )  # fmt: skip
        return self.render_to_response(context, status=status)

    def _decide(self, page: Page, asked: Asked) -> HttpResponse:
        act = self.request.POST["do"]
        form = FORMS[act](page, self.request.POST)
        if form.is_valid():
            try:
                return self._done(page, act, _DECIDE[act](form, form.asked(asked)))
            except DecisionError as error:
                form.add_error(None, str(error))
        return self._show(page, 409, **{act: form})

    def _done(self, page: Page, act: str, goes_on: bool) -> HttpResponse:
        """Where to go on: an accepted or edited candidate stays, others give way to the next."""
        following = page.next_open() if goes_on else page.place
        return self._go(following.pk if following else None)

    def _add(self, page: Page, asked: Asked) -> HttpResponse:
        form = deskforms.AddForm(self.request.POST, auto_id="id_add_%s")
        if form.is_valid():
            try:
                return self._go(divide.add(article=page.article, place=_chosen(page, form), asked=asked).pk)
            except DecisionError as error:
                form.add_error(None, str(error))
        return self._show(page, 409, add=form)

    def _undo(self, page: Page, asked: Asked) -> HttpResponse:
        last = page.undoable()
        try:
            if last is None:
                raise DecisionError(_("expected a decision of your own to undo, found none"))
            decide.undo(decision=last, asked=asked)
            return self._go(last.candidate_id)
        except DecisionError as error:
            messages.error(self.request, str(error))
            return self._go(page.place.pk if page.place else None)

    def _propose(self, page: Page, asked: Asked) -> HttpResponse:
        try:
            done = propose(article=page.article, now=asked.now)
            told = ngettext("%(count)d new candidate", "%(count)d new candidates", done.candidates)
            messages.success(self.request, told % {"count": done.candidates})
        except ProposeError as error:
            messages.error(self.request, str(error))
        return self._go(None)

    def _nothing(self, page: Page, asked: Asked) -> HttpResponse:
        messages.error(self.request, _("expected a decision about a candidate that is there, got none"))
        return self._go(None)

    def _go(self, candidate: int | None) -> HttpResponseRedirect:
        where = reverse("admin:claims_article_desk", args=[self.kwargs["pk"]])
        return HttpResponseRedirect(where if candidate is None else f"{where}?candidate={candidate}#here")


def _chosen(page: Page, form: Form) -> divide.Place:
    """By code points where a script counted them, else by the words."""
    start, end = form.cleaned_data["start"], form.cleaned_data["end"]
    if start is not None and end is not None:
        return start, end
    return divide.place_of(page.article, form.cleaned_data["quote"].replace("\r\n", "\n").strip())


def _split(form: deskforms.SplitForm, asked: Asked) -> bool:
    """The parts by their words: they must follow one another in the candidate's first place."""
    page = form.page
    place = form.candidate.place
    found, at = [], place[0]
    for words in form.parts():
        start = page.text.find(words, at, place[1])
        if start < 0:
            raise DecisionError(_("expected the candidate's own words in their order, got: %(words)s")
                                % {"words": words[:80]})  # fmt: skip
        at = start + len(words)
        found.append((start, at))
    divide.split(candidate=form.candidate, places=found, asked=asked)
    return True


def _merge(form: Any, asked: Asked) -> bool:
    into = Candidate.objects.get(pk=form.cleaned_data["into"])
    return bool(decide.merge(candidate=form.candidate, into=into, asked=asked))


def _accept(form: Any, asked: Asked) -> bool:
    decide.accept(candidate=form.candidate, asked=asked, theme=form.cleaned_data["theme"])
    return False


def _edit(form: Any, asked: Asked) -> bool:
    decide.edit(candidate=form.candidate, changes=form.changes(), asked=asked)
    return False


def _reject(form: Any, asked: Asked) -> bool:
    return bool(decide.reject(candidate=form.candidate, asked=asked, reason=form.cleaned_data["reason"]))


# What each does; true where the next candidate is to be looked at.
_DECIDE: dict[str, Callable[[Any, Asked], bool]] = {
    "accept": _accept, "edit": _edit, "reject": _reject, "split": _split, "merge": _merge
}  # fmt: skip


def _editor(page: Page) -> str:
    """Where the criterion of the current candidate's draft is written."""
    claim = page.current.claim if page.current else None
    return reverse("admin:claims_claim_editor", args=[claim.pk]) if claim else ""


def _number(text: str | None) -> int | None:
    """A number from an address, None for anything else."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None
