"""What comes next: checkpoints, and the releases that claims wait for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from claims.editions.scorecard import Scorecard
from claims.models import Claim
from evidence.periods import date_of

MOST_CHECKPOINTS, MOST_RELEASES = 4, 10


def due(scorecard: Scorecard, claims: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The nearest checkpoints with their claims, and the next day on which each indicator can change."""
    return {"checkpoints": _checkpoints(claims, scorecard.as_of), "releases": _releases(scorecard)}


def _checkpoints(claims: Sequence[Mapping[str, Any]], as_of: date) -> list[dict[str, Any]]:
    """Each claim's next one by date: it comes whether or not the one before has been settled by then."""
    ahead: dict[str, list[str]] = defaultdict(list)
    for claim in claims:
        days = [one["checkpoint"] for one in claim["checkpoints"] if one["checkpoint"] >= str(as_of)]
        if days and claim["state"] not in Claim.ENDED:
            ahead[days[0]].append(claim["number"])
    return [
        {"checkpoint": day, "days": (date.fromisoformat(day) - as_of).days, "claims": ahead[day]}
        for day in sorted(ahead)[:MOST_CHECKPOINTS]
    ]


def _releases(scorecard: Scorecard) -> list[dict[str, Any]]:
    """Of indicators under criteria that may speak; what is overdue stands under data health."""
    dossier, waiting = scorecard.dossier, _waiting(scorecard)
    ahead = sorted(
        (one.next.day, slug, one.next.planned)
        for slug, one in dossier.expected.items()
        if slug in waiting and one.next is not None and one.next.day > dossier.day
    )
    return [
        {"day": str(date_of(day)), "planned": planned, "indicator": slug, "name": dossier.indicators[slug].name,
         "name_zh": dossier.indicators[slug].name_zh, "claims": waiting[slug]}
        for day, slug, planned in ahead[:MOST_RELEASES]
    ]  # fmt: skip


def _waiting(scorecard: Scorecard) -> dict[str, list[str]]:
    """Open claims by the raw indicators under their criteria, the daily ones left out: they change every day."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    dossier = scorecard.dossier
    for claim in dossier.claims:
        is_open = claim.nature == Claim.Nature.MEASURED and claim.state not in Claim.ENDED
        for criterion in claim.criteria.all() if is_open else ():
            for slug in dossier.reading(criterion).leaves if criterion.can_speak else ():
                if not dossier.histories[slug].frequency.is_finer_than_month:
                    found[slug][claim.number] = None
    return {slug: list(numbers) for slug, numbers in found.items()}
