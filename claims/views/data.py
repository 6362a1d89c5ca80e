"""The figures behind the pages at stable addresses: JSON and CSV, the same in every language."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from claims.notices.links import site
from claims.onrecord.data import claim_data, claim_rows, listing_rows, written
from claims.onrecord.listing import listing
from claims.scoring import METHOD_VERSION
from claims.views.claim import recorded
from claims.views.door import Day, day, is_signed_in, page
from claims.views.listing import after, wanted_of

Row = Mapping[str, Any]
TYPES = {"json": "application/json", "csv": "text/csv; charset=utf-8"}
MOST = 500  # claims in one answer; the next ones are behind `next`


@page
def claims(request: HttpRequest, form: str) -> HttpResponse:
    """The list with the filters of its page, at most `MOST` claims at once."""
    at, wanted = asked(request, form), wanted_of(request.GET)
    found = listing(wanted, at.on, is_past=at.is_past, after=after(request.GET), count=MOST)
    if form == "csv":
        said = _answer(form, written(listing_rows(found.claims)))
    else:
        said = _answer(form, _json({**_about(request, at), "filters": wanted.given, "claims": found.claims,
                                   "next": found.next and str(found.next)}))  # fmt: skip
    return linked(request, said, after=str(found.next)) if found.next else said


@page
def claim(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """A claim with its assessments, track, settlements and sources; raw figures of others' only with a login."""
    at = asked(request, form)
    found = recorded(slug, at.on)
    if form == "csv":
        said = _answer(form, written(claim_rows(found)))
    else:
        said = _answer(form, _json({**_about(request, at), **claim_data(found, shows_all=is_signed_in(request))}))
    said.changed = found.changed  # type: ignore[attr-defined]
    return said


def table(
    request: HttpRequest, form: str, rows: Sequence[Row], names: Sequence[str], key: str, at: Day, **more: Any
) -> HttpResponse:
    """Rows with the columns `names` as CSV, or as JSON under `key` with what else is to be said of them."""
    if form == "csv":
        return _answer(form, written(rows, names))
    return _answer(form, _json({**_about(request, at), **more, key: rows}))


def told(request: HttpRequest, at: Day, **facts: Any) -> HttpResponse:
    """Facts as JSON, behind what every answer says of itself."""
    return _answer("json", _json({**_about(request, at), **facts}))


def linked(request: HttpRequest, answer: HttpResponse, **place: Any) -> HttpResponse:
    """The answer with a link to where its next part begins."""
    query = request.GET.copy()
    for name, value in place.items():
        query[name] = str(value)
    answer["Link"] = f'<{site()}{request.path}?{query.urlencode()}>; rel="next"'
    return answer


def asked(request: HttpRequest, form: str) -> Day:
    """The day in the address of a table. Raises `Http404` for a form that is neither CSV nor JSON, and `AskedError`."""
    if form not in TYPES:
        raise Http404
    return day(request)


def _about(request: HttpRequest, at: Day) -> dict[str, Any]:
    """What every answer says of itself."""
    return {"as_of": str(at.on), "method": METHOD_VERSION, "query": f"{site()}{request.get_full_path()}",
            "source": site() + "/"}  # fmt: skip


def _json(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _answer(form: str, text: str) -> HttpResponse:
    return HttpResponse(text, content_type=TYPES[form], headers={"Access-Control-Allow-Origin": "*"})
