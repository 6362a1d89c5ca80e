"""Evidence in bits: which releases moved a probability, and by how much, between two dates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

from claims.scoring.differences import figures_of
from claims.scoring.futures import Leaf, simulate
from claims.scoring.outlook import Foresight, Group, Measure, Question
from claims.scoring.past import World
from claims.scoring.randomness import PATHS
from claims.scoring.verdict import MOST_UNKNOWN
from evidence.formula import Node
from evidence.series import History, Panel

_LEAST = 0.5 / PATHS  # a probability of zero counts as half a path, so that bits stay finite


@dataclass(frozen=True)
class Part:
    """What one release contributed: log2 of the probability after it over the one before. No indicator: time alone."""

    indicator: str
    known: int  # the day on which it became known; of time alone, the later date itself
    bits: float


@dataclass(frozen=True, eq=False)
class Move:
    """A probability that moved from one day to a later one: a question's, or a group's with its members' questions."""

    questions: Sequence[Question]
    group: Group | None
    close: int
    since: int
    until: int

    @property
    def key(self) -> tuple[str, int]:
        """Of its outlook."""
        return (self.group.key if self.group else self.questions[0].key), self.close


def parts_of(job: tuple[Move, World]) -> tuple[Part, ...]:
    """What moved one probability. Another process can be sent it, for this module needs no set-up of anything."""
    move, world = job
    return attributed(move, world.histories, world.measures, world.derived)


def attributed(
    move: Move, histories: Mapping[str, History], measures: Mapping[str, Measure], derived: Mapping[str, Node]
) -> tuple[Part, ...]:
    """The parts of log2(p_until / p_since): time alone first, then each release in the order of publication.

    The parts sum to the whole, for each is measured against the one before it. What became known of an indicator on
    one day is one release; of a daily or weekly one all of them together are, at the day of the newest. A step that
    leaves no evidence has no probability: it moves nothing, and the release that brings evidence back is measured
    against the last probability that there was.
    """
    slugs = dict.fromkeys(slug for question in move.questions for slug in question.leaves)
    seen = dict.fromkeys(slugs, move.since)
    foresight = _StepByStep(move.questions, [move.group] if move.group else [], histories, measures, derived)

    def bits(day: int, without: float) -> float:
        foresight.histories = {slug: histories[slug].until(seen[slug]) for slug in slugs}
        foresight.look(day)
        odds = foresight.outlooks[move.key].odds[day]
        return log2(max(odds.hold, _LEAST)) if odds.unknown <= MOST_UNKNOWN else without

    before = bits(move.since, without=0.0)
    after = bits(move.until, without=before)
    parts = [Part("", move.until, after - before)]
    for day, slug in releases({slug: histories[slug] for slug in slugs}, move.since, move.until):
        seen[slug] = day
        before, after = after, bits(move.until, without=after)
        parts.append(Part(slug, day, after - before))
    return tuple(parts)


class _StepByStep(Foresight):
    """Simulates anew only the indicators that have news since the step before: the others' futures stay as they are."""

    _keys: Mapping[str, tuple[object, ...]] = {}
    _panels: Mapping[str, Panel] = {}

    def _futures(
        self, leaves: Mapping[str, Leaf], until: Mapping[str, int], since: Mapping[str, int]
    ) -> dict[str, Panel]:
        keys = {slug: (*figures_of(leaf.panel), until[slug], since[slug]) for slug, leaf in leaves.items()}
        news = {slug: leaf for slug, leaf in leaves.items() if self._keys.get(slug) != keys[slug]}
        kept = {slug: panel for slug, panel in self._panels.items() if slug not in news}
        self._keys, self._panels = {**self._keys, **keys}, kept | simulate(news, until, since)
        return {slug: panel for slug, panel in self._panels.items() if slug in leaves}


def releases(histories: Mapping[str, History], since: int, until: int) -> list[tuple[int, str]]:
    """What became known after one day and by another: (day, indicator), in the order of publication, then by name."""
    found = []
    for slug, past in histories.items():
        days = np.unique(past.known[(past.known > since) & (past.known <= until)])
        one_by_one = days if not past.frequency.is_finer_than_month else days[-1:]
        found += [(int(day), slug) for day in one_by_one]
    return sorted(found)
