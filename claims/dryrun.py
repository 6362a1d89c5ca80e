"""Dry-run drafted criteria on the evidence known on a day: what speaks against registering each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from claims.dossier import Dossier
from claims.extraction.saidfigures import unsaid
from claims.models import Claim, Criterion, quotes
from claims.reading import AnyReading, Reading, RelationReading
from claims.scoring import dryrun
from claims.scoring.baserate import BaseRate
from claims.scoring.dryrun import Finding, Severity
from claims.scoring.past import base_rates
from evidence.periods import date_of


@dataclass(frozen=True)
class DryRun:
    """A criterion and what speaks against registering it, worst first; its base rates by checkpoint."""

    criterion: Criterion
    findings: tuple[Finding, ...]
    base_rates: Mapping[date, BaseRate]

    @property
    def is_refused(self) -> bool:
        """Whether it cannot be registered as it stands."""
        return any(one.severity is Severity.REFUSED for one in self.findings)


def dry_run(as_of: date, claims: Iterable[Claim] | None = None, reason: str = "") -> list[DryRun]:
    """Dry-run every criterion of claims (all of them unless some are given), in the claims' order.

    `reason` says why what the words do not name, or is near certainty, is worth recording.
    Raises `FormulaError` or `RelationError` for criteria that cannot be read, `IncompleteError` for those of no test.
    """
    chosen: Sequence[Claim] = list(Claim.objects.with_everything() if claims is None else claims)
    dossier = Dossier(chosen, as_of)
    for one in dossier.unreadable.values():
        raise one.error
    criteria = [criterion for claim in chosen for criterion in claim.criteria.all() if criterion.is_current]
    return [_run(dossier.reading(criterion), dossier, reason) for criterion in criteria]


def _run(reading: AnyReading, dossier: Dossier, reason: str) -> DryRun:
    criterion = reading.criterion
    if isinstance(reading, RelationReading):
        return DryRun(criterion, tuple(dryrun.of_relation(dossier.lacking(reading))), {})
    is_check = criterion.claim.nature == Claim.Nature.FACT_CHECK
    question, world = dossier.question(reading), dossier.world
    rates = {} if is_check else {close: base for (_, close), base in base_rates([question], [], world).items()}
    is_primary = criterion.role == Criterion.Role.PRIMARY  # declared alternatives may have other thresholds
    found = [
        *(of_words(reading, criterion.claim, reason) if is_primary else ()),
        *dryrun.dry_run(question, world, dossier.day, reason=reason, is_check=is_check, rates=rates),
    ]
    by_day = {date_of(close): base for close, base in rates.items() if base is not None}
    return DryRun(criterion, tuple(found), by_day)


def of_words(reading: Reading, claim: Claim, reason: str) -> list[Finding]:
    """A primary criterion's threshold against the words of its claim, stored or only typed, and English ones that are
    none.
    """
    same = [name for name in ("statement", "reading") if _is_chinese(getattr(claim, name))]
    texts = [claim.reading, claim.reading_zh, claim.statement, claim.statement_zh, *quotes(claim)]
    found = [dryrun.of_words(one.threshold, one.said, reason) for one in unsaid(reading.holds.tree, texts)]
    return [*found, *dryrun.of_languages(same)]


def _is_chinese(text: str) -> bool:
    return sum("\u4e00" <= one <= "\u9fff" for one in text) * 4 > len(text)
