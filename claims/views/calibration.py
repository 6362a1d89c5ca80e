"""How calibrated the engine was found to be: on the past, by a stored backtest, and on its own settled claims."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.charts.reliability import diagram
from claims.editions.contents.measured import calibration as backtested
from claims.horizon import last_moment_of
from claims.onrecord.edition import newest
from claims.views.data import asked, table
from claims.views.door import day, page, shown
from claims.wording import measured
from claims.wording.sections import Section, Table, section
from claims.wording.sentences import is_chinese, percent

_BINS = ("low", "high", "n", "p", "share")


@page
def calibration(request: HttpRequest) -> HttpResponse:
    """The newest backtest of all series stored by the day, and what the newest scorecard has of forecasters."""
    at = day(request)
    found = backtested(last_moment_of(at.on))
    edition = newest(at.on)
    own = section("forecasters", edition.parts, "_zh" if is_chinese() else "") if edition else None
    return shown(request, "claims/pages/calibration.html", {
        "sentences": measured.calibration({"calibration": found}), "found": found, "edition": edition,
        "diagram": _diagram(found["reliability"]) if found else "", "reliability": found and _reliability(found),
        "forecasters": own if own and (own.sentences or own.table) else None,
    }, at)  # fmt: skip


@page
def data(request: HttpRequest, form: str) -> HttpResponse:
    """The reliability table as CSV, with all figures around it as JSON; no rows where nothing was measured."""
    at = asked(request, form)
    found = backtested(last_moment_of(at.on))
    rows = [{name: one[name] for name in _BINS} for one in found["reliability"]] if found else []
    figures = {name: value for name, value in found.items() if name not in ("reliability", "method")} if found else None
    measured_by = found["method"] if found else None
    return table(request, form, rows, _BINS, "reliability", at, measured_by=measured_by, figures=figures)


def _diagram(bins: list[dict[str, Any]]) -> SafeString:
    said = "; ".join(f"{percent(one['p'])} → {percent(one['share'])}" for one in bins)
    title = _("Of what was given each probability, so much came true: %(list)s") % {"list": said}
    return mark_safe(diagram(bins, title, _("probability"), _("came true")))  # noqa: S308 drawn by ourselves


def _reliability(found: Mapping[str, Any]) -> Section:
    rows = tuple(
        (f"{percent(one['low'])} – {percent(one['high'])}", f"{one['n']:,}", percent(one["p"]), percent(one["share"]))
        for one in found["reliability"]
    )
    header = (_("Probability given"), _("Questions"), _("Mean probability"), _("Came true"))
    return Section("reliability", _("Reliability"), (), Table(header, rows))
