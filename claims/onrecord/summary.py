"""What a scorecard's claims come to together: counts by nature, theme and verdict, and how many should hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from claims.models import Claim
from claims.scoring.favour import Favour
from claims.scoring.settlement import Outcome
from claims.scoring.verdict import HOLDING, Band

VERDICTS = frozenset(Band) | frozenset(Favour)


def summary(claims: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Counts by nature, never added up: measured claims by band and theme, fact checks by outcome, judged ones."""
    measured = [claim for claim in claims if claim["nature"] == Claim.Nature.MEASURED]
    scored = [claim for claim in measured if claim["band"] in VERDICTS]
    checks = [claim for claim in claims if claim["nature"] == Claim.Nature.FACT_CHECK]
    themes = dict.fromkeys(claim["theme"] for claim in claims)
    return {
        "claims": len(claims),
        "measured": {
            "claims": len(measured),
            "scored": len(scored),
            "stand_ins": sum(claim["stand_in"] is not None for claim in scored),
            "settled": _count([claim for claim in measured if claim["band"] in set(Outcome)]),
            "relations": sum(claim["band"] in set(Favour) for claim in measured),
            "bands": _count(measured),
            "expected": _expected(scored),
            "criteria": sum(len(claim["criteria"]) for claim in measured),
        },
        "fact_checks": {"claims": len(checks), "outcomes": _count(checks)},
        "judged": sum(claim["nature"] == Claim.Nature.JUDGED for claim in claims),
        "hindsight": {
            "claims": len(measured) + len(checks),
            "late": sum(claim["hindsight"]["after_opening"] for claim in (*measured, *checks)),
        },
        "drafts": sum(claim["state"] == Claim.State.DRAFT for claim in claims),
        "themes": {theme: _theme([claim for claim in measured if claim["theme"] == theme]) for theme in themes},
    }


def _theme(measured: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    scored = [claim for claim in measured if claim["band"] in VERDICTS]
    return {"claims": len(measured), "scored": len(scored), "bands": _count(measured), "expected": _expected(scored)}


def _count(claims: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return dict(sorted(Counter(claim["band"] for claim in claims).items()))


def _expected(scored: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many of the scored claims with a base rate would hold by base rates, and by what is known today.

    Claims made of others are left out: they would count the same thing twice.
    """
    compared = [claim for claim in scored if claim["base_rate"] is not None and not claim["children"]]
    return {
        "compared": len(compared),
        "by_base_rates": round(sum(claim["base_rate"] for claim in compared), 2),
        "by_probabilities": round(sum(claim["p_hold"] for claim in compared), 2),
        "standing": sum(claim["band"] in HOLDING for claim in compared),
    }
