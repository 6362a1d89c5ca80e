"""Indicators and their figures: as known on a day, in all vintages, and how they were revised."""

import hashlib
from datetime import date
from math import isnan
from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated, ValidationError
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from evidence.api.door import AS_OF, Door, Row, Truth, day_of
from evidence.api.said import IndicatorRow, Observations, Revisions
from evidence.dataset import COLUMNS, Cut, Dataset, VintagesError
from evidence.models import Indicator
from evidence.periods import label
from evidence.permitted import are_open
from evidence.revisions import revisions
from evidence.vintages import vintages

_FROM = OpenApiParameter("from", date, description="Without periods that begin before this day.")
_TO = OpenApiParameter("to", date, description="Without periods that begin after this day.")
_VINTAGES = OpenApiParameter("vintages", str, enum=["newest", "all"], default="newest",
                             description="The newest figure of each period, or all that were known.")  # fmt: skip
_LAST = OpenApiParameter("last", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 12},
                         description="So many periods, the newest ones.")  # fmt: skip


class Csv(BaseRenderer):
    """Lets CSV be agreed on; the database writes it."""

    media_type, format, charset = "text/csv", "csv", "utf-8"


class IndicatorFilters(django_filters.FilterSet):
    """What lists of indicators are narrowed by."""

    q = django_filters.CharFilter(method="has", max_length=200, label="Words in its slug, names or code.")
    source = django_filters.CharFilter("source__slug", max_length=60, label="Slug of its provider.")
    is_derived = Truth(method="derived", label="Whether it is a formula over others.")

    class Meta:
        model = Indicator
        fields = ("frequency", "redistribute", "family")

    def has(self, rows: "QuerySet[Indicator]", _name: str, words: str) -> "QuerySet[Indicator]":
        for word in words.split():
            rows = rows.filter(Q(slug__icontains=word) | Q(name__icontains=word) | Q(name_zh__icontains=word)
                               | Q(code__icontains=word))  # fmt: skip
        return rows

    def derived(self, rows: Any, _name: str, is_derived: bool) -> "QuerySet[Indicator]":
        found: QuerySet[Indicator] = rows.derived() if is_derived else rows.raw()
        return found


class Indicators(Door):
    """Measurable quantities, each with its provider, unit, frequency and licence. They are as they are today."""

    queryset = Indicator.objects.select_related("source")
    lookup_field = "slug"
    lookup_value_regex = "[a-z][a-z0-9_]*"
    serializer_class = IndicatorRow
    filterset_class = IndicatorFilters
    ordering_fields = ("slug", "family")
    ordering = "slug"

    @extend_schema(summary="Indicators")
    def list(self, request: Request) -> Response:
        """All of an installation, a page at a time."""
        page = self.page_of(self.filter_queryset(self.get_queryset()))
        return self.paged(_row(one, is_open) for one, is_open in zip(page, are_open(page), strict=True))

    @extend_schema(summary="An indicator")
    def retrieve(self, request: Request, slug: str) -> Response:
        """Its figures are under `observations` and `revisions`."""
        found = self._found(slug)
        return self.one(_row(found, are_open([found])[0]))

    @extend_schema(
        summary="An indicator's figures, as known on a day or in all vintages", filters=False,
        responses={
            (200, "application/json"): OpenApiResponse(Observations, "Figures in the unit that is named, streamed."),
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.STR, f"The columns {', '.join(COLUMNS)}."),
        },
    )  # fmt: skip
    @action(detail=True, renderer_classes=(JSONRenderer, Csv), pagination_class=None)
    def observations(self, request: Request, slug: str) -> StreamingHttpResponse:
        """Those that may not be passed on want a login."""
        found, form = self._dataset(slug), str(request.accepted_renderer.format)
        head = {**found.facts, "query": request.build_absolute_uri()}
        answer = StreamingHttpResponse(
            found.sent(form, head), content_type="text/csv; charset=utf-8" if form == "csv" else "application/json"
        )
        asked = f"{found.stamp} {request.get_full_path()} {form}"
        answer["ETag"] = quote_etag(hashlib.sha256(asked.encode()).hexdigest()[:32])
        return answer

    @extend_schema(summary="How an indicator's figures were revised", filters=False, responses=Revisions)
    @action(detail=True, pagination_class=None)
    def revisions(self, request: Request, slug: str) -> Response:
        """Of periods whose first figure is a dated vintage, as known today."""
        found = self._allowed(slug)
        if found.formula:
            raise ValidationError(
                {"slug": _("Expected an indicator of a provider: a formula over others has no vintages.")}
            )
        return Response(_revised(found, self._last))

    def taken(self) -> tuple[OpenApiParameter, ...]:
        """Observations are whole, and what is said of an indicator itself is of today."""
        by_action = {"observations": (AS_OF, _FROM, _TO, _VINTAGES), "revisions": (_LAST,)}
        return by_action.get(str(self.action), super().taken())

    def _found(self, slug: str) -> Indicator:
        return get_object_or_404(self.get_queryset(), slug=slug)

    def _allowed(self, slug: str) -> Indicator:
        found = self._found(slug)
        if not self.knows_who and not are_open([found])[0]:
            raise NotAuthenticated(_("These figures may not be passed on: they want a login."))
        return found

    def _dataset(self, slug: str) -> Dataset:
        given = self.request.query_params
        which = given.get("vintages", "newest")
        if which not in ("newest", "all"):
            raise ValidationError({"vintages": _("Expected one of %(known)s.") % {"known": "newest, all"}})
        first, last = day_of(given, "from") or date.min, day_of(given, "to") or date.max
        try:
            return Dataset(self._allowed(slug), Cut(self.on, first, last, all_vintages=which == "all"))
        except VintagesError:
            raise ValidationError({"vintages": _("Expected newest: a formula has no vintages.")}) from None

    @property
    def _last(self) -> int:
        given = self.request.query_params.get("last", "12")
        if not (given.isascii() and given.isdecimal() and len(given) <= 4 and 1 <= int(given) <= 1000):
            raise ValidationError({"last": _("Expected a number from 1 to %(most)d.") % {"most": 1000}})
        return int(given)


def _revised(found: Indicator, count: int) -> Row:
    told = revisions(vintages(found))
    rows = zip(told.ends[-count:].tolist(), told.steps[-count:].tolist(), told.latest[-count:].tolist(), strict=True)
    names = ("first", "second", "third", "latest")
    return {
        "indicator": found.slug, "unit": str(found.base_unit), "periods": len(told.ends),
        "revised": _number(told.revised()), "usual": [_number(told.usual(step)) for step in range(told.steps.shape[1])],
        "figures": [
            {"period": label(end, found.period_frequency),
             **dict(zip(names, map(_number, [*steps, latest]), strict=True))}
            for end, steps, latest in rows
        ],
    }  # fmt: skip


def _number(value: float) -> float | None:
    return None if isnan(value) else value


def _row(one: Indicator, is_open: bool) -> Row:
    names = ("slug", "name", "name_zh", "code", "formula", "frequency", "aggregation", "seasonal_adjustment",
             "publication_lag", "learnt_lag", "family", "licence", "redistribute", "checked_against", "why",
             "why_zh")  # fmt: skip
    return {
        **{name: getattr(one, name) for name in names}, "source": one.source.slug if one.source else "",
        "unit": str(one.base_unit), "provider_unit": one.unit, "scale": one.scale, "is_open": is_open,
    }  # fmt: skip
