"""The periodical, the ledger, how calibrated the engine is, and how sound the evidence."""

import json
from datetime import datetime
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import saidaround as said
from claims.api import sent
from claims.api.saidwritten import PublishedSaid
from claims.api.writing import KEY, MayWrite, checked, once
from claims.editions import archive as editions
from claims.editions.contents.measured import calibration
from claims.editions.health import seen, sources
from claims.editions.publish import publish
from claims.horizon import last_moment_of
from claims.ledger import Head
from claims.ledgerstate import verified
from claims.models import Edition, LedgerEntry, Settlement
from claims.onrecord.chain import entries
from claims.periodical import Rhythm
from evidence.api.door import AS_OF, Door, Row
from evidence.models import Source

_BEFORE = OpenApiParameter("before", str, description="Name of an edition; else what the other follows.")
_AFTER = OpenApiParameter("after", str, description="Name of an edition; else the newest.")
_DIFFERING = ("claim", "what", "before", "after", "slug", "statement")
_GREATEST = 2**31 - 1  # that the column of numbers holds


class Scorecards(Door):
    """Editions of the scorecard: frozen when they were published."""

    queryset = Edition.objects.none()  # for the description alone
    needs = {"create": "claims.add_edition"}
    lookup_url_kwarg = "name"
    lookup_value_regex = "[-A-Za-z0-9.]+"
    serializer_class = said.EditionRow

    @extend_schema(summary="Editions of the scorecard")
    def list(self, request: Request) -> Response:
        """The newest first."""
        return self.slice_of(editions.listed(self.on), lambda one: str(one["edition"]))

    @extend_schema(
        summary="The frozen text of an edition",
        responses={(200, "application/json"): OpenApiResponse(OpenApiTypes.OBJECT, "Its SHA-256 is in the ledger.")},
    )
    def retrieve(self, request: Request, name: str) -> HttpResponse:
        """To the byte as it was hashed. “latest” and a period's name lead to the newest of these."""
        one = self._edition(name)
        place = reverse("api-scorecards-detail", kwargs={"name": one.key})
        return HttpResponse(one.data, content_type="application/json", headers={"Content-Location": place})

    def get_permissions(self) -> Any:
        """Publishing wants the permission of the admin; reading as everywhere."""
        return [MayWrite()] if self.action in self.needs else super().get_permissions()

    @extend_schema(summary="Publish the edition of a period", request=sent.Publishing, responses={200: PublishedSaid},
                   parameters=[KEY])  # fmt: skip
    def create(self, request: Request) -> Response:
        """A period is published once: asked again, however often, the same edition is named."""
        given = checked(sent.Publishing, request)

        def do(now: datetime) -> tuple[int, Row]:
            made = publish(rhythm=Rhythm(given["rhythm"]), by_day=given.get("as_of") or now.date(), now=now)
            return 200, {"edition": made.key, "hash": made.hash, "entry": made.entry_id}

        return once(request, do, in_one=False)

    @extend_schema(summary="What one edition says otherwise than another", responses=said.Differing)
    @action(detail=False, pagination_class=None)
    def diff(self, request: Request) -> Response:
        """In words of the reader's language."""
        after = self._edition(request.query_params.get("after") or "latest")
        named = request.query_params.get("before")
        before = self._edition(named) if named else editions.before(after)
        if before is None:
            raise Http404
        rows = [dict(zip(_DIFFERING, row, strict=True)) for row in editions.differing(before, after)]
        return Response({"before": before.key, "after": after.key, "differences": rows})

    def taken(self) -> tuple[OpenApiParameter, ...]:
        """An edition is whole."""
        return {"retrieve": (AS_OF,), "diff": (AS_OF, _BEFORE, _AFTER)}.get(str(self.action), super().taken())

    def _edition(self, name: str) -> Edition:
        found = editions.found(name, self.on)
        if found is None:
            raise Http404
        return found


