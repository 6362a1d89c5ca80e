"""The criterion editor: a claim's page in the admin, where a draft is written and a registered claim acted on."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET
from unfold.decorators import action

from claims.admin.editor.acts import act_page
from claims.admin.editor.amend import amend_page
from claims.admin.editor.draft import draft_page, part
from claims.admin.editor.forecasts import forecast_page
from claims.admin.editor.links import link_page, rate_page, unlink_page
from claims.admin.editor.page import Visit, visit
from claims.admin.editor.registered import registered_page
from claims.admin.editor.words import vocabulary
from claims.verbs.clock import ClockError


class EditorMixin:
    """Gives the admin class of claims its pages. Criteria are written there alone: here they are there to be read."""

    actions_detail = ("open_editor",)
    actions_row = ("open_editor",)

    @action(description=_("Open the editor"), url_path="open-editor", icon="edit")  # type: ignore[untyped-decorator]
    def open_editor(self, request: HttpRequest, object_id: int) -> HttpResponse:
        """To the claim's page."""
        return redirect("admin:claims_claim_editor", object_id)

    def get_urls(self) -> list[URLPattern]:
        """The editor's addresses before the admin's own, which take whatever comes."""

        def address(where: str, name: str, view: Callable[..., HttpResponse]) -> URLPattern:
            def shown(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
                here = visit(self, request, pk)  # type: ignore[arg-type]
                try:
                    return view(here, **more)
                except ClockError as error:
                    return here.page("editor_clock.html", {"said": str(error)}, 503)

            return path(f"<int:pk>/editor/{where}", self.admin_site.admin_view(shown), name=name)  # type: ignore[attr-defined]

        return [
            path("vocabulary/", self.admin_site.admin_view(require_GET(vocabulary)), name="claims_claim_vocabulary"),  # type: ignore[attr-defined]
            address("", "claims_claim_editor", editor_page),
            address("check/<str:name>/", "claims_claim_check", part),
            address("act/<str:kind>/", "claims_claim_act", act_page),
            address("amend/", "claims_claim_amend", amend_page),
            address("link/", "claims_claim_link", link_page),
            address("unlink/", "claims_claim_unlink", unlink_page),
            address("rate/", "claims_claim_rate", rate_page),
            address("forecast/", "claims_claim_forecast", forecast_page),
            *super().get_urls(),  # type: ignore[misc]
        ]


def editor_page(here: Visit) -> HttpResponse:
    """A draft's form, or a registered claim's record."""
    return draft_page(here) if here.claim.is_draft else registered_page(here)
