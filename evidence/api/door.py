"""What every endpoint of the API has in common: the day that is asked for, which fields, and no parameter unknown."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from email.utils import format_datetime
from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

Row = Mapping[str, Any]


@extend_schema_field(bool)
class Truth(django_filters.TypedChoiceFilter):
    """Narrows by true or false. The library's own takes whatever else comes for neither, and narrows nothing."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        choices = (("true", "true"), ("false", "false"))
        super().__init__(*arguments, choices=choices, coerce=lambda given: given == "true", **named)


AS_OF = OpenApiParameter("as_of", date, description="What was known at the end of this day (UTC); today unless said.")
FIELDS = OpenApiParameter("fields", str)  # described by what the endpoint says


def day_of(given: Row, name: str) -> date | None:
    """A day in the address; None where none is given. Raises `ValidationError`."""
    if name not in given:
        return None
    text = str(given[name])
    try:
        asked = date.fromisoformat(text)
    except ValueError:
        asked = None
    if asked is None or str(asked) != text:  # other ways of writing a day are none here
        raise ValidationError({name: _("Expected a day such as 2026-03-01.")})
    return asked


class Said(Serializer[Any]):
    """What an answer has in it. None of it need be there, for `fields` may leave it out."""

    def get_fields(self) -> dict[str, Any]:
        """None is required."""
        fields = super().get_fields()
        for one in fields.values():
            one.required = False
        return fields


class Door(GenericViewSet[Any]):
    """A view of the API. `takes`: the parameters of reading beside filters, order and pages."""

    takes: tuple[OpenApiParameter, ...] = (AS_OF, FIELDS)
    lookup_value_regex = "[-a-zA-Z0-9_]+"

    def initial(self, request: Request, *arguments: Any, **named: Any) -> None:
        """Refuses what the endpoint does not know: a filter that is misspelt would leave everything."""
        super().initial(request, *arguments, **named)
        if self.action is None:
            return  # there is no such method, which is said next
        for name, values in request.query_params.lists():
            if name not in self.parameters:
                known = ", ".join(sorted(self.parameters)) or _("none")
                raise ValidationError({name: _("Expected one of the parameters %(known)s.") % {"known": known}})
            if len(values) != 1 or not values[0]:
                raise ValidationError({name: _("Expected one value.")})

    def taken(self) -> tuple[OpenApiParameter, ...]:
        """The parameters of this action beside filters, order and pages."""
        if self.request is not None and self.request.method not in SAFE_METHODS:
            return ()
        return tuple(self._fields if one is FIELDS else one for one in self.takes)

    @property
    def _fields(self) -> OpenApiParameter:
        schema = {"type": "array", "items": {"type": "string", "enum": self._known()}, "minItems": 1}
        return OpenApiParameter("fields", schema, style="form", explode=False,
                                description="The members that are wanted, divided by commas; else all.")  # fmt: skip

    @property
    def parameters(self) -> set[str]:
        """All names that the address may have."""
        names = {one.name for one in self.taken()}
        if self.action != "list":
            return names
        described = [one for backend in self.filter_backends if not hasattr(backend, "get_filterset")
                     for one in backend().get_schema_operation_parameters(self)]  # fmt: skip
        described += self.paginator.get_schema_operation_parameters(self) if self.paginator else []
        filters = getattr(getattr(self, "filterset_class", None), "base_filters", {})
        return names | {one["name"] for one in described} | set(filters)

    @cached_property
    def today(self) -> date:
        """This day (UTC)."""
        return datetime.now(UTC).date()

    @cached_property
    def on(self) -> date:
        """The day whose knowledge is asked for. Raises `ValidationError` for what is none, and for one to come."""
        asked = day_of(self.request.query_params, "as_of")
        if asked is None:
            return self.today
        if asked > self.today:
            told = _("Expected a day that has come: today is %(today)s (UTC).") % {"today": self.today}
            raise ValidationError({"as_of": told})
        return asked

    @property
    def is_past(self) -> bool:
        """Whether another day than today is asked for."""
        return self.on != self.today

    @property
    def knows_who(self) -> bool:
        """Whether somebody asks who may see what may not be passed on."""
        return bool(self.request.user and self.request.user.is_authenticated)

    def page_of(self, rows: "QuerySet[Any]") -> list[Any]:
        """The rows of the page that is asked for."""
        return self.paginator.paginate_queryset(rows, self.request, view=self)

    def paged(self, rows: Iterable[Row], following: str | None = None) -> Response:
        """A page of rows with the day; `following` is the cursor of the next one, unless `page_of` found it."""
        pages: Any = self.paginator
        pages.request, pages.as_of = self.request, self.on
        pages.following = following or pages.following
        return pages.get_paginated_response(list(self.sparse(rows)))

    def slice_of(self, rows: Sequence[Row], key: Callable[[Row], str]) -> Response:
        """A page of rows that are few enough to be read at once; the cursor is the key of the last one said."""
        pages: Any = self.paginator
        given, count = self.request.query_params.get("cursor", ""), pages.limit(self.request)
        keys = [key(one) for one in rows]
        if given and given not in keys:
            raise ValidationError({"cursor": _("Expected a cursor of this list in this order, as next has it.")})
        start = keys.index(given) + 1 if given else 0
        return self.paged(rows[start : start + count], keys[start + count - 1] if start + count < len(rows) else None)

    def one(self, row: Row, changed: datetime | None = None) -> Response:
        """One thing; `changed` is when what it says was last recorded."""
        headers = {"Last-Modified": format_datetime(changed.astimezone(UTC), usegmt=True)} if changed else None
        return Response(next(iter(self.sparse([row]))), headers=headers)

    def sparse(self, rows: Iterable[Row]) -> Iterable[Row]:
        """The rows with the fields that are asked for. Raises `ValidationError` for one that there is not."""
        given = self.request.query_params.get("fields", "")
        if not given:
            return rows
        known, wanted = self._known(), given.split(",")
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise ValidationError({"fields": _("Expected names among %(known)s.") % {"known": ", ".join(known)}})
        return ({name: row[name] for name in wanted} for row in rows)

    def _known(self) -> list[str]:
        described: Any = self.get_serializer_class()
        return list(described().get_fields())
