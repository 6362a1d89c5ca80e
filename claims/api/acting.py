"""What programs have done with claims that stand: probabilities, ratings, settling, assessing, asking for evidence."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from claims.api import saidwritten as said
from claims.api import sent
from claims.api.writing import KEY, AwayError, MayWrite, asks, checked, once
from claims.endangered import leaves
from claims.models import Claim, Criterion
from claims.sharing import settle_portion
from claims.verbs.forecast import forecast
from claims.verbs.rate import Opinion, rate
from claims.workers import tell
from evidence.api.door import Door, Row
from evidence.due import askable, queue
from evidence.models import Indicator

_STALE = 600.0  # seconds after which a portion that no worker had time for is forgotten


class Acting(Door):
    """Acts on one claim by its slug. Those that only add something ask for no If-Match."""

    needs = {"forecast": "claims.add_forecast", "rate": "claims.add_rating", "settle": "claims.add_settlement",
             "assess": "claims.add_assessment", "refresh": "evidence.add_refreshjob"}  # fmt: skip

    def get_permissions(self) -> Any:
        """Acts want the permission of the admin; reading as everywhere."""
        return [MayWrite()] if self.action in self.needs else super().get_permissions()

    @extend_schema(summary="Give a probability", request=sent.Forecasting, responses={201: said.ForecastSaid},
                   parameters=[KEY])  # fmt: skip
    @action(detail=True, methods=["post"])
    def forecast(self, request: Request, slug: str) -> Response:
        """One's own, for a checkpoint of the claim; another view later is another row."""
        given = checked(sent.Forecasting, request)

        def do(now: datetime) -> tuple[int, Row]:
            made = forecast(claim=self._acted(), now=now, by=request.user.get_username(), **given)
            return 201, {"claim": slug, "checkpoint": str(made.checkpoint), "p": made.p, "by": made.by,
                         "reason": made.reason, "made_at": made.made_at.isoformat()}  # fmt: skip

        return once(request, do)

    @extend_schema(summary="Rate a judged claim", request=sent.RatingSent, responses={201: said.RatingSaid},
                   parameters=[KEY])  # fmt: skip
    @action(detail=True, methods=["post"])
    def rate(self, request: Request, slug: str) -> Response:
        """Two raters blind to each other, then an adjudicator."""
        given = checked(sent.RatingSent, request)
        opinion = Opinion(given.get("p"), given.get("level"), given["sources"])

        def do(now: datetime) -> tuple[int, Row]:
            made = rate(claim=self._acted(), checkpoint=given["checkpoint"], role=given["role"], opinion=opinion,
                        request=asks(request, now, given["reason"]))  # fmt: skip
            return 201, {"claim": slug, "checkpoint": str(made.checkpoint), "role": made.role, "round": made.round,
                         "by": made.by, "at": made.at.isoformat()}  # fmt: skip

        return once(request, do)

    @extend_schema(
        summary="Settle what has fallen due", request=None, responses={200: said.SettledSaid}, parameters=[KEY]
    )
    @action(detail=True, methods=["post"])
    def settle(self, request: Request, slug: str) -> Response:
        """By the arithmetic; each test once."""

        def do(now: datetime) -> tuple[int, Row]:
            done = settle_portion(now.date(), now, [self._acted().pk])
            return 200, {
                "settled": [{"checkpoint": str(one.checkpoint), "outcome": one.outcome, "entry": one.entry_id}
                            for one in done.settled],
                "waiting": [{"checkpoint": str(one.checkpoint), "unpublished": list(one.unpublished)}
                            for one in done.waiting],
                "unreadable": [str(one.error) for one in done.unreadable],
            }  # fmt: skip

        return once(request, do)

    @extend_schema(summary="Have a claim assessed now", request=None, responses={202: said.QueuedSaid},
                   parameters=[KEY])  # fmt: skip
    @action(detail=True, methods=["post"])
    def assess(self, request: Request, slug: str) -> Response:
        """By a worker, on today's evidence."""

        def do(now: datetime) -> tuple[int, Row]:
            keys = list(Claim.objects.assessable().filter(pk=self._acted().pk).values_list("pk", flat=True))
            if keys and not tell("claims.assess_some", [(str(now.date()), keys)], expires=_STALE):
                raise AwayError(_("No worker can be reached: `claimbase assess` assesses without one."))
            return 202, {"queued": len(keys), "unable": 0}

        return once(request, do)

    @extend_schema(summary="Have a claim's evidence asked for now", request=None, responses={202: said.QueuedSaid},
                   parameters=[KEY])  # fmt: skip
    @action(detail=True, methods=["post"])
    def refresh(self, request: Request, slug: str) -> Response:
        """Jobs for the workers, of the series below its criteria."""

        def do(now: datetime) -> tuple[int, Row]:
            slugs = _below(self._acted())
            able = [one for one in askable(settings.SOURCE_SETTINGS)[0] if one.slug in slugs]
            return 202, {"queued": queue(able, now=now), "unable": len(slugs) - len(able)}

        return once(request, do)

    def _acted(self) -> Claim:
        found: Claim = get_object_or_404(Claim, slug=self.kwargs["slug"])
        return found


def _below(claim: Claim) -> set[str]:
    """The raw indicators below the criteria of a claim and of those that it is made of."""
    catalogue = Indicator.objects.catalogue()
    criteria = Criterion.objects.filter(claim=claim) | Criterion.objects.filter(claim__parents=claim)
    return {slug for one in criteria.distinct() for slug in leaves(one, catalogue)}
