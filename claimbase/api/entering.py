"""Who may enter the API: by a token, which is kept as its hash and expires, or signed in to the admin."""

import json
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from knox.auth import TokenAuthentication
from rest_framework import status
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import APIException, AuthenticationFailed, ParseError
from rest_framework.parsers import JSONParser
from rest_framework.permissions import SAFE_METHODS, BasePermission
from rest_framework.request import Request

LONGEST_BODY = 6_000_000  # bytes: an article of five million signs, and what is said of it


class Token(TokenAuthentication):
    """`Authorization: Bearer …`. What cannot be a token is refused before the database is asked."""

    def authenticate_credentials(self, token: bytes) -> Any:
        if not (token.isascii() and token.replace(b"_", b"").isalnum()):
            raise AuthenticationFailed(_("Invalid token."))
        return super().authenticate_credentials(token)


class StaffSession(SessionAuthentication):
    """Staff who have signed in; without their cookie nobody asks who it is, so that answers may be shared."""

    def authenticate(self, request: Request) -> Any:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        found = super().authenticate(request)
        return found if found and found[0].is_staff else None


class MayRead(BasePermission):
    """Whoever is known, and for reading everybody, unless the setting keeps the API for those with a token."""

    def has_permission(self, request: Request, view: Any) -> bool:
        is_open = settings.API_OPEN and request.method in SAFE_METHODS
        return is_open or bool(request.user and request.user.is_authenticated)


class TooLongError(APIException):
    """A body beyond what is read."""

    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_code = "too_long"


class Json(JSONParser):
    """JSON up to a length and a depth."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        told = parser_context["request"].META.get("CONTENT_LENGTH") if parser_context else None
        if int(told or 0) > LONGEST_BODY:
            raise TooLongError(_("Expected a body of at most %(most)d bytes.") % {"most": LONGEST_BODY})
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("Expected JSON, got one that is nested too deep.")) from None
        except json.JSONDecodeError as error:
            raise ParseError(str(error)) from None
