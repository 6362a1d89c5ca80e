"""The archive of the scorecard: all editions, the permalink of each with its files, and what two say differently.

A worker writes the files; a page that waits for one says so and asks again by itself.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from claims.editions import archive as editions
from claims.editions.archive import Differing
from claims.editions.formats.files import files, names
from claims.editions.formats.kept import RENDER, WISHED, at_hand, unheard, wish
from claims.models import Edition
from claims.onrecord.tables import TABLES
from claims.views.data import asked, table
from claims.views.door import AskedError, Day, day, page, shown
from claims.wording.imprint import named
from claims.workers import tell

_TYPES = {"html": "text/html; charset=utf-8", "pdf": "application/pdf", "md": "text/markdown; charset=utf-8",
          "json": "application/json", "csv": "text/csv; charset=utf-8"}  # fmt: skip
_SOON, _LATER = 3, 30  # seconds after which a page that waits asks again: of a worker, and where none was reached
MOST_DIFFERENCES = 40  # on the page of an edition; the page of two has them all


@page
def archive(request: HttpRequest) -> HttpResponse:
    """All editions of a day, the newest first."""
    at = day(request)
    found = [editions.in_words(one) for one in editions.listed(at.on)]
    return shown(request, "claims/pages/scorecards.html", {
        "editions": found[: editions.MOST], "is_cut": len(found) > editions.MOST, "newest": found[0] if found else None,
        "corrections": sum(bool(one["wrong"]) for one in found),
    }, at)  # fmt: skip


@page
def data(request: HttpRequest, form: str) -> HttpResponse:
    """The same as CSV or JSON."""
    at = asked(request, form)
    return table(request, form, editions.listed(at.on), TABLES["scorecards"].names, "editions", at)


@page
def edition(request: HttpRequest, name: str) -> HttpResponse:
    """An edition at its permalink; other names of it lead there."""
    at = day(request)
    one = _found(name, at)
    if one.key != name:
        return redirect(reverse("pages:scorecard", args=[one.key]) + at.suffix)
    old = editions.before(one)
    rows = editions.differing(old, one) if old else ()
    words = editions.in_words(_row(one, at))
    return shown(request, "claims/pages/scorecard.html", {
        "edition": words, "said": editions.said(one), "before": old and {"key": old.key, "name": named(vars(old))},
        "changes": _by_claim(rows[:MOST_DIFFERENCES]), "more": max(0, len(rows) - MOST_DIFFERENCES), "files": _files(),
    }, at)  # fmt: skip


@csp_replace({"script-src": ["'none'"], "style-src": ["'self'", "'unsafe-inline'"]})
@page
def file(request: HttpRequest, name: str, file: str) -> HttpResponse:
    """A file of an edition, as a worker wrote it; it stands alone, with its style in it, and runs nothing."""
    at = day(request)
    if file not in names():
        raise Http404
    one = _found(name, at)
    if one.key != name:
        return redirect(reverse("scorecard-file", args=[one.key, file]) + at.suffix)
    content = _at_once(one, file) or at_hand(one.hash, settings.RENDERED_FOLDER, file)
    if content is None:
        return _waiting(request, one, file, at)
    form = file.rpartition(".")[2]
    called = f"claimbase-{one.key}-{file.removeprefix('scorecard.')}"
    return HttpResponse(content, content_type=_TYPES[form], headers={
        "Content-Disposition": f'inline; filename="{called}"', "Access-Control-Allow-Origin": "*",
    })  # fmt: skip


def _at_once(one: Edition, file: str) -> bytes | None:
    """The frozen text and its table: programs read them in one line, and neither takes long."""
    return files(one.data, [file])[file] if file in ("scorecard.json", "scorecard.csv") else None


def _waiting(request: HttpRequest, one: Edition, file: str, at: Day) -> HttpResponse:
    """It is being written: a worker is told, and the page asks again by itself. Programs are told when to."""
    wanted = one.hash, settings.RENDERED_FOLDER, file
    is_heard = True
    if wish(*wanted, datetime.now(UTC).timestamp()):
        is_heard = tell(RENDER, [[one.hash, file]], expires=WISHED)
    if not is_heard:
        unheard(*wanted)
    soon = _SOON if is_heard else _LATER
    with override({"en": "en", "zh-Hant": "zh-hant"}.get(_language(file), get_language())):
        told = {"edition": editions.in_words(_row(one, at)), "file": file, "is_heard": is_heard, "seconds": soon}
        answer = shown(request, "claims/pages/waiting.html", told, at, status=503)
    answer["Cache-Control"] = "no-store"
    answer["Retry-After"] = str(soon)
    return answer


@page
def diff(request: HttpRequest) -> HttpResponse:
    """What one edition says otherwise than another; without names, the newest than the one before it."""
    at = day(request)
    pair = _pair(request, at)
    every = [editions.in_words(one) for one in editions.listed(at.on)][: editions.MOST]
    rows = editions.differing(*pair) if pair else ()
    old, new = ({"key": one.key, "name": named(vars(one))} for one in pair) if pair else (None, None)
    return shown(request, "claims/pages/scorecarddiff.html", {
        "old": old, "new": new, "editions": every, "changes": _by_claim(rows), "count": len(rows),
        "claims": len({row.claim for row in rows} - {""}),
    }, at)  # fmt: skip


@page
def diff_data(request: HttpRequest, form: str) -> HttpResponse:
    """The same as CSV or JSON."""
    at = asked(request, form)
    pair = _pair(request, at)
    if pair is None:
        raise Http404
    (old, new), names = pair, TABLES["scorecards/diff"].names
    rows = [dict(zip(names, row[:4], strict=True)) for row in editions.differing(old, new)]
    return table(request, form, rows, names, "differences", at, before=old.key, after=new.key)


def _pair(request: HttpRequest, at: Day) -> tuple[Edition, Edition] | None:
    """Before and after, as the address names them; None where there are no two."""
    new = _found(request.GET["after"], at) if request.GET.get("after") else editions.found("latest", at.on)
    if new is None:
        return None
    old = _found(request.GET["before"], at) if request.GET.get("before") else editions.before(new)
    return (old, new) if old else None


def _found(name: str, at: Day) -> Edition:
    """The edition of a name. Raises `Http404`, and `AskedError` where it was published after the day."""
    one = editions.found(name, at.on)
    if one is not None:
        return one
    later = editions.found(name, at.today)
    if later is None:
        raise Http404
    figures = {"first": later.published_at.date(), "day": at.on}
    raise AskedError(_("Expected a day from %(first)s on, when the edition was published, got %(day)s.") % figures)


def _row(one: Edition, at: Day) -> dict[str, Any]:
    """As in the list: with what corrects it by the day."""
    return next(row for row in editions.listed(at.on) if row["edition"] == one.key)


def _by_claim(rows: Sequence[Differing]) -> list[dict[str, Any]]:
    """What differs of one claim together, with its statement and the address of its page."""
    return [
        {"claim": number, "slug": slug, "statement": statement, "rows": [row[1:4] for row in some]}
        for (number, slug, statement), some in groupby(rows, key=lambda row: (row.claim, row.slug, row.statement))
    ]


def _files() -> list[tuple[str, str, str]]:
    """Names of files with their format and the language that they speak; "" of those that are of all."""
    spoken = {"html": "HTML", "pdf": "PDF", "md": "Markdown", "json": "JSON", "csv": "CSV"}
    return [
        (name, spoken[name.rpartition(".")[2]], _language(name))
        for name in sorted(names(), key=lambda name: (_language(name) == "", _language(name)))
    ]


def _language(name: str) -> str:
    if name.endswith((".json", ".csv")):
        return ""
    return "zh-Hant" if ".zh-Hant." in name else "en"
