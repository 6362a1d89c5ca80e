"""Assessments of relations: who predicts better, on the points so far. A verdict, and never a probability."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np

from claims.dossier import Dossier
from claims.horizon import in_reach
from claims.models import Assessment, Claim, Criterion
from claims.reading import RelationReading
from claims.recording import figure
from claims.scoring import METHOD_VERSION
from claims.scoring.cumulated import cumulated
from claims.scoring.relation import Found, Losses, found, losses, outcome
from claims.scoring.verdict import Overlay
from evidence.periods import Ints, date_of, day_number


class RelationWork:
    """One relation to be assessed: rows of its criteria, and of the claim, which is what its primary one says.

    A draft, which the database does not know, brings the reading of its criterion and is recorded nowhere.
    """

    def __init__(self, claim: Claim, dossier: Dossier, draft: RelationReading | None = None) -> None:
        self.claim, self.dossier = claim, dossier
        criteria = [] if draft else claim.criteria.all()
        self.own = [draft] if draft else [dossier.relations[one.slug] for one in criteria if one.is_relation]
        self.days = in_reach(claim.checkpoints, dossier.as_of)
        self.inputs = "" if draft else dossier.inputs(claim)
        self._known: dict[tuple[str, date], Found | None] = {}

    @cached_property
    def _losses(self) -> dict[str, Losses]:
        """By criterion, of those whose series are all at hand: the same for every checkpoint."""
        return {
            one.criterion.slug: losses(
                one.written.relation,
                {slug: self.dossier.histories[slug] for slug in one.leaves},
                self.dossier.catalogue.derived,
                self.dossier.day,
            )
            for one in self.own
            if not self.dossier.lacking(one)
        }

    def _found(self, slug: str, day: date) -> Found | None:
        """What is known of a criterion at a checkpoint, worked out once: the claim says what its primary one does."""
        if (slug, day) not in self._known:
            made = self._losses.get(slug)
            self._known[slug, day] = found(made, day_number(self.claim.opens), day_number(day)) if made else None
        return self._known[slug, day]

    def rows(self, _: object) -> list[Assessment]:
        """An assessment of each criterion and of the claim, at each checkpoint in reach."""
        return [row for day in self.days for row in self._at(day)]

    def _at(self, day: date) -> list[Assessment]:
        return [*(self._row(day, reading) for reading in self.own), self.verdict(day)]

    def verdict(self, day: date) -> Assessment:
        """The claim's own at a checkpoint."""
        primary = next(one for one in self.own if one.criterion.role == Criterion.Role.PRIMARY)
        return self._row(day, primary, is_claim=True)

    def _row(self, day: date, reading: RelationReading, *, is_claim: bool = False) -> Assessment:
        one = reading.criterion
        seen = self._found(one.slug, day)
        return Assessment(
            claim=self.claim, criterion=None if is_claim else one, checkpoint=day, as_of=self.dossier.as_of,
            inputs=self.inputs, method=METHOD_VERSION, numpy=np.__version__,
            band=str(seen.call.favour) if seen else "", outcome=self._outcome(seen, day),
            overlays=[str(mark) for mark in self._overlays(reading, seen, day)],
            missing=list(self.dossier.lacking(reading)),
            facts={"speaks": one.key, "stand_in": False, "relation": seen and facts(seen),
                   "cumulated": seen and self._cumulated(one.slug, seen, day)},
        )  # fmt: skip

    def _cumulated(self, slug: str, seen: Found, day: date) -> dict[str, Any] | None:
        found = cumulated(self._losses[slug], day_number(self.claim.opens), day_number(day), seen.due)
        return None if found is None else {
            "days": _dates(found.days), "sums": [_short(one) for one in found.sums.tolist()],
            "ahead": _dates(found.ahead), "chance": [[_short(one) for one in row] for row in found.chance.tolist()],
        }  # fmt: skip

    def _outcome(self, seen: Found | None, day: date) -> str:
        return outcome(seen) if seen and day <= self.dossier.as_of else ""

    def _overlays(self, reading: RelationReading, seen: Found | None, day: date) -> list[Overlay]:
        marks = [] if seen else [Overlay.NO_EVIDENCE]
        if any(self.dossier.is_late(slug) for slug in reading.leaves):
            marks.append(Overlay.STALE)
        if day < self.dossier.as_of and not self._outcome(seen, day):
            marks.append(Overlay.PENDING)
        return marks


def facts(seen: Found) -> dict[str, Any]:
    """What the sentences about a relation are made of, as JSON can hold it."""
    until = None if seen.until is None else str(date_of(seen.until))
    return _plain({**asdict(seen.call), **asdict(seen), "until": until, "call": None})


def _dates(days: Ints) -> list[str]:
    return [str(date_of(day)) for day in days.tolist()]


def _short(value: float) -> float | None:
    return figure(float(f"{value:.6g}"))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Codes as text, figures that are none as None, without what is empty by construction."""
    plain: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Mapping):
            plain[name] = _plain(value)
        elif isinstance(value, float):
            plain[name] = value if isfinite(value) else None
        elif name != "call":
            plain[name] = value if value is None or isinstance(value, int) else str(value)
    return plain
