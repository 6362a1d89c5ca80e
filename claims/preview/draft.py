"""A criterion being written: nothing of it need be in the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from claims.models import Claim, Criterion
from evidence.formula import COVERAGE, FormulaError, Kind, Type, parse
from evidence.refusal import Worded, WordedError, lines

PRIMARY = "draft"


class UnfitDraftError(WordedError, ValueError):
    """A draft of which something but its formulas cannot be."""


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
    `is_check`: the claim is about the past and has no base rate to speak of. Raises `UnfitDraftError` for days that
    cannot be, and readings of one name.
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
            raise UnfitDraftError("expected a name of its own for each reading, got %(names)s", names=", ".join(keys))
        for one in self.readings.values():
            if not 0.1 <= one.coverage <= 1.0:
                raise UnfitDraftError("expected a share of periods from 0.1 to 1, got %(got)s", got=one.coverage)

    @classmethod
    def of(cls, criterion: Criterion) -> "Draft":
        """A stored criterion as a draft; the other readings of its claim are its alternatives.

        Raises `UnfitDraftError` for a relation, which has a verdict and no probability.
        """
        if criterion.is_relation:
            raise UnfitDraftError("expected a criterion with formulas, got the relation %(key)s", key=criterion.key)
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
    """What is wrong with one formula of a draft."""

    field: str
    text: str
    error: FormulaError

    @property
    def position(self) -> int | None:
        """The 0-based character; None: all of it."""
        return self.error.position

    @property
    def expected(self) -> str:
        """What should have stood there, in English."""
        return self.error.expected

    @property
    def came(self) -> str:
        """What came, in English."""
        return self.error.came

    @property
    def pointed_at(self) -> Worded:
        """The stretch of the formula with the message below it."""
        return self.error.pointed_at(self.text)


class DraftError(WordedError, ValueError):
    """A draft whose formulas cannot be read; every one that cannot is named."""

    def __init__(self, mistakes: tuple[Mistake, ...]) -> None:
        self.mistakes = mistakes
        said = lines(Worded(_FIELD, field=one.field, what=one.pointed_at) for one in mistakes)
        super().__init__(said.template, **said.facts)


_FIELD = "%(field)s:\n%(what)s"  # the same in every language


def mistakes(draft: Draft, types: Mapping[str, Type]) -> tuple[Mistake, ...]:
    """The mistakes in a draft's formulas, the first one of each."""
    found = []
    for name, text in draft.formulas.items():
        try:
            parse(text, types, Kind.TRUTH)
        except FormulaError as error:
            found.append(Mistake(name, text, error))
    return tuple(found)


@dataclass(frozen=True)
class RelationDraft:
    """A relation, as its parts are written, with days as of a `Draft`. Raises `UnfitDraftError` for others."""

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

    Raises `UnfitDraftError` for days that cannot be, a number that they cannot reach, and a checkpoint that a member
    lacks, at which it would be unknown for ever.
    """

    least: int
    members: tuple[Claim, ...]
    made_on: date
    checkpoints: tuple[date, ...]

    def __post_init__(self) -> None:
        _check_days(self.checkpoints, self.made_on)
        if not 1 <= self.least <= len(self.members) or len({one.pk for one in self.members}) < len(self.members):
            numbers = ", ".join(one.number for one in self.members)
            raise UnfitDraftError("expected at least 1 to %(most)s of different claims, got %(got)s of %(numbers)s",
                                  most=len(self.members), got=self.least, numbers=numbers)  # fmt: skip
        for one in self.members:
            if lacking := [str(day) for day in self.checkpoints if day not in one.checkpoints]:
                days = ", ".join(map(str, one.checkpoints))
                raise UnfitDraftError("expected checkpoints of %(number)s (%(days)s), got %(got)s", number=one.number,
                                      days=days, got=", ".join(lacking))  # fmt: skip


def _check_days(days: Sequence[date], made_on: date) -> None:
    if not days or list(days) != sorted(set(days)) or days[0] < made_on:
        said = ", ".join(map(str, days)) or "none"
        raise UnfitDraftError(
            "expected checkpoints in order from %(made_on)s on, got %(got)s", made_on=made_on, got=said
        )
