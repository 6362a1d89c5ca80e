"""Judged claims: who rates when, how ratings become one figure, and an aid that never replaces them (METHOD section 9).

Two raters rate blind to each other, then an adjudicator, a third person, either accepts or gives a rating of their own.
What is published is the pooled rating of the raters, and the adjudicator's with them where one was given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import expit, logit

from evidence.refusal import Worded, gettext_noop

RATINGS = (0.02, 0.98)
RATERS = 2
SOURCES = 2  # archived sources that a judgement needs at least
RATIOS = (1 / 10, 1 / 3, 1 / 1.5, 1.0, 1.5, 3.0, 10.0)


class Stage(StrEnum):
    """What a judgement waits for."""

    RATERS = "raters"
    ADJUDICATOR = "adjudicator"
    JUDGED = "judged"


class Role(StrEnum):
    """As whom somebody speaks."""

    RATER = "rater"
    ADJUDICATOR = "adjudicator"


@dataclass(frozen=True)
class Rating:
    """A probability by a person; None of an adjudicator who accepts the raters' figure."""

    by: str
    role: Role
    p: float | None
    sources: int


def stage(ratings: Sequence[Rating]) -> Stage:
    """How far a judgement is."""
    if any(one.role is Role.ADJUDICATOR for one in ratings):
        return Stage.JUDGED
    return Stage.ADJUDICATOR if _raters(ratings) == RATERS else Stage.RATERS


def refusal(ratings: Sequence[Rating], new: Rating) -> Worded | None:
    """Why a rating cannot be added to those given; None where it can."""
    if new.by in {one.by for one in ratings}:
        return Worded(gettext_noop("expected somebody who has not rated this, got %(name)s"), name=new.by)
    wanted = {Stage.RATERS: Role.RATER, Stage.ADJUDICATOR: Role.ADJUDICATOR}.get(stage(ratings))
    if wanted is None:
        return Worded(gettext_noop("expected an open judgement, got one that is judged"))
    if new.role is not wanted:
        return Worded(_OUT_OF_TURN[wanted])
    if new.role is Role.RATER and new.p is None:
        return Worded(gettext_noop("expected a probability from a rater, got none"))
    return _lacking(new)


_OUT_OF_TURN = {
    Role.RATER: gettext_noop("expected a rater, got an adjudicator: two raters come first"),
    Role.ADJUDICATOR: gettext_noop("expected an adjudicator, got a rater: both raters are done"),
}


def _lacking(new: Rating) -> Worded | None:
    low, high = RATINGS
    if new.p is not None and not low <= new.p <= high:
        template = gettext_noop("expected a probability from %(low)s to %(high)s, got %(got)s")
        return Worded(template, low=low, high=high, got=new.p)
    if new.sources < SOURCES:
        template = gettext_noop("expected at least %(least)s archived sources, got %(got)s")
        return Worded(template, least=SOURCES, got=new.sources)
    return None


def visible_to(reader: str, ratings: Sequence[Rating]) -> list[Rating]:
    """The ratings somebody may see: until both raters are done only their own, so that nobody leans on the other."""
    return [one for one in ratings if stage(ratings) is not Stage.RATERS or one.by == reader]


@dataclass(frozen=True)
class Judgement:
    """The published figure, always labelled judged, with the spread of the ratings below it (highest less lowest)."""

    p: float
    spread: float
    ratings: int


def judgement(ratings: Sequence[Rating]) -> Judgement | None:
    """The pooled figure once it is judged, None before."""
    if stage(ratings) is not Stage.JUDGED:
        return None
    given = [one.p for one in ratings if one.p is not None]
    return Judgement(pooled(given), max(given) - min(given), len(given))


def pooled(ratings: ArrayLike) -> float:
    """The mean of the log-odds of ratings, back as a probability. Shape (n,), each from .02 to .98.

    The geometric mean of the odds: V. A. Satopää et al. (2014), Combining multiple
    probability predictions using a simple logit model. International Journal of Forecasting 30, 344-356.
    """
    p = np.asarray(ratings, dtype=np.float64)
    if p.ndim != 1 or not len(p) or not ((p >= RATINGS[0]) & (p <= RATINGS[1])).all():
        raise ValueError(f"expected ratings from {RATINGS[0]} to {RATINGS[1]}, got {p}")
    return float(expit(logit(p).mean()))


@dataclass(frozen=True)
class Item:
    """A piece of evidence: how much likelier it is if the claim holds, and the family of its source."""

    ratio: float
    family: str


def weighed(prior: float, items: Iterable[Item]) -> float:
    """What evidence alone would make of a prior probability: an aid beside the rating, never the published figure.

    A family of sources (one agency's reports, one newspaper's articles) has one vote: the mean of its log ratios.
    Raises `ValueError` for a ratio that is not on the scale and for a prior that is certain.
    """
    if not 0 < prior < 1:
        raise ValueError(f"expected a prior between 0 and 1, got {prior}")
    votes: dict[str, list[float]] = {}
    for item in items:
        if not np.isclose(RATIOS, item.ratio).any():
            scale = ", ".join(f"{ratio:.3g}" for ratio in RATIOS)
            raise ValueError(f"expected one of the ratios {scale}, got {item.ratio}")
        votes.setdefault(item.family, []).append(float(np.log(item.ratio)))
    return float(expit(logit(prior) + sum(float(np.mean(logs)) for logs in votes.values())))


def _raters(ratings: Sequence[Rating]) -> int:
    return len({one.by for one in ratings if one.role is Role.RATER})
