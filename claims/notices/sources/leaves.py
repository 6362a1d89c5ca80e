"""Which raw indicators claims rest on."""

from collections.abc import Iterable

from claims.endangered import leaves
from claims.models import Claim
from evidence.formula import FormulaError
from evidence.models import Catalogue, Indicator


def leaves_of(claims: Iterable[Claim]) -> dict[int, frozenset[str]]:
    """By claim, the raw indicators below its current criteria and those of the claims it is made of. The criteria must
    have been fetched. One that cannot be read rests on nothing that is known."""
    catalogue = Indicator.objects.catalogue()
    return {claim.pk: _of(claim, catalogue) for claim in claims}


def _of(claim: Claim, catalogue: Catalogue) -> frozenset[str]:
    found: set[str] = set()
    for criterion in (one for part in (claim, *claim.children.all()) for one in part.criteria.all() if one.is_current):
        try:
            found |= set(leaves(criterion, catalogue))
        except FormulaError:  # the assessment names it
            continue
    return frozenset(found)
