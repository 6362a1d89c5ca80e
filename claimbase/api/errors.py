"""Errors as problem+json (RFC 9457): what was expected in `detail`, what came in `got`."""

import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from drf_standardized_errors.types import Error, ErrorResponse
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

_LONGEST = 200  # signs of what came that are said back


class ProblemRenderer(JSONRenderer):
    """JSON under the name that RFC 9457 gives it."""

    media_type = "application/problem+json"


class Handler(ExceptionHandler):
    """Answers with a problem whatever form had been agreed on for the answer."""

    def run(self) -> Any:
        """The response. Errors: what is no error of the API is one of the server, 500, and logged."""
        request = self.context.get("request")
        if request is not None:
            request.accepted_renderer, request.accepted_media_type = ProblemRenderer(), ProblemRenderer.media_type
        return super().run()


class Formatter(ExceptionFormatter):
    """The body of a problem."""

    def format_error_response(self, error_response: ErrorResponse) -> dict[str, Any]:
        """A title by the status, each error with what came, and the first one's words as the detail."""
        return problem(self.exc.status_code, [self._told(one) for one in error_response.errors])

    def _told(self, one: Error) -> dict[str, Any]:
        is_input = isinstance(self.exc, exceptions.ValidationError)
        got = _got(self.context.get("request"), one.attr) if is_input else None
        return {"code": one.code, "detail": _written(one.detail), "attr": _written(one.attr), "got": _written(got)}


def problem(status: int, errors: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The members of a problem, of errors that each have code, detail, attr and got."""
    return {
        "type": "about:blank", "title": _title(status), "status": status,
        "detail": " ".join(one["detail"] for one in errors), "errors": list(errors),
    }  # fmt: skip


def _written(text: str | None) -> str | None:
    """With half characters, which came and which no answer can have in it, spelt out."""
    return None if text is None else text.encode("utf-8", "backslashreplace").decode()


def _title(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return str(status)


def _got(request: Request | None, attr: str | None) -> str | None:
    """What came under a name, in the address or the body, shortened; None where nothing did."""
    if request is None or not attr:
        return None
    if attr in request.query_params:
        return str(request.query_params[attr])[:_LONGEST]
    try:
        value: Any = request.data
    except exceptions.APIException:
        return None  # the body is what cannot be read
    found = _within(value, attr.split("."))
    return None if found is None else str(found)[:_LONGEST]


def _within(value: Any, parts: list[str]) -> Any:
    """What lies at a path; a key may have points in it."""
    if not parts:
        return value
    if isinstance(value, Mapping):
        cuts = range(len(parts), 0, -1)
        cut = next((one for one in cuts if ".".join(parts[:one]) in value), None)
        return None if cut is None else _within(value[".".join(parts[:cut])], parts[cut:])
    is_place = isinstance(value, list) and re.fullmatch(r"\d{1,6}", parts[0], re.ASCII)
    return _within(value[int(parts[0])], parts[1:]) if is_place and int(parts[0]) < len(value) else None


class OneError(serializers.Serializer[Any]):
    """One thing that was wrong."""

    code = serializers.CharField(help_text="For programs: which kind of error it is.")
    detail = serializers.CharField(help_text="For people: what was expected.")
    attr = serializers.CharField(allow_null=True, help_text="The parameter or the member of the body, where it is one.")
    got = serializers.CharField(allow_null=True, help_text="What came under that name, shortened.")


class Problem(serializers.Serializer[Any]):
    """Why a request could not be answered (RFC 9457)."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField(min_value=400, max_value=599)
    detail = serializers.CharField()
    errors = OneError(many=True)
