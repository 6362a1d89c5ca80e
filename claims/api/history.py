"""What was recorded of claims and is never changed: criteria with their versions, assessments, settlements."""

from typing import Any

import django_filters
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api.saidaround import AssessmentRow, CriterionRow, SettlementRow
from claims.horizon import end_of, last_moment_of
from claims.models import Act, Assessment, Claim, Criterion, Settlement
from claims.onrecord.figures import figures
from evidence.api.door import Door, Row, Truth

_OF_CLAIM = "Slug of the claim."


class CriterionFilters(django_filters.FilterSet):
    """What criteria are narrowed by."""

    claim = django_filters.CharFilter("claim__slug", max_length=80, label=_OF_CLAIM)
    article = django_filters.CharFilter("claim__article__slug", max_length=60, label="Slug of the article.")

    class Meta:
        model = Criterion
        fields = ("role",)


class Criteria(Door):
    """Criteria of registered claims in all versions that there were by the day."""

    queryset = Criterion.objects.exclude(claim__state=Claim.State.DRAFT).select_related("claim")
    lookup_value_regex = r"[-\w.]+:[-\w.]+(?:@[0-9]+)?"
    lookup_url_kwarg = "slug"
    serializer_class = CriterionRow
    filterset_class = CriterionFilters
    ordering_fields = ("id", "written_on")
    ordering = "id"

    def get_queryset(self) -> "QuerySet[Criterion]":
        """With the version in which its claim stood; the first, where it was registered later."""
        made = (Act.Kind.REGISTER, Act.Kind.AMEND)
        acts = Act.objects.filter(claim=OuterRef("claim"), kind__in=made).order_by("-entry").values("version")
        then = Coalesce(Subquery(acts.filter(at__lt=end_of(self.on))[:1]), Subquery(acts.reverse()[:1]))
        rows = super().get_queryset().filter(claim__article__published_on__lte=self.on).annotate(then=then)
        return rows.filter(Q(version__lte=Coalesce("then", "version")))

    @extend_schema(summary="Criteria")
    def list(self, request: Request) -> Response:
        """Those that an amendment replaced say which one."""
        return self.paged(map(_criterion, self.page_of(self.filter_queryset(self.get_queryset()))))

    @extend_schema(summary="A criterion in one version", filters=False)
    def retrieve(self, request: Request, slug: str) -> Response:
        """By its claim, key and version, as lists have it."""
        claim, _colon, key = slug.partition(":")
        key, _at, version = key.partition("@")
        if len(version) > 4:
            raise Http404
        found = self.get_queryset().filter(claim__slug=claim, key=key, version=int(version or 1)).first()
        if found is None or found.slug != slug:
            raise Http404
        return self.one(_criterion(found))


class AssessmentFilters(django_filters.FilterSet):
    """What the history is narrowed by."""

    claim = django_filters.CharFilter("claim__slug", max_length=80, label=_OF_CLAIM)
    is_claims = Truth(
        "criterion", lookup_expr="isnull", label="Whether it is of a claim itself, not of one of its criteria."
    )
    since = django_filters.DateFilter("as_of", lookup_expr="gte", label="As of this day or later.")

    class Meta:
        model = Assessment
        fields = ("checkpoint", "band")


class Assessments(Door):
    """Every assessment of registered claims by the day, the last one recorded first."""

    queryset = Assessment.objects.exclude(claim__state=Claim.State.DRAFT).select_related("claim", "criterion__claim")
    serializer_class = AssessmentRow
    filterset_class = AssessmentFilters
    ordering_fields = ("id",)  # the order of recording
    ordering = "-id"

    @extend_schema(summary="The history of assessments")
    def list(self, request: Request) -> Response:
        """Narrow it by `claim` to have the probabilities of a claim as they were given day by day."""
        rows = self.filter_queryset(self.get_queryset()).filter(as_of__lte=self.on)
        return self.paged(map(_assessment, self.page_of(rows)))


class SettlementFilters(django_filters.FilterSet):
    """What settlements are narrowed by."""

    claim = django_filters.CharFilter("claim__slug", max_length=80, label=_OF_CLAIM)
    since = django_filters.IsoDateTimeFilter("set_at", lookup_expr="gte", label="Set at this moment or later.")

    counts = Truth(label="Whether it stands for the claim, not a test that an amendment had replaced.")

    class Meta:
        model = Settlement
        fields = ("outcome", "checkpoint")


class Settlements(Door):
    """What became of claims, as it stood at the end of the day."""

    queryset = Settlement.objects.select_related("claim", "criterion__claim", "entry")
    serializer_class = SettlementRow
    filterset_class = SettlementFilters
    ordering_fields = ("set_at", "checkpoint")
    ordering = "-set_at"

    @extend_schema(summary="Settlements")
    def list(self, request: Request) -> Response:
        """Without those that were reopened, or wait to be confirmed."""
        standing = self.get_queryset() & Settlement.objects.standing(last_moment_of(self.on))
        return self.paged(map(_settlement, self.page_of(self.filter_queryset(standing))))


def _criterion(one: Any) -> Row:
    names = ("slug", "key", "role", "holds_when", "fails_when", "requires_when", "relation", "coverage", "thresholds",
             "note", "note_zh", "is_hindsight", "version")  # fmt: skip
    is_later = one.superseded_by is not None and one.then is not None and one.superseded_by > one.then
    return {
        **{name: getattr(one, name) for name in names}, "claim": one.claim.slug, "written_on": str(one.written_on),
        "superseded_by": None if is_later else one.superseded_by,
    }  # fmt: skip


def _assessment(one: Assessment) -> Row:
    return {
        "id": one.pk, "claim": one.claim.slug, "criterion": one.criterion and one.criterion.slug,
        "checkpoint": str(one.checkpoint), "as_of": str(one.as_of), **figures(one), "missing": one.missing,
        "method": one.method, "numpy": one.numpy, "inputs": one.inputs, "recorded_at": one.recorded_at.isoformat(),
    }  # fmt: skip


def _settlement(one: Settlement) -> Row:
    names = ("version", "round", "counts", "outcome", "reason", "by", "note", "inputs", "method")
    return {
        **{name: getattr(one, name) for name in names}, "claim": one.claim.slug, "number": one.claim.number,
        "criterion": one.criterion and one.criterion.slug, "checkpoint": str(one.checkpoint),
        "known_on": one.known_on and str(one.known_on), "as_of": str(one.as_of), "set_at": one.set_at.isoformat(),
        "recorded_at": one.recorded_at.isoformat(), "entry": one.entry_id, "hash": one.entry.hash,
    }  # fmt: skip
