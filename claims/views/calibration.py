"""How calibrated the engine was found to be: on the past, by a stored backtest, and on its own settled claims.

`kind` and `horizon` in the address pick some of the backtest's questions; without them all are told of.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.charts.reliability import diagram
from claims.editions.calibrated import Cell, Measured
from claims.editions.calibrated import measured as stored
from claims.horizon import last_moment_of
from claims.models import Calibration, Claim
from claims.onrecord.edition import newest
from claims.onrecord.tables import TABLES
from claims.views.data import asked, table
from claims.views.door import AskedError, Day, day, page, shown
from claims.wording import measured
from claims.wording.calibrated import header, horizon_word, kind_word, row, sentences
from claims.wording.languages import is_chinese
from claims.wording.sections import Section, Table, section
from claims.wording.sentences import percent

_PAIRS = ("brier_gain", "slope", "intercept", "strong_right")
_FIGURES = ("n", "days", "effective", "brier", "brier_base", "strong", "sharpness")
_BINS, _CELLS = TABLES["calibration"].names, TABLES["calibration/cells"].names


@page
def calibration(request: HttpRequest) -> HttpResponse:
    """The newest backtest of all series stored by the day, and what the newest scorecard has of forecasters."""
    at = day(request)
    every = stored(last_moment_of(at.on))
    cell = _cell(request, every)
    found = every.cells.get(cell)
    edition = newest(at.on)
    own = section("forecasters", edition.parts, "_zh" if is_chinese() else "") if edition else None
    return shown(request, "claims/pages/calibration.html", {
        "sentences": _said(found, every), "found": found, "edition": edition, "name": _name(cell),
        "few": Calibration.FEWEST, "is_measured": bool(every.cells), "is_narrowed": any(cell),
        "query": _query(cell, at),
        "diagram": _diagram(found["reliability"]) if found else "", "reliability": found and _reliability(found),
        "menus": _menus(every, cell), "tables": _tables(every, cell, at), "header": header(),
        "forecasters": own if own and (own.sentences or own.table) else None,
    }, at)  # fmt: skip


@page
def data(request: HttpRequest, form: str) -> HttpResponse:
    """The reliability table as CSV, with all figures around it as JSON; no rows where nothing was measured."""
    at = asked(request, form)
    every = stored(last_moment_of(at.on))
    cell = _cell(request, every)
    found = every.cells.get(cell)
    rows = [{name: one[name] for name in _BINS} for one in found["reliability"]] if found else []
    figures = {name: value for name, value in found.items() if name not in ("reliability", "method")} if found else None
    return table(request, form, rows, _BINS, "reliability", at, kind=cell[0], horizon=cell[1],
                 measured_by=found["method"] if found else None, figures=figures)  # fmt: skip


@page
def cells(request: HttpRequest, form: str) -> HttpResponse:
    """The figures of every kind and horizon, "" being all of them, with 95 % intervals over blocks of days."""
    at = asked(request, form)
    every = stored(last_moment_of(at.on))
    return table(request, form, [_flat(cell, one) for cell, one in sorted(every.cells.items())], _CELLS, "cells", at)


def _flat(cell: Cell, found: Mapping[str, Any]) -> dict[str, Any]:
    ranges = {
        f"{name}{end}": found[name][key]
        for name in _PAIRS
        for end, key in (("", "value"), ("_low", "low"), ("_high", "high"))
    }
    return {"kind": cell[0], "horizon": cell[1], **{name: found[name] for name in _FIGURES}, **ranges}


def _cell(request: HttpRequest, every: Measured) -> Cell:
    """Which questions the address asks for. Raises `AskedError` for a kind or horizon that there is not."""
    kind, horizon = request.GET.get("kind", ""), request.GET.get("horizon", "")
    for name, got, known in (("kind", kind, Claim.Kind.values), ("horizon", horizon, every.horizons)):
        if got and got not in known:
            told = {"name": name, "known": ", ".join(known) or "–", "got": got[:40]}
            raise AskedError(_("Expected one of %(known)s in %(name)s, got “%(got)s”.") % told)
    return kind, horizon


def _said(found: Mapping[str, Any] | None, every: Measured) -> list[str]:
    if found is None and every.cells:
        return []  # the page says that there are too few
    said = measured.calibration({"calibration": found})
    return [*said, *sentences(found)] if found else said


def _name(cell: Cell) -> str:
    return " · ".join((kind_word(cell[0]), horizon_word(cell[1])))


def _query(cell: Cell, at: Day) -> str:
    """What keeps questions and day in an address; "" for all of them today."""
    given = {"kind": cell[0], "horizon": cell[1], "as_of": str(at.on) if at.is_past else ""}
    said = urlencode({name: value for name, value in given.items() if value})
    return f"?{said}" if said else ""


def _menus(every: Measured, cell: Cell) -> list[dict[str, Any]]:
    """The two menus: name, label, and of each choice its value, word and whether it is chosen."""
    kinds = [(kind, kind_word(kind), kind == cell[0]) for kind in ("", *every.kinds)]
    horizons = [(one, horizon_word(one), one == cell[1]) for one in ("", *every.horizons)]
    return [
        {"name": "kind", "label": _("Kind"), "choices": kinds},
        {"name": "horizon", "label": _("Horizon"), "choices": horizons},
    ]


def _tables(every: Measured, cell: Cell, at: Day) -> list[dict[str, Any]]:
    """Kinds over the chosen horizon, and the chosen kind over the horizons: each row with the address of its own."""
    kind, horizon = cell
    kinds = {"key": "kinds", "title": _("By kind"), "of": horizon_word(horizon) if horizon else "",
             "rows": _rows(every, every.of_kinds(horizon), 0, at)}  # fmt: skip
    horizons = {"key": "horizons", "title": _("By horizon"), "of": kind_word(kind) if kind else "",
                "rows": _rows(every, every.of_horizons(kind), 1, at)}  # fmt: skip
    return [one for one in (kinds, horizons) if one["rows"]]


def _rows(every: Measured, some: Iterable[Cell], by: int, at: Day) -> Sequence[Mapping[str, Any]]:
    word = (kind_word, horizon_word)[by]
    return [{"name": word(cell[by]), "query": _query(cell, at), "figures": row(every.cells[cell])} for cell in some]


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
    return Section("reliability", _("Reliability"), (), Table(header, rows, frozenset(range(1, 4))))
