"""Claims together: what a theme or an article should bring, by what is known and by base rates, jointly."""

from collections.abc import Mapping, Sequence
from typing import Any

from claims.dossier import Dossier
from claims.models import Criterion
from claims.narratives import Narrative, narratives_of
from claims.onrecord.rounding import rounded
from claims.scoring.power import LEVEL, Power
from claims.scoring.settlement import Outcome
from claims.scoring.verdict import HOLDING

_HOLDS = HOLDING | {Outcome.HELD}  # what is settled shows its outcome in place of a band


def together(dossier: Dossier, claims: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each theme with measured claims, each article after its own; `forks` are the other readings that were tried."""
    bands = {claim["slug"]: claim["band"] for claim in claims}
    return [_of(one, _forks(one, claims), bands) for one in narratives_of(dossier)]


def _of(one: Narrative, forks: int, bands: Mapping[str, str]) -> dict[str, Any]:
    theme, article = one.theme, one.article
    found: dict[str, Any] = {
        "article": article.slug, "theme": theme.slug if theme else None,
        "name": theme.name if theme else article.title_en or article.title,
        "name_zh": theme.name_zh if theme else article.title, "claims": one.claims, "answered": one.answered,
        "stand_ins": one.stand_ins, "forks": forks, "odds": None, "standing": None, "needed": None,
    }  # fmt: skip
    if one.odds is None or one.power is None:
        return found
    jointly = one.power.jointly if one.past is not None and one.past.least <= LEVEL else None
    return found | {
        "odds": {
            "expected": round(one.odds.expected, 2),
            "by_base_rates": round(one.odds.by_base_rates, 2),
            "all_hold": rounded(one.odds.all_hold),
            "all_held_before": None if one.past is None else rounded(float(one.past.values[-1])),
            "unknown": rounded(one.odds.unknown),
        },
        "standing": _standing(one, one.power, sum(bands.get(slug) in _HOLDS for slug in one.able)),
        "needed": {
            "n": one.power.if_independent.n,
            "jointly": jointly and jointly.hits,
            "history_can_tell": jointly is not None,
            "if_independent": one.power.if_independent.hits,
        },
    }


def _standing(one: Narrative, power: Power, hold: int) -> dict[str, Any]:
    """How many held or lean to hold, and how often luck brings as many: at past dates, and if independent."""
    joint = None if one.past is None else rounded(float(one.past.cautious[hold]))
    return {"hold": hold, "joint": joint, "if_independent": rounded(float(power.independent[hold]))}


def _forks(one: Narrative, claims: Sequence[Mapping[str, Any]]) -> int:
    """Alternative readings and superseded ones, of the narrative's claims."""
    own = [claim for claim in claims if claim["article"] == one.article.slug and claim["nature"] == "measured"]
    if one.theme is not None:
        own = [claim for claim in own if claim["theme"] == one.theme.slug]
    criteria = [criterion for claim in own for criterion in claim["criteria"]]
    return sum(one["role"] == Criterion.Role.ALTERNATIVE or "@" in one["key"] for one in criteria)
