"""Texts looked through for claims. Of a short one nothing is kept; a long one is kept until a worker has read it."""

from datetime import UTC, datetime

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import saidwritten as said
from claims.api import sent
from claims.api.writing import MayWrite, RefusedError, checked
from claims.extraction.extract import LONG, candidates, version
from claims.longtexts import READ, LongTextError, ask, told
from claims.models import Extraction
from claims.workers import tell
from evidence.api.door import Door, Row

_LOCATION = OpenApiParameter("Location", str, OpenApiParameter.HEADER, response=[202],
                             description="Where to ask how far it is.")  # fmt: skip


class Extract(Door):
    """What a text seems to claim."""

    queryset = Extraction.objects.all()
    permission_classes = (MayWrite,)
    needs = dict.fromkeys(("create", "retrieve"), "claims.view_candidate")
    lookup_value_regex = "[0-9]{1,18}"
    takes = ()

    def get_queryset(self) -> "QuerySet[Extraction]":
        return Extraction.objects.filter(account=self.request.user.pk)

    @extend_schema(summary="Sentences of a text that look like claims", request=sent.Extracting,
                   responses={200: said.Extracted, 202: said.ExtractionSaid}, parameters=[_LOCATION])  # fmt: skip
    def create(self, request: Request) -> Response:
        """Of up to 200,000 signs at once, and nothing is kept. What is longer waits for a worker: 202; the same text
        sent again is not read twice."""
        given = checked(sent.Extracting, request)
        text, on = given["text"], given.get("published_on") or datetime.now(UTC).date()
        if len(text) <= LONG:
            return Response({"version": version(), "candidates": [told(one) for one in candidates(text, on)]})
        try:
            one = ask(text=text, published_on=on, account=request.user)
        except LongTextError as error:
            raise RefusedError(str(error)) from None
        if one.done_at is None:
            tell(READ, [(one.pk,)])  # where no broker answers, the timer's ring has it read
        return Response(_said(one), 202, headers={"Location": reverse("api-extract-detail", args=[one.pk])})

    @extend_schema(summary="How far the reading of a long text is, and what was found", responses=said.ExtractionSaid)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One's own, for a day after it was read."""
        return Response(_said(get_object_or_404(self.get_queryset(), pk=int(pk))))


def _said(one: Extraction) -> Row:
    return {
        "id": one.pk, "state": one.state.value, "version": one.version, "published_on": one.published_on,
        "asked_at": one.asked_at, "begun_at": one.begun_at, "done_at": one.done_at,
        "why": one.why and _(one.why),
        "candidates": one.found,
    }  # fmt: skip
