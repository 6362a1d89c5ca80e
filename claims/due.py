"""Which claims are to be assessed anew on a day, and why. It pulls: evidence announces nothing, so any outage heals."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cached_property

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from claims.dossier import Dossier
from claims.models import Assessment, Claim
from claims.scoring import METHOD_VERSION
from evidence.calendar import expectations
from evidence.formula import Node, Reference
from evidence.models import Indicator
from evidence.periods import day_number, month_of
from evidence.readings import News, news

_LONGEST_RUN = timedelta(days=1)  # a figure recorded while an assessment ran may not have been seen by it
_WEEK = 7
_NAME = re.compile(r"[a-z_][a-z0-9_]*")


class Why(TextChoices):
    """What makes a claim due."""

    NEVER = "never", _("never assessed")
    METHOD = "method", _("assessed by another version of the method")
    NEWS = "news", _("figures of its indicators became known")
    CHECKPOINT = "checkpoint", _("a checkpoint has passed")
    MONTH = "month", _("a month has ended")
    OVERDUE = "overdue", _("a release has become overdue")
    EVENTS = "events", _("it counts events and its last assessment is a week old")


def due(as_of: date) -> dict[int, Why]:
    """Claims that are to be assessed as of a day, by key, each with the first reason found.

    Those made by then that have no assessment as of that day or an earlier one, or whose last is out of date. To assess
    them makes them due no longer; asking twice changes nothing.
    """
    return _Due(as_of).found()


class _Due:
    def __init__(self, as_of: date) -> None:
        self.as_of, self.day = as_of, day_number(as_of)
        every = Claim.objects.assessable()
        self.claims = list(
            every.filter(article__published_on__lte=as_of).prefetch_related("criteria", "children__criteria")
        )
        self.last = _newest(as_of)
        self.indicators = {one.slug: one for one in Indicator.objects.raw()}
        self.leaves = _Leaves(Indicator.objects.catalogue().derived, self.indicators.keys())

    def found(self) -> dict[int, Why]:
        reasons = {claim.pk: self.reason(claim) for claim in self.claims}
        unsure = [claim for claim in self.claims if reasons[claim.pk] is None and self.may_have_missed(claim)]
        reasons |= {claim.pk: Why.NEWS for claim in self.changed(unsure)}
        return {key: why for key, why in reasons.items() if why is not None}

    def reason(self, claim: Claim) -> Why | None:
        last = self.last.get(claim.pk)
        if last is None:
            return Why.NEVER
        if last.method != METHOD_VERSION:
            return Why.METHOD
        if any(last.as_of <= day < self.as_of for day in claim.checkpoints):
            return Why.CHECKPOINT
        if month_of(day_number(last.as_of)) < month_of(self.day) and last.as_of <= max(claim.checkpoints):
            return Why.MONTH
        return self.of_evidence(claim, last)

    def of_evidence(self, claim: Claim, last: Assessment) -> Why | None:
        slugs, age = self.leaves.of(claim), (self.as_of - last.as_of).days
        if any(self.news[slug].known > day_number(last.as_of) for slug in slugs if slug in self.news):
            return Why.NEWS
        if claim.nature == Claim.Nature.MEASURED and any(0 < self.overdue.get(slug, 0) <= age for slug in slugs):
            return Why.OVERDUE
        counts = any(self.indicators[slug].walk == Indicator.Walk.COUNT for slug in slugs)
        return Why.EVENTS if counts and age >= _WEEK else None

    @cached_property
    def news(self) -> Mapping[str, News]:
        return news(self.indicators, self.day)

    @cached_property
    def overdue(self) -> dict[str, int]:
        """For how many days a release of each indicator has been overdue; announced event days never are."""
        used = {slug for claim in self.claims for slug in self.leaves.of(claim)}
        walking = [self.indicators[slug] for slug in used if self.indicators[slug].walk != Indicator.Walk.CALENDAR]
        return {one.indicator.slug: one.overdue for one in expectations(walking, self.as_of)}

    def may_have_missed(self, claim: Claim) -> bool:
        """Whether a figure that counts for the day of the last assessment may have been recorded after it was read."""
        since = self.last[claim.pk].recorded_at - _LONGEST_RUN
        return any(self.news[slug].recorded_at > since for slug in self.leaves.of(claim) if slug in self.news)

    def changed(self, claims: Iterable[Claim]) -> list[Claim]:
        """Those of which the evidence of the day of their last assessment is no longer what it was then."""
        by_day: dict[date, list[int]] = defaultdict(list)
        for claim in claims:
            by_day[self.last[claim.pk].as_of].append(claim.pk)
        found = []
        for day, keys in by_day.items():
            again = list(Claim.objects.with_everything().filter(pk__in=keys))
            children = Claim.objects.with_everything().filter(parents__in=keys)
            dossier = Dossier({claim.pk: claim for claim in [*again, *children]}.values(), day)
            able = (claim for claim in again if claim.pk not in dossier.unreadable)
            found += [claim for claim in able if dossier.inputs(claim) != self.last[claim.pk].inputs]
        return found


def _newest(as_of: date) -> dict[int, Assessment]:
    """Each claim's newest assessment of that day or an earlier one."""
    rows = Assessment.objects.filter(criterion=None, as_of__lte=as_of)
    return {row.claim_id: row for row in rows.order_by("claim_id", "-as_of", "-id").distinct("claim_id").defer("facts")}


class _Leaves:
    """The raw indicators below criteria, found by the names in their texts: nothing need be parsed for that."""

    def __init__(self, derived: Mapping[str, Node], raw: Iterable[str]) -> None:
        self.derived = derived
        self.below = {slug: frozenset([slug]) for slug in raw}
        self.known: dict[int, frozenset[str]] = {}

    def of(self, claim: Claim) -> frozenset[str]:
        if claim.pk not in self.known:
            criteria = [one for each in (claim, *claim.children.all()) for one in each.criteria.all()]
            texts = " ".join(text for one in criteria for text in one.formulas)
            self.known[claim.pk] = self.named(_NAME.findall(texts))
        return self.known[claim.pk]

    def named(self, names: Iterable[str]) -> frozenset[str]:
        return frozenset[str]().union(*(self.under(name) for name in set(names)))

    def under(self, name: str) -> frozenset[str]:
        if name in self.derived and name not in self.below:
            slugs = [node.slug for node in self.derived[name].walk() if isinstance(node, Reference)]
            self.below[name] = self.named(slugs)
        return self.below.get(name, frozenset())
