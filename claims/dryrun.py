"""Dry-run drafted criteria on the evidence known on a day: what speaks against registering each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from claims.dossier import AnyReading, Dossier, RelationReading
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
    criteria = [criterion for claim in chosen for criterion in claim.criteria.all()]
    return [DryRun(criterion, _findings(dossier.reading(criterion), dossier)) for criterion in criteria]


def _findings(reading: AnyReading, dossier: Dossier) -> tuple[Finding, ...]:
    if isinstance(reading, RelationReading):
        return tuple(dryrun.of_relation(dossier.lacking(reading)))
    is_check = reading.criterion.claim.nature == Claim.Nature.FACT_CHECK
    return tuple(dryrun.dry_run(dossier.question(reading), dossier.world, dossier.day, is_check=is_check))
