"""The API described as OpenAPI: what every endpoint takes and may answer, whatever its door says."""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_standardized_errors.openapi import AutoSchema
from rest_framework.permissions import SAFE_METHODS

from claimbase.api.errors import Problem, ProblemRenderer

_OF_WRITES = {"412", "413", "415", "422", "428", "503"}


class Schema(AutoSchema):
    """Adds the parameters that a door `takes`, and errors as problems."""

    def get_override_parameters(self) -> list[Any]:
        """Those of the view's action."""
        takes = getattr(self.view, "taken", None)
        return [*super().get_override_parameters(), *(takes() if takes else ())]

    def _get_parameters(self) -> list[dict[str, Any]]:
        """No text may be empty, in which nothing would be asked for."""
        described: list[dict[str, Any]] = super()._get_parameters()
        for one in described:
            schema = one["schema"]
            if one["in"] == "query" and schema.get("type") == "string" and not {"enum", "format"} & schema.keys():
                one["schema"] = {**schema, "minLength": 1}
        return described

    def get_auth(self) -> list[Any]:
        """Whether somebody must be known, or only may be."""
        needs = getattr(self.view, "needs", {})
        is_open = settings.API_OPEN and self.method in SAFE_METHODS and self.view.action not in needs
        return [*super().get_auth(), *([{}] if is_open else [])]

    def _map_serializer(self, serializer: Any, direction: Any, bypass_extensions: bool = False) -> Any:
        """What is sent may have no member that is not described."""
        schema = super()._map_serializer(serializer, direction, bypass_extensions)
        if direction == "request" and getattr(serializer, "is_strict", False):
            schema["additionalProperties"] = False
        return schema

    def _should_add_error_response(self, responses: dict[str, Any], status_code: str) -> bool:
        if status_code in _OF_WRITES and self.method in SAFE_METHODS:
            return False
        if status_code in ("400", "404"):  # no endpoint takes parameters that it does not know
            return status_code not in responses
        return super()._should_add_error_response(responses, status_code)

    def _get_error_response_examples(self) -> list[Any]:
        return []  # those that come along are in another form

    def _get_response_for_code(
        self, serializer: Any, status_code: str, media_types: Any = None, direction: Any = "response"
    ) -> Any:
        if serializer is Problem:
            media_types = [ProblemRenderer.media_type]
        return super()._get_response_for_code(serializer, status_code, media_types, direction)


class Bearer(OpenApiAuthenticationExtension):
    """Says how a token is given."""

    target_class = "claimbase.api.entering.Token"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token, made in the admin under “tokens”."}


class Cookie(OpenApiAuthenticationExtension):
    """Says that whoever is signed in to the admin is known."""

    target_class = "claimbase.api.entering.StaffSession"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}
