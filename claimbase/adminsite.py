"""The admin's site: django-unfold's, under a content policy of its own."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.contrib.admin.apps import AdminConfig
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext_lazy
from unfold.sites import UnfoldAdminSite

# Its menus are written in Alpine, which makes functions of the templates' attributes, and sets styles on elements;
# its icons are written into its style sheets.
_ALPINE = {"script-src": "'unsafe-eval'", "style-src": "'unsafe-inline'", "img-src": "data:"}

# The menu in the order in which people come for things; what is not named here follows as Django sorts it.
_APPS = ("claims", "evidence", "auth", "knox")
_MODELS = (
    "Claim", "Article", "Author", "Theme", "Forecast", "Rating", "Submission", "Settlement", "ClaimLink", "Edition",
    "Assessment", "Act", "LedgerEntry", "Indicator", "Source", "RefreshJob", "SourceState", "Release", "HeldBatch",
)  # fmt: skip


class Site(UnfoldAdminSite):
    """The admin, where scripts of this site alone run; the rest of the site gets by without evaluating any."""

    login_template = "claimbase/login.html"
    index_template = "claims/dashboard/index.html"
    index_title = gettext_lazy("Today")

    def admin_view(self, view: Callable[..., Any], cacheable: bool = False) -> Callable[..., HttpResponseBase]:
        return csp_update(_ALPINE)(super().admin_view(view, cacheable))

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Claims and their evidence first, then accounts and what programs get in by."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"].sort(key=lambda model: _place(_MODELS, model["object_name"]))
        return sorted(found, key=lambda app: _place(_APPS, app["app_label"]))

    def login(self, *arguments: Any, **named: Any) -> HttpResponseBase:
        return csp_update(_ALPINE)(super().login)(*arguments, **named)


def _place(order: tuple[str, ...], name: str) -> int:
    return order.index(name) if name in order else len(order)


class Admin(AdminConfig):
    """django.contrib.admin with that site."""

    default_site = "claimbase.adminsite.Site"
