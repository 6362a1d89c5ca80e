"""The dry run at the gate: what it refuses stops an act, what it warns of is recorded with it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from claims.dryrun import DryRun, dry_run
from claims.models import Claim
from claims.scoring.dryrun import Severity
from claims.scoring.relationform import RelationError
from claims.verbs.acts import RegistrationError
from claims.verbs.amending import unreadable
from claims.wording.dryrun import sentence
from evidence.formula import FormulaError


def checked(claim: Claim, version: int, known: date, base_rate_reason: str) -> dict[str, Any]:
    """What is recorded of the dry run of the criteria that a version of a claim brings, on the evidence known on a day.

    Those of earlier versions have been frozen: what is amended beside them is not to wait for their evidence.
    Raises `RegistrationError` with a sentence for each reason against it.
    """
    try:
        runs = dry_run(known, [Claim.objects.with_everything().get(pk=claim.pk)], base_rate_reason)
    except (FormulaError, RelationError) as error:
        raise RegistrationError(unreadable(claim, error)) from None
    runs = [run for run in runs if run.criterion.version == version]
    against = [reason for run in runs for reason in _against(run)]
    if against:
        figures = {"claim": claim.number, "against": "\n".join(f"  {one}" for one in against)}
        raise RegistrationError(
            _("expected criteria of %(claim)s that the dry run lets pass, got\n%(against)s") % figures
        )
    return {"known": known, "criteria": [_recorded(run) for run in runs]}


def _against(run: DryRun) -> list[str]:
    return [f"{run.criterion.key}: {sentence(one)}" for one in run.findings if one.severity is Severity.REFUSED]


def _recorded(run: DryRun) -> dict[str, Any]:
    return {
        "key": run.criterion.key,
        "findings": [
            {"fault": str(one.fault), "severity": str(one.severity), "figures": dict(one.figures)}
            for one in run.findings
        ],
        "base_rates": [
            {
                "checkpoint": day,
                "rate": base.rate,
                "hits": base.hits,
                "windows": base.windows,
                "effective": base.effective,
            }
            for day, base in run.base_rates.items()
        ],
    }
