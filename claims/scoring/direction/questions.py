"""Questions of the form "will this series be higher on that day than on this one?": settling them, scoring answers."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.direction.forecast import Foreteller, Rise
from claims.scoring.direction.tracks import Track, Vintages


@dataclass(frozen=True)
class Question:
    """A series, the day on which an answer was due, the day that decides, and the outcome on record (NaN: none)."""

    code: str
    due: int
    resolves: int
    recorded: float

    @property
    def horizon(self) -> int:
        """Days from one to the other."""
        return self.resolves - self.due


@dataclass(frozen=True)
class Settled:
    """What the figures say: 1 iff the series is higher; None while it does not reach the day that decides."""

    outcome: float | None
    before: float
    after: float


def settle(question: Question, track: Track) -> Settled:
    """Compare the newest figures dated on or before each day. Never on an old figure: see `Track.reaches`."""
    before, after = track.on(np.array([question.due, question.resolves]))
    if np.isnan(before) or not track.reaches(question.resolves):
        return Settled(None, float(before), float(after))
    return Settled(float(after > before), float(before), float(after))


def answers(questions: Iterable[Question], series: Mapping[str, Vintages]) -> Iterator[Rise | None]:
    """The probability of each in turn, from what had been published by its due date alone; None without figures."""
    by_day: dict[int, Foreteller] = {}
    return (_answer(question, series, by_day) for question in questions)


def _answer(question: Question, series: Mapping[str, Vintages], by_day: dict[int, Foreteller]) -> Rise | None:
    day = question.due
    if day not in by_day:
        by_day[day] = Foreteller(day, {code: one.known(day) for code, one in series.items()})
    try:
        return by_day[day].rises(question.code, question.horizon)
    except LookupError:
        return None
