"""An appraisal as the columns and the JSON of an assessment's row."""

from math import isnan, log2

from claims.scoring.appraisal import Appraisal
from claims.scoring.baserate import BaseRate
from claims.scoring.fan import LEVELS, Fan
from claims.scoring.outlook import Odds
from claims.scoring.robustness import RECENT_MONTHS, Regime
from evidence.periods import date_of


def shares(counted: Odds) -> dict[str, float]:
    """What part of the futures holds, fails, does neither, or cannot be told."""
    return {
        "p_hold": counted.hold,
        "p_fail": counted.fail,
        "p_mixed": counted.mixed,
        "p_unknown": counted.unknown,
    }


def verdict(appraisal: Appraisal) -> dict[str, object]:
    """The band with what it is read against."""
    return {
        "base_rate": appraisal.base_rate and appraisal.base_rate.rate,
        "information": appraisal.information,
        "band": str(appraisal.band),
        "overlays": [str(overlay) for overlay in appraisal.overlays],
    }


def facts_of(appraisal: Appraisal) -> dict[str, object]:
    """What the sentences about an assessment are made of."""
    return {
        "void": appraisal.odds.void,
        "distance": appraisal.distance,
        "base": appraisal.base_rate and _base(appraisal.base_rate),
        "as_far": appraisal.past.as_far and _base(appraisal.past.as_far),
        "regime": appraisal.past.regime and _regime(appraisal.past.regime),
        "fan": appraisal.fan and _fan(appraisal.fan),
        "fans": [_fan(one) for one in appraisal.fans if one is not appraisal.fan],  # of the other conditions
        "bits": _bits(appraisal),
        "changes": [
            {"on": str(one.after.on), "from": one.before.band, "to": one.after.band, "p_from": one.before.p,
             "p_to": one.after.p, "releases": list(one.releases),
             "parts": [{"indicator": part.indicator, "known": str(date_of(part.known)), "bits": part.bits}
                       for part in one.parts]}
            for one in appraisal.changes
        ],
    }  # fmt: skip


def _base(base: BaseRate) -> dict[str, object]:
    return {**vars(base), "pooled": list(base.pooled)}


def _regime(found: Regime) -> dict[str, object]:
    parts = (
        ("recent", found.recent, found.recent_windows, found.recent_interval),
        ("before", found.before, found.before_windows, found.before_interval),
    )
    told = {
        name: {"rate": rate, "windows": windows, "low": interval[0], "high": interval[1]}
        for name, rate, windows, interval in parts
    }
    return {"months": RECENT_MONTHS, "differs": found.differs, **told}


def _fan(drawn: Fan) -> dict[str, object]:
    return {"series": drawn.series, "days": [str(date_of(day)) for day in drawn.days], "levels": LEVELS,
            "quantiles": [[_short(value) for value in row] for row in drawn.quantiles]}  # fmt: skip


def _short(value: float) -> float:
    """As many digits as a chart can show."""
    return float(f"{value:.6g}")


def _bits(appraisal: Appraisal) -> float | None:
    """Evidence since the base rate: log2(p / b), unclipped; None where p is zero or there is no base rate."""
    base, p = appraisal.base_rate, appraisal.odds.hold
    return log2(p / base.rate) if base is not None and p > 0 else None


def figure(value: float) -> float | None:
    """A figure as JSON can keep it: none where there is none."""
    return None if isnan(value) else value
