"""What of a source's figures is not recorded although it can be read: nothing that is recorded can be taken back."""

from collections.abc import Mapping
from datetime import datetime

from evidence.models import Indicator
from evidence.publication import microseconds
from evidence.sources import Figures, SourceError
from evidence.timeliness import untimely
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
    """Why nothing of a series is recorded, though it can be read: it says what nobody can know yet; empty: it does not.

    One such figure makes the body a lie or a fault, and what is recorded cannot be taken back.
    """
    why = untimely(
        figures.days, figures.values, figures.times, figures.pseudo, frequency=indicator.period_frequency,
        fetched=microseconds(now), lag=indicator.usual_lag, ahead=indicator.known_ahead,
    )  # fmt: skip
    return why and f"{why}; nothing of {indicator.slug} was recorded: tell the source"
