"""An analyst's own probability of a claim: given blind, then shown beside the engine's."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from claims.admin.editor.page import Visit, now
from claims.models import Assessment, Claim, Forecast
from claims.scoring.verdict import Overlay
from claims.verbs.acts import person
from claims.verbs.forecast import ForecastError, forecast
from claims.wording.sentences import band_word, percent


def forecast_page(visit: Visit) -> HttpResponse:
    """Ask for a probability at a checkpoint, and keep it. The engine's is told once one has been given for that."""
    visit.demand("forecast")
    if visit.request.method != "POST":
        return _shown(visit)
    try:
        made = _given(visit)
    except ForecastError as error:
        return _shown(visit, 422, said=[str(error)], posted=visit.request.POST)
    visit.tell(_("Recorded: %(p)s at %(day)s.") % {"p": percent(made.p), "day": made.checkpoint})
    return redirect("admin:claims_claim_forecast", visit.claim.pk)


def _given(visit: Visit) -> Forecast:
    posted = visit.request.POST
    try:
        day, p = date.fromisoformat(posted.get("checkpoint", "")), float(posted.get("percent", "")) / 100
    except ValueError:
        raise ForecastError(_("Expected a checkpoint and a probability in percent.")) from None
    return forecast(
        claim=visit.claim, checkpoint=day, p=p, by=visit.name, reason=posted.get("reason", "").strip(), now=now()
    )


def _shown(visit: Visit, status: int = 200, **more: Any) -> HttpResponse:
    rows = rows_of(visit.claim, visit.name)
    return visit.page("editor_forecast.html", {"rows": rows, **more}, status)


def rows_of(claim: Claim, name: str) -> list[dict[str, Any]]:
    """By checkpoint, the analyst's views, the newest first, and the engine's newest where there is one of theirs."""
    every = Forecast.objects.filter(claim=claim).order_by("-made_at", "-pk")
    own = [one for one in every if person(one.by) == person(name)]
    rows = []
    for day in claim.checkpoints:
        views = [one for one in own if one.checkpoint == day]
        rows.append({
            "day": day, "views": [{"one": one, "p": percent(one.p)} for one in views],
            "engine": _engine(claim, day) if views else "",
        })  # fmt: skip
    return rows


def _engine(claim: Claim, day: date) -> str:
    row = Assessment.objects.filter(claim=claim, criterion=None, checkpoint=day).order_by("-as_of", "-pk").first()
    if row is None:
        return _("not assessed yet")
    if row.p_hold is None or Overlay.NO_EVIDENCE in (row.band, *row.overlays):
        return band_word(Overlay.NO_EVIDENCE)
    figures = {"p": percent(row.p_hold), "base": percent(row.base_rate), "day": row.as_of}
    return _("%(p)s as of %(day)s; base rate %(base)s") % figures
