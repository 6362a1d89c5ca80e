"""The whole of what can be said of questions on a day: odds, base rates, information, bands with their causes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from claims.scoring.attribution import Move, Part, attributed
from claims.scoring.baserate import BaseRate
from claims.scoring.fan import Fan
from claims.scoring.outlook import Foresight, Group, Odds, Outlook, Question
from claims.scoring.past import Key, Past, World, pasts
from claims.scoring.verdict import MOST_UNKNOWN, TOO_EARLY_BELOW, Overlay, Step, changes, walk
from evidence.periods import date_of, day_number


@dataclass(frozen=True)
class Change:
    """A move from one band to another, and the indicators with news since the date before; none: time alone."""

    before: Step
    after: Step
    releases: tuple[str, ...]
    parts: tuple[Part, ...] = ()  # what time alone and each release contributed, in bits


@dataclass(frozen=True)
class Appraisal:
    """One question or group at one checkpoint."""

    odds: Odds
    information: float | None
    distance: float | None
    past: Past
    fan: Fan | None
    steps: tuple[Step, ...]
    changes: tuple[Change, ...]
    overlays: tuple[Overlay, ...]
    fans: tuple[Fan, ...] = ()

    @property
    def base_rate(self) -> BaseRate | None:
        """Of its earlier dates."""
        return self.past.base

    @property
    def band(self) -> str:
        """The band, or "no evidence" in its place."""
        return Overlay.NO_EVIDENCE if Overlay.NO_EVIDENCE in self.overlays else self.steps[-1].band


@dataclass(frozen=True, eq=False)
class Job:
    """Days on which questions are to be asked, so that several processes can share them. `last` marks the last day."""

    questions: Sequence[Question]
    groups: Sequence[Group]
    world: World
    days: tuple[int, ...]
    last: int | None


Outlooks = dict[Key, Outlook]
Spread = Callable[[Callable[[Any], Any], Sequence[Any]], Iterable[Any]]


class Phase(StrEnum):
    """What an appraisal does, one after the other; each may take minutes."""

    FUTURES = "futures"
    PAST = "past"
    CHANGES = "changes"


Progress = Callable[[Phase, int, int], None]  # how much of a phase is done, and how much there is


def silent(phase: Phase, done: int, total: int) -> None:
    """Progress that nobody follows."""


def foresee(job: Job) -> Outlooks:
    """Do a job: the outlooks of its questions and groups on its days."""
    foresight = Foresight(job.questions, job.groups, job.world.histories, job.world.measures, job.world.derived)
    for day in job.days:
        foresight.look(day, is_last=day == job.last, with_fans=day == job.last)
    return foresight.outlooks


def appraise(
    questions: Sequence[Question],
    groups: Sequence[Group],
    world: World,
    dates: Sequence[int],
    late: Callable[[str], bool],
    spread: Spread = map,
    progress: Progress = silent,
) -> dict[tuple[str, int], Appraisal]:
    """Appraise questions, walking `dates` (days in order, the last being the day itself), by (key, checkpoint).

    `late` says whether a release of an indicator that was due is missing on that day. `spread` applies a function to
    jobs, as `map` does, perhaps in several processes.
    """
    jobs = _jobs(questions, groups, world, dates)
    outlooks: Outlooks = {}
    for part in _told(spread(foresee, jobs), len(jobs), Phase.FUTURES, progress):
        _merge(outlooks, part)
    progress(Phase.PAST, 0, 1)
    known = pasts(questions, groups, world, dates[-1])
    progress(Phase.PAST, 1, 1)
    appraisals = {}
    for question in questions:
        for close in question.closes:
            key = (question.key, close)
            appraisals[key] = appraised(question.leaves, outlooks[key], known[key], world, close, dates[-1], late)
    for group in groups:
        leaves = [slug for question in _members(group, questions) for slug in question.leaves]
        for close in group.closes:
            key = (group.key, close)
            appraisals[key] = appraised(leaves, outlooks[key], known[key], world, close, dates[-1], late)
    return _explained(appraisals, questions, groups, world, spread, progress)


def _told(parts: Iterable[Any], total: int, phase: Phase, progress: Progress) -> Iterator[Any]:
    """The parts as they come, each told of once it has been dealt with."""
    progress(phase, 0, total)
    for done, part in enumerate(parts, start=1):
        yield part
        progress(phase, done, total)


def _members(group: Group, questions: Sequence[Question]) -> list[Question]:
    return [question for question in questions if question.key in group.members]


def _explained(
    appraisals: Mapping[Key, Appraisal],
    questions: Sequence[Question],
    groups: Sequence[Group],
    world: World,
    spread: Spread,
    progress: Progress,
) -> dict[Key, Appraisal]:
    """The appraisals, each change with the bits that releases contributed."""
    asked: dict[str, tuple[list[Question], Group | None]] = {one.key: ([one], None) for one in questions}
    asked |= {group.key: (_members(group, questions), group) for group in groups}
    moves = [
        (key, Move(*asked[key[0]], key[1], day_number(change.before.on), day_number(change.after.on)))
        for key, appraisal in appraisals.items()
        for change in appraisal.changes
    ]
    found = spread(_parts, [(move, _of_move(move, world)) for _, move in moves])
    parts: dict[Key, list[tuple[Part, ...]]] = {key: [] for key in appraisals}
    for (key, _), one in zip(moves, _told(found, len(moves), Phase.CHANGES, progress), strict=True):
        parts[key].append(one)
    return {key: _with_parts(appraisal, parts[key]) for key, appraisal in appraisals.items()}


def _parts(job: tuple[Move, World]) -> tuple[Part, ...]:
    move, world = job
    return attributed(move, world.histories, world.measures, world.derived)


def _of_move(move: Move, world: World) -> World:
    """What a process must be sent of the world to explain a move."""
    slugs = {slug for question in move.questions for slug in question.leaves}
    return World(
        {slug: world.histories[slug] for slug in slugs},
        {slug: world.measures[slug] for slug in slugs},
        {},
        world.derived,
    )


def _with_parts(appraisal: Appraisal, parts: Sequence[tuple[Part, ...]]) -> Appraisal:
    changes = (replace(change, parts=own) for change, own in zip(appraisal.changes, parts, strict=True))
    return replace(appraisal, changes=tuple(changes))


def _jobs(questions: Sequence[Question], groups: Sequence[Group], world: World, dates: Sequence[int]) -> list[Job]:
    """The openings and the last day together, for information compares them; every other day by itself."""
    last = dates[-1]
    openings = {question.opens - 1 for question in questions if question.opens <= last}
    together = tuple(sorted({*openings, last}))
    rest = [day for day in dates if day not in together]
    return [
        Job(questions, groups, world, together, last),
        *(Job(questions, groups, world, (day,), None) for day in rest),
    ]


def _merge(outlooks: Outlooks, part: Outlooks) -> None:
    for key, outlook in part.items():
        known = outlooks.setdefault(key, outlook)
        known.odds = dict(sorted({**known.odds, **outlook.odds}.items()))


def appraised(
    leaves: Iterable[str],
    outlook: Outlook,
    past: Past,
    world: World,
    close: int,
    day: int,
    late: Callable[[str], bool],
) -> Appraisal:
    """What an outlook, walked to a day, and the past say at one checkpoint; its changes without their bits."""
    leaves = tuple(dict.fromkeys(leaves))
    told = {date_of(one): odds.hold for one, odds in outlook.odds.items() if odds.unknown <= MOST_UNKNOWN}
    steps = walk(list(told), list(told.values()))
    overlays = []
    if outlook.odds[day].unknown > MOST_UNKNOWN:
        overlays.append(Overlay.NO_EVIDENCE)
    if outlook.information is not None and outlook.information < TOO_EARLY_BELOW:
        overlays.append(Overlay.TOO_EARLY)
    if any(late(slug) for slug in leaves):
        overlays.append(Overlay.STALE)
    if close < day:
        overlays.append(Overlay.PENDING)
    caused = tuple(Change(old, new, _news(leaves, world, old, new)) for old, new in changes(steps))
    return Appraisal(
        outlook.odds[day], outlook.information, outlook.distance, past, outlook.fan, tuple(steps), caused,
        tuple(overlays), outlook.fans,
    )  # fmt: skip


def _news(leaves: Iterable[str], world: World, old: Step, new: Step) -> tuple[str, ...]:
    """The indicators of which something became known after one step and by the next."""
    since, until = day_number(old.on), day_number(new.on)
    return tuple(
        slug
        for slug in leaves
        if ((world.histories[slug].known > since) & (world.histories[slug].known <= until)).any()
    )
