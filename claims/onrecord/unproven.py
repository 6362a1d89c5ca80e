"""Classes of indicators of which no backtest has shown that the engine tells more than base rates do."""

from typing import Any

from claims.horizon import last_moment_of
from claims.models import Calibration
from claims.onrecord.rounding import rounded
from claims.onrecord.told import Told


def unproven(told: Told) -> list[dict[str, Any]]:
    """Those among what the claim rests on whose gain in Brier score has an interval that is not above nought.

    `indicators` are the claim's own of the class, `n` and `days` the past questions about all of the class that were
    measured. Nothing of a class that the newest backtest of all series has not measured. One query.
    """
    families: dict[str, list[str]] = {}
    for one in told.evidence():
        families.setdefault(told.dossier.indicators[one["indicator"]].family, []).append(one["indicator"])
    families.pop("", None)
    found = Calibration.objects.newest_whole(last_moment_of(told.as_of), families) if families else {}
    return [
        {"class": family, "indicators": own, **_measured(found[family])}
        for family, own in families.items()
        if family in found and _is_unproven(found[family])
    ]


def _is_unproven(one: Calibration) -> bool:
    low = one.figures["brier_gain"]["low"]
    return low is None or low <= 0


def _measured(one: Calibration) -> dict[str, Any]:
    figures = one.figures
    return {
        "method": one.backtest.method, "n": figures["n"], "days": figures["days"],
        "brier": rounded(figures["brier"]), "brier_base": rounded(figures["brier_base"]),
        "gain": rounded(figures["brier_gain"]["value"]), "gain_low": rounded(figures["brier_gain"]["low"]),
        "gain_high": rounded(figures["brier_gain"]["high"]),
    }  # fmt: skip
