"""Doors of the charts: as SVG and PNG, within other people's pages, and in our own. A worker draws; here it is served.

A chart that is not drawn yet is shown by our own few lines, and a worker is told of it.
"""

import hashlib
import json
from datetime import UTC, date, datetime

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.charts.claimchart import Undrawn
from claims.charts.explorable import explorable
from claims.charts.layout import SIZES, WIDE, Size
from claims.charts.plain import plain
from claims.inpages import content, figure, lack
from claims.models import Claim
from claims.notices.links import site
from claims.render import Asked, asking
from claims.settled import shown, standing_on
from claims.views.door import guarded, is_bearing, is_signed_in
from claims.wording.charted import Vintage
from claims.wording.languages import LANGUAGES

_TYPES = {"svg": "image/svg+xml", "png": "image/png"}
_FRESH = 300  # seconds that a copy of a drawn chart is good for without asking
_SOON = 10  # seconds after which one that is being drawn may be asked for again


@require_safe
@guarded
def svg(request: HttpRequest, slug: str) -> HttpResponse:
    """A claim's chart as SVG: `as_of`, `vintage` (first, then, today), `width` (wide, narrow, card), `lang`."""
    return _file(request, slug, "svg")


@require_safe
@guarded
def png(request: HttpRequest, slug: str) -> HttpResponse:
    """The same as PNG, two pixels for one; `width=card` is for previews of a link, 1200 by 630."""
    return _file(request, slug, "png")


@require_safe
@guarded
def explored(request: HttpRequest, slug: str) -> HttpResponse:
    """What a reader may zoom and pan in: the panels whose figures may be passed on to everybody; signed in, all."""
    try:
        wanted = _wanted(request, slug, None)
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    chart = wanted.chart
    if isinstance(chart, Undrawn):
        return HttpResponse(chart.why, status=404, content_type="text/plain; charset=utf-8")
    may_have = is_signed_in(request)
    panels = [panel for panel in chart.panels if panel.is_free or may_have]
    if not panels:
        with override(wanted.language):
            told = _("These figures may be passed on only to those who have signed in.")
        return HttpResponse(told, status=403, content_type="text/plain; charset=utf-8")
    spec = json.dumps(explorable(chart, panels, wanted.size), ensure_ascii=False, separators=(",", ":"))
    response = HttpResponse(spec, content_type="application/json")
    response["Cache-Control"] = "private, no-cache"
    return response


@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@require_safe
@guarded
def embed(request: HttpRequest, slug: str) -> HttpResponse:
    """A page with the chart alone, for a frame in anybody's page; as a chart it shows no raw figures."""
    try:
        wanted = _wanted(request, slug, WIDE)
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    with override(wanted.language):
        claim = wanted.claim
        statement = claim.statement if wanted.language == "en" else claim.statement_zh
        made = figure(wanted)
        context = {"statement": statement, "figure": made.svg, "wanted": wanted, "page_address": _page(request, wanted)}
        response = render(request, "claims/embed.html", context)
    if made.is_drawn:
        return _cached(request, response)
    response["Cache-Control"] = "no-store"
    return response


def _page(request: HttpRequest, wanted: Asked) -> str:
    """The claim's own page in the chart's language, as of its day where the frame asks for one."""
    own = site() + reverse("pages:claim", args=[wanted.claim.slug])
    return f"{own}?as_of={wanted.as_of}" if request.GET.get("as_of") else own


def _file(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    try:
        wanted = _wanted(request, slug, None)
    except ValueError as error:
        return HttpResponseBadRequest(str(error), content_type="text/plain; charset=utf-8")
    drawn = content(wanted, form)
    if drawn:
        return _cached(request, HttpResponse(drawn, content_type=_TYPES[form]))
    return _undrawn(wanted, form)


def _undrawn(wanted: Asked, form: str) -> HttpResponse:
    """There is nothing to draw; or our own lines in the place of what is being drawn, which no copy should keep."""
    why = lack(wanted)
    chart = Undrawn(why) if why else wanted.chart
    if isinstance(chart, Undrawn):
        return HttpResponse(chart.why, status=404, content_type="text/plain; charset=utf-8")
    ahead = {"Cache-Control": "no-store", "Retry-After": str(_SOON)}
    if form == "svg":
        return HttpResponse(plain(chart, wanted.size), content_type=_TYPES[form], headers=ahead)
    told = "This chart is being drawn: ask again in a while."
    return HttpResponse(told, status=503, content_type="text/plain; charset=utf-8", headers=ahead)


def _cached(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With a hash by which a copy is known to be fresh, or 304 to those who have it."""
    etag = quote_etag(hashlib.sha256(response.content).hexdigest()[:32])
    response["ETag"] = etag
    is_known = request.session.accessed or is_bearing(request)
    whose = "private" if is_known else "public"  # asked for where only those signed in may read
    response["Cache-Control"] = f"{whose}, max-age={_FRESH}"
    return get_conditional_response(request, etag=etag, response=response) or response


def _wanted(request: HttpRequest, slug: str, size: Size | None) -> Asked:
    """What the address asks for. Raises `ValueError`, which says what was expected and what came."""
    today = _now().date()
    as_of = _day(request.GET.get("as_of", ""), today)
    vintage = _one_of("vintage", request.GET.get("vintage", Vintage.THEN), [str(one) for one in Vintage])
    width = size.name if size else _one_of("width", request.GET.get("width", WIDE.name), list(SIZES))
    language = _one_of("lang", request.GET.get("lang", "en"), list(LANGUAGES))
    every = Claim.objects.with_everything().exclude(state=Claim.State.DRAFT)  # a draft is for those who write it
    claim = get_object_or_404(every, slug=slug, article__published_on__lte=as_of)
    checkpoint = shown([claim], as_of, standing_on([claim], as_of))[claim.pk]
    return asking(claim, (as_of, today, checkpoint), language, Vintage(vintage), SIZES[width])


def _now() -> datetime:
    return datetime.now(UTC)


def _day(given: str, today: date) -> date:
    if not given:
        return today
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ValueError(f"expected a day such as 2026-03-01 in as_of, got {given[:40]!r}") from None
    if day > today:
        raise ValueError(f"expected a day that has come in as_of, got {day}: today is {today}")
    return day


def _one_of(name: str, given: str, known: list[str]) -> str:
    if given not in known:
        raise ValueError(f"expected one of {', '.join(known)} in {name}, got {given[:40]!r}")
    return given
