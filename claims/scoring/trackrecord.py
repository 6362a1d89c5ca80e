"""An author's track record against what the same calls bring without knowing anything (METHOD section 7).

Easy calls earn nothing: hits are read against the sum of base rates, and their tail comes from moving all claims
together through the past. Void claims are counted beside it and never scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from claims.scoring.inference import stationary_bootstrap_indices, wilson_interval
from claims.scoring.jointly import Tail, independent_tail, placebo_tail
from claims.scoring.pastanswers import Placebos, side_by_side
from claims.scoring.rules import brier
from evidence.series import Floats

HIDDEN_BELOW = 5
INSUFFICIENT_BELOW = 20
LEVEL = 0.95
_REPLICATIONS = 2_000
_KEY = 20_251_201  # of the bootstrap's random numbers: the same record gives the same interval


class Standing(StrEnum):
    """Whether there are claims enough to say anything."""

    HIDDEN = "hidden"
    INSUFFICIENT = "insufficient"
    ENOUGH = "enough"


def standing(n: int) -> Standing:
    """By the number of scored claims."""
    if n < HIDDEN_BELOW:
        return Standing.HIDDEN
    return Standing.INSUFFICIENT if n < INSUFFICIENT_BELOW else Standing.ENOUGH


@dataclass(frozen=True, eq=False)
class Scored:
    """A settled claim: when it was made and due, y = 1 only if it held, its base rate and placebo dates.

    `p` is the probability that the author stated, NaN where none was.
    """

    key: str
    opens: int
    close: int
    y: int
    p: float
    base_rate: float
    placebos: Placebos


@dataclass(frozen=True, eq=False)
class TrackRecord:
    """What an author's claims came to. Hidden below five: only `n`, `void` and the standing are then given.

    `joint` is the tail P(X >= hits) from the joint placebo distribution (cautious), None where history cannot tell;
    `if_independent` never stands alone. `skill` is the mean of (b - y)^2 - (p - y)^2 with its block-bootstrap interval,
    over the `stated` claims with a stated probability: positive where those beat the base rates, None of fewer than
    five, whose interval would be as narrow as they are few. `hit_interval` is Wilson's.
    """

    n: int
    void: int
    standing: Standing
    hits: int | None = None
    expected: float | None = None
    joint: float | None = None
    if_independent: float | None = None
    tail: Tail | None = None
    skill: float | None = None
    skill_interval: tuple[float, float] | None = None
    hit_interval: tuple[float, float] | None = None
    stated: int = 0


def track_record(claims: Sequence[Scored], void: int = 0) -> TrackRecord:
    """The record of claims whose checkpoint, as scheduled when they were made, has passed."""
    if standing(len(claims)) is Standing.HIDDEN:
        return TrackRecord(len(claims), void, Standing.HIDDEN)
    ordered = sorted(claims, key=lambda one: (one.close, one.opens, one.key))
    y, p, b = (np.array([getattr(one, name) for one in ordered], float) for name in ("y", "p", "base_rate"))
    hits = int(y.sum())
    _, held = side_by_side([one.placebos for one in ordered])
    tail = placebo_tail(held, b, max(one.placebos.months for one in ordered))
    skills = (brier(b, y) - brier(p, y))[~np.isnan(p)]
    is_told = standing(len(skills)) is not Standing.HIDDEN
    low, high = wilson_interval(hits, len(y), LEVEL)
    return TrackRecord(
        len(y), void, standing(len(y)), hits, float(b.sum()), None if tail is None else float(tail.cautious[hits]),
        float(independent_tail(b)[hits]), tail,
        float(skills.mean()) if is_told else None, mean_interval(skills) if is_told else None,
        (float(low), float(high)), len(skills),
    )  # fmt: skip


def mean_interval(values: ArrayLike, level: float = LEVEL) -> tuple[float, float]:
    """Interval of a mean whose neighbours depend on each other: percentiles of the stationary bootstrap.

    Claims in the order in which they fell due; mean block 1.5 n^(1/3), as for the simulated paths. Shape (n,).
    D. N. Politis & J. P. Romano (1994), The stationary bootstrap. JASA 89, 1303-1313.
    """
    sample: Floats = np.asarray(values, dtype=np.float64)
    block = max(1.0, float(np.round(1.5 * len(sample) ** (1 / 3))))
    rng = np.random.Generator(np.random.Philox(key=_KEY))
    means = sample[stationary_bootstrap_indices(len(sample), block, _REPLICATIONS, rng)].mean(axis=1)
    low, high = np.quantile(means, [(1 - level) / 2, (1 + level) / 2])
    return float(low), float(high)
