"""Pages of a list, each beginning after the last row of the one before: nothing is counted, skipped or repeated."""

from datetime import date
from typing import Any

from django.core.signing import BadSignature, Signer
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError
from rest_framework.filters import OrderingFilter
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

USUAL, MOST = 50, 500  # rows of a page
_SIGNER = Signer(salt="claimbase.api.cursor")  # whoever makes one up would ask the database what he likes


class Ordering(OrderingFilter):
    """`ordering` names one field of a view's `ordering_fields`, falling with a minus; anything else is refused."""

    def remove_invalid_fields(self, queryset: Any, fields: list[str], view: Any, request: Request) -> list[str]:
        known = [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]
        if len(fields) != 1 or fields[0] not in known:
            raise ValidationError({"ordering": _("Expected one of %(known)s.") % {"known": ", ".join(known)}})
        return fields

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        if not getattr(view, "ordering_fields", None):
            return []
        known = [f"{sign}{name}" for name in view.ordering_fields for sign in ("", "-")]
        return [{"name": "ordering", "required": False, "in": "query", "description": "With a minus: the last first.",
                 "schema": {"type": "string", "enum": known}}]  # fmt: skip

    def filter_queryset(self, request: Request, queryset: Any, view: Any) -> Any:
        """As it is: the pages put it in order, for they must know by what."""
        return queryset


class Pages(BasePagination):
    """`limit` rows a page, and where the next one begins in `next` and in the header Link."""

    following: str | None = None  # the cursor of the next page
    as_of: date | None = None

    def limit(self, request: Request) -> int:
        """How many rows were asked for. Raises `ValidationError`."""
        given = request.query_params.get("limit", "")
        if not given:
            return USUAL
        is_number = given.isascii() and given.isdecimal() and len(given) <= len(str(MOST))
        if not is_number or not 1 <= int(given) <= MOST:
            raise ValidationError({"limit": _("Expected a number from 1 to %(most)d.") % {"most": MOST}})
        return int(given)

    def paginate_queryset(self, queryset: QuerySet[Any], request: Request, view: Any = None) -> list[Any]:
        """The rows of a page in the order that was asked for, rows that are equal in it by their keys."""
        ordering = Ordering().get_ordering(request, queryset, view)[0]
        name, count = ordering.lstrip("-"), self.limit(request)
        sign = "-" if ordering.startswith("-") else ""
        given = request.query_params.get("cursor", "")
        rows = queryset.filter(_after(given, ordering)) if given else queryset
        found = list(rows.order_by(ordering, f"{sign}pk")[: count + 1])
        if len(found) > count:
            self.following = _SIGNER.sign_object(
                [ordering, str(_position(found[count - 1], name)), found[count - 1].pk]
            )
        self.request = request
        return found[:count]

    def get_paginated_response(self, data: Any) -> Response:
        """The page, with the day and where the next one begins."""
        address = None
        if self.following:
            address = replace_query_param(self.request.build_absolute_uri(), "cursor", self.following)
        headers = {"Link": f'<{address}>; rel="next"'} if address else None
        return Response({"as_of": str(self.as_of), "next": address, "results": data}, headers=headers)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        """That, described."""
        return {
            "type": "object", "required": ["as_of", "next", "results"],
            "properties": {
                "as_of": {"type": "string", "format": "date", "description": "The day whose knowledge this is (UTC)."},
                "next": {"type": ["string", "null"], "format": "uri", "description": "Address of the next page."},
                "results": schema,
            },
        }  # fmt: skip

    def get_schema_operation_parameters(self, view: Any) -> list[dict[str, Any]]:
        """`limit` and `cursor`, described."""
        return [
            {"name": "limit", "required": False, "in": "query", "description": "Rows of a page.",
             "schema": {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}},
            {"name": "cursor", "required": False, "in": "query",
             "description": "Where the page begins: as `next` of the one before has it.", "schema": {"type": "string"}},
        ]  # fmt: skip


def _position(row: Model, name: str) -> Any:
    value: Any = row
    for part in name.split("__"):
        value = getattr(value, part)
    return value


def _after(given: str, ordering: str) -> Q:
    try:
        order, position, key = _SIGNER.unsign_object(given)
    except (BadSignature, ValueError):
        order = ""
    if order != ordering:
        raise ValidationError({"cursor": _("Expected a cursor of this list in this order, as next has it.")})
    name, beyond = ordering.lstrip("-"), "lt" if ordering.startswith("-") else "gt"
    # The first condition says nothing new; it lets the index of the field be used.
    return Q(**{f"{name}__{beyond}e": position}) & (
        Q(**{f"{name}__{beyond}": position}) | Q(**{name: position, f"pk__{beyond}": key})
    )
