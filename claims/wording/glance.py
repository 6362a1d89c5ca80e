"""What a reader should see of a claim at once, in the active language: what it takes, what of that is true so far, and
which figures can move it next."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from claims.models import Assessment
from claims.reading import Reading
from claims.scoring.margin import comparisons
from claims.wording import phrases
from claims.wording.chartheads import combined
from claims.wording.sentences import MOST_COMPARISONS, Wording
from evidence.calendar import Expectation
from evidence.formula import kleene
from evidence.formula.tree import Operation
from evidence.periods import date_of

_MOST_NAMES = 2


@dataclass(frozen=True)
class Condition:
    """One comparison: its sentence, the same in two parts, and whether the figures so far make it true."""

    said: str
    figures: str
    what: str
    is_true: bool


@dataclass(frozen=True)
class Glance:
    """Of the criterion that speaks for a claim, on the figures of its newest assessment."""

    wording: Wording
    row: Assessment
    reading: Reading

    @property
    def heading(self) -> str:
        """How the conditions make one answer."""
        return combined(self.reading.holds.tree) or _("What it takes")

    @property
    def conditions(self) -> list[Condition]:
        """Those of which figures are known; their sentences are the first of `Wording.sentences`."""
        pairs = zip(comparisons(self.reading.holds.tree), self.row.facts.get("so_far", []), strict=False)
        return [self._condition(one, known) for one, known in list(pairs)[:MOST_COMPARISONS] if known["until"]]

    def _condition(self, one: Operation, known: Mapping[str, Any]) -> Condition:
        words = self.wording.compared(one, known)
        what = phrases.held_against() % words if "other" in words else words["what"]
        is_true = bool(kleene.comparison(one.operator, np.array(known["left"]), np.array(known["right"])) == 1)
        return Condition(self.wording.comparison(one, known), phrases.so_far(one.operator) % words, what, is_true)

    @property
    def coming(self) -> str:
        """Which figures come next, and when; "" where none is expected."""
        awaited = sorted(self._awaited(), key=lambda one: (self._day(one), one.indicator.slug))
        first = list(takewhile(lambda one: self._day(one) == self._day(awaited[0]), awaited))[:_MOST_NAMES]
        if not first:
            return _("Every figure that could move it is overdue.") if self.wording.late(self.reading) else ""
        day = self._day(first[0])
        figures = {"series": self.wording.named([one.indicator.slug for one in first]), "day": date_of(day)}
        if day <= self.wording.dossier.day:
            return _("Next news: %(series)s, due any day.") % figures
        if all(one.next and one.next.planned for one in first):
            return _("Next news: %(series)s, on %(day)s by the provider's calendar.") % figures
        return _("Next news: %(series)s, usually out by %(day)s.") % figures

    def _awaited(self) -> list[Expectation]:
        expected = self.wording.dossier.expected
        every = [expected[slug] for slug in self.reading.leaves if slug in expected]
        return [one for one in every if one.next is not None and not one.is_overdue]

    def _day(self, one: Expectation) -> int:
        """When it is expected; what could have come already counts as today's."""
        assert one.next is not None
        return max(one.next.day, self.wording.dossier.day)
