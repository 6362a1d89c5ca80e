"""Doors of the notices: saying yes, ending them, and the feed. Links are signed; no sign-in is asked for."""

import hashlib
from datetime import UTC, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims.models import Subscription
from claims.notices import links
from claims.notices.ending import end_subscription
from claims.notices.feed import feed as written
from claims.notices.subscribe import confirm
from claims.views.door import guarded
from claims.wording.languages import LANGUAGES

_GONE = (links.LinkError, Subscription.DoesNotExist)


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_page(request: HttpRequest, token: str) -> HttpResponse:
    """Asks once more, since programs that look through mail open every link; the button says yes."""
    try:
        key = links.to_confirm(token)
        one = confirm(key, _now()) if request.method == "POST" else Subscription.objects.get(pk=key)
    except _GONE:
        return _page(request, "lost", status=404)
    return _page(request, "confirmed" if request.method == "POST" else "confirm", one)


@csrf_exempt  # the link itself is the proof, and mail programs send no cookie (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
def end_page(request: HttpRequest, token: str) -> HttpResponse:
    """A mail program's one click, and the button beside it, end all that goes to the address."""
    try:
        key = links.to_end(token)
        if request.method != "POST":
            return _page(request, "end", Subscription.objects.get(pk=key))
        one = end_subscription(key, _now(), all_of_them=request.POST.get("which") != "this")
    except _GONE:
        return _page(request, "lost", status=404)
    return _page(request, "ended", one)


@require_safe
@guarded
def feed(request: HttpRequest) -> HttpResponse:
    """The feed of the claims that the address names, with the filters of their list; 304 to those who have it."""
    asked = request.GET.get("language", "en")
    language, today = asked if asked in LANGUAGES else "en", _now().date()
    text = written(request.GET.dict(), language, request.build_absolute_uri(), today).encode()
    etag = quote_etag(hashlib.sha256(text).hexdigest())
    response = HttpResponse(text, content_type="application/atom+xml; charset=utf-8", headers={"ETag": etag})
    response["Cache-Control"] = "public, max-age=300"
    return get_conditional_response(request, etag=etag, response=response) or response


def _page(request: HttpRequest, what: str, one: Subscription | None = None, status: int = 200) -> HttpResponse:
    language = one.subscriber.language if one else request.LANGUAGE_CODE
    with override(language):
        return render(request, "claims/notices/page.html", {"what": what, "one": one}, status=status)


def _now() -> datetime:
    return datetime.now(UTC)
