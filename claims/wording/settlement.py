"""Outcomes and why a claim is void, in the language that is active."""

from django.utils.translation import gettext as _

from claims.models import Settlement
from claims.scoring.settlement import Outcome, Reason


def outcome_word(outcome: Outcome) -> str:
    """An outcome for a reader."""
    return _("pending") if outcome is Outcome.PENDING else str(Settlement.Outcome(outcome).label)


def reason_word(reason: Reason) -> str:
    """Why a claim is void, for a reader."""
    return str(Settlement.Reason(reason).label)
