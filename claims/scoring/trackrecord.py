"""An author's track record against what the same calls bring without knowing anything (METHOD section 7).

Easy calls earn nothing: hits are read against the sum of base rates, and their tail comes from moving all claims
together through the past. Void claims are counted beside it and never scored.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtr, stdtrit

from claims.scoring.inference import stationary_bootstrap_indices, wilson_interval
from claims.scoring.jointly import Tail, independent_tail, placebo_tail
from claims.scoring.pastanswers import Placebos, side_by_side
from claims.scoring.rules import brier
from evidence.periods import month_of
from evidence.series import Floats

HIDDEN_BELOW = 5
INSUFFICIENT_BELOW = 20
FEWEST_MONTHS = 5  # in which claims fell due, below which a mean has no interval
LEVEL = 0.95
_REPLICATIONS = 2_000
_KEY = 20_251_201  # of the bootstrap's random numbers: the same record gives the same interval


Interval = tuple[float, float]


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
    five; the interval alone is None where it cannot be told. `hit_interval` is Wilson's with the claims counted as far
    as they were independent at past dates, None where history cannot tell.
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
    skill_interval: Interval | None = None
    hit_interval: Interval | None = None
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
    stated = ~np.isnan(p)
    skills, closes = (brier(b, y) - brier(p, y))[stated], np.array([one.close for one in ordered])[stated]
    is_told = standing(len(skills)) is not Standing.HIDDEN
    return TrackRecord(
        len(y), void, standing(len(y)), hits, float(b.sum()), None if tail is None else float(tail.cautious[hits]),
        float(independent_tail(b)[hits]), tail,
        float(skills.mean()) if is_told else None, mean_interval(skills, closes) if is_told else None,
        _band(hits, len(y), _independent(len(y), tail, b)), len(skills),
    )  # fmt: skip


def mean_interval(values: ArrayLike, closes: ArrayLike, level: float = LEVEL) -> Interval | None:
    """Interval of a mean over claims that depend on each other, from the days (day numbers) on which they fell due.

    Claims due in one month share its news and are drawn together: stationary bootstrap over months, mean block
    1.5 n^(1/3) of them, as for the simulated paths. None where they fell due in fewer than five months, or where all
    values are the same: then nothing shows how far the mean may be off. Where windows on one series overlap for much
    longer than a block it is too narrow: of monthly claims on a year ahead it covers 7 in 10, not 19 in 20.
    Shape (n,) each.
    D. N. Politis & J. P. Romano (1994), The stationary bootstrap. JASA 89, 1303-1313; percentiles expanded for few
    months by T. C. Hesterberg (2015), What teachers should know about the bootstrap. American Statistician 69, 371-386.
    """
    sample: Floats = np.asarray(values, dtype=np.float64)
    months, place = np.unique(month_of(np.asarray(closes, dtype=np.int64)), return_inverse=True)
    n = len(months)
    if n < FEWEST_MONTHS or np.ptp(sample) < np.finfo(np.float64).eps:
        return None
    sums, counts = np.bincount(place, sample, n), np.bincount(place, minlength=n)
    block = max(1.0, float(np.round(1.5 * n ** (1 / 3))))
    rng = np.random.Generator(np.random.Philox(key=_KEY))
    drawn = stationary_bootstrap_indices(n, block, _REPLICATIONS, rng)
    below = float(ndtr(np.sqrt(n / (n - 1)) * stdtrit(n - 1, (1 - level) / 2)))
    low, high = np.quantile(sums[drawn].sum(axis=1) / counts[drawn].sum(axis=1), [below, 1 - below])
    return float(low), float(high)


def _independent(n: int, tail: Tail | None, b: Floats) -> float | None:
    """As how many independent claims so many count: n over the ratio of the variance of hits at past dates to that of
    independent claims with these base rates, from 1 to n (L. Kish 1965, Survey Sampling, 8.2: the design effect).
    """
    if tail is None:
        return None
    ks = np.arange(1, n + 1)
    variance = float(((2 * ks - 1) * tail.values[1:]).sum() - tail.values[1:].sum() ** 2)
    return max(1.0, n / max(1.0, variance / float((b * (1 - b)).sum())))


def _band(hits: int, n: int, independent: float | None) -> Interval | None:
    if independent is None:
        return None
    low, high = wilson_interval(min(hits / n, 1.0) * independent, independent, LEVEL)
    return float(low), float(high)
