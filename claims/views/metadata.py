"""What the figures at a data address are: beside each lies `<same>.metadata.json`, to which its answers point."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from claims.editions import archive as editions
from claims.editions.formats.table import NAMES as OF_EDITION
from claims.models import Edition
from claims.notices.links import site
from claims.onrecord.columns import schema
from claims.onrecord.data import LISTED, OF_CLAIM
from claims.onrecord.tables import TABLES, Meaning
from claims.views.claim import recorded
from claims.views.data import asked, told
from claims.views.door import Day, day, page

LICENCE = (
    "Verdicts, probabilities and words are this installation's own and may be quoted with their day and address; "
    "raw figures belong to their providers: each source names its licence."
)
_SOURCE = ("indicator", "name", "name_zh", "source", "code", "unit", "licence", "redistribute")
_FORM = re.compile(r"\.(metadata\.json|csv|json)$")


def described(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view of a data address `<name>.<form>`, whose answers name the file that says what they are."""

    @wraps(view)
    def answered(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        answer = view(request, *arguments, **named)
        if answer.status_code == 200:
            links = [answer["Link"]] if "Link" in answer else []
            about = f'<{beside(request, "metadata.json")}>; rel="describedby"; type="application/json"'
            answer["Link"] = ", ".join([*links, about])
        return answer

    return answered


def beside(request: HttpRequest, form: str) -> str:
    """The address of the same in another form, with the same question."""
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return f"{site()}{_FORM.sub('', request.path)}.{form}{query}"


def files(request: HttpRequest) -> dict[str, Any]:
    """Where the data lie that are described at an address."""
    return {"query": beside(request, "csv"), "files": {form: beside(request, form) for form in ("csv", "json")}}


@page
def claims(request: HttpRequest) -> HttpResponse:
    """Of the list of claims."""
    return _told(request, day(request), "Claims, one in a row", LISTED, ())


@page
def table(request: HttpRequest, name: str) -> HttpResponse:
    """Of a table that is about no one claim."""
    one = TABLES[name]
    return _told(request, day(request), one.title, one.columns, (), own=one.columns, title_zh=one.title_zh)


@page
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """Of a claim: `sources` are the raw indicators that it rests on."""
    at = day(request)
    found = recorded(slug, at.on)
    sources = [{name: one[name] for name in _SOURCE} for one in found.sources]
    title = f"{found.data['number']} {found.data['statement']}"
    answer = _told(
        request, at, title, OF_CLAIM, sources, title_zh=f"{found.data['number']} {found.data['statement_zh']}"
    )
    answer.changed = found.changed  # type: ignore[attr-defined]
    return answer


@page
def scorecard(request: HttpRequest, name: str) -> HttpResponse:
    """Of an edition, by its name or a day; `sha256` is of its JSON, from which every format is made."""
    at = day(request)
    one = _edition(name, at)
    sources = [{name: source[name] for name in _SOURCE} for source in Edition.objects.get(pk=one.pk).thawed["data"]]
    return _told(
        request, at, f"Scorecard {one.key}, as of {one.as_of}", OF_EDITION, sources,
        edition=one.key, sha256=one.hash, ledger_entry=one.entry_id, edition_as_of=str(one.as_of),
    )  # fmt: skip


@page
def scorecard_data(request: HttpRequest, name: str, form: str) -> HttpResponse:
    """Leads to the file of an edition: by its name, or by a day, of which it is the newest of that day or before."""
    at = asked(request, form)
    return redirect(reverse("scorecard-file", args=[_edition(name, at).key, f"scorecard.{form}"]) + at.suffix)


def _edition(name: str, at: Day) -> Edition:
    """What a name meant on a day. Raises `Http404`."""
    found = editions.found(name, at.on) or _of_day(name, at)
    if found is None:
        raise Http404
    return found


def _of_day(name: str, at: Day) -> Edition | None:
    try:
        asked_for = date.fromisoformat(name)
    except ValueError:
        return None
    known = Edition.objects.by(at.on).filter(as_of__lte=asked_for)
    return known.order_by("as_of", "published_at", "pk").last()


def _told(
    request: HttpRequest, at: Day, title: str, columns: Iterable[str], sources: Iterable[Any],
    *, own: Mapping[str, Meaning | None] | None = None, **more: Any,
) -> HttpResponse:  # fmt: skip
    """With how to cite it: what it is, as of which day, at which address."""
    where = files(request)
    citation = f"claimbase. {title}. As known on {at.on}. {where['query']}"
    facts = {"title": title, **more, "licence": LICENCE, "sources": list(sources), **where,
            "schema": schema(columns, own), "citation": citation}  # fmt: skip
    return told(request, at, **facts)
