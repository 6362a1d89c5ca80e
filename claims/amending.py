"""How an amendment changes a registered claim: a new version of what it names, and the old one beside it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Max

from claims.acts import RegistrationError, check_whole
from claims.freezing import Definitions, Frozen
from claims.models import Claim, Criterion
from claims.scoring.relationform import RelationError
from evidence.formula import FormulaError

WORDS = (
    "statement",
    "statement_zh",
    "reading",
    "reading_zh",
    "measured_by",
    "measured_by_zh",
    "holder",
    "spans",
    "stated",
)
FIELDS = ("role", "holds_when", "fails_when", "requires_when", "relation", "coverage", "note", "note_zh", "thresholds",
          "position", "written_on")  # fmt: skip


@dataclass(frozen=True)
class Amendment:
    """What is to change: words of the claim by field, and criteria by key, each with the fields that change.

    A key that the claim lacks is a new criterion; None in place of fields ends one without another in its place.
    Changed criteria count as written on the day of the amendment, after looking at the figures, unless they say else.
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    criteria: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)


def read(claim: Claim, definitions: Definitions) -> Frozen:
    """What is frozen of a claim. Raises `RegistrationError` where a criterion cannot be read."""
    try:
        return definitions.of(claim)
    except (FormulaError, RelationError) as error:
        raise RegistrationError(f"expected criteria of {claim.number} that can be read, got: {error}") from None


def apply(claim: Claim, amendment: Amendment, on: date) -> None:
    """Make the next version of a locked claim; the act that ends the amendment is still to be recorded.

    Raises `RegistrationError` for what no amendment can change, and for values that the models refuse.
    """
    _check_names(claim, amendment)
    claim.version += 1
    for name, value in amendment.words.items():
        setattr(claim, name, value)
    _clean(claim, claim.number)
    claim.save(update_fields=["version", *amendment.words])
    for key, values in amendment.criteria.items():
        _replace(claim, key, values, on)
    check_whole(claim)


def _check_names(claim: Claim, amendment: Amendment) -> None:
    fixed = [name for name in amendment.words if name not in WORDS]
    fixed += [name for values in amendment.criteria.values() for name in values or () if name not in FIELDS]
    if fixed:
        raise RegistrationError(
            f"expected an amendment of the words or criteria of {claim.number}, got {', '.join(sorted(set(fixed)))}: "
            "withdraw the claim and register another for that"
        )


def _replace(claim: Claim, key: str, values: Mapping[str, Any] | None, on: date) -> None:
    old = claim.criteria.filter(key=key, superseded_by=None).first()
    if old is None and values is None:
        raise RegistrationError(f"expected a current criterion of {claim.number}, got {key}")
    if old is not None:
        Criterion.objects.filter(pk=old.pk).update(superseded_by=claim.version)
    if values is None:
        return
    late = {"written_on": on, "thresholds": Criterion.Thresholds.AFTER_LOOKING}
    fresh = old or Criterion(claim=claim, key=key, role=Criterion.Role.ALTERNATIVE, position=_next_position(claim))
    fresh.pk, fresh.version, fresh.superseded_by = None, claim.version, None
    fresh._state.adding = True
    for name, value in {**late, **values}.items():
        setattr(fresh, name, value)
    _clean(fresh, key)
    fresh.save(force_insert=True)


def _next_position(claim: Claim) -> int:
    last = claim.criteria.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _clean(row: Claim | Criterion, name: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        raise RegistrationError(f"expected a valid {row._meta.verbose_name} {name}, got {error}") from None
