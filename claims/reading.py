"""Criteria whose formulas, or relation, have been read; and claims of which one cannot be, or that are no test yet."""

from collections.abc import Iterable
from dataclasses import dataclass

from claims.models import Claim, Criterion
from claims.scoring.relationform import RelationError, Written
from evidence.formula import Formula, FormulaError, Node
from evidence.refusal import WordedError, gettext_noop


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


class IncompleteError(WordedError, ValueError):
    """A claim whose criteria are no complete test."""


def expect_test(claim: Claim, criteria: Iterable[Criterion]) -> None:
    """Raises `IncompleteError` for criteria that give no answer, as those of a draft may: without one primary
    criterion, or of another form than the kind of the claim."""
    every = list(criteria)
    primary = [one for one in every if one.is_current and one.role == Criterion.Role.PRIMARY]
    if claim.nature != Claim.Nature.JUDGED and not claim.is_group and len(primary) != 1:
        template = gettext_noop("expected one primary criterion of %(claim)s, got %(got)s")
        raise IncompleteError(template, claim=claim.number, got=len(primary))
    odd = [one.key for one in every if one.is_relation != claim.is_relation]
    if odd:
        template = gettext_noop("expected criteria that fit the kind of %(claim)s, %(kind)s, got others: %(keys)s")
        raise IncompleteError(template, claim=claim.number, kind=Claim.Kind(claim.kind).label, keys=", ".join(odd))


@dataclass(frozen=True)
class Unreadable:
    """A claim that cannot be read, and why: a draft with a mistake or of which something is lacking, or an indicator
    below it was renamed."""

    claim: Claim
    error: FormulaError | RelationError | IncompleteError


def said(reading: AnyReading) -> tuple[object, ...]:
    """All that a criterion says of how it is answered, for a hash."""
    one = reading.criterion
    texts: list[object]
    if isinstance(reading, RelationReading):
        texts = [reading.written.canonical]
    else:
        texts = [formula and formula.canonical for formula in (reading.holds, reading.fails, reading.requires)]
    return one.slug, one.role, texts, one.coverage, [str(day) for day in (one.claim.opens, *one.claim.checkpoints)]
