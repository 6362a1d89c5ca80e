"""Outcomes and why a claim is void, in the language that is active."""

from django.utils.translation import gettext as _

from claims.scoring.settlement import Outcome, Reason


def outcome_word(outcome: Outcome) -> str:
    """An outcome for a reader."""
    return {
        Outcome.HELD: _("held"),
        Outcome.FAILED: _("failed"),
        Outcome.MIXED: _("mixed"),
        Outcome.VOID: _("void"),
        Outcome.PENDING: _("pending"),
    }[outcome]


def reason_word(reason: Reason) -> str:
    """Why a claim is void, for a reader."""
    return {
        Reason.METRIC_MISSING: _("the figures did not come"),
        Reason.PRECONDITION_FALSE: _("its precondition was not met"),
        Reason.CRITERION_AMBIGUOUS: _("it held and failed at once"),
        Reason.SERIES_DISCONTINUED: _("the series was discontinued"),
        Reason.SOURCE_WITHDRAWN: _("the source withdrew the figures"),
        Reason.OTHER: _("another reason"),
    }[reason]
