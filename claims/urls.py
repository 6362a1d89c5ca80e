"""Addresses of the pages that anybody may open."""

from django.urls import path

from claims.views import notices

urlpatterns = [
    path("notices/confirm/<str:token>/", notices.confirm_page, name="notices-confirm"),
    path("notices/end/<str:token>/", notices.end_page, name="notices-end"),
    path("notices/feed.atom", notices.feed, name="notices-feed"),
]
