"""The editor of a draft: its form, saving it, and what is said where somebody else has saved it meanwhile."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.http import HttpResponse, HttpResponseBadRequest, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from claims.admin.editor.check import Check
from claims.admin.editor.forms import CriteriaForms, WordsForm, criteria_forms, new_criterion
from claims.admin.editor.history import links_of
from claims.admin.editor.outlooks import SupersededError, Turn
from claims.admin.editor.page import Visit, suggested, today
from claims.models import Claim, quotes
from claims.verbs.acts import RegistrationError
from claims.verbs.redraft import Redraft, RefusedDraftError, StaleDraftError, redraft, stamp

PARTS = {
    "glance": "editor_glance.html",
    "lint": "editor_lint.html",
    "outlook": "editor_outlook.html",
    "whole": "editor_outlook.html",
}
_FIELDS = {"theme_id": "theme"}


class Editing:
    """What was typed of a claim, or what is stored of it."""

    form = WordsForm

    def __init__(self, visit: Visit, data: QueryDict | None) -> None:
        self.visit, self.claim, self.data = visit, visit.claim, data
        self.words: WordsForm = self.form(self.data, self.claim)
        self.criteria: CriteriaForms = criteria_forms(self.data, self.claim)
        self.stamp = self.data.get("stamp", "") if self.data else stamp(self.claim)
        self.more: dict[str, Any] = {}

    def check(self) -> Check:
        """What was typed, to be held against the language and today's evidence."""
        reason = self.data.get("base_rate_reason", "") if self.data else ""
        return Check(self.claim, self.words, self.criteria, today(), reason, Turn.of(self.visit.request))

    def save(self) -> bool:
        """Keep what was typed; if it cannot be kept, the forms say why."""
        if not (self.words.is_valid() & self.criteria.is_valid()):
            return False
        values = self.words.values()
        changes = Redraft(values, self.criteria.values(values["number"]), self.stamp)
        try:
            if redraft(claim=self.claim, changes=changes, on=today()):
                self.visit.admin.log_change(self.visit.request, self.claim, [{"changed": {"name": "criterion editor"}}])
        except RefusedDraftError as error:
            self._show(error)
        except StaleDraftError:
            self._compare()
        except RegistrationError as error:
            self.words.add_error(None, str(error))
        return self.words.is_valid() and self.criteria.is_valid() and "conflict" not in self.more

    def _show(self, error: RefusedDraftError) -> None:
        """The verb's mistakes at the fields they are about."""
        forms_by_key = self.criteria.keyed(self.words.cleaned_data["number"])
        for (key, name), said in error.mistakes.items():
            form: forms.BaseForm = forms_by_key[key] if key else self.words
            field = _FIELDS.get(name, name)
            form.add_error(field if field in form.fields else None, said)

    def _compare(self) -> None:
        """What the other has saved beside what was typed; a second save is of one who has seen it."""
        stored = Claim.objects.select_related("article__author", "theme").get(pk=self.claim.pk)
        if not stored.is_draft:
            self.words.add_error(
                None, _("This claim has been registered meanwhile: what you typed can no longer be saved.")
            )
            return
        self.stamp = stamp(stored)
        self.more["conflict"] = {"last": last_saved(stored), "rows": _differences(stored, self.words, self.criteria)}

    def page(self, status: int = 0) -> HttpResponse:
        """The editor, with what was checked where there is no JavaScript to ask for it."""
        conflict = "conflict" in self.more
        wrong = self.data is not None and (conflict or bool(self.words.errors) or any(map(bool, self.criteria.errors)))
        context = {
            "words": self.words, "criteria": self.criteria, "stamp": self.stamp,
            "quotes": quotes(self.claim), "suggested": suggested(self.claim),
            **links_of(self.claim), **self.check().glance(), **self.more,
        }  # fmt: skip
        return self.visit.page("editor.html", context, status or (409 if conflict else 422 if wrong else 200))


def draft_page(visit: Visit, status: int = 0, **more: Any) -> HttpResponse:
    """Show a draft; save or check it, or save it and go on to registering. `more` is of another form of the page."""
    editing = Editing(visit, visit.request.POST if visit.request.method == "POST" and not more else None)
    editing.more |= more
    if editing.data is None:
        return editing.page(status)
    visit.demand("edit")
    action = editing.data.get("action", "save")
    if action == "check":
        check = editing.check()
        editing.more |= {**check.lint(), **check.whole()}
        return editing.page()
    if action == "add":
        return Editing(visit, with_another(editing.data)).page(200)
    if action not in ("save", "review"):
        return HttpResponseBadRequest(f"expected save, check, add or review, got {action}".encode())
    if not editing.save():
        return editing.page()
    if action == "review":
        return redirect("admin:claims_claim_act", visit.claim.pk, "register")
    visit.tell(_("%(claim)s saved.") % {"claim": visit.claim.number})
    return redirect(visit.address)


def with_another(data: QueryDict) -> QueryDict:
    """What was typed, with room for one more reading."""
    more, total = data.copy(), "criteria-TOTAL_FORMS"
    place = int(more.get(total, "0")) if more.get(total, "0").isdecimal() else 0
    more[total] = str(place + 1)
    for name, value in new_criterion().items():
        more[f"criteria-{place}-{name}"] = str(value)
    return more


def part(visit: Visit, name: str) -> HttpResponse:
    """A fragment of the live check of what was typed, of a draft or of an amendment."""
    if not visit.may("submit"):
        visit.demand("edit")
    if visit.request.method != "POST" or name not in PARTS:
        return HttpResponseBadRequest(f"expected a POST for {', '.join(PARTS)}, got {name}".encode())
    check = Editing(visit, visit.request.POST).check()
    try:
        context: Mapping[str, Any] = getattr(check, name)()
    except SupersededError:
        return HttpResponse(status=204)
    return render(visit.request, f"admin/claims/{PARTS[name]}", {**context, "claim": visit.claim})


def last_saved(claim: Claim) -> LogEntry | None:
    """Who saved a draft last, and when."""
    rows = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Claim), object_id=str(claim.pk))
    return rows.select_related("user").order_by("-action_time").first()


def _differences(stored: Claim, words: WordsForm, criteria: CriteriaForms) -> list[dict[str, str]]:
    """Fields in which what was typed is not what is stored now, with both."""
    kept, kept_criteria = WordsForm(None, stored), criteria_forms(None, stored)
    rows = _rows("", kept, words)
    theirs, mine = kept_criteria.keyed(stored.number), criteria.keyed(stored.number)
    for key in dict.fromkeys([*theirs, *mine]):
        rows += _rows(key, theirs.get(key), mine.get(key))
    return rows


def _rows(key: str, stored: forms.BaseForm | None, typed: forms.BaseForm | None) -> list[dict[str, str]]:
    form = typed or stored
    assert form is not None
    found = []
    for name, field in form.fields.items():
        if name in ("key", "DELETE"):
            continue
        old, new = (_text(one, name) for one in (stored, typed))
        if old != new:
            found.append({"where": f"{key} {field.label}".strip(), "stored": old, "typed": new})
    return found


def _text(form: forms.BaseForm | None, name: str) -> str:
    value = None if form is None else form[name].value()
    return "" if value is None else str(value).replace("\r\n", "\n").strip()
