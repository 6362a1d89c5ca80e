"""The chart of a relation: how the difference of both drivers' losses adds up, and what chance makes of such sums."""

from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from claims.chartfigures.moment import Moment
from claims.charts.claimchart import Axis, ClaimChart, Level, Line, Panel, Undrawn, Words
from claims.charts.sparkline import Fan
from claims.models import Criterion
from claims.scoring.relationform import RelationError, written
from claims.wording.charted import ahead, heading
from claims.wording.chartheads import by_chance, related, unassessed, unreadable, unscored
from claims.wording.languages import language
from claims.wording.signs import minus
from evidence.formula import Formula, in_words
from evidence.models import Catalogue, Indicator
from evidence.periods import day_number
from evidence.quantities import number


def chart(moment: Moment) -> ClaimChart | Undrawn:
    """As the newest assessment has kept it. Two queries."""
    row, criterion = moment.row, moment.speaking()
    if row is None or criterion is None or "cumulated" not in row.facts:
        return Undrawn(unassessed())
    kept = row.facts["cumulated"]
    if not kept:
        return Undrawn(unscored(row.as_of))
    catalogue: Catalogue = Indicator.objects.catalogue()
    try:
        title, test = _words(criterion, catalogue)
    except RelationError:
        return Undrawn(unreadable())
    panel = _panel(kept, moment.opens, title, test)
    return moment.chart((panel,), _ahead(moment, panel))


def _words(criterion: Criterion, catalogue: Catalogue) -> tuple[str, str]:
    read, names = written(criterion.relation, catalogue.types), catalogue.names_in(language())

    def listed(drivers: tuple[Formula, ...]) -> list[str]:
        return [in_words(one.tree, names, language()) for one in drivers]

    return related(listed(read.a), listed(read.c))


def _panel(kept: dict[str, Any], opens: int, title: str, test: str) -> Panel:
    """From nought on the day before the opening; the bands are of earlier windows."""
    before = opens - 1
    days = (before, *_days(kept["days"]))
    sums = (0.0, *kept["sums"])
    fan = Fan(np.array(_days(kept["ahead"])), np.array(kept["chance"])) if kept["ahead"] else None
    last = next(value for value in reversed(sums) if value is not None)
    line = Line(days, sums, minus(number(last, 3)))
    axis = Axis(1.0, _("usual squared errors"))
    return Panel(line, (), (Level(0.0, _("neither"), "baseline"),), (before, 0.0), fan, axis, title, test, is_free=True)


def _ahead(moment: Moment, panel: Panel) -> Words:
    subtitle = heading(panel.axis.unit, moment.vintage, moment.as_of, moment.as_of)
    told = _("%(what)s: %(figure)s usual squared errors.") % {"what": panel.title, "figure": panel.line.label}
    return ahead(moment.claim, panel.title, panel.test, subtitle, f"{told} {panel.test}", moment.track, by_chance())


def _days(texts: list[str]) -> tuple[int, ...]:
    return tuple(day_number(date.fromisoformat(day)) for day in texts)
