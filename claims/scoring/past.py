"""What came of questions at earlier dates: base rates, those with thresholds as far away as now, the last 60 months."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from claims.scoring import baserate
from claims.scoring.baserate import BaseRate
from claims.scoring.distance import Distances, distances
from claims.scoring.outlook import Group, Measure, Question
from claims.scoring.pastanswers import Placebos, of_outcomes
from claims.scoring.placebo import Asked, Outcomes, joint, outcomes
from claims.scoring.robustness import Regime, regime
from evidence.formula import Evaluation, Node, Windows
from evidence.series import History

Key = tuple[str, int]  # of a question or group, and its checkpoint


@dataclass(frozen=True, eq=False)
class World:
    """Raw indicators as known on a day: their histories, how they move, their class, and the derived ones' trees."""

    histories: Mapping[str, History]
    measures: Mapping[str, Measure]
    classes: Mapping[str, tuple[str, ...]]  # slug -> family, unit, frequency: what may stand in for it in a pool
    derived: Mapping[str, Node]


@dataclass(frozen=True)
class Past:
    """What came of it at earlier dates: its base rate, the one with thresholds as far away as now, the last 60 months.

    `as_far` is None where no threshold has a distance, `regime` where there are no recent dates or no earlier ones.
    """

    base: BaseRate | None
    as_far: BaseRate | None
    regime: Regime | None


def base_rates(questions: Sequence[Question], groups: Sequence[Group], world: World) -> dict[Key, BaseRate | None]:
    """How often each criterion held at earlier dates; pooled over its class where they are too few.

    Of a group: how often so many of its members held at the same date.
    """
    return {key: past.base for key, past in pasts(questions, groups, world).items()}


def pasts(
    questions: Sequence[Question], groups: Sequence[Group], world: World, day: int | None = None
) -> dict[Key, Past]:
    """What came of each question and group at earlier dates.

    With a `day`, also with thresholds as far away as at the opening, on the figures known that day.
    """
    away = {} if day is None else _away(questions, world, day)
    asked = {(one.key, close): (one, close) for one in questions for close in one.closes}
    placebos = [_placebo(question, close, away.get(question.key, {})) for question, close in asked.values()]
    found = dict(zip(asked, outcomes(placebos, world.histories, world.derived), strict=True))
    own = {key: _past(question, close, found[key], world) for key, (question, close) in asked.items()}
    together = {(group.key, close): _joint_past(group, close, found) for group in groups for close in group.closes}
    return own | together


def before(questions: Sequence[Question], world: World) -> list[tuple[BaseRate | None, Placebos]]:
    """Each question's base rate at its first checkpoint and its answers date by date, from one look at the past."""
    asked = [_placebo(one, one.closes[0], {}) for one in questions]
    found = outcomes(asked, world.histories, world.derived)
    return [
        (_rate(one, one.closes[0], past, world),
         of_outcomes(past, one.opens, baserate.months_of(one.opens, one.closes[0])))
        for one, past in zip(questions, found, strict=True)
    ]  # fmt: skip


def base_rate(question: Question, close: int, world: World) -> BaseRate | None:
    """The base rate of one criterion at one checkpoint."""
    return base_rates([replace(question, closes=(close,))], [], world)[question.key, close]


def _placebo(question: Question, close: int, away: Distances) -> Asked:
    return Asked(question.holds, question.requires, question.leaves, question.opens, close, question.coverage, away)


def _away(questions: Sequence[Question], world: World, day: int) -> dict[str, Distances]:
    """How far the thresholds of each question are at its opening."""
    panels = {slug: world.histories[slug].as_of(day) for one in questions for slug in one.leaves}
    evaluation = Evaluation(panels, world.derived)
    return {one.key: distances(one.holds, evaluation, Windows.single(one.opens, one.opens)) for one in questions}


def _past(question: Question, close: int, found: Outcomes, world: World) -> Past:
    months = baserate.months_of(question.opens, close)
    as_far = None if found.as_far is None else baserate.rate(baserate.counted(found.as_far, months))
    return Past(_rate(question, close, found, world), as_far, regime(of_outcomes(found, question.opens, months)))


def _rate(question: Question, close: int, found: Outcomes, world: World) -> BaseRate | None:
    months = baserate.months_of(question.opens, close)
    own = baserate.counted(found.held, months)
    if not own.windows or own.effective >= baserate.FEWEST_EFFECTIVE:
        return baserate.rate(own)
    shortest = baserate.shortest(question.leaves, world.histories)
    others = () if shortest is None else baserate.substitutes(shortest, question.leaves, world.histories, world.classes)
    stand_ins = {slug: _instead(question, close, world, {str(shortest): slug}) for slug in others}
    return baserate.pooled(found, stand_ins, months)


def _joint_past(group: Group, close: int, found: Mapping[Key, Outcomes]) -> Past:
    """Nothing where a member cannot be assessed, or not at this checkpoint."""
    members = [found.get((member, close)) for member in group.members]
    told = [one for one in members if one is not None]
    if not told or len(told) < len(members):
        return Past(None, None, None)
    together, months = joint(group.least, told), baserate.months_of(group.opens, close)
    base = baserate.rate(baserate.counted(together.held, months))
    return Past(base, None, regime(of_outcomes(together, group.opens, months)))


def _instead(question: Question, close: int, world: World, instead: Mapping[str, str]) -> Outcomes:
    """What came of a criterion with some of its indicators replaced."""
    histories = {slug: world.histories[instead.get(slug, slug)] for slug in question.leaves}
    return outcomes([_placebo(question, close, {})], histories, world.derived)[0]
