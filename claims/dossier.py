"""Everything an assessment of claims on a day rests on, gathered once. Verbs read the evidence through this alone."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property

import numpy as np

from claims.horizon import in_reach
from claims.models import Claim, Criterion
from claims.reading import AnyReading, IncompleteError, Reading, RelationReading, Unreadable, expect_test, said
from claims.scoring import METHOD_VERSION
from claims.scoring.dynamics import Dynamics
from claims.scoring.futures import Leaf, dynamics_of
from claims.scoring.lacking import lacking
from claims.scoring.outlook import Group, Measure, Question
from claims.scoring.past import World
from claims.scoring.relationform import RelationError, written
from evidence.calendar import Expectation, expectation_after, planned_days
from evidence.formula import FormulaError, Kind, Reference, parse
from evidence.models import Catalogue, Indicator, catalogue_of
from evidence.periods import Ints, day_number
from evidence.readings import histories
from evidence.releases import NONE_PLANNED
from evidence.series import History, Panel


class Dossier:
    """Claims with what was known on a day, and drafts of criteria that need not be in the database.

    `unreadable` are the claims, by key, of which a criterion cannot be read or is lacking; `claims` are the others.
    `pools`: with the series of the same classes, over which base rates are pooled. `indicators` by slug are enough for
    the claims where nothing is pooled; all of them unless some are given. Raises `FormulaError` or `RelationError` for
    a draft that cannot be read.
    """

    def __init__(
        self, claims: Iterable[Claim], as_of: date, drafts: Iterable[Criterion] = (), *, pools: bool = True,
        indicators: Mapping[str, Indicator] | None = None,
    ) -> None:  # fmt: skip
        self.as_of = as_of
        self._pools = pools
        self.day = day_number(as_of)
        every = Indicator.objects.select_related("source")
        self.indicators = indicators if indicators is not None else {one.slug: one for one in every}
        self.catalogue: Catalogue = catalogue_of(self.indicators)
        written = list(drafts)
        self.readings = {one.slug: self._read(one) for one in written if not one.is_relation}
        self.relations = {one.slug: self._read_relation(one) for one in written if one.is_relation}
        self.unreadable: dict[int, Unreadable] = {}
        self.claims = [claim for claim in claims if self._could_read(claim)]
        self.histories: dict[str, History] = histories(self._wanted(), self.day, self.indicators)
        self._dynamics: dict[str, tuple[Dynamics, ...]] = {}

    def _could_read(self, claim: Claim) -> bool:
        """Read all criteria of a claim, or none: one mistake is no reason to leave the other claims unread."""
        criteria = claim.criteria.all()
        try:
            expect_test(claim, criteria)
            readings = {one.slug: self._read(one) for one in criteria if not one.is_relation}
            relations = {one.slug: self._read_relation(one) for one in criteria if one.is_relation}
        except (FormulaError, RelationError, IncompleteError) as error:
            self.unreadable[claim.pk] = Unreadable(claim, error)
            return False
        self.readings |= readings
        self.relations |= relations
        return True

    def _read(self, criterion: Criterion) -> Reading:
        types = self.catalogue.types
        holds = parse(criterion.holds_when, types, Kind.TRUTH)
        fails = parse(criterion.fails_when or f"not ({criterion.holds_when})", types, Kind.TRUTH)
        requires = parse(criterion.requires_when, types, Kind.TRUTH) if criterion.requires_when else None
        trees = [formula.tree for formula in (holds, fails, requires) if formula is not None]
        leaves = dict.fromkeys(slug for tree in trees for slug in self.catalogue.leaves(tree))
        return Reading(criterion, holds, fails, requires, tuple(leaves))

    def _read_relation(self, criterion: Criterion) -> RelationReading:
        read = written(criterion.relation, self.catalogue.types)
        leaves = dict.fromkeys(slug for one in read.formulas for slug in self.catalogue.leaves(one.tree))
        return RelationReading(criterion, read, tuple(leaves))

    def reading(self, criterion: Criterion) -> AnyReading:
        """A criterion that has been read, of either form."""
        return self.relations[criterion.slug] if criterion.is_relation else self.readings[criterion.slug]

    def _wanted(self) -> set[str]:
        """Raw indicators of the criteria, and those of the same class that base rates may be pooled over."""
        used = {slug for reading in self.readings.values() for slug in reading.leaves}
        classes = {self._class(slug) for slug in used} if self._pools else set()
        used |= {slug for reading in self.relations.values() for slug in reading.leaves}
        return used | {slug for slug, one in self.indicators.items() if one.source_id and self._class(slug) in classes}

    def _class(self, slug: str) -> tuple[str, ...]:
        one = self.indicators[slug]
        return (one.family, str(one.base_unit).split("[")[0], one.frequency)

    @cached_property
    def panels(self) -> dict[str, Panel]:
        """What was known on the day, one row per raw indicator."""
        return {slug: past.as_of(self.day) for slug, past in self.histories.items()}

    @cached_property
    def newest_ends(self) -> dict[str, int | None]:
        """The end of the newest period with a figure of each raw indicator; None: nothing is known of it."""
        return {slug: panel.known_end() for slug, panel in self.panels.items()}

    @cached_property
    def expected(self) -> dict[str, Expectation]:
        """When each raw indicator could next change; event days, which are known ahead, are left out."""
        return {
            slug: expectation_after(self.indicators[slug], newest, self.planned[slug], self.as_of)
            for slug, newest in self.newest_ends.items()
            if not self.histories[slug].are_events
        }

    @cached_property
    def planned(self) -> dict[str, Ints]:
        """Days of the providers' calendars for the raw indicators, in order, as the calendars stood on the day."""
        found = planned_days(self.as_of)
        return {slug: found.get(self.indicators[slug].pk, NONE_PLANNED) for slug in self.histories}

    def is_late(self, slug: str) -> bool:
        """Whether a release of an indicator that was due by the day is missing."""
        return slug in self.expected and self.expected[slug].is_overdue

    def has_ended(self, slug: str) -> bool:
        """Whether it has been missing for so long that the series is taken to have ended."""
        return slug in self.expected and self.expected[slug].has_ended

    def lacking(self, reading: AnyReading) -> tuple[str, ...]:
        """Raw indicators that a criterion needs and that are no evidence on the day."""
        present = {slug for slug, newest in self.newest_ends.items() if newest is not None and not self.has_ended(slug)}
        found = [slug for tree in reading.trees for slug in lacking(tree, self.catalogue.derived, present)]
        return tuple(dict.fromkeys(found))

    def dynamics(self, reading: Reading) -> dict[str, tuple[Dynamics, ...]]:
        """How its raw indicators may move; those whose moves can hang on nothing before them are left out."""
        for slug in reading.leaves:
            if slug not in self._dynamics and slug in self.panels:
                self._dynamics[slug] = dynamics_of(Leaf(self.panels[slug], **vars(self.world.measures[slug])))
        found = {slug: self._dynamics.get(slug, ()) for slug in reading.leaves}
        return {slug: ways for slug, ways in found.items() if len(ways) > 1}

    def question(self, reading: Reading) -> Question:
        """A criterion as the scoring asks it."""
        claim = reading.criterion.claim
        return Question(
            reading.criterion.slug,
            reading.holds.tree,
            reading.fails.tree,
            reading.requires.tree if reading.requires else None,
            reading.leaves,
            day_number(claim.opens),
            self.closes(claim),
            reading.criterion.coverage,
        )

    def group(self, claim: Claim) -> Group:
        """A claim made of others, by the primary criteria of its children."""
        assert claim.least is not None
        return self.made_of(claim.slug, claim.least, claim.children.all(), claim.opens, claim.checkpoints)

    def made_of(self, key: str, least: int, children: Iterable[Claim], opens: date, days: Sequence[date]) -> Group:
        """At least so many of some claims, by their primary criteria, at the days that are near enough.

        A relation has a verdict and no probability: on every continuation it is unknown, which "does not hold" is not.
        """
        primary = Criterion.Role.PRIMARY
        members = [
            criterion.slug
            for child in children
            for criterion in child.criteria.all()
            if criterion.role == primary and criterion.is_current
        ]
        return Group(key, least, tuple(members), day_number(opens), self._near(days))

    def closes(self, claim: Claim) -> tuple[int, ...]:
        """The checkpoints that are near enough to be given a probability."""
        return self._near(claim.checkpoints)

    def _near(self, days: Sequence[date]) -> tuple[int, ...]:
        return tuple(day_number(day) for day in in_reach(days, self.as_of))

    @cached_property
    def world(self) -> World:
        """The evidence as the scoring wants it."""
        measures = {
            slug: Measure(one.walk, one.seasonal_adjustment, one.minimum)
            for slug, one in self.indicators.items()
            if slug in self.histories
        }
        classes = {slug: self._class(slug) for slug in self.histories}
        return World(self.histories, measures, classes, self.catalogue.derived)

    @cached_property
    def _digests(self) -> dict[str, str]:
        return {slug: _digest(past, self.world.measures[slug]) for slug, past in self.histories.items()}

    def asked(self, claim: Claim) -> list[Reading]:
        """What a claim's assessment simulates: its own criteria, and the primary ones of the claims it is made of."""
        members = self.group(claim).members if claim.is_group else ()
        keys = (*(one.slug for one in claim.criteria.all()), *members)
        return [self.readings[key] for key in keys if key in self.readings]

    def unasked(self, children: Iterable[Claim]) -> list[str]:
        """Numbers of those that are unknown on every continuation: relations, and what cannot be read."""
        return [child.number for child in children if child.is_relation or child.pk in self.unreadable]

    def _rests_on(self, claim: Claim) -> list[AnyReading]:
        relations = [self.relations[one.slug] for one in claim.criteria.all() if one.is_relation]
        return [*self.asked(claim), *relations]

    def inputs(self, claim: Claim) -> str:
        """A hash of how a claim is answered, method, and all evidence it rests on: equal inputs, equal assessments."""
        unknown = sorted(f"{number} unknown" for number in self.unasked(claim.children.all()))
        rule = (METHOD_VERSION, np.__version__, str(self.as_of), claim.nature, claim.rule, claim.least, unknown)
        return self._digest_of(rule, self._rests_on(claim))

    def inputs_of_drafts(self) -> str:
        """The same of drafts, with what says when their figures come out."""
        calendars = [
            (slug, self.indicators[slug].usual_lag, self.indicators[slug].usual_lag_late, self.planned[slug].tolist())
            for slug in sorted({slug for reading in self.readings.values() for slug in reading.leaves})
        ]
        rule = (METHOD_VERSION, np.__version__, str(self.as_of), calendars)
        return self._digest_of(rule, self.readings.values())

    def _digest_of(self, rule: object, readings: Iterable[AnyReading]) -> str:
        digest = hashlib.sha256(repr(rule).encode())
        for reading in readings:
            digest.update(repr(said(reading)).encode())
            for slug in self._evidence(reading):
                digest.update(f"{slug} {self.indicators[slug].aggregation} {self._digests[slug]}".encode())
            digest.update(repr([slug for slug in reading.leaves if self.is_late(slug)]).encode())
            for slug in sorted(self._derived(reading)):
                digest.update(f"{slug} {self.indicators[slug].aggregation} {self.indicators[slug].formula}".encode())
        return digest.hexdigest()

    def _evidence(self, reading: AnyReading) -> list[str]:
        """Raw indicators that its answer rests on, and no other that is there for another claim's sake.

        A relation has no base rate: nothing of its classes is pooled for it.
        """
        if isinstance(reading, RelationReading):
            return sorted(reading.leaves)
        classes = {self._class(slug) for slug in reading.leaves}
        return sorted(slug for slug in self.histories if self._class(slug) in classes)

    def _derived(self, reading: AnyReading) -> set[str]:
        found: set[str] = set()
        open_trees = list(reading.trees)
        while open_trees:
            named = {node.slug for node in open_trees.pop().walk() if isinstance(node, Reference)}
            fresh = (named & self.catalogue.derived.keys()) - found
            found |= fresh
            open_trees += [self.catalogue.derived[slug] for slug in fresh]
        return found


def _digest(past: History, measure: Measure) -> str:
    digest = hashlib.sha256(repr((past.frequency, past.lag, past.are_events, measure)).encode())
    for array in (past.ordinals, past.ends, past.known, past.values):
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
