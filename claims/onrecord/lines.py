"""The small charts of a scorecard's claims, drawn once: they are frozen with its data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
from django.utils.translation import override

from claims.charts.sparkline import Fan, sparkline
from claims.charts.trace import Trace, trace
from claims.models import Assessment, Claim
from claims.reading import AnyReading, Reading
from claims.wording.captions import caption
from claims.wording.sentences import Wording
from evidence.formula.canonical import canonical
from evidence.periods import day_number

_BEFORE_OPENING = 730  # days of history in a small chart


def line(
    claim: Claim, row: Assessment | None, reading: AnyReading | None, wording: Wording, languages: Mapping[str, str]
) -> dict[str, str] | None:
    """A claim's chart as `svg` without words, and what it shows as `title` and `title_zh`; None: nothing to draw."""
    dossier = wording.dossier
    if not isinstance(reading, Reading):
        return None
    opens = day_number(claim.opens)
    drawn = trace(reading.holds.tree, dossier.panels, dossier.catalogue.derived, opens - _BEFORE_OPENING)
    if drawn is None:
        return None
    fan = _fan(drawn, row.facts.get("fan") if row else None)
    titles = {}
    for language, suffix in languages.items():
        with override(language):
            titles[f"title{suffix}"] = caption(drawn, fan, wording)
    return {"svg": sparkline(drawn.days, drawn.values, opens, drawn.threshold, "", fan), **titles}


def _fan(drawn: Trace, facts: Mapping[str, Any] | None) -> Fan | None:
    """The fan of the very series that is drawn."""
    if facts is None or facts["series"] != canonical(drawn.series):
        return None
    days = np.array([day_number(date.fromisoformat(day)) for day in facts["days"]])
    return Fan(days, np.array(facts["quantiles"]))
