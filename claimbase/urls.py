"""Addresses of the site."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path
from django.views.generic import RedirectView

from claimbase.signin import sign_in
from claimbase.wrongtries import SignInForm

admin.site.login_form = SignInForm

urlpatterns = [
    path("sign-in/<str:given>/", sign_in, name="sign-in"),
    path("admin/", admin.site.urls),
    path("language/", include("django.conf.urls.i18n")),  # the switch in the admin
    path("", include("claims.urls")),
    path("favicon.ico", lambda request: HttpResponse(status=204)),  # browsers ask for it unasked
    path("", RedirectView.as_view(pattern_name="admin:index")),
]
