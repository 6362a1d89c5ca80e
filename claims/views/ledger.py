"""The ledger: its entries, whether its chain holds, and all that somebody needs to verify it alone."""

from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims import verify_ledger
from claims.ledger import Head
from claims.ledgerstate import verified
from claims.models import LedgerEntry
from claims.onrecord.chain import entries
from claims.onrecord.tables import TABLES
from claims.views.data import asked, linked, table
from claims.views.door import AskedError, Day, day, guarded, page, shown
from claims.wording.chain import broken, holds
from claims.wording.imprint import named

_GREATEST = 2**31 - 1  # that the column holds
MOST = 500  # entries in one answer of data; the next ones are behind `next`


@page
def ledger(request: HttpRequest) -> HttpResponse:
    """The newest entries, the head, and whether the chain up to it holds."""
    at, before = day(request), _before(request)
    head = _head(at)
    found, following = entries(head, before)
    state = verified(head)
    tally = LedgerEntry.objects.up_to(head).tally()
    kinds = [(kind.label, tally[kind]) for kind in LedgerEntry.Kind if tally[kind]]
    return shown(request, "claims/pages/ledger.html", {
        "head": head, "state": state, "holds": holds(head), "breaks": [broken(one) for one in state.breaks],
        "more": state.count - len(state.breaks), "kinds": kinds, "entries": [_in_words(one) for one in found],
        "next": following, "is_first": before is None, "checked_at": f"{state.at:%Y-%m-%d %H:%M}",
    }, at)  # fmt: skip


@page
def data(request: HttpRequest, form: str) -> HttpResponse:
    """Its entries as CSV or JSON, without their content: that is in the export."""
    at, before = asked(request, form), _before(request)
    head = _head(at)
    found, following = entries(head, before, MOST)
    state = verified(head)
    more = {"head": vars(head), "holds": state.holds, "checked_at": state.at.isoformat(timespec="seconds"),
            "next": following}  # fmt: skip
    answer = table(request, form, found, TABLES["ledger"].names, "entries", at, **more)
    return linked(request, answer, before=following) if following else answer


@require_safe
@guarded  # type: ignore[arg-type] # it hands on whatever answer a view gives
def export(request: HttpRequest) -> HttpResponseBase:
    """All entries, one canonical JSON a line, read from the rows themselves and sent as they are read."""
    try:
        head = _head(day(request))
    except AskedError as error:
        return HttpResponse(str(error), status=400, content_type="text/plain; charset=utf-8")
    lines = (f"{entry.line}\n" for entry in LedgerEntry.objects.up_to(head).chain())
    return StreamingHttpResponse(lines, content_type="application/jsonl; charset=utf-8", headers={
        "Content-Disposition": f'attachment; filename="ledger-{head.number}.jsonl"', "Cache-Control": "no-cache",
        "Access-Control-Allow-Origin": "*",
    })  # fmt: skip


@page
def verifier(request: HttpRequest) -> HttpResponse:
    """The program that verifies an export, which needs nothing of this one."""
    source = Path(verify_ledger.__file__).read_bytes()
    name = {"Content-Disposition": 'attachment; filename="verify_ledger.py"'}
    return HttpResponse(source, content_type="text/x-python; charset=utf-8", headers=name)


def _head(at: Day) -> Head:
    return LedgerEntry.objects.by(at.on).head()


def _before(request: HttpRequest) -> int | None:
    """Where the page begins. Raises `AskedError`."""
    given = request.GET.get("before", "")
    if not given:
        return None
    if not (given.isascii() and given.isdecimal() and len(given) <= len(str(_GREATEST)) and int(given) <= _GREATEST):
        raise AskedError(_("Expected the number of an entry in before, got “%(got)s”.") % {"got": given[:40]})
    return int(given)


def _in_words(one: Any) -> dict[str, Any]:
    """With its kind in words, and the name and permalink of the edition that it published."""
    said = {**one, "kind": LedgerEntry.Kind(one["kind"]).label, "at": one["at"][:16].replace("T", " ")}
    if not one["edition"]:
        return said
    rhythm, _space, period = one["scorecard"].rpartition(" ")
    published = {"rhythm": rhythm, "period": period, "number": one["edition"]}
    return {**said, "scorecard": named(published), "permalink": f"{period}.{one['edition']}"}
