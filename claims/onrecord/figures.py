"""The numbers of an assessment as plain data: rounded, and clipped while a claim is open."""

from collections.abc import Mapping
from typing import Any

from claims.models import Assessment
from claims.onrecord.assessed import Assessed
from claims.onrecord.rounding import rounded
from claims.scoring.verdict import Overlay, clipped

_SHARES = ("p_fail", "p_mixed", "p_unknown")
_FACTS = ("base", "as_far", "regime", "bits", "distance", "relation")


def figures(row: Assessment | None) -> dict[str, Any]:
    """The numbers of an assessment. While a claim is open its p_hold is clipped; the four shares sum to 1 before.

    Without evidence nothing has a probability but that nobody can tell.
    """
    if row is None:
        return {**odds(None), **dict.fromkeys((*_SHARES, *_FACTS))}
    shares = {name: rounded(getattr(row, name)) for name in _SHARES}
    if _is_silent(row):
        shares |= {"p_fail": None, "p_mixed": None}
    return {**odds(row), **shares, **{name: rounded(row.facts.get(name)) for name in _FACTS}}


def odds(row: Assessment | Assessed | None) -> dict[str, Any]:
    """The few of them that a list shows."""
    if row is None:
        return {"band": "", "overlays": [], "outcome": "", "p_hold": None, "base_rate": None, "information": None}
    return {
        "band": row.band or row.outcome or Overlay.NO_EVIDENCE,
        "overlays": row.overlays,
        "outcome": row.outcome,
        "p_hold": None if row.p_hold is None or _is_silent(row) else rounded(clipped(row.p_hold)),
        "base_rate": rounded(row.base_rate),
        "information": rounded(row.information),
    }


def _is_silent(row: Assessment | Assessed) -> bool:
    return Overlay.NO_EVIDENCE in row.overlays


def closed(open_: Mapping[str, Any], outcome: str) -> dict[str, Any]:
    """The numbers once it is settled: the outcome in place of band, marks and probabilities, beside what was expected.

    A probability computed today would be of revised figures, and might contradict what was settled.
    """
    return {**open_, **dict.fromkeys(_OF_FUTURES), "band": outcome, "overlays": [], "outcome": outcome}


_OF_FUTURES = ("p_hold", "p_fail", "p_mixed", "p_unknown", "information", "bits", "distance")
