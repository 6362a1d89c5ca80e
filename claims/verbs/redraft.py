"""Save what an analyst wrote of a draft: all of it or nothing, never over what somebody else has saved meanwhile."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from claims.extraction.draftwords import reading_of
from claims.models import Claim, Criterion
from claims.scoring.relationform import RelationError, written
from claims.verbs.acts import expect_state, locked
from evidence.formula import FormulaError, Kind, parse
from evidence.models import Indicator
from evidence.told import told

WORDS = (
    "number", "theme_id", "statement", "statement_zh", "reading", "reading_zh", "kind", "nature", "spans", "holder",
    "opens", "checkpoints", "measured_by", "measured_by_zh", "rubric", "stated",
)  # fmt: skip
TEST = ("holds_when", "fails_when", "requires_when", "relation", "coverage")
FIELDS = (*TEST, "role", "thresholds", "note", "note_zh")
_FORMULAS = ("holds_when", "fails_when", "requires_when")
_LOOKED, _BEFORE = Criterion.Thresholds.AFTER_LOOKING, Criterion.Thresholds.BEFORE_FIGURES


@dataclass(frozen=True)
class Redraft:
    """What a draft is to say: its words by field and all of its criteria by key, in their order.

    A stored criterion that is not among them goes. `stamp` is of the draft that was edited.
    """

    words: Mapping[str, Any]
    criteria: Mapping[str, Mapping[str, Any]]
    stamp: str


class StaleDraftError(ValueError):
    """Somebody else has saved the draft since it was opened; nothing was written."""


class RefusedDraftError(ValueError):
    """A draft that cannot be kept. `mistakes` by the claim's field, or by key and field of a criterion."""

    def __init__(self, mistakes: Mapping[tuple[str, str], list[str]]) -> None:
        self.mistakes = mistakes
        super().__init__("; ".join(f"{key} {field}: {' '.join(said)}" for (key, field), said in mistakes.items()))


def stamp(claim: Claim) -> str:
    """A hash of all that a draft says: equal stamps, equal drafts."""
    rows = sorted(claim.criteria.all(), key=lambda one: (one.position, one.key))
    said = [
        [getattr(claim, name) for name in WORDS],
        [[one.key, *(getattr(one, name) for name in FIELDS)] for one in rows],
        claim.state, claim.version,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, default=str, ensure_ascii=False).encode()).hexdigest()


def free_key(number: str, taken: Iterable[str], *, is_primary: bool) -> str:
    """A key for a new criterion: C1.p for the primary one, else C1.a1, C1.a2 ..."""
    used = set(taken)
    names = (f"{number}.p" if is_primary and not place else f"{number}.a{place}" for place in count(not is_primary))
    return next(name for name in names if name not in used)


@transaction.atomic
def redraft(*, claim: Claim, changes: Redraft, on: date) -> bool:
    """Make a draft say what was written on a day; whether that changed anything.

    A criterion whose test changed counts as written on that day, and its threshold as set after looking at the figures
    unless it is the text's own. Raises `StaleDraftError`, `RefusedDraftError`, and `RegistrationError` for a claim that
    is no draft.
    """
    current = locked(claim)
    expect_state(current, Claim.State.DRAFT)
    if stamp(current) != changes.stamp:
        raise StaleDraftError(f"expected {current.number} as it was opened, got one that was saved since")
    stored = {one.key: one for one in current.criteria.all()}
    words = {**changes.words, **_following(current, stored, changes)}
    for name in WORDS:
        setattr(current, name, words.get(name, getattr(current, name)))
    rows = [_row(current, stored.get(key), key, place, values, on)
            for place, (key, values) in enumerate(changes.criteria.items())]  # fmt: skip
    found = _faults(current, rows)
    if found:
        raise RefusedDraftError(found)
    current.save(update_fields=WORDS)
    current.criteria.exclude(key__in=list(changes.criteria)).delete()
    for row in rows:
        row.save()
    return stamp(Claim.objects.get(pk=claim.pk)) != changes.stamp


def _following(claim: Claim, stored: Mapping[str, Criterion], changes: Redraft) -> dict[str, str]:
    """Drafted words that nobody touched, drafted again from the formula that was changed: they must say what it does.

    Nothing where a formula cannot be read, which `_faults` says.
    """
    old = next((one for one in stored.values() if one.role == Criterion.Role.PRIMARY), None)
    new = changes.criteria.get(old.key, {}).get("holds_when") if old else None
    if old is None or not old.holds_when or not new or new == old.holds_when:
        return {}
    catalogue, found = Indicator.objects.catalogue(), {}
    for name, language in (("reading", "en"), ("reading_zh", "zh-hant")):
        kept, names = getattr(claim, name), catalogue.names_in(language)
        try:
            drafted, again = (reading_of(text, catalogue.types, names, language) for text in (old.holds_when, new))
        except FormulaError:
            return {}
        if kept == drafted and changes.words.get(name, kept) == kept:
            found[name] = again
    return found


def _row(
    claim: Claim, old: Criterion | None, key: str, place: int, values: Mapping[str, Any], on: date
) -> Criterion:  # fmt: skip
    row = old or Criterion(claim=claim, key=key, thresholds=_LOOKED, written_on=on)
    before = [getattr(row, name) for name in TEST]
    row.position = place
    for name in FIELDS:
        setattr(row, name, values.get(name, getattr(row, name)))
    if old is not None and before != [getattr(row, name) for name in TEST]:
        row.written_on = on
        row.thresholds = _LOOKED if row.thresholds == _BEFORE else row.thresholds
    return row


def _faults(claim: Claim, rows: Iterable[Criterion]) -> dict[tuple[str, str], list[str]]:
    types = Indicator.objects.catalogue().types
    found = {("", field): said for field, said in _invalid(claim).items()}
    for row in rows:
        said = {**_invalid(row), **_unreadable(row, types)}
        found |= {(row.key, field): words for field, words in said.items()}
    return found


def _invalid(row: Claim | Criterion) -> dict[str, list[str]]:
    try:
        row.full_clean()
    except ValidationError as error:
        return dict(error.message_dict)
    return {}


def _unreadable(row: Criterion, types: Mapping[str, Any]) -> dict[str, list[str]]:
    """A formula that cannot be read is never kept as a criterion."""
    found: dict[str, list[str]] = {}
    if row.relation:
        try:
            written(row.relation, types)
        except RelationError as error:
            return {"relation": [told(error)]}
    for name in _FORMULAS:
        text = getattr(row, name)
        try:
            if text:
                parse(text, types, Kind.TRUTH)
        except FormulaError as error:
            found[name] = [told(error.pointed_at(text))]
    return found
