"""Criteria that a new scale of an indicator would change: those with an absolute threshold on it."""

from dataclasses import dataclass

from claims.models import Criterion
from evidence.formula import absolute_thresholds, parse
from evidence.models import Catalogue, Indicator


@dataclass(frozen=True)
class Threshold:
    """A criterion, the one of its formulas that depends on the scale, and in how many comparisons."""

    criterion: Criterion
    formula: str
    comparisons: int


def thresholds_on(slug: str, catalogue: Catalogue | None = None) -> list[Threshold]:
    """Criteria to amend when the indicator is rebased. Raises `LookupError` for a slug that is no raw indicator."""
    catalogue = catalogue or Indicator.objects.catalogue()
    if slug not in catalogue.types or slug in catalogue.derived:
        raise Indicator.objects.not_raw([slug])
    found = []
    for criterion in Criterion.objects.select_related("claim"):
        for formula in criterion.formulas:
            tree = parse(formula, catalogue.types).tree
            comparisons = absolute_thresholds(tree, slug, catalogue.derived)
            if comparisons:
                found.append(Threshold(criterion, formula, len(comparisons)))
    return found
