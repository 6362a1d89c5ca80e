"""What all pages of the editor share: the claim, who may do what with it, who asks, and what every page shows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from claims.models import Claim, Decision
from claims.verbs import clock
from claims.verbs.acts import Request
from claims.wording.languages import is_chinese

PERMISSIONS = {
    "edit": "claims.change_claim",
    "act": "claims.add_act",
    "submit": "claims.add_submission",
    "link": "claims.add_claimlink",
    "unlink": "claims.change_claimlink",
    "rate": "claims.add_rating",
    "forecast": "claims.add_forecast",
}


def now() -> datetime:
    """The moment at which something is done. Raises `RegistrationError` where clocks disagree."""
    return clock.now()


def today() -> date:
    """The day whose evidence counts (UTC)."""
    return now().date()


@dataclass(frozen=True)
class Visit:
    """A request about a claim, with the admin class that lets it in."""

    admin: ModelAdmin
    request: HttpRequest
    claim: Claim

    @property
    def name(self) -> str:
        """By which the visitor's acts are recorded."""
        return self.request.user.get_username()

    def may(self, what: str) -> bool:
        """Whether the visitor has a permission of `PERMISSIONS`."""
        return self.request.user.has_perm(PERMISSIONS[what])

    def demand(self, what: str) -> None:
        """Raises `PermissionDenied` where the visitor may not."""
        if not self.may(what):
            raise PermissionDenied

    def asks(self, reason: str, key: str = "") -> Request:
        """The visitor's request to a verb. Raises `RegistrationError` without a reason, and as `now`."""
        named = {"key": key} if key else {}
        return Request(by=self.name, reason=reason.strip(), now=now(), **named)

    @property
    def address(self) -> str:
        """Of the claim's page."""
        return reverse("admin:claims_claim_editor", args=[self.claim.pk])

    def tell(self, text: str) -> None:
        """Say what was done, on the next page."""
        messages.success(self.request, text)

    def page(self, template: str, context: Mapping[str, Any], status: int = 200) -> HttpResponse:
        """A whole page of the admin."""
        shared = {
            **self.admin.admin_site.each_context(self.request),
            "title": f"{self.claim.number} {self.claim.statement_zh if is_chinese() else self.claim.statement}",
            "theme_name": self.claim.theme.name_zh if is_chinese() else self.claim.theme.name,
            "claim": self.claim,
            "may": {what: self.may(what) for what in PERMISSIONS},
            "two_persons": settings.TWO_PERSON_REVIEW,
            "address": self.address,
        }
        return TemplateResponse(self.request, f"admin/claims/{template}", {**shared, **context}, status=status)


def visit(admin: ModelAdmin, request: HttpRequest, pk: int) -> Visit:
    """The claim that a request is about. Raises `Http404`, and `PermissionDenied` for those who may not see it."""
    claim = get_object_or_404(
        Claim.objects.select_related("article__author", "theme").prefetch_related("criteria"), pk=pk
    )
    if not admin.has_view_permission(request, claim):
        raise PermissionDenied
    return Visit(admin, request, claim)


def suggested(claim: Claim) -> list[str]:
    """Slugs of indicators that were suggested when the claim was a candidate, best first."""
    accepted = Decision.objects.standing().filter(claim=claim).select_related("candidate")
    return list(dict.fromkeys(slug for one in accepted for slug in one.candidate.indicators))
