"""Claims whose evidence is unsound: findings about indicators, through the formulas that use them."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Criterion
from evidence.findings import Finding, Severity
from evidence.formula import parse
from evidence.models import Catalogue, Indicator


@dataclass(frozen=True)
class Endangered:
    """A criterion and the findings about raw indicators below its formulas, the worst first."""

    criterion: Criterion
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        """That of the worst finding."""
        return self.findings[0].severity


def endangered(findings: Iterable[Finding], catalogue: Catalogue | None = None) -> list[Endangered]:
    """Criteria that rest, directly or through derived indicators, on what findings are about; the worst first.

    Notes endanger nothing. Primary criteria come before the others of the same severity.
    """
    catalogue = catalogue or Indicator.objects.catalogue()
    order = list(Severity)
    by_slug: dict[str, list[Finding]] = {}
    for finding in sorted(findings, key=lambda one: order.index(one.severity)):
        if finding.severity is not Severity.NOTE:
            by_slug.setdefault(finding.slug, []).append(finding)
    found = []
    for criterion in Criterion.objects.select_related("claim").order_by("claim__number", "position"):
        about = [one for slug in leaves(criterion, catalogue) for one in by_slug.get(slug, ())]
        if about:
            about.sort(key=lambda one: order.index(one.severity))
            found.append(Endangered(criterion, tuple(about)))
    return sorted(found, key=lambda one: (order.index(one.severity), one.criterion.role != Criterion.Role.PRIMARY))


def leaves(criterion: Criterion, catalogue: Catalogue) -> tuple[str, ...]:
    """The raw indicators below a criterion's formulas, in order of appearance."""
    found: dict[str, None] = {}
    for formula in criterion.formulas:
        found |= dict.fromkeys(catalogue.leaves(parse(formula, catalogue.types).tree))
    return tuple(found)
