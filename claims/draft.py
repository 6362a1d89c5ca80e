"""A criterion being written: nothing of it need be in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.models import Claim, Criterion
from evidence.formula import COVERAGE, FormulaError, Kind, Type, parse

PRIMARY = "draft"


@dataclass(frozen=True)
class Alternative:
    """Another reading of the claim that is declared with the criterion."""

    key: str
    holds_when: str
    fails_when: str = ""
    requires_when: str = ""
    coverage: float = COVERAGE


@dataclass(frozen=True)
class Draft:
    """Formulas, the day on which the claim was made, and the days on which it is to be judged (in order).

    `fails_when` is "not holds" where it is empty. `reason` is what was written about a base rate near certainty;
    `is_check`: the claim is about the past and has no base rate to speak of. Raises `ValueError` for days that cannot
    be, and readings of one name.
    """

    holds_when: str
    made_on: date
    checkpoints: tuple[date, ...]
    fails_when: str = ""
    requires_when: str = ""
    alternatives: tuple[Alternative, ...] = ()
    coverage: float = COVERAGE
    reason: str = ""
    is_check: bool = False

    def __post_init__(self) -> None:
        _check_days(self.checkpoints, self.made_on)
        keys = [PRIMARY, *(one.key for one in self.alternatives)]
        if len(set(keys)) < len(keys):
            raise ValueError(f"expected a name of its own for each reading, got {', '.join(keys)}")
        for one in self.readings.values():
            if not 0.1 <= one.coverage <= 1.0:
                raise ValueError(f"expected a share of periods from 0.1 to 1, got {one.coverage}")

    @classmethod
    def of(cls, criterion: Criterion) -> "Draft":
        """A stored criterion as a draft; the other readings of its claim are its alternatives.

        Raises `ValueError` for a relation, which has a verdict and no probability.
        """
        if criterion.is_relation:
            raise ValueError(f"expected a criterion with formulas, got the relation {criterion.key}")
        stored = criterion.claim.criteria.all()
        others = (one for one in stored if one.pk != criterion.pk and one.is_current and not one.is_relation)
        return cls(
            criterion.holds_when, criterion.claim.opens, tuple(criterion.claim.checkpoints), criterion.fails_when,
            criterion.requires_when,
            tuple(
                Alternative(one.key, one.holds_when, one.fails_when, one.requires_when, one.coverage) for one in others
            ),
            criterion.coverage, is_check=criterion.claim.nature == Claim.Nature.FACT_CHECK,
        )  # fmt: skip

    @property
    def readings(self) -> dict[str, "Draft | Alternative"]:
        """Itself and its alternatives by name."""
        return {PRIMARY: self, **{one.key: one for one in self.alternatives}}

    def criteria(self) -> list[Criterion]:
        """Itself and its alternatives as criteria of a claim; none of them is saved."""
        claim = Claim(
            slug=PRIMARY, opens=self.made_on, checkpoints=list(self.checkpoints), nature=Claim.Nature.MEASURED
        )
        return [
            Criterion(
                claim=claim, key=key, holds_when=one.holds_when, fails_when=one.fails_when,
                requires_when=one.requires_when, coverage=one.coverage,
            )
            for key, one in self.readings.items()
        ]  # fmt: skip

    @property
    def formulas(self) -> dict[str, str]:
        """Its texts by the name of their field; those of alternatives after their name and a colon."""
        texts: dict[str, str] = {}
        for key, one in self.readings.items():
            prefix = "" if one is self else f"{key}:"
            fields = {"holds_when": one.holds_when, "fails_when": one.fails_when, "requires_when": one.requires_when}
            texts |= {prefix + name: text for name, text in fields.items() if text or name == "holds_when"}
        return texts


@dataclass(frozen=True)
class Mistake:
    """What is wrong with one formula of a draft. `position` is the 0-based character; None: all of it."""

    field: str
    position: int | None
    expected: str
    came: str
    pointed_at: str  # the stretch of the formula with the message below it


class DraftError(ValueError):
    """A draft whose formulas cannot be read; every one that cannot is named."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{one.field}:\n{one.pointed_at}" for one in mistakes))


def mistakes(draft: Draft, types: Mapping[str, Type]) -> tuple[Mistake, ...]:
    """The mistakes in a draft's formulas, the first one of each."""
    found = []
    for name, text in draft.formulas.items():
        try:
            parse(text, types, Kind.TRUTH)
        except FormulaError as error:
            found.append(Mistake(name, error.position, error.expected, error.came, error.pointed_at(text)))
    return tuple(found)


@dataclass(frozen=True)
class RelationDraft:
    """A relation, as its parts are written, with days as of a `Draft`. Raises `ValueError` for days that cannot be."""

    parts: Mapping[str, Any]
    made_on: date
    checkpoints: tuple[date, ...]

    def __post_init__(self) -> None:
        _check_days(self.checkpoints, self.made_on)

    def criterion(self) -> Criterion:
        """The criterion of a claim; neither is saved."""
        claim = Claim(slug=PRIMARY, opens=self.made_on, checkpoints=list(self.checkpoints), kind=Claim.Kind.RELATION)
        return Criterion(claim=claim, key=PRIMARY, role=Criterion.Role.PRIMARY, relation=dict(self.parts))


@dataclass(frozen=True)
class GroupDraft:
    """At least `least` of claims that are in the database.

    Raises `ValueError` for days that cannot be, a number that they cannot reach, and a checkpoint that a member lacks,
    at which it would be unknown for ever.
    """

    least: int
    members: tuple[Claim, ...]
    made_on: date
    checkpoints: tuple[date, ...]

    def __post_init__(self) -> None:
        _check_days(self.checkpoints, self.made_on)
        if not 1 <= self.least <= len(self.members) or len({one.pk for one in self.members}) < len(self.members):
            numbers = ", ".join(one.number for one in self.members)
            raise ValueError(
                f"expected at least 1 to {len(self.members)} of different claims, got {self.least} of {numbers}"
            )
        for one in self.members:
            if lacking := [str(day) for day in self.checkpoints if day not in one.checkpoints]:
                days = ", ".join(map(str, one.checkpoints))
                raise ValueError(f"expected checkpoints of {one.number} ({days}), got {', '.join(lacking)}")


def _check_days(days: Sequence[date], made_on: date) -> None:
    if not days or list(days) != sorted(set(days)) or days[0] < made_on:
        said = ", ".join(map(str, days)) or "none"
        raise ValueError(f"expected checkpoints in order from {made_on} on, got {said}")
