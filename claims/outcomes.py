"""What becomes of claims at checkpoints that have passed, worked out from the evidence; nothing is recorded here."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

import numpy as np

from claims.dossier import Dossier
from claims.horizon import end_of
from claims.models import Act, Claim, Criterion, Settlement
from claims.reading import RelationReading, said
from claims.scoring import METHOD_VERSION
from claims.scoring import settlement as scoring
from claims.scoring.relationsettlement import settle_relation
from claims.scoring.settlement import GRACE, Outcome, Reason, settle, settle_group
from evidence.periods import day_number
from evidence.series import History

Acts = Mapping[int, Act]  # by the version that they made
Key = tuple[int, date]  # a claim and one of its checkpoints
TestKey = tuple[int, int | None, date]  # a claim, a criterion of it where it has one, and a checkpoint


@dataclass(frozen=True)
class FrozenTest:
    """A frozen test of a claim at a checkpoint; `criterion` is None of a claim made of others, or judged.

    `version` is the newest of the claim's that it stood or stands for. `counts`: it stood when the checkpoint's day
    ended, so that no amendment made in sight of the outcome takes its place.
    """

    claim: Claim
    criterion: Criterion | None
    checkpoint: date
    version: int
    counts: bool

    @property
    def key(self) -> TestKey:
        """By which its settlements are found."""
        return self.claim.pk, self.criterion.pk if self.criterion else None, self.checkpoint


@dataclass(frozen=True)
class Found:
    """What the arithmetic says of a test, with the hash of each series that it rests on, and of everything."""

    settlement: scoring.Settlement
    figures: Mapping[str, str]
    inputs: str


def acts_of(claims: Iterable[Claim]) -> dict[int, dict[int, Act]]:
    """By claim and version, the acts that made the versions of claims."""
    made = Act.objects.filter(claim__in=list(claims), kind__in=(Act.Kind.REGISTER, Act.Kind.AMEND))
    found: dict[int, dict[int, Act]] = {}
    for act in made:
        found.setdefault(act.claim_id, {})[act.version] = act
    return found


def tests(claim: Claim, acts: Acts, as_of: date) -> list[FrozenTest]:
    """The tests of a registered claim whose checkpoint has passed on a day, those of amended versions among them.

    A fact check is checked once. Stand-ins and alternatives never settle a claim.
    """
    passed = [day for day in claim.checkpoints if day < as_of]
    if claim.nature == Claim.Nature.FACT_CHECK:
        passed = [day for day in passed if day == claim.checkpoints[0]]
    return [test for day in passed for test in _at(claim, acts, day)]


def _at(claim: Claim, acts: Acts, day: date) -> list[FrozenTest]:
    primary = [one for one in claim.criteria.all() if one.role == Criterion.Role.PRIMARY]
    if claim.is_group or not primary:
        return [FrozenTest(claim, None, day, claim.version, counts=True)]
    over = end_of(day)
    in_order = sorted(primary, key=lambda one: one.version)
    by_then = [one for one in in_order if one.version in acts and acts[one.version].at < over]
    stood = by_then[-1] if by_then else in_order[0]
    return [FrozenTest(claim, one, day, (one.superseded_by or claim.version + 1) - 1, one == stood) for one in in_order]


def registered_on(acts: Acts) -> date | None:
    """The day on which a claim was entered here, by its acts; None of a draft."""
    return min((act.at.date() for act in acts.values()), default=None)


def found(
    test: FrozenTest, dossier: Dossier, members: Mapping[Key, Found], entered: Callable[[Claim], date | None]
) -> Found:
    """What a test comes to on the evidence of a dossier; `members` is what became of those that a claim is made of.

    `entered` is asked for the day of the claim's entry only where the answer hangs on it.
    """
    if test.claim.is_group:
        return _of_group(test, members)
    if test.criterion is None:
        return _unrated(test, dossier)
    reading = dossier.reading(test.criterion)
    opens, close = day_number(test.claim.opens), day_number(test.checkpoint)
    histories = {slug: dossier.histories[slug] for slug in reading.leaves}
    derived = dossier.catalogue.derived
    if isinstance(reading, RelationReading):
        made = settle_relation(reading.written.relation, opens, close, histories, derived, dossier.day)
    else:
        made = settle(dossier.question(reading), close, histories, derived, dossier.day)
    if made.outcome is Outcome.VOID and made.unread and _may_still_be_read(entered(test.claim), dossier.as_of):
        made = replace(made, outcome=Outcome.PENDING, reason=None)
    figures = {slug: _digest(past, made.on or dossier.day) for slug, past in sorted(histories.items())}
    return Found(made, figures, _hash(repr(said(reading)), *figures.values()))


def _may_still_be_read(entered: date | None, as_of: date) -> bool:
    """Whether the grace is not over since a claim was entered here.

    That no figure of a series is here says nothing of its publisher while an installation is new or reaches none: what
    it enters then, it enters for good.
    """
    return entered is not None and as_of <= entered + timedelta(days=GRACE)


def _of_group(test: FrozenTest, members: Mapping[Key, Found]) -> Found:
    """By its members' own settlements at that day; one that is never settled there cannot be told.

    While a simulation can tell nothing of relations and judged claims, their settlements count like all others.
    """
    claim, day = test.claim, test.checkpoint
    children = sorted(claim.children.all(), key=lambda one: one.number)
    assert claim.least is not None
    each = {child.slug: members.get((child.pk, day)) or _unsettled(child, day) for child in children}
    made = settle_group(claim.least, [one.settlement for one in each.values()])
    outcomes = [(one.settlement.outcome, one.settlement.reason, one.settlement.on) for one in each.values()]
    figures = {slug: one.inputs for slug, one in each.items() if one.inputs}
    return Found(made, figures, _hash(repr((claim.slug, claim.least, str(day), outcomes)), *figures.values()))


def _unsettled(child: Claim, day: date) -> Found:
    if child.state in Claim.ENDED or day not in child.checkpoints:
        return Found(scoring.Settlement(Outcome.VOID, Reason.OTHER), {}, "")
    return Found(scoring.Settlement(Outcome.PENDING), {}, "")


def _unrated(test: FrozenTest, dossier: Dossier) -> Found:
    """A judged claim is settled by its raters, in their own verb; what nobody judges within the grace is void."""
    is_over = dossier.day > day_number(test.checkpoint) + GRACE
    made = scoring.Settlement(Outcome.VOID, Reason.METRIC_MISSING) if is_over else scoring.Settlement(Outcome.PENDING)
    return Found(made, {}, _hash(test.claim.slug, str(test.checkpoint)))


def recorded(row: Settlement) -> Found:
    """A row as what the arithmetic had found."""
    return Found(stored(row), {}, row.inputs)


def stored(row: Settlement, today: Outcome | None = None) -> scoring.Settlement:
    """A row as the scoring knows settlements, with what today's figures say beside it."""
    on = None if row.known_on is None else day_number(row.known_on)
    return scoring.Settlement(Outcome(row.outcome), Reason(row.reason) if row.reason else None, on, today)


def _digest(past: History, day: int) -> str:
    """A hash of the figures of a series as they were known at the end of a day."""
    panel = past.as_of(day)
    digest = hashlib.sha256(repr((past.frequency.name, past.are_events)).encode())
    for array in (panel.ordinals, panel.ends, panel.values):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join((METHOD_VERSION, *parts)).encode()).hexdigest()


def standing(claims: Iterable[Claim], moment: datetime) -> dict[Key, Settlement]:
    """The settlements of claims that stood at a moment and count for them."""
    rows = Settlement.objects.standing(moment).filter(claim__in=list(claims), counts=True)
    return {(row.claim_id, row.checkpoint): row for row in rows.select_related("entry")}
