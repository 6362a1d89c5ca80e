"""The raw indicators that a claim rests on, each with its newest figure as known on a day."""

from typing import Any

import numpy as np

from claims.onrecord.told import Told
from evidence.models import Indicator
from evidence.periods import date_of


def sources(told: Told) -> list[dict[str, Any]]:
    """What a scorecard says of each, with `value` in base units, `known_on`, and whether it `is_public`.

    A figure that may not be passed on is here all the same: whoever shows it asks who is looking.
    """
    return [{**one, **_newest(one["indicator"], told)} for one in told.evidence()]


def _newest(slug: str, told: Told) -> dict[str, Any]:
    """Its newest figure, and since when that has been known."""
    panel, history = told.dossier.panels[slug], told.dossier.histories[slug]
    is_public = told.dossier.indicators[slug].redistribute == Indicator.Redistribution.YES
    known = np.flatnonzero(~np.isnan(panel.values[0]))
    if not len(known):
        return {"value": None, "known_on": None, "is_public": is_public}
    last = known[-1]
    vintages = history.known[(history.ordinals == panel.ordinals[last]) & (history.known <= told.dossier.day)]
    since = str(date_of(int(vintages.max()))) if len(vintages) else None
    return {"value": float(panel.values[0][last]), "known_on": since, "is_public": is_public}
