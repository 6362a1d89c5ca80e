"""The site's addresses, and beside them a list that is as bare as can be: the same rows, turned into JSON, and sent."""

from datetime import UTC, datetime

from django.http import HttpRequest, JsonResponse
from django.urls import path

from claimbase.urls import urlpatterns as site
from claims.onrecord.listing import Wanted, listing


def bare(request: HttpRequest) -> JsonResponse:
    """The first fifty claims of today."""
    today = datetime.now(UTC).date()
    return JsonResponse({"results": listing(Wanted(), today, is_past=False, count=50).claims})


urlpatterns = [path("bare/", bare), *site]
