"""Addresses of the site. Pages have their language in them, English ones none; nothing else has."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from claimbase.language import PAGES
from claimbase.signin import sign_in
from claimbase.wrongtries import SignInForm
from claims.urls import pages

admin.site.login_form = SignInForm
handler404 = "claims.views.door.missing"

urlpatterns = [
    path("sign-in/<str:given>/", sign_in, name="sign-in"),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),  # the switch in the admin
    path("api/v1/", include("claimbase.api.urls")),
    path("", include("claims.urls")),
    path("favicon.ico", lambda request: HttpResponse(status=204)),  # browsers ask for it unasked
    path("", RedirectView.as_view(pattern_name=f"{PAGES}:list"), name="home"),
    *i18n_patterns(path("", include((pages, PAGES))), prefix_default_language=False),
]
