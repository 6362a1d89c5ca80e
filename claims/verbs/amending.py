"""How an amendment changes a registered claim: a new version of what it names, and the old one beside it."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from claims.freezing import FORMULAS, Definitions, Frozen
from claims.models import Claim, Criterion
from claims.scoring.relationform import RelationError
from claims.verbs.acts import RegistrationError, check_whole
from evidence.formula import FormulaError
from evidence.told import told

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
TEST = frozenset({*FORMULAS, "relation", "coverage", "role", "thresholds"})  # what makes another test, if it changes
FIELDS = (*sorted(TEST), "note", "note_zh", "position")


@dataclass(frozen=True)
class Amendment:
    """What is to change: words of the claim by field, and criteria by key, each with the fields that change.

    A key that the claim lacks is a new criterion; None in place of fields ends one without another in its place.
    Another test counts as written on the day of the amendment, after looking at the figures: of a window that has
    opened nobody can say else. `written` gives the day of each by key where files tell it, which are loaded later.
    """

    words: Mapping[str, Any] = field(default_factory=dict)
    criteria: Mapping[str, Mapping[str, Any] | None] = field(default_factory=dict)
    written: Mapping[str, date] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, Any]:
        """As a submission keeps it; files submit nothing."""
        return {"words": dict(self.words), "criteria": {key: values and dict(values) for key, values in
                                                        self.criteria.items()}}  # fmt: skip


def amended(claim: Claim, amendment: Amendment, on: date) -> Frozen:
    """What would be frozen of a registered claim if it were amended on a day; nothing is kept of it.

    Raises `RegistrationError` for what could not be done.
    """
    with transaction.atomic():
        fresh = Claim.objects.select_related("article__author", "theme").get(pk=claim.pk)
        apply(fresh, amendment, on)
        found = read(fresh, Definitions())
        transaction.set_rollback(True)
    return found


def read(claim: Claim, definitions: Definitions) -> Frozen:
    """What is frozen of a claim. Raises `RegistrationError` where a criterion cannot be read."""
    try:
        return definitions.of(claim)
    except (FormulaError, RelationError) as error:
        raise RegistrationError(unreadable(claim, error)) from None


def unreadable(claim: Claim, error: FormulaError | RelationError) -> str:
    """That a criterion of a claim cannot be read, and why."""
    figures = {"claim": claim.number, "why": told(error)}
    return _("expected criteria of %(claim)s that can be read, got: %(why)s") % figures


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
        _replace(claim, key, values, on, amendment.written.get(key))
    check_whole(claim)


def _check_names(claim: Claim, amendment: Amendment) -> None:
    fields = {name for values in amendment.criteria.values() for name in values or ()}
    fixed = [name for name in amendment.words if name not in WORDS] + sorted(fields - {*FIELDS, "written_on"})
    if fixed:
        raise RegistrationError(
            _("expected an amendment of the words or criteria of %(claim)s, got %(got)s: withdraw the claim and "
              "register another for that") % {"claim": claim.number, "got": ", ".join(sorted(set(fixed)))}
        )  # fmt: skip
    if "written_on" in fields:
        raise RegistrationError(
            _("expected no day on which the amendment of %(claim)s was written, got written_on: it is the day of the "
              "act; leave it out") % {"claim": claim.number}
        )  # fmt: skip


def _replace(claim: Claim, key: str, values: Mapping[str, Any] | None, on: date, written: date | None) -> None:
    old = claim.criteria.filter(key=key, superseded_by=None).first()
    if old is None and values is None:
        figures = {"claim": claim.number, "got": key}
        raise RegistrationError(_("expected a current criterion of %(claim)s, got %(got)s") % figures)
    if old is not None:
        Criterion.objects.filter(pk=old.pk).update(superseded_by=claim.version)
    if values is None:
        return
    fresh = _successor(claim, key, old)
    for name, value in values.items():
        setattr(fresh, name, value)
    if old is None or any(getattr(old, name) != getattr(fresh, name) for name in TEST):
        _date(fresh, old, values, on, written)
    _clean(fresh, key)
    fresh.save(force_insert=True)


def _successor(claim: Claim, key: str, old: Criterion | None) -> Criterion:
    """The next version of a criterion as the last one is, or the first of a new one."""
    if old is None:
        return Criterion(claim=claim, key=key, role=Criterion.Role.ALTERNATIVE, position=_next_position(claim),
                         version=claim.version)  # fmt: skip
    fresh = copy(old)
    fresh.pk, fresh.version, fresh.superseded_by = None, claim.version, None
    fresh._state.adding = True
    return fresh


def _date(fresh: Criterion, old: Criterion | None, values: Mapping[str, Any], on: date, written: date | None) -> None:
    """Say when another test was written and what was known by then. Raises `RegistrationError` for a day that would
    take the mark of hindsight away.
    """
    late = Criterion.Thresholds.AFTER_LOOKING
    has_opened = on > fresh.claim.opens
    earliest = max(fresh.claim.opens if has_opened else date.min, old.written_on if old else date.min)
    if written is not None and written <= earliest:
        figures = {"key": fresh.key, "earliest": earliest, "got": written}
        raise RegistrationError(_("expected the day on which %(key)s was amended, after %(earliest)s, as its "
                                  "written_on, got %(got)s") % figures)  # fmt: skip
    fresh.written_on = written or max(on, earliest)
    said = values.get("thresholds", late)
    if has_opened and said != late and (written is None or said == Criterion.Thresholds.BEFORE_FIGURES):
        figures = {"key": fresh.key, "late": str(late), "got": said}
        raise RegistrationError(_("expected thresholds of %(key)s set %(late)r, as its window has opened, got "
                                  "%(got)r: leave it out") % figures)  # fmt: skip
    fresh.thresholds = said


def _next_position(claim: Claim) -> int:
    last = claim.criteria.aggregate(last=Max("position"))["last"]
    return 0 if last is None else last + 1


def _clean(row: Claim | Criterion, name: str) -> None:
    try:
        row.full_clean()
    except ValidationError as error:
        figures = {"what": row._meta.verbose_name, "name": name, "why": told(error)}
        raise RegistrationError(_("expected a valid %(what)s %(name)s, got: %(why)s") % figures) from None
