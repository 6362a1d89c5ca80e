"""How much hangs on one reading of a claim, and on one stretch of history (METHOD sections 5 and 8)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from claims.scoring.inference import wilson_interval
from claims.scoring.pastanswers import Placebos, effective

RECENT_MONTHS = 60


@dataclass(frozen=True)
class Panel:
    """Of `readings` that could be answered, besides the primary one, the share `agree` with it; `silent` could not."""

    readings: int
    agree: float
    against: tuple[str, ...]
    silent: tuple[str, ...]


def specification_panel(primary: str, probabilities: Mapping[str, float | None]) -> Panel | None:
    """The share of the other readings on the same side of one half as the primary one; exactly one half is on none.

    By name, the probability that it holds on each reading declared at registration; None where it has no evidence.
    Outcomes are probabilities of 0 and 1. None where the primary itself or every other reading is silent: a panel of
    one agrees with itself. S. Steegen, F. Tuerlinckx, A. Gelman & W. Vanpaemel (2016), Increasing transparency through
    a multiverse analysis. Perspectives on Psychological Science 11, 702-712.
    """
    if primary not in probabilities:
        raise ValueError(f"expected the primary reading {primary} among {', '.join(probabilities)}")
    said = {name: p for name, p in probabilities.items() if p is not None and not np.isnan(p)}
    wrong = {name: p for name, p in said.items() if not 0 <= p <= 1}
    if wrong:
        raise ValueError(f"expected probabilities from 0 to 1, got {wrong}")
    others = {name: p for name, p in said.items() if name != primary}
    if primary not in said or not others:
        return None
    side = np.sign(said[primary] - 0.5)
    against = tuple(name for name, p in others.items() if side == 0 or np.sign(p - 0.5) != side)
    silent = tuple(name for name in probabilities if name not in said)
    return Panel(len(others), 1 - len(against) / len(others), against, silent)


@dataclass(frozen=True)
class Regime:
    """How often a criterion held in windows that opened in the last 60 months, and before.

    `differs` where the intervals (Wilson's 95 %, overlapping windows counted as far as they are independent) are apart:
    the base rate then speaks of another time. With few windows they rarely are, which proves nothing.
    """

    recent: float
    recent_windows: int
    recent_interval: tuple[float, float]
    before: float
    before_windows: int
    before_interval: tuple[float, float]

    @property
    def differs(self) -> bool:
        """Whether the intervals are apart."""
        return self.recent_interval[0] > self.before_interval[1] or self.recent_interval[1] < self.before_interval[0]


def regime(past: Placebos, months: int = RECENT_MONTHS) -> Regime | None:
    """The last `months` of placebo dates against all before; None where either has no answered date."""
    answered = past.answered
    recent, before = (past.holds[answered & part] for part in (past.shifts <= months, past.shifts > months))
    if not len(recent) or not len(before):
        return None
    return Regime(
        float(recent.mean()), len(recent), _interval(recent, past.months),
        float(before.mean()), len(before), _interval(before, past.months),
    )  # fmt: skip


def _interval(held: np.ndarray, months: float) -> tuple[float, float]:
    trials = effective(len(held), months)
    low, high = wilson_interval(float(held.mean()) * trials, trials)
    return float(low), float(high)
