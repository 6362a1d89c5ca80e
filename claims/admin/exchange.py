"""Claims out to a file and in from one: what comes in is shown row by row before anything is loaded."""

from base64 import b64decode, b64encode
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from unfold.decorators import action
from unfold.views import UnfoldModelAdminViewMixin
from unfold.widgets import UnfoldAdminFileFieldWidget

from claims.contentfiles import closed, files
from claims.intake import Bringer, Outcome, Plan, preview, take_in
from claims.models import Article, Author, Claim, Theme
from claims.parcel import MOST_BYTES, packed
from claims.verbs import clock
from claims.verbs.clock import ClockError
from evidence.told import told
from evidence.tomlfiles import ContentError

_OVERHEAD = 2_000_000  # bytes of a ZIP beside its files
_NAMES = {one._meta.model_name: one._meta.verbose_name for one in (Author, Article, Theme, Claim)}
_OUTCOMES = {
    Outcome.NEW: gettext_lazy("new"), Outcome.CHANGED: gettext_lazy("changes"), Outcome.SAME: gettext_lazy("stays"),
    Outcome.REFUSED: gettext_lazy("refused"),
}  # fmt: skip


class ExchangeMixin:
    """The action that gives the chosen claims as content files, and the page that takes such files."""

    @action(description=gettext_lazy("Export as content files"), permissions=["view"])  # type: ignore[untyped-decorator]
    def export_files(self, request: HttpRequest, claims: "QuerySet[Claim]") -> HttpResponse:
        """All that loading them needs; nothing that is not there to be seen."""
        return HttpResponse(packed(files(closed(claims))), content_type="application/zip", headers={
            "Content-Disposition": 'attachment; filename="claims.zip"',
        })  # fmt: skip

    @action(description=gettext_lazy("Import content files"), permissions=["add"])  # type: ignore[untyped-decorator]
    def to_import(self, request: HttpRequest) -> HttpResponse:
        return HttpResponseRedirect(reverse("admin:claims_claim_import"))

    def get_urls(self) -> list[URLPattern]:
        """The page's address before the admin's own."""
        view = self.admin_site.admin_view(ImportPage.as_view(model_admin=self))  # type: ignore[attr-defined]
        return [path("import/", view, name="claims_claim_import"), *super().get_urls()]  # type: ignore[misc]


class FileForm(forms.Form):
    """A file; on its way from the preview to the import what it holds, and the plan that was shown."""

    file = forms.FileField(
        label=gettext_lazy("file"), required=False, widget=UnfoldAdminFileFieldWidget(attrs={"accept": ".zip"}),
        help_text=gettext_lazy("A ZIP of content files, as the list of claims exports them."),
    )  # fmt: skip
    content = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        """The bytes as `data`."""
        given = super().clean() or {}
        file = given.get("file")
        try:
            data = file.read(MOST_BYTES + _OVERHEAD) if file else b64decode(given.get("content", ""), validate=True)
        except ValueError:
            data = b""
        if not data:
            raise ValidationError(_("Expected a file, got none."))
        return {**given, "data": data}


class ImportPage(UnfoldModelAdminViewMixin, TemplateView):
    """First what a file would do, then, asked for again, that and nothing else."""

    permission_required = ("claims.add_claim",)
    template_name = "admin/claims/import.html"
    title = gettext_lazy("Import content files")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._show(FileForm())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Preview, or import what has been previewed."""
        form = FileForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(form, status=400)
        try:
            return self._answer(form.cleaned_data)
        except (ContentError, ClockError) as error:
            form.add_error(None, told(error))
            return self._show(form, status=400)

    def _answer(self, given: dict[str, Any]) -> HttpResponse:
        by = Bringer(lambda codename: self.request.user.has_perm(f"claims.{codename}"), clock.now().date())
        if not given["seen"] or given["file"]:
            return self._preview(given["data"], preview(given["data"], by))
        plan, is_done = take_in(given["data"], by, given["seen"])
        if not is_done:
            messages.warning(self.request, _("What the import would do is no longer what was shown. Look again."))
            return self._preview(given["data"], plan)
        counts = {name: sum(one.outcome == name for one in plan.rows) for name in Outcome}
        messages.success(self.request, _("Imported: %(new)s new rows, %(changed)s changed.") % counts)
        return HttpResponseRedirect(reverse("admin:claims_claim_changelist"))

    def _preview(self, data: bytes, plan: Plan) -> HttpResponse:
        rows = [
            {"kind": _NAMES[one.kind], "name": one.name, "outcome": _OUTCOMES[one.outcome], "notes": one.notes,
             "is_refused": one.outcome == Outcome.REFUSED}
            for one in plan.rows
        ]  # fmt: skip
        kept = FileForm(initial={"content": b64encode(data).decode(), "seen": plan.stamp})
        return self._show(FileForm(), plan=plan, rows=rows, kept=kept, status=422 if plan.is_refused else 200)

    def _show(self, form: FileForm, *, status: int = 200, **more: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, most=f"{MOST_BYTES:,}", **more), status=status)
