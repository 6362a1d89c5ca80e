"""What a criterion would have said at every earlier month: the placebo dates one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from claims.scoring.baserate import STRIDE, panels_of_that_time, placebo_windows
from claims.scoring.margin import comparisons
from claims.scoring.outlook import Question, answer
from evidence.formula import Evaluation, Node
from evidence.periods import Ints, month_of
from evidence.series import Bools, Floats, History


@dataclass(frozen=True, eq=False)
class Placebos:
    """Answers at placebo dates, oldest first. Shape (dates,) each.

    `shifts` counts the months from a placebo's opening to the claim's own. `holds` and `fails` are 1, 0 or NaN where
    the date cannot be answered: the precondition was false, or a figure was missing. `months` is a window's length.
    """

    shifts: Ints
    opens: Ints
    holds: Floats
    fails: Floats
    months: float

    @property
    def answered(self) -> Bools:
        """The dates that count in the base rate."""
        return ~np.isnan(self.holds)

    @property
    def effective(self) -> float:
        """The effective number of answered windows, as for base rates."""
        return effective(int(self.answered.sum()), self.months)


def effective(windows: int, months: float) -> float:
    """Windows that overlap counted as far as they are independent: n * stride / horizon, at least 1; 0 of none."""
    return max(1.0, windows * STRIDE / months) if windows else 0.0


def placebos(question: Question, close: int, histories: Mapping[str, History], derived: Mapping[str, Node]) -> Placebos:
    """A question at every earlier month, with the data of that time. Its answered dates are those of the base rate."""
    own = {slug: histories[slug] for slug in question.leaves}
    months = max(float(month_of(close + 1) - month_of(question.opens)), 1.0)
    first = min((int(one.ends[0]) for one in own.values() if len(one.ends)), default=question.opens)
    windows = placebo_windows(question.opens, close, first)
    shifts = month_of(question.opens) - month_of(windows.opens)
    if not len(windows.opens):
        return Placebos(shifts, windows.opens, np.empty(0), np.empty(0), months)
    evaluation = Evaluation(panels_of_that_time(own, windows.closes), derived, question.coverage)
    answers = answer(question, evaluation, windows)
    known = [~np.isnan(evaluation.truth(one, windows)) for one in comparisons(question.holds)]
    counts = np.logical_and.reduce(
        np.broadcast_arrays(answers.testable == 1, np.ones(len(windows.opens), dtype=bool), *known)
    )
    holds, fails = (np.where(counts, one, np.nan) for one in (answers.holds, answers.fails))
    return Placebos(shifts, windows.opens, holds, fails, months)


def side_by_side(claims: Sequence[Placebos]) -> tuple[Ints, Floats]:
    """Whether each claim held when all of them were moved back by the same number of months.

    Shifts, farthest first, and a matrix (claims, shifts) of 1, 0 and NaN. Moving all by the same number keeps what
    claims made at different times have to do with one another; for claims of one article a shift is a date.
    """
    farthest = max((int(one.shifts.max(initial=0)) for one in claims), default=0)
    shifts = np.arange(farthest, 0, -1)
    held = np.full((len(claims), farthest), np.nan)
    for row, one in zip(held, claims, strict=True):
        row[farthest - one.shifts] = one.holds
    return shifts, held
