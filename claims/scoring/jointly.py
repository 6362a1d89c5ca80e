"""How many of several claims hold, from claims that are answered together: on the same paths or the same past dates.

Never a product and never a mean of their probabilities: claims on the same index are not independent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from claims.scoring.inference import poisson_binomial_tails
from claims.scoring.outlook import Question, answer
from claims.scoring.pastanswers import effective
from evidence.formula import Evaluation, Node, Windows
from evidence.series import Floats, Panel

MOST_FILLED = 0.5  # share of claims without an answer at a past date, above which the date says nothing


@dataclass(frozen=True, eq=False)
class Tail:
    """P(X >= k) for k = 0 ... n of the number of claims that hold. Shape (n + 1,).

    `dates` past dates were used; `complete` dates have an answer of every claim. `filled` is the share of answers that
    were missing on the dates used and stand at their base rates, as if independent. `effective` dates do not overlap.
    `values` is the plain share of dates; `cautious` counts the claims' own set as one more date on which they did as
    well, so that it is never 0 and never below 1 / (effective + 1).
    """

    values: Floats
    cautious: Floats
    dates: int
    complete: int
    effective: float
    filled: float

    @property
    def least(self) -> float:
        """The smallest cautious tail that so many dates can show."""
        return 1 / (self.effective + 1)


def placebo_tail(held: ArrayLike, base_rates: ArrayLike, months: float) -> Tail | None:
    """The tail from the joint placebo distribution: all claims at the same date in the past.

    `held` (claims, dates) is 1, 0 or NaN, `months` the length of the longest window. Where enough dates (five that do
    not overlap) have an answer of every claim, only those are used; else those with an answer of at least half. None
    where no date has. The share s of m effective dates becomes (s m + 1) / (m + 1): B. Phipson & G. K. Smyth (2010),
    Permutation p-values should never be zero. SAGMB 9(1), article 39.
    """
    matrix, b = np.asarray(held, dtype=np.float64), np.asarray(base_rates, dtype=np.float64)
    if matrix.ndim != 2 or b.shape != matrix.shape[:1]:
        raise ValueError(f"expected answers (claims, dates) and a base rate each, got {matrix.shape} and {b.shape}")
    known = ~np.isnan(matrix)
    complete = known.all(axis=0)
    enough = effective(int(complete.sum()), months) >= _ENOUGH
    used = complete if enough else known.mean(axis=0) >= 1 - MOST_FILLED
    if not used.any():
        return None
    filled = np.where(known, matrix, b[:, None])[:, used]
    values = poisson_binomial_tails(filled.T).mean(axis=0)  # zeros and ones make it a plain count
    independent = effective(int(used.sum()), months)
    cautious = (values * independent + 1) / (independent + 1)
    share = float((~known[:, used]).mean())
    return Tail(values, cautious, int(used.sum()), int(complete.sum()), independent, share)


_ENOUGH = 5.0  # dates that do not overlap


def independent_tail(probabilities: ArrayLike) -> Floats:
    """P(X >= k) for k = 0 ... n if the claims were independent: a label that must stand beside the figures."""
    return poisson_binomial_tails(probabilities)


@dataclass(frozen=True, eq=False)
class JointOdds:
    """Odds of a narrative's claims together, from shared paths.

    `at_least` and `at_most_unknown` are P(at least k hold), k = 0 ... n, with what is unknown on a path taken as not
    holding, and as holding: the truth lies between. `expected` holds on average; `by_base_rates` would.
    """

    claims: int
    at_least: Floats
    with_unknown: Floats
    expected: float
    by_base_rates: float
    unknown: float

    @property
    def all_hold(self) -> float:
        """P(every claim holds)."""
        return float(self.at_least[-1])


def joint_odds(truth: ArrayLike, base_rates: ArrayLike) -> JointOdds:
    """Joint odds from a matrix (claims, paths) of 1, 0 and NaN, and the claims' base rates."""
    matrix, b = np.asarray(truth, dtype=np.float64), np.asarray(base_rates, dtype=np.float64)
    if matrix.ndim != 2 or b.shape != matrix.shape[:1] or not matrix.size:
        raise ValueError(f"expected answers (claims, paths) and a base rate each, got {matrix.shape} and {b.shape}")
    unknown = np.isnan(matrix)
    least, most = (matrix == 1).sum(axis=0), ((matrix == 1) | unknown).sum(axis=0)
    ks = np.arange(len(matrix) + 1)[:, None]
    return JointOdds(
        len(matrix), (least >= ks).mean(axis=1), (most >= ks).mean(axis=1), float(least.mean()), float(b.sum()),
        float(unknown.mean()),
    )  # fmt: skip


def truths(questions: Sequence[Question], panels: Mapping[str, Panel], derived: Mapping[str, Node]) -> Floats:
    """Whether each question holds at its first checkpoint, path by path; NaN: unknown or void. (questions, paths)."""
    evaluations: dict[float, Evaluation] = {}
    rows = []
    for question in questions:
        evaluation = evaluations.setdefault(question.coverage, Evaluation(panels, derived, question.coverage))
        answers = answer(question, evaluation, Windows.single(question.opens, question.closes[0]))
        rows.append(np.where(answers.testable == 1, answers.holds, np.nan))
    return np.stack(np.broadcast_arrays(*rows))
