"""What an indicator's page shows of its figures: the newest of each period, and how they were revised."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import isnan

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evidence.admin.picture import picture
from evidence.findings import language
from evidence.models import Indicator
from evidence.periods import Ints, date_of, day_number, label
from evidence.quantities import quantity
from evidence.readings import readings
from evidence.revisions import HORIZON_YEARS, MOST_DIGITS, revisions
from evidence.series import Floats
from evidence.vintages import vintages

LAST = 12  # periods
DRAWN = 240  # periods, at most


@dataclass(frozen=True)
class Table:
    """A table for a reader, with a sentence about it."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


def tables(indicator: Indicator, today: date) -> list[Table]:
    """The newest figures, as known at the end of a day (UTC), and of a raw indicator their revisions."""
    newest = _newest(indicator, today)
    return [newest] if indicator.formula else [newest, _revised(indicator)]


def drawn(indicator: Indicator, today: date) -> SafeString:
    """The newest periods as known at the end of a day (UTC), a raw indicator's with how each was first published.

    "" for fewer than two.
    """
    panel = readings(indicator.slug, day_number(today))
    values = panel.values[-1] if len(panel.values) else np.empty(0)
    places = np.flatnonzero(~np.isnan(values))
    if not len(places):
        return SafeString("")
    place = slice(max(int(places[0]), int(places[-1]) - DRAWN + 1), int(places[-1]) + 1)
    days, latest = panel.ends[place], values[place]
    first = np.full(len(days), np.nan) if indicator.formula else _first(indicator, days)
    every = np.concatenate([latest, first])
    ends = _written(float(np.nanmin(every)), indicator), _written(float(np.nanmax(every)), indicator)
    figures = {"what": str(indicator), "first": date_of(int(days[0])), "last": date_of(int(days[-1])),
               "low": ends[0], "high": ends[1]}  # fmt: skip
    title = _("%(what)s from %(first)s to %(last)s, between %(low)s and %(high)s.") % figures
    return mark_safe(picture(days, latest, first, title, ends))  # noqa: S308 made here; its words are escaped


def _first(indicator: Indicator, days: Ints) -> Floats:
    """The first figure of each period, where that has a date of publication."""
    found = vintages(indicator)
    known = dict(zip(found.ends[found.firsts].tolist(), found.values[found.firsts].tolist(), strict=True))
    return np.array([known.get(day, np.nan) for day in days.tolist()])


def _newest(indicator: Indicator, today: date) -> Table:
    panel = readings(indicator.slug, day_number(today))
    values = panel.values[-1] if len(panel.values) else np.empty(0)
    places = np.flatnonzero(~np.isnan(values))[-LAST:]
    columns = [_("period"), _("figure")]
    rows = [
        [label(int(panel.ends[place]), panel.frequency), _written(float(values[place]), indicator, MOST_DIGITS)]
        for place in places[::-1]
    ]
    note = "" if rows else _("No figure of it is known.")
    if rows and not indicator.formula:
        since = _known_since(indicator)
        columns.append(_("known since"))
        for row, place in zip(rows, places[::-1], strict=True):
            row.append(since.get(int(panel.ends[place]), ""))
    return Table(_("Newest figures"), columns, rows, note)


def _known_since(indicator: Indicator) -> dict[int, str]:
    """The day from which the newest vintage of each period has been known; in brackets where that was inferred."""
    found = vintages(indicator)
    days = zip(found.ends.tolist(), found.known.tolist(), found.pseudo.tolist(), strict=True)
    return {end: f"({date_of(day)})" if pseudo else f"{date_of(day)}" for end, day, pseudo in days}


def _revised(indicator: Indicator) -> Table:
    found = revisions(vintages(indicator))
    columns = [_("period"), _("first"), _("second"), _("third"), _("latest")]
    begin = max(0, len(found.ends) - LAST)
    if not len(found.ends):
        return Table(_("Revisions"), columns, [], _("No period has a first figure with a date of publication."))
    digits = found.digits(begin)
    rows = [
        [label(int(found.ends[place]), indicator.period_frequency)]
        + [_written(one, indicator, digits) for one in (*found.steps[place].tolist(), float(found.latest[place]))]
        for place in range(len(found.ends) - 1, begin - 1, -1)
    ]
    usual = [_written(found.usual(step), indicator) for step in range(found.steps.shape[1])]
    note = _(
        "%(periods)s periods, %(share)s revised. Usual distance to the latest figure within %(years)s years of the "
        "first: of the first %(first)s, of the second %(second)s, of the third %(third)s."
    ) % {
        "periods": len(found.ends), "share": f"{found.revised():.0%}", "years": HORIZON_YEARS,
        "first": usual[0], "second": usual[1], "third": usual[2],
    }  # fmt: skip
    return Table(_("Revisions"), columns, rows, note)


def _written(value: float, indicator: Indicator, digits: int = 4) -> str:
    """A figure with its unit, "-" where there is none."""
    return "-" if isnan(value) else quantity(value, indicator.base_unit, language(), digits)
