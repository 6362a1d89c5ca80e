"""The figures of indicators at addresses that a spreadsheet or pandas takes: as known on a day, or all vintages.

Those that may not be passed on want a login. What they are (`.metadata.json`) is for everybody.
"""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from claims.notices.links import site
from claims.onrecord.tables import TABLES
from claims.views.data import TYPES, asked, table, told
from claims.views.door import ASKED_WHO, AskedError, day, fresh, is_signed_in, page, streamed
from claims.views.metadata import beside, files
from evidence.dataset import FORMS, SCHEMA, Cut, Dataset, VintagesError
from evidence.models import Indicator

_VINTAGES = ("newest", "all")


@page
def data(request: HttpRequest, form: str) -> HttpResponse:
    """All indicators, without figures."""
    at, names = asked(request, form), TABLES["indicators"].names
    rows = list(Indicator.objects.order_by("slug").values(*(one for one in names if one != "source"), "source__slug"))
    named = [{name: row["source__slug"] or "" if name == "source" else row[name] for name in names} for row in rows]
    return table(request, form, named, names, "indicators", at)


@gzip_page
@streamed
def figures(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """An indicator's figures: `as_of`, `vintages` (newest, all), `from`, `to`."""
    if form not in FORMS:
        raise Http404
    found = _dataset(request, slug)
    if not found.is_open and not is_signed_in(request):
        return _refused(request, found)
    answer = StreamingHttpResponse(found.sent(form, _facts(request, found)), content_type=TYPES[form],
                                   headers={"Access-Control-Allow-Origin": "*"})  # fmt: skip
    return fresh(request, answer, found.stamp)


@page
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """What an indicator's figures are, for whoever reads them: unit, licence, source, columns."""
    found = _dataset(request, slug)
    return told(request, day(request), **_facts(request, found), schema=SCHEMA)


def _facts(request: HttpRequest, found: Dataset) -> dict[str, Any]:
    """With where they lie, and how to cite them."""
    where, one = files(request), found.indicator
    origins = "; ".join(f"{raw['name']} {raw['code']}" for raw in found.facts["sources"])
    cited = f"{origins}: {one.name}, {one.unit}. As known on {found.cut.as_of}. claimbase, {where['query']}"
    return {**found.facts, **where, "citation": cited}


def _refused(request: HttpRequest, found: Dataset) -> HttpResponse:
    """These want a login; a program that is sent to a page in its place would take that for figures."""
    licences = "; ".join(dict.fromkeys(one["licence"] or "–" for one in found.facts["sources"]))
    figures = {
        "licence": licences,
        "login": f"{site()}{reverse('admin:login')}",
        "about": beside(request, "metadata.json"),
    }
    said = _("The licence of these figures (%(licence)s) does not let them be passed on: they want a login, at "
             "%(login)s, or a token of the API. What they are says %(about)s") % figures  # fmt: skip
    answer = HttpResponse(f"{said}\n", status=403, content_type="text/plain; charset=utf-8",
                          headers={"Cache-Control": "private, no-store"})  # fmt: skip
    patch_vary_headers(answer, ASKED_WHO)
    return answer


def _dataset(request: HttpRequest, slug: str) -> Dataset:
    """What the address asks for. Raises `Http404` and `AskedError`."""
    one = get_object_or_404(Indicator.objects.select_related("source"), slug=slug)
    given = request.GET.get("vintages", _VINTAGES[0])
    if given not in _VINTAGES:
        raise AskedError(_("Expected one of %(known)s in vintages, got “%(got)s”.") %
                         {"known": ", ".join(_VINTAGES), "got": given[:40]})  # fmt: skip
    first, last = _bound(request, "from", date.min), _bound(request, "to", date.max)
    try:
        return Dataset(one, Cut(day(request).on, first, last, all_vintages=given == "all"))
    except VintagesError:
        told_of = {"slug": slug, "formula": one.formula}
        raise AskedError(_("Expected a provider's series for all vintages, got %(slug)s, which is a formula: "
                           "%(formula)s. Ask for it as of several days.") % told_of) from None  # fmt: skip


def _bound(request: HttpRequest, name: str, default: date) -> date:
    given = request.GET.get(name, "")
    try:
        return date.fromisoformat(given) if given else default
    except ValueError:
        figures = {"name": name, "got": given[:40]}
        raise AskedError(_("Expected a day such as 2026-03-01 in %(name)s, got “%(got)s”.") % figures) from None
