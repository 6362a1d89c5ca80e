"""What of a source's figures is not recorded although it can be read: nothing that is recorded can be taken back."""

from collections.abc import Mapping
from datetime import datetime

import numpy as np

from evidence.models import FOREVER, Indicator, Observation
from evidence.periods import Frequency, day_number
from evidence.publication import microseconds
from evidence.sources import Figures, SourceError
from evidence.timeliness import untimely
from evidence.weekdays import other_weekdays
from evidence.wordedunits import disagreement


def check_told(indicator: Indicator, told: Mapping[str, str]) -> None:
    """Refuse figures in another unit or frequency than declared, as far as the archive's manifest says so.

    Raises `SourceError`.
    """
    unit, frequency = told.get("unit", ""), told.get("frequency", "")
    wrong = disagreement(indicator.unit, unit)
    if wrong:
        expected, got = f"the unit {indicator.unit}", f"{unit!r:.80}, which differs by its {wrong}"
    elif frequency and frequency != indicator.frequency:
        expected, got = f"the frequency {indicator.frequency}", f"{frequency!r:.80}"
    else:
        return
    raise SourceError(
        f"expected {expected} of {indicator.slug} in the archive's manifest, got {got}; nothing of it was recorded: "
        "correct the indicator, or the archive"
    )


def refusal(indicator: Indicator, figures: Figures, now: datetime) -> str:
    """Why nothing of a series is recorded, though it can be read; empty: nothing speaks against it.

    A body without any figure is no answer: it would count as the first, and the past that the next one brings as news.
    One figure that nobody can know yet makes it a lie or a fault, and what is recorded cannot be taken back.
    A weekly series of another weekday is another series.
    """
    if np.isnan(figures.values).all():
        rows = f"{len(figures.values)} rows without one" if len(figures.values) else "a table without rows"
        return f"expected figures of {indicator.slug}, got {rows}; nothing was recorded"
    why = untimely(
        figures.days, figures.values, figures.times, figures.pseudo, frequency=indicator.period_frequency,
        fetched=microseconds(now), lag=indicator.usual_lag, ahead=indicator.known_ahead,
    )  # fmt: skip
    if why:
        return f"{why}; nothing of {indicator.slug} was recorded: tell the source"
    why = _other_series(indicator, figures)
    return why and f"{why}; nothing of it was recorded for {indicator.slug}: it needs an indicator of its own"


def _other_series(indicator: Indicator, figures: Figures) -> str:
    """Whether a weekly series comes on another weekday than what is recorded, as from another source."""
    if indicator.period_frequency is not Frequency.WEEK:
        return ""
    current = Observation.objects.filter(indicator=indicator, known_to=FOREVER, value__isnull=False)
    days = [day_number(day) for day in current.order_by("period").values_list("period", flat=True)]
    return other_weekdays(np.array(days, dtype=np.int64), np.unique(figures.days[~np.isnan(figures.values)]))
