"""Dry-run drafted criteria on the evidence known on a day: what speaks against registering each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from claims.dossier import Dossier, Reading
from claims.models import Claim, Criterion
from claims.scoring import dryrun
from claims.scoring.dryrun import Finding, Severity


@dataclass(frozen=True)
class DryRun:
    """A criterion and what speaks against registering it, worst first."""

    criterion: Criterion
    findings: tuple[Finding, ...]

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be registered as it stands."""
        return any(one.severity is Severity.REFUSED for one in self.findings)


def dry_run(as_of: date, claims: Iterable[Claim] | None = None) -> list[DryRun]:
    """Dry-run every criterion of claims (all of them unless some are given), in the claims' order.

    Criteria whose formulas cannot be read never reach the database: loading refuses them with the same reason.
    """
    chosen: Sequence[Claim] = list(Claim.objects.with_everything() if claims is None else claims)
    dossier = Dossier(chosen, as_of)
    return [DryRun(reading.criterion, _findings(reading, dossier)) for reading in dossier.readings.values()]


def _findings(reading: Reading, dossier: Dossier) -> tuple[Finding, ...]:
    claim = reading.criterion.claim
    found = dryrun.dry_run(
        dossier.question(reading), dossier.world, dossier.day, is_relation=claim.is_relation,
        is_check=claim.nature == Claim.Nature.FACT_CHECK,
    )  # fmt: skip
    return tuple(found)
