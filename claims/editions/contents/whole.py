"""The whole of a scorecard: how its claims stand, and everything that is told around them."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from claims.editions.contents.changes import changes
from claims.editions.contents.due import due
from claims.editions.contents.issue import Issue
from claims.editions.contents.measured import calibration, evidence_health
from claims.editions.contents.records import records, void
from claims.editions.contents.together import together
from claims.editions.scorecard import Scorecard
from claims.horizon import end_of
from claims.ledger import canonical
from claims.models import Edition, LedgerEntry
from claims.scoring.appraisal import Spread

MOST_CORRECTIONS = 20
MOST_FINDINGS = 8


def whole(scorecard: Scorecard, issue: Issue | None = None, spread: Spread = map) -> dict[str, Any]:
    """Everything a scorecard says, of an edition or (None) of none: then nothing is compared with an earlier one.

    The same evidence, claims and issue give the same data.
    """
    head = issue.head if issue else LedgerEntry.objects.head()
    moment = issue.published_at if issue else end_of(scorecard.as_of)
    data = scorecard.data
    told = records(scorecard.as_of)
    measured = calibration(moment)
    return {
        **data,
        "edition": issue.data if issue else None,
        "ledger": LedgerEntry.objects.up_to(head).tally(),
        "ledger_head": {"number": head.number, "hash": head.hash},
        "inputs": _inputs(scorecard, issue, head.hash, measured),
        "changes": _changes(scorecard, data["claims"], issue, spread),
        **told,
        "void": void(told["settlements"]),
        "due": due(scorecard, data["claims"]),
        "narratives": together(scorecard.dossier, data["claims"]),
        "calibration": measured,
        "health": evidence_health(scorecard.as_of, MOST_FINDINGS),
        "corrections": _corrections(moment),
        "errors_to": issue.errors_to if issue else settings.ERRORS_TO,
    }


def _changes(scorecard: Scorecard, claims: Any, issue: Issue | None, spread: Spread) -> dict[str, Any]:
    """Since the edition before; without one, in the period, or in the month before the day."""
    if issue is not None and issue.previous is not None:
        return changes(scorecard, claims, issue.previous.thawed, issue.previous.as_of, spread)
    month = scorecard.as_of - timedelta(days=31)
    begun = issue.period.first - timedelta(days=1) if issue else month
    return changes(scorecard, claims, None, min(begun, month), spread)


def _corrections(moment: datetime) -> list[dict[str, Any]]:
    """The newest corrections of any edition, published before a moment."""
    found = Edition.objects.filter(published_at__lt=moment).exclude(correction_of=None).order_by("-published_at", "-pk")
    return [
        {"rhythm": one.rhythm, "period": one.period, "number": one.number, "wrong": one.wrong,
         "published_on": str(one.published_at.astimezone(UTC).date())}
        for one in found.defer("data")[:MOST_CORRECTIONS]
    ]  # fmt: skip


def _inputs(scorecard: Scorecard, issue: Issue | None, head: str, measured: Mapping[str, Any] | None) -> str:
    """A hash of what it is computed from: each claim's criteria, evidence and version, the ledger, what came before."""
    dossier = scorecard.dossier
    claims = [
        [claim.slug, claim.state, claim.version, "" if claim.pk in dossier.unreadable else dossier.inputs(claim)]
        for claim in scorecard.claims
    ]
    before = issue.data if issue else None
    text = canonical([str(scorecard.as_of), claims, head, before, measured and measured["inputs"]])
    return hashlib.sha256(text.encode()).hexdigest()
