"""Criteria at earlier dates (placebo dates) with the data of that time: one row a date, many criteria at once."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

import numpy as np

from claims.scoring.distance import Distances, holds_as_far, moved
from claims.scoring.margin import comparisons
from claims.scoring.portions import portions
from evidence.formula import Evaluation, Node, Windows, kleene
from evidence.periods import Ints, add_months, first_of_month, month_of
from evidence.series import Floats, History, Panel

_SLACK = 31  # days: a quarter that ends with the window is published well after its last month
_ALWAYS = np.iinfo(np.int64).max
_MOST_LEAVES = 50  # indicators at a time: a revised one has a row for each placebo date


@dataclass(frozen=True, eq=False)
class Asked:
    """A criterion with the window that is to be moved back; `leaves` are the raw indicators below it.

    Where `away` says how far thresholds are, it is also asked with thresholds as far away at each date.
    """

    holds: Node
    requires: Node | None
    leaves: tuple[str, ...]
    opens: int
    close: int
    coverage: float
    away: Distances = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Outcomes:
    """What came of a criterion at each placebo date: 1 held, 0 did not, NaN cannot be told. Shape (windows,).

    `as_far`: the same with thresholds as far away as they are now, where distances were given.
    """

    windows: Windows
    held: Floats
    as_far: Floats | None = None


@dataclass(frozen=True)
class _Sharing:
    """What two criteria must have in common to be asked on the same panels."""

    opens: int
    close: int
    coverage: float
    first: int
    slowest: int
    newest: int


def outcomes(asked: Sequence[Asked], histories: Mapping[str, History], derived: Mapping[str, Node]) -> list[Outcomes]:
    """The outcomes of criteria at every earlier month, in the order in which they are asked.

    Criteria with equal windows are asked together: figures as of each date, and what their formulas share, are worked
    out once for all of them.
    """
    groups: dict[_Sharing, list[int]] = defaultdict(list)
    for place, one in enumerate(asked):
        groups[_sharing(one, histories)].append(place)
    found: dict[int, Outcomes] = {}
    for sharing, places in groups.items():
        for portion in portions(places, lambda place: asked[place].leaves, lambda slug: 1, _MOST_LEAVES):
            windows = placebo_windows(sharing.opens, sharing.close, sharing.first)
            leaves = {slug: histories[slug] for place in portion for slug in asked[place].leaves}
            panels = panels_of_that_time(leaves, windows.closes, sharing.slowest, sharing.newest)
            evaluation = Evaluation(panels, derived, sharing.coverage)
            found |= {place: _outcome(asked[place], evaluation, windows) for place in portion}
    return [found[place] for place in range(len(asked))]


def _sharing(one: Asked, histories: Mapping[str, History]) -> _Sharing:
    own = [histories[slug] for slug in one.leaves]
    first = min((int(past.ends[0]) for past in own if len(past.ends)), default=one.opens)
    is_revised = any(past.is_revised for past in own)  # else it does not matter on which day one looks
    slowest, newest = _publication(own) if is_revised else (0, 0)
    return _Sharing(one.opens, one.close, one.coverage, first_of_month(month_of(first)), slowest, newest)


def _outcome(one: Asked, evaluation: Evaluation, windows: Windows) -> Outcomes:
    plain = held(one, evaluation, windows)
    if not one.away or not len(windows.opens):
        return Outcomes(windows, plain)
    moves = [moved(comparison, evaluation, windows) for comparison in one.away]
    told = ~np.isnan([plain, *np.broadcast_arrays(plain, *moves)[1:]]).any(axis=0)
    as_far = holds_as_far(one.holds, evaluation, windows, one.away)
    return Outcomes(windows, plain, np.where(told, as_far, np.nan))


def held(one: Asked, evaluation: Evaluation, windows: Windows) -> Floats:
    """1, 0 or NaN per window.

    Windows in which the precondition was false, or some comparison cannot be answered, are NaN: in the years before one
    of its figures begins, an "and" can be false but never true, and the claim would look rarer than it is.
    """
    if not len(windows.opens):
        return np.empty(0)
    holding = evaluation.truth(one.holds, windows)
    testable = np.ones(1) if one.requires is None else evaluation.truth(one.requires, windows)
    known = [~np.isnan(evaluation.truth(each, windows)) for each in comparisons(one.holds)]
    answered = reduce(np.logical_and, known, testable == 1)
    return np.broadcast_to(np.where(answered, holding, np.nan), windows.opens.shape)


def joint(least: int, members: Sequence[Outcomes]) -> Outcomes:
    """A claim made of others, at the same placebo dates for all: at least `least` of them held there, never a product.

    Only dates at which every member can be told count: where one that begins late is left out, the claim would look
    rarer than it is. Raises `ValueError` without members.
    """
    if not members:
        raise ValueError("expected members of which something can be told, got none")
    opens = reduce(np.intersect1d, (one.windows.opens for one in members))
    places = [np.searchsorted(one.windows.opens, opens) for one in members]
    answers = [one.held[place] for one, place in zip(members, places, strict=True)]
    known = ~np.isnan(answers).any(axis=0)
    windows = Windows(opens, members[0].windows.closes[places[0]])
    return Outcomes(windows, np.where(known, kleene.at_least(least, answers), np.nan))


def panels_of_that_time(histories: Mapping[str, History], closes: Ints, slowest: int, newest: int) -> dict[str, Panel]:
    """Panels with one row per window: what was known when the window's last period had been published.

    That is `slowest` days after it, or on the `newest` day. A series that was never revised is the same on every day
    and stays one row.
    """
    settled = np.minimum(closes + slowest, newest)
    return {slug: one.as_of(settled if one.is_revised else _ALWAYS) for slug, one in histories.items()}


def _publication(histories: Sequence[History]) -> tuple[int, int]:
    """Days until the slowest figure of a window is out, and the day on which the newest one became known."""
    slowest = max((one.lag for one in histories), default=0) + _SLACK
    return slowest, max((int(one.known.max(initial=0)) for one in histories), default=0)


def placebo_windows(opens: int, close: int, first: int) -> Windows:
    """Windows of the same length at every earlier month that closed before the claim opened, oldest first.

    `first` is a day of the first month with figures.
    """
    months = np.arange(month_of(first), month_of(opens))
    starts = first_of_month(months) + (opens - first_of_month(month_of(opens)))
    starts = np.minimum(starts, first_of_month(months + 1) - 1)  # no 31st where a month has 30 days
    length = month_of(close + 1) - month_of(opens)
    is_whole = add_months(opens, length) - 1 == close
    closes = add_months(starts, length) - 1 if is_whole else starts + (close - opens)
    keep = closes < opens
    return Windows(starts[keep], closes[keep])
