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

_FIRST = ("claims", "evidence", "auth", "knox")


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
        return sorted(
            found, key=lambda app: _FIRST.index(app["app_label"]) if app["app_label"] in _FIRST else len(_FIRST)
        )

    def login(self, *arguments: Any, **named: Any) -> HttpResponseBase:
        return csp_update(_ALPINE)(super().login)(*arguments, **named)


class Admin(AdminConfig):
    """django.contrib.admin with that site."""

    default_site = "claimbase.adminsite.Site"
