"""From probabilities to words: bands with hysteresis, and the marks laid over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

PASSED_BY = 0.03  # a band is left once its edge has been passed by this much, or at two dates running
TOO_EARLY_BELOW = 0.2  # share of information
MOST_UNKNOWN = 0.2  # share of paths without an answer
CLIP = (0.02, 0.98)


class Band(StrEnum):
    """How a claim stands while it is open, from off track to on track."""

    OFF_TRACK = "off track"
    LEANING_TO_FAIL = "leaning to fail"
    UNDECIDED = "undecided"
    LEANING_TO_HOLD = "leaning to hold"
    ON_TRACK = "on track"


HOLDING = frozenset({Band.LEANING_TO_HOLD, Band.ON_TRACK})


class Overlay(StrEnum):
    """What qualifies a band, or replaces it."""

    TOO_EARLY = "too early"
    STALE = "stale"
    NO_EVIDENCE = "no evidence"
    PENDING = "pending"


BANDS = tuple(Band)
EDGES = (0.10, 0.30, 0.70, 0.90)  # between neighbouring bands
_PASSED_UP = tuple(round(edge + PASSED_BY, 6) for edge in EDGES)  # rounded, for p = .67 has passed .70 by .03
_PASSED_DOWN = tuple(round(edge - PASSED_BY, 6) for edge in EDGES)


def band_of(p: float) -> Band:
    """The band of a probability that the claim holds. Edges belong to the outer bands. Raises `ValueError`."""
    if not 0 <= p <= 1:
        raise ValueError(f"expected a probability from 0 to 1, got {p}")
    if p >= 0.5:
        return BANDS[2 + (p >= EDGES[2]) + (p >= EDGES[3])]
    return BANDS[2 - (p <= EDGES[1]) - (p <= EDGES[0])]


@dataclass(frozen=True)
class Step:
    """The band on one date of the walk."""

    on: date
    p: float
    band: Band


def walk(dates: Sequence[date], probabilities: Sequence[float]) -> list[Step]:
    """The band on each date, with hysteresis, from the probabilities alone: stored verdicts are never read.

    At each date the band moves to the farthest one whose edge p has passed by 0.03, or to the one p has been in at two
    dates running. Shape: dates and probabilities are equally long and in order.
    """
    if len(dates) != len(probabilities):
        raise ValueError(f"expected a probability for each of {len(dates)} dates, got {len(probabilities)}")
    steps: list[Step] = []
    before: Band | None = None
    for day, p in zip(dates, probabilities, strict=True):
        plain = band_of(p)
        band = plain if not steps or plain is before else _moved(steps[-1].band, p)
        steps.append(Step(day, p, band))
        before = plain
    return steps


def _moved(band: Band, p: float) -> Band:
    """Up or down over every edge that p has passed by enough."""
    place = BANDS.index(band)
    while place < len(EDGES) and p >= _PASSED_UP[place]:
        place += 1
    while place > 0 and p <= _PASSED_DOWN[place - 1]:
        place -= 1
    return BANDS[place]


def changes(steps: Sequence[Step]) -> list[tuple[Step, Step]]:
    """The steps at which the band changed, each with the one before."""
    return [(old, new) for old, new in pairwise(steps) if old.band is not new.band]


def clipped(p: float) -> float:
    """What is published while a claim is open: never nearer than .02 to certainty."""
    return min(max(p, CLIP[0]), CLIP[1])
