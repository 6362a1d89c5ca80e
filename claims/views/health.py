"""The health of the evidence: what is stale, missing or at odds, whom it touches, and where figures come from."""

from django.http import HttpRequest, HttpResponse

from claims.editions.health import seen, sources
from claims.onrecord.tables import TABLES
from claims.views.data import asked, table
from claims.views.door import day, page, shown
from claims.wording.languages import is_chinese
from claims.wording.phrases import licence_word
from claims.wording.sections import section


@page
def health(request: HttpRequest) -> HttpResponse:
    """Findings as a scorecard words them, then the sources with their licences. No cause of a failure, no setting."""
    at = day(request)
    suffix = "_zh" if is_chinese() else ""
    state = seen(at.on)
    rows = [{**one, "name": one[f"name{suffix}"], "licence": licence_word(one["licence"])} for one in sources(at.on)]
    return shown(request, "claims/pages/health.html", {
        "health": section("health", {"health": state.found}, suffix), "sources": rows,
        "looked_at": f"{state.at:%Y-%m-%d %H:%M}",
    }, at)  # fmt: skip


@page
def data(request: HttpRequest, form: str) -> HttpResponse:
    """The sources as CSV, with the findings as JSON."""
    at = asked(request, form)
    state = seen(at.on)
    return table(request, form, sources(at.on), TABLES["health"].names, "sources", at, health=state.found,
                 looked_at=state.at.isoformat(timespec="seconds"))  # fmt: skip
