"""The outlook of criteria on a day: probabilities on shared futures, walked month by month from the opening."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from claims.scoring.fan import Drawn, Fan, fan, fans
from claims.scoring.futures import Leaf, simulate
from claims.scoring.margin import DECIDED, information, margin, spreads, variance
from claims.scoring.portions import portions
from claims.scoring.randomness import PATHS
from evidence.formula import Evaluation, Node, Windows, kleene, reach
from evidence.releases import is_evidence
from evidence.series import Floats, History, Panel

_MOST_BYTES = 800_000_000  # of indicators simulated at a time
_FEWEST_TESTABLE = 50  # paths in which the precondition holds, below which nothing can be said


@dataclass(frozen=True, eq=False)
class Question:
    """A criterion ready to be asked: its answers as trees, its window, and the raw indicators below it."""

    key: str
    holds: Node
    fails: Node
    requires: Node | None
    leaves: tuple[str, ...]
    opens: int
    closes: tuple[int, ...]  # checkpoints
    coverage: float

    @property
    def trees(self) -> tuple[Node, ...]:
        """Its answers as trees."""
        return (self.holds, self.fails, *([self.requires] if self.requires else []))


@dataclass(frozen=True)
class Group:
    """A claim made of others: at least `least` of the members (keys of questions) hold.

    A member that is no question, because it cannot be assessed, is unknown.
    """

    key: str
    least: int
    members: tuple[str, ...]
    opens: int
    closes: tuple[int, ...]


@dataclass(frozen=True)
class Measure:
    """What is known of a raw indicator beyond its figures."""

    walk: str
    seasonal_adjustment: str
    minimum: float | None


@dataclass(frozen=True, eq=False)
class Answers:
    """Per path 1, 0 or NaN: it holds, it fails, it can be tested. Shape (paths,) each."""

    holds: Floats
    fails: Floats
    testable: Floats


@dataclass(frozen=True)
class Odds:
    """Shares of the paths; the first four sum to 1. `void` is the share in which the precondition is false."""

    hold: float
    fail: float
    mixed: float
    unknown: float
    void: float = 0.0


def odds(answers: Answers) -> Odds:
    """Count paths. Where there is a precondition, only those in which it is not false: unknown if that is unknown."""
    holds, fails, testable = np.broadcast_arrays(answers.holds, answers.fails, answers.testable)
    asked = testable != 0
    void = float((testable == 0).mean())
    if asked.sum() < min(_FEWEST_TESTABLE, len(asked)):
        return Odds(0.0, 0.0, 0.0, 1.0, void)
    if not (testable == 1).all():
        holds, fails = (np.where(np.isnan(testable), np.nan, part)[asked] for part in (holds, fails))
    holding = holds == 1
    failing = (fails == 1) & ~holding
    mixed = (holds == 0) & (fails == 0)
    share = [float(part.mean()) for part in (holding, failing, mixed)]
    return Odds(share[0], share[1], share[2], float((~(holding | failing | mixed)).mean()), void)


@dataclass
class Outlook:
    """A question at one checkpoint: odds by day of the walk, and the share of information on the last day."""

    odds: dict[int, Odds] = field(default_factory=dict)
    information: float | None = None
    distance: float | None = None  # median margin at the opening, in sigmas; None where it was decided by then
    fan: Fan | None = None  # on the last day, of the figure that it is about
    fans: tuple[Fan, ...] = ()  # of all figures that it is about


@dataclass(frozen=True)
class _Opening:
    """What the last day needs to know of the opening: sigmas of the comparisons, variance and median of the margin."""

    sigmas: Mapping[Node, float]
    variance: float
    distance: float | None


class Foresight:
    """Asks questions day by day on simulated futures.

    `histories` and `measures` describe raw indicators by slug, `derived` the trees of derived ones.
    """

    def __init__(
        self,
        questions: Sequence[Question],
        groups: Sequence[Group],
        histories: Mapping[str, History],
        measures: Mapping[str, Measure],
        derived: Mapping[str, Node],
    ) -> None:
        self.questions = questions
        self.groups = groups
        self.histories = histories
        self.measures = measures
        self.derived = derived
        self.reaches = {question.key: _reach(question, derived) for question in questions}
        self.openings: dict[tuple[str, int], _Opening] = {}
        self.outlooks: dict[tuple[str, int], Outlook] = {}

    def look(self, day: int, *, is_last: bool = False, with_fans: bool = False) -> None:
        """Ask every question that is open on a day; remember odds, on the last day information, and fans if wanted.

        A question whose window opens the day after is asked too: that is the uncertainty at opening. On the last day
        all are asked, also those that have yet to open.
        """
        due = [question for question in self.questions if is_last or question.opens <= day + 1]
        members = {member for group in self.groups for member in group.members}
        answers: dict[tuple[str, int], Answers] = {}
        for portion in self.portions(day, due):
            evaluations = self._evaluations(day, portion)
            drawn: dict[float, Drawn] = {share: {} for share in evaluations}
            for question in portion:
                for close in question.closes:
                    evaluation = evaluations[question.coverage]
                    found = self._ask(question, close, day, evaluation, is_last)
                    if with_fans:
                        self._foresee(question, close, evaluation, drawn[question.coverage])
                    if question.key in members:
                        answers[question.key, close] = found
        for group in self.groups:
            if is_last or group.opens <= day:
                self._combine(group, day, answers)

    def _foresee(self, question: Question, close: int, evaluation: Evaluation, drawn: Drawn) -> None:
        outlook, windows = self.outlooks[question.key, close], Windows.single(question.opens, close)
        outlook.fan = fan(question.holds, evaluation, close, drawn)
        outlook.fans = fans(question.trees, evaluation, windows, drawn)

    def portions(self, day: int, questions: Sequence[Question]) -> Iterator[list[Question]]:
        """Questions whose simulated indicators fit into memory together, neighbours by their indicators."""
        spans = self._spans(questions, day)
        return portions(questions, lambda one: one.leaves, lambda slug: self._size(slug, *spans[slug]), _MOST_BYTES)

    def _evaluations(self, day: int, questions: Sequence[Question]) -> dict[float, Evaluation]:
        """One for each coverage, on the same panels."""
        panels = self.panels(day, questions)
        return {share: Evaluation(panels, self.derived, share) for share in {one.coverage for one in questions}}

    def _combine(self, group: Group, day: int, answers: Mapping[tuple[str, int], Answers]) -> None:
        for close in group.closes:
            members = [answers.get((member, close), UNANSWERED) for member in group.members]
            outlook = self.outlooks.setdefault((group.key, close), Outlook())
            outlook.odds[day] = odds(combined(group.least, members))

    def panels(self, day: int, questions: Sequence[Question]) -> dict[str, Panel]:
        """Known figures and their simulated continuation; an indicator that is no evidence has an empty panel."""
        spans = self._spans(questions, day)
        since, until = ({slug: span[end] for slug, span in spans.items()} for end in (0, 1))
        known = {slug: self.histories[slug].as_of(day) for slug in until}
        alive = {slug: panel for slug, panel in known.items() if self._is_evidence(slug, panel, day)}
        leaves = {slug: Leaf(panel, **vars(self.measures[slug])) for slug, panel in alive.items()}
        return {slug: _nothing(panel) for slug, panel in known.items()} | self._futures(leaves, until, since)

    def _futures(
        self, leaves: Mapping[str, Leaf], until: Mapping[str, int], since: Mapping[str, int]
    ) -> dict[str, Panel]:
        return simulate(leaves, until, since)

    def _spans(self, questions: Sequence[Question], day: int) -> dict[str, tuple[int, int]]:
        """From when until when the figures of each indicator are wanted."""
        spans: dict[str, tuple[int, int]] = {}
        for question in questions:
            for slug in question.leaves:
                since, until = spans.get(slug, (day, 0))
                since = min(since, question.opens - self.reaches[question.key])
                spans[slug] = since, max(until, *question.closes)
        return spans

    def _size(self, slug: str, since: int, until: int) -> int:
        """About how many bytes its panel takes."""
        past = self.histories[slug]
        begins = max(since, int(past.ends[0])) if len(past.ends) else until
        return int(PATHS * 8 * (until - begins) / past.frequency.usual_days)

    def _is_evidence(self, slug: str, panel: Panel, day: int) -> bool:
        """Whether a series can be looked ahead from: it has figures, and has not stopped."""
        return is_evidence(panel, day, are_events=self.histories[slug].are_events)

    def _ask(self, question: Question, close: int, day: int, evaluation: Evaluation, is_last: bool) -> Answers:
        windows = Windows.single(question.opens, close)
        answers = answer(question, evaluation, windows)
        key = (question.key, close)
        if day < question.opens:
            self._open(key, question, evaluation, windows)
            if not is_last:
                return answers
        outlook = self.outlooks.setdefault(key, Outlook())
        outlook.odds[day] = odds(answers)
        if is_last and key in self.openings:
            opening = self.openings[key]
            now = margin(question.holds, evaluation, windows, opening.sigmas)
            share = information(variance(now), opening.variance)
            if not np.isnan(share):
                outlook.information = share
                outlook.distance = opening.distance
        return answers

    def _open(self, key: tuple[str, int], question: Question, evaluation: Evaluation, windows: Windows) -> None:
        sigmas = spreads(question.holds, evaluation, windows)
        found = margin(question.holds, evaluation, windows, sigmas)
        self.openings[key] = _Opening(sigmas, variance(found), _middle(found))


def _middle(margins: Floats) -> float | None:
    """The median of what is known, None where nothing is or where it had been decided."""
    known = margins[~np.isnan(margins)]
    middle = float(np.median(known)) if known.size else DECIDED
    return middle if abs(middle) < DECIDED else None


def _reach(question: Question, derived: Mapping[str, Node]) -> int:
    return max(reach(tree, derived) for tree in question.trees)


def answer(question: Question, evaluation: Evaluation, windows: Windows) -> Answers:
    """Holds, fails and testable, per row of the panels."""
    holds, fails = evaluation.truth(question.holds, windows), evaluation.truth(question.fails, windows)
    testable = np.ones(1) if question.requires is None else evaluation.truth(question.requires, windows)
    return Answers(holds, fails, testable)


def combined(least: int, children: Sequence[Answers]) -> Answers:
    """A claim made of others, path by path: at least `least` of them hold, or so many fail that no longer can.

    Of n children that is n - `least` + 1: one of those of which all are to hold. Mixed are only claims that mixed
    children keep from both. A child that cannot be tested on a path is unknown there.
    """
    holds = [np.where(child.testable == 1, child.holds, np.nan) for child in children]
    fails = [np.where(child.testable == 1, child.fails, np.nan) for child in children]
    together = [np.broadcast_arrays(*part) for part in (holds, fails)]
    enough = (least, len(children) - least + 1)
    holding, failing = (kleene.at_least(count, list(part)) for count, part in zip(enough, together, strict=True))
    return Answers(holding, kleene.both(failing, kleene.negation(holding)), np.ones(1))


UNANSWERED = Answers(np.full(1, np.nan), np.full(1, np.nan), np.ones(1))  # of a question that is not asked


def _nothing(panel: Panel) -> Panel:
    return replace(panel, ordinals=panel.ordinals[:0], ends=panel.ends[:0], values=np.empty((1, 0)))
