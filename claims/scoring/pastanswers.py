"""What a criterion would have said at every earlier month: the placebo dates one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from claims.scoring.baserate import STRIDE, months_of
from claims.scoring.outlook import Question
from claims.scoring.placebo import Asked, Outcomes, outcomes
from evidence.formula import Node
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
    holds, fails = (
        Asked(tree, question.requires, question.leaves, question.opens, close, question.coverage)
        for tree in (question.holds, question.fails)
    )
    holding, failing = outcomes((holds, fails), histories, derived)
    opens = holding.windows.opens
    failed = np.where(np.isnan(holding.held), np.nan, failing.held)
    months = months_of(question.opens, close)
    return Placebos(month_of(question.opens) - month_of(opens), opens, holding.held, failed, months)


def of_outcomes(found: Outcomes, opens: int, months: float) -> Placebos:
    """The same of outcomes that are known already; whether it failed is then taken as whether it did not hold."""
    shifts = month_of(opens) - month_of(found.windows.opens)
    return Placebos(shifts, found.windows.opens, found.held, 1 - found.held, months)


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
