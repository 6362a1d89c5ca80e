"""Answers of the API on their way out: a hash by which a copy is known to be fresh, and compressed."""

import hashlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import parse_http_date_safe, quote_etag

PREFIX = "/api/"
_FRESH = 60  # seconds that a copy is good for without asking


class Answers:
    """A middleware for the addresses of the API alone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.gzip = GZipMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, 304 to those who have it."""
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        return self.gzip.process_response(request, _conditional(request, response))


def _conditional(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    patch_vary_headers(response, ("Accept", "Authorization", "Cookie"))
    if request.method not in ("GET", "HEAD") or response.status_code != 200:
        patch_cache_control(response, no_store=True)
        return response
    if "Cache-Control" not in response:
        is_known = bool(request.META.get("HTTP_AUTHORIZATION") or request.COOKIES)
        fresh = {"private": True, "no_cache": True} if is_known else {"public": True, "max_age": _FRESH}
        patch_cache_control(response, **fresh)
    if isinstance(response, HttpResponse) and "ETag" not in response:
        response["ETag"] = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    changed = response.get("Last-Modified")
    stamp = parse_http_date_safe(changed) if changed else None
    return get_conditional_response(request, response.get("ETag"), stamp, response) or response  # type: ignore[arg-type]
