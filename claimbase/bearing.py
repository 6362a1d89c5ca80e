"""Programs that read the data behind the pages with a token of the API: known there, and by no other door.

The admin never hears of them: it asks for `request.user`, which stays whoever the cookie says. The API answers by
itself.
"""

from collections.abc import Callable

from django.http import HttpRequest, JsonResponse
from django.http.response import HttpResponseBase
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from claimbase.api.answers import PREFIX
from claimbase.api.entering import Token
from claimbase.api.errors import ProblemRenderer, problem


class BearerMiddleware:
    """Puts the account whose token came as `bearer` at the request; a token that is none is refused, not overlooked:
    what its program would be sent without it has less in it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer; 401 as problem+json."""
        is_given = "HTTP_AUTHORIZATION" in request.META and request.method in ("GET", "HEAD")
        if is_given and not request.path_info.startswith(PREFIX):
            try:
                found = Token().authenticate(Request(request))
            except AuthenticationFailed as error:
                return _refused(error)
            if found is not None:
                request.bearer = found[0]  # type: ignore[attr-defined]
        return self.get_response(request)


def _refused(error: AuthenticationFailed) -> JsonResponse:
    told = [{"code": error.get_codes(), "detail": str(error.detail), "attr": None, "got": None}]
    headers = {"WWW-Authenticate": "Bearer", "Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(problem(error.status_code, told), status=error.status_code, headers=headers,
                        content_type=ProblemRenderer.media_type)  # fmt: skip
