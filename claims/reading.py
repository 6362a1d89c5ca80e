"""Criteria whose formulas, or relation, have been read; and claims of which one cannot be."""

from dataclasses import dataclass

from claims.models import Claim, Criterion
from claims.scoring.relationform import RelationError, Written
from evidence.formula import Formula, FormulaError, Node


@dataclass(frozen=True, eq=False)
class Reading:
    """A criterion whose formulas have been read. `fails` is "not holds" where nothing was said."""

    criterion: Criterion
    holds: Formula
    fails: Formula
    requires: Formula | None
    leaves: tuple[str, ...]

    @property
    def trees(self) -> tuple[Node, ...]:
        """Its answers as trees."""
        return (self.holds.tree, self.fails.tree, *([self.requires.tree] if self.requires else []))


@dataclass(frozen=True, eq=False)
class RelationReading:
    """A criterion that is a relation, whose series have been read."""

    criterion: Criterion
    written: Written
    leaves: tuple[str, ...]

    @property
    def trees(self) -> tuple[Node, ...]:
        """Its series as trees."""
        return tuple(formula.tree for formula in self.written.formulas)


AnyReading = Reading | RelationReading


@dataclass(frozen=True)
class Unreadable:
    """A claim with a criterion that cannot be read, and why: a draft, or an indicator below it was renamed."""

    claim: Claim
    error: FormulaError | RelationError


def said(reading: AnyReading) -> tuple[object, ...]:
    """All that a criterion says of how it is answered, for a hash."""
    one = reading.criterion
    texts: list[object]
    if isinstance(reading, RelationReading):
        texts = [reading.written.canonical]
    else:
        texts = [formula and formula.canonical for formula in (reading.holds, reading.fails, reading.requires)]
    return one.slug, one.role, texts, one.coverage, [str(day) for day in (one.claim.opens, *one.claim.checkpoints)]
