"""How claims stand at the checkpoints that have passed: what is settled, and what today's figures say beside it."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import cached_property
from typing import Any

from claims.dossier import Dossier
from claims.horizon import last_moment_of
from claims.models import Act, Claim, Criterion, Settlement
from claims.outcomes import (
    Found,
    FrozenTest,
    Key,
    acts_of,
    found,
    recorded,
    registered_on,
    standing,
    stored,
    tests,
)
from claims.scoring.settlement import Outcome, Reason, settle_group
from claims.scoring.settlement import Settlement as Result


class State(StrEnum):
    """How far a settlement has come. Of a draft, or before the verb has run, it is only worked out."""

    SETTLED = "settled"
    PROPOSED = "proposed"
    REOPENED = "reopened"
    WORKED_OUT = "worked out"


def is_hindsight(claim: Claim, criterion: Criterion | None) -> bool:
    """Whether the test of a claim, or one of those that it is made of, was written after its window had opened."""
    own = [one for one in claim.criteria.all() if criterion is not None and one.pk == criterion.pk]
    below = [one for child in claim.children.all() for one in child.criteria.all()] if claim.is_group else []
    return any(one.is_hindsight for one in (*own, *below))


def standing_on(claims: Iterable[Claim], as_of: date) -> dict[Key, Settlement]:
    """The settlements of claims that stood at the end of a day and count for them."""
    return standing(claims, last_moment_of(as_of))


@dataclass(frozen=True)
class Entered:
    """What had been settled of claims by the end of a day: the settlements that stood, which waited
    for a review, and whatever had been settled once, though it stood no longer."""

    standing: Mapping[Key, Settlement]
    proposed: frozenset[Key]
    touched: frozenset[Key]


def entered(claims: Iterable[Claim], as_of: date) -> Entered:
    """All three in one query, of the settlements that count for the claims."""
    told = Settlement.objects.made(last_moment_of(as_of)).filter(claim__in=list(claims), counts=True)
    rows: Iterable[Any] = told.select_related("entry")
    keyed = [((row.claim_id, row.checkpoint), row) for row in rows]
    return Entered(
        {key: row for key, row in keyed if row.stands},
        frozenset(key for key, row in keyed if row.waits),
        frozenset(key for key, _row in keyed),
    )


def versions_beside(claims: Iterable[Claim], as_of: date) -> dict[Key, list[Settlement]]:
    """What became of the versions of tests that do not count for their claims, as it stood at the end of a day."""
    moment = last_moment_of(as_of)
    found: dict[Key, list[Settlement]] = defaultdict(list)
    for row in Settlement.objects.standing(moment).filter(claim__in=list(claims), counts=False).order_by("version"):
        found[row.claim_id, row.checkpoint].append(row)
    return found


def shown(claims: Iterable[Claim], as_of: date, settled: Iterable[Key]) -> dict[int, date]:
    """By claim, the checkpoint that it shows at the end of a day: its next one that is not among the `settled`."""
    days: dict[int, set[date]] = defaultdict(set)
    for claim, day in settled:
        days[claim].add(day)
    return {one.pk: one.next_checkpoint(as_of, days[one.pk]) for one in claims}


@dataclass(frozen=True)
class Stood:
    """A claim at a checkpoint that has passed, as it stood at the end of a day.

    `settlement` has the outcome that stands (pending where none does) and today's beside it. `is_changed`: the figures
    of the day that it rests on, completed since, would give another outcome or another day.
    """

    claim: Claim
    checkpoint: date
    criterion: Criterion | None
    settlement: Result
    state: State
    row: Settlement | None = None
    is_changed: bool = False

    @property
    def is_to_be_entered(self) -> bool:
        """Whether it is only worked out, and settled once the verb runs; of a claim that is registered."""
        is_computed = self.state is State.WORKED_OUT and self.settlement.outcome is not Outcome.PENDING
        return is_computed and self.claim.state == Claim.State.REGISTERED


def stood(claims: Iterable[Claim], dossier: Dossier, known: Entered | None = None) -> list[Stood]:
    """All checkpoints of claims that have passed on the dossier's day; what claims are made of is in the dossier too.

    One declared void as a whole is void where it had not been settled; one that cannot be read is left out. `known` is
    what had been settled of the claims and of those that they are made of, where that has been read.
    """
    readable = [claim for claim in claims if claim.pk not in dossier.unreadable]
    view = _View(readable, dossier, known)
    return [view.of(test) for claim in readable for test in view.tests(claim)]


def _has_versions(claim: Claim) -> bool:
    """Whether it was amended: which of its tests counts hangs on when that was done."""
    return sum(one.role == Criterion.Role.PRIMARY for one in claim.criteria.all()) > 1


def with_parts(claims: Iterable[Claim]) -> list[Claim]:
    """Claims and those that they are made of, each once."""
    every = {one.pk: one for claim in claims for one in (claim, *(claim.children.all() if claim.is_group else ()))}
    return list(every.values())


class _View:
    def __init__(self, claims: Iterable[Claim], dossier: Dossier, known: Entered | None) -> None:
        self.dossier = dossier
        self.every = with_parts(claims)
        self.acts = acts_of([one for one in self.every if _has_versions(one)])
        self.known = entered(self.every, dossier.as_of) if known is None else known
        self.declared = _declared([one for one in self.every if one.state == Claim.State.VOID])
        self.made: dict[Key, Stood] = {}

    @cached_property
    def entered(self) -> dict[int, date | None]:
        """When claims were entered here. Those that were read together with their acts are not asked for them again."""
        read = {one.pk: _first_told(one.acts_told) for one in self.every if hasattr(one, "acts_told")}
        others = [one for one in self.every if one.pk not in read]
        return read | ({key: registered_on(acts) for key, acts in acts_of(others).items()} if others else {})

    def tests(self, claim: Claim) -> list[FrozenTest]:
        """Those that count. Of a judged draft nothing can be worked out."""
        if claim.is_draft and claim.nature == Claim.Nature.JUDGED:
            return []
        return [one for one in tests(claim, self.acts.get(claim.pk, {}), self.dossier.as_of) if one.counts]

    def of(self, test: FrozenTest) -> Stood:
        key = (test.claim.pk, test.checkpoint)
        if key not in self.made:
            self.made[key] = self._of(test, key)
        return self.made[key]

    def _of(self, test: FrozenTest, key: Key) -> Stood:
        members = self._members(test)
        became = {(one.claim.pk, one.checkpoint): _found(one) for one in members}
        now = found(test, self.dossier, became, lambda claim: self.entered.get(claim.pk))
        row = self.known.standing.get(key)
        if row is not None:
            today = _today(test.claim, members) if members else now.settlement.today
            differs = (now.settlement.outcome, now.settlement.on) != (stored(row).outcome, stored(row).on)
            fetched = test.claim.criteria.all()
            own = next((one for one in fetched if one.pk == row.criterion_id), None)
            return Stood(test.claim, test.checkpoint, own, stored(row, today), State.SETTLED, row,
                         bool(row.inputs) and differs)  # fmt: skip
        state, made = self._without_row(test.claim, key, now.settlement)
        return Stood(test.claim, test.checkpoint, test.criterion, made, state)

    def _without_row(self, claim: Claim, key: Key, made: Result) -> tuple[State, Result]:
        if key in self.known.touched:
            return State.PROPOSED if key in self.known.proposed else State.REOPENED, Result(Outcome.PENDING)
        if claim.state == Claim.State.VOID:
            return State.SETTLED, Result(Outcome.VOID, self.declared[claim.pk])
        return State.WORKED_OUT, made

    def _members(self, test: FrozenTest) -> list[Stood]:
        if not test.claim.is_group:
            return []
        able = [child for child in test.claim.children.all() if child.pk not in self.dossier.unreadable]
        return [self.of(one) for child in able for one in self.tests(child) if one.checkpoint == test.checkpoint]


def _first_told(acts: Iterable[Mapping[str, str]]) -> date | None:
    """The day (UTC) of the first of acts as they are read together with a claim."""
    return min((datetime.fromisoformat(act["at"]).astimezone(UTC).date() for act in acts), default=None)


def _found(one: Stood) -> Found:
    return recorded(one.row) if one.row else Found(one.settlement, {}, "")


def _today(claim: Claim, members: Iterable[Stood]) -> Outcome | None:
    """What a claim made of others would be if all of them were settled on today's figures."""
    assert claim.least is not None
    each = [replace(one.settlement, outcome=one.settlement.today or one.settlement.outcome) for one in members]
    made = settle_group(claim.least, each).outcome
    return None if made in (Outcome.PENDING, Outcome.VOID) else made


def _declared(claims: Sequence[Claim]) -> dict[int, Reason]:
    """Why claims were declared void as a whole: what was said last."""
    acts = Act.objects.filter(claim__in=claims, kind=Act.Kind.VOID).select_related("entry").order_by("entry")
    return {act.claim_id: Reason(json.loads(act.entry.body)["code"]) for act in acts}