class Ledger(Door):
    """The append-only chain of hashes: what was registered, amended, settled, published, and when."""

    queryset = LedgerEntry.objects.all()
    lookup_url_kwarg = "number"
    lookup_value_regex = "[0-9]{1,9}"
    serializer_class = said.EntryRow

    @extend_schema(summary="Entries of the ledger")
    def list(self, request: Request) -> Response:
        """The newest first, without what they say."""
        pages: Any = self.paginator
        found, following = entries(self._head, self._before, pages.limit(request))
        return self.paged(found, str(following) if following else None)

    @extend_schema(summary="An entry with what it says", responses=said.EntryDetail)
    def retrieve(self, request: Request, number: str) -> Response:
        """`line` is what was hashed, with the hash."""
        one = LedgerEntry.objects.up_to(self._head).filter(number=int(number)).first()
        if one is None:
            raise Http404
        return Response({"number": one.number, "at": one.at, "kind": one.kind, "body": json.loads(one.body),
                         "previous": one.previous, "hash": one.hash, "line": one.entry.line})  # fmt: skip

    @extend_schema(summary="How far the ledger goes", responses=said.HeadSaid)
    @action(detail=False, pagination_class=None, url_path="head")
    def newest(self, request: Request) -> Response:
        """To be kept elsewhere: a later ledger that does not have it was altered."""
        return Response({"as_of": str(self.on), **vars(self._head)})

    @extend_schema(summary="Whether the chain holds", responses=said.Verification)
    @action(detail=False, pagination_class=None)
    def verify(self, request: Request) -> Response:
        """As far as it went on the day."""
        state = verified(self._head)
        breaks = [vars(one) for one in state.breaks]
        return Response({"as_of": str(self.on), **vars(state.head), "holds": state.holds, "count": state.count,
                         "checked_at": state.at.isoformat(), "breaks": breaks})  # fmt: skip

    def taken(self) -> tuple[OpenApiParameter, ...]:
        """Entries are whole."""
        return super().taken() if self.action == "list" else (AS_OF,)

    @property
    def _head(self) -> Head:
        return LedgerEntry.objects.by(self.on).head()

    @property
    def _before(self) -> int | None:
        given = self.request.query_params.get("cursor", "")
        if not given:
            return None
        if not (given.isascii() and given.isdecimal() and len(given) < 11 and int(given) <= _GREATEST):
            raise ValidationError({"cursor": _("Expected a cursor of this list in this order, as next has it.")})
        return int(given)


class Calibration(Door):
    """How far to trust the probabilities."""

    queryset = Settlement.objects.none()  # for the description alone
    serializer_class = said.CalibrationSaid
    takes = (AS_OF,)

    @extend_schema(summary="The newest stored backtest of all series")
    def retrieve(self, request: Request) -> Response:
        """Scores beside the base rate, slope, strong calls, and the reliability table."""
        return Response({"as_of": str(self.on), "calibration": calibration(last_moment_of(self.on))})


class Sources(Door):
    """Providers of figures with their terms."""

    queryset = Source.objects.none()  # for the description alone
    lookup_field = "slug"
    serializer_class = said.SourceRow

    @extend_schema(summary="Providers of figures")
    def list(self, request: Request) -> Response:
        """With the day of the last good answer by the day that is asked for."""
        return self.slice_of(sources(self.on), lambda one: str(one["source"]))

    @extend_schema(summary="A provider of figures")
    def retrieve(self, request: Request, slug: str) -> Response:
        """The same of one."""
        found = next((one for one in sources(self.on) if one["source"] == slug), None)
        if found is None:
            raise Http404
        return self.one(found)


class Health(Door):
    """How sound the evidence is."""

    queryset = Source.objects.none()  # for the description alone
    serializer_class = said.HealthSaid
    takes = (AS_OF,)

    @extend_schema(summary="Findings about the evidence, and the claims that they endanger")
    def retrieve(self, request: Request) -> Response:
        """Looked at again after ten minutes."""
        state = seen(self.on)
        return Response({"as_of": str(self.on), "looked_at": state.at.isoformat(), "health": state.found})
