"""Claims: the list with the filters of its page, and one with all that is told of it."""

from typing import Any

import django_filters
from django.http import Http404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.acting import Acting
from claims.api.said import ClaimDetail, ClaimRow
from claims.models import Claim
from claims.onrecord.claim import OnRecord, on_record
from claims.onrecord.data import claim_data
from claims.onrecord.listing import Wanted, chosen, listing, rows_of
from claims.onrecord.order import Place
from claims.onrecord.shown import choices_of_standing
from evidence.api.door import Door

_LONGEST = 200  # signs of what is searched for
_STANDINGS = [value for value, _words in choices_of_standing()]


class ClaimFilters(django_filters.FilterSet):
    """The filters of the pages, by the names that they have there."""

    q = django_filters.CharFilter(max_length=_LONGEST, label="Words that its number or texts have, in either language.")
    theme = django_filters.CharFilter(max_length=_LONGEST, label="Slug of its theme.")
    author = django_filters.CharFilter(max_length=_LONGEST, label="Slug of its author.")
    article = django_filters.CharFilter(max_length=_LONGEST, label="Slug of its article.")
    kind = django_filters.ChoiceFilter(choices=Claim.Kind.choices)
    nature = django_filters.ChoiceFilter(choices=Claim.Nature.choices)
    standing = extend_schema_field({"type": "string", "enum": _STANDINGS})(
        django_filters.ChoiceFilter(choices=[(value, value) for value in _STANDINGS])
    )

    class Meta:
        model = Claim
        fields: tuple[str, ...] = ()


class Claims(Acting):
    """Registered claims, as they stood at the end of a day."""

    queryset = Claim.objects.none()  # for the description alone
    lookup_field = "slug"
    filterset_class = ClaimFilters
    ordering_fields = ("slug", "opens", "published_on")

    def get_serializer_class(self) -> Any:
        return ClaimRow if self.action == "list" else ClaimDetail

    @extend_schema(summary="Claims, the open ones first, of these the nearest checkpoint first")
    def list(self, request: Request) -> Response:
        """A page of the list; in another order where `ordering` names one."""
        if "ordering" in request.query_params:
            keys = [one.pk for one in self.page_of(chosen(self._wanted(), self.on, is_past=self.is_past))]
            rows = rows_of(keys, self.on, is_past=self.is_past)
            return self.paged(rows[key] for key in keys)
        pages: Any = self.paginator
        found = listing(self._wanted(), self.on, is_past=self.is_past, after=self._after(), count=pages.limit(request))
        return self.paged(found.claims, str(found.next) if found.next else None)

    @extend_schema(summary="A claim with its criteria, assessments, moves, settlements and sources")
    def retrieve(self, request: Request, slug: str) -> Response:
        """Figures of series that may not be passed on are null without a login."""
        found = recorded(self, slug)
        return self.one(claim_data(found, shows_all=self.knows_who), found.changed)

    def _wanted(self) -> Wanted:
        filters = ClaimFilters(self.request.query_params, queryset=self.queryset, request=self.request)
        if not filters.is_valid():
            raise ValidationError(dict(filters.errors))
        given = {name: value or "" for name, value in filters.form.cleaned_data.items()}
        return Wanted(words=given.pop("q"), **given)

    def _after(self) -> Place | None:
        given = self.request.query_params.get("cursor", "")
        try:
            return Place.of(given) if given else None
        except ValueError:
            raise ValidationError(
                {"cursor": _("Expected a cursor of this list in this order, as next has it.")}
            ) from None


def recorded(door: Door, slug: str) -> OnRecord:
    """A claim as it stood on the day that is asked for. Raises `Http404`, and `ValidationError` for a day before it."""
    found = on_record(slug, door.on)
    if found is None:
        raise Http404
    made = found.claim.article.published_on
    if made > door.on:
        told = _("Expected a day from %(first)s on, when the claim was made, got %(day)s.")
        raise ValidationError({"as_of": told % {"first": made, "day": door.on}})
    return found
