"""The first release that could settle a criterion: from when on, on some future, nothing that may follow changes it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from claims.scoring.margin import margin
from claims.scoring.outlook import Answers, Question, answer
from claims.scoring.unfolding import Unfolding, Unfoldings, partners, paths_of, release_days_after, spliced
from evidence.formula import Evaluation, Node, Windows
from evidence.periods import Ints
from evidence.series import Floats, Panel


class Outcome(StrEnum):
    """What a criterion comes to."""

    HELD = "held"
    FAILED = "failed"
    MIXED = "mixed"
    VOID = "void"


@dataclass(frozen=True)
class Settling:
    """The first release after which the outcome could be certain: its day, the series that come out then, the outcome.

    `is_settled`: it is certain already, and there is no release to wait for. `last` is the day of the last release that
    the outcome can hang on, `last_by` the series that come out then. Certain means so on all of `paths` simulated
    rests.
    """

    day: int
    by: tuple[str, ...]
    outcome: Outcome
    is_settled: bool
    last: int
    last_by: tuple[str, ...]
    paths: int

    @property
    def is_last(self) -> bool:
        """Whether nothing before the last release can settle it."""
        return not self.is_settled and self.day == self.last


@dataclass(frozen=True, eq=False)
class Asked:
    """A criterion at one checkpoint, with what its formulas need."""

    question: Question
    close: int
    derived: Mapping[str, Node]
    sigmas: Mapping[Node, float]

    @property
    def windows(self) -> Windows:
        """Its one window."""
        return Windows.single(self.question.opens, self.close)

    def evaluation(self, panels: Mapping[str, Panel]) -> Evaluation:
        """Its formulas over panels."""
        return Evaluation(panels, self.derived, self.question.coverage)

    def outcomes(self, panels: Mapping[str, Panel]) -> Ints:
        """The place of each path's outcome among the outcomes; -1: unknown."""
        return outcomes(answer(self.question, self.evaluation(panels), self.windows))

    def margin(self, panels: Mapping[str, Panel]) -> np.ndarray:
        """How far each path is from either answer."""
        return margin(self.question.holds, self.evaluation(panels), self.windows, self.sigmas)


def outcomes(answers: Answers) -> Ints:
    """What came of each path, as `odds` counts them."""
    holds, fails, testable = np.broadcast_arrays(answers.holds, answers.fails, answers.testable)
    holding, failing = holds == 1, fails == 1
    mixed = (holds == 0) & (fails == 0)
    untold = np.select([holding, failing, mixed], [0, 1, 2], default=-1)
    return np.where(testable == 1, untold, np.where(testable == 0, 3, -1))


def first_settling(asked: Asked, unfoldings: Unfoldings, day: int) -> Settling | None:
    """The first release that could settle a criterion, seen from a day. None where too little is known to say.

    On each day tried, the futures that stand best and worst by then are followed by every rest that is simulated; if
    all of these come to one outcome, it is certain. A later day knows more, so halving finds the first. The futures are
    a sample: one so rare that it was not drawn could be settled earlier.
    """
    paths = paths_of(unfoldings)
    now = asked.outcomes({slug: one.panel for slug, one in unfoldings.items()})
    if now[0] >= 0 and (now == now[0]).all():
        return Settling(day, (), list(Outcome)[now[0]], True, day, (), paths)
    search = _Search(asked, unfoldings)
    releases = release_days_after(search.telling(day), day)
    if not releases or np.isnan(search.now).all():
        return None
    last = _first(len(releases) - 1, lambda place: search.hangs_on_nothing_after(releases[place][0]))
    first = _first(last, lambda place: search.settled(releases[place][0]) is not None)
    outcome = search.settled(releases[first][0])
    if outcome is None:
        return None
    return Settling(*releases[first], list(Outcome)[outcome], False, *releases[last], paths)


def _first(last: int, holds: Callable[[int], bool]) -> int:
    """The first place at which something holds that goes on holding; the last one where it never does before."""
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle + 1, high)
    return high


class _Search:
    """Looks into days to come; not all margins may be unknown."""

    def __init__(self, asked: Asked, unfoldings: Unfoldings) -> None:
        self.asked, self.unfoldings = asked, unfoldings
        self.every = np.arange(paths_of(unfoldings))
        margins = asked.margin({slug: one.panel for slug, one in unfoldings.items()})
        self.now = np.broadcast_to(margins, self.every.shape)

    def spliced(self, day: int, first: Ints, rest: Ints) -> dict[str, Panel]:
        """The futures cut on a day."""
        return spliced(self.unfoldings, day, first, rest)

    def telling(self, day: int) -> dict[str, Unfolding]:
        """The series whose figures to come change any margin: not a stand-in for another that goes on itself."""
        return {slug: one for slug, one in self.unfoldings.items() if not self._leaves_all_as_it_is(slug, one, day)}

    def _leaves_all_as_it_is(self, slug: str, one: Unfolding, day: int) -> bool:
        panels = {other: each.panel for other, each in self.unfoldings.items()}
        panels[slug] = one.spliced(day, self.every, partners(len(self.every)))
        return self._is_now(self.asked.margin(panels))

    def _is_now(self, margins: Floats) -> bool:
        """Whether margins are those of the futures as they are, to the last digit."""
        return np.array_equal(self.now, np.broadcast_to(margins, self.every.shape), equal_nan=True)

    def hangs_on_nothing_after(self, day: int) -> bool:
        """Whether another rest after the day leaves every margin as it is, to the last digit."""
        return self._is_now(self.asked.margin(self.spliced(day, self.every, partners(len(self.every)))))

    def settled(self, day: int) -> int | None:
        """The place of an outcome that is certain after a day on the future that stands best, or worst, if any.

        What stands well is what the worst rest does least harm to, and the other way round: a rest that decides by
        itself would make all futures look alike.
        """
        for rest, pick in ((np.nanargmin(self.now), np.nanargmax), (np.nanargmax(self.now), np.nanargmin)):
            standing = self.asked.margin(self.spliced(day, self.every, np.full_like(self.every, rest)))
            if np.isnan(standing).all():
                continue
            path = int(pick(np.broadcast_to(standing, self.every.shape)))
            reached = self.asked.outcomes(self.spliced(day, np.full_like(self.every, path), self.every))
            if reached[0] >= 0 and (reached == reached[0]).all():
                return int(reached[0])
        return None
