"""A named measurable quantity: a provider's series, or a formula over others."""

import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from evidence.formula import Formula, FormulaError, Kind, Node, Type, parse
from evidence.models.catalogue import Catalogue, IndicatorError
from evidence.models.edited import edited
from evidence.models.source import Source
from evidence.periods import Frequency as PeriodFrequency
from evidence.refusal import Worded, gettext_noop
from evidence.releases import patient
from evidence.told import of_two
from evidence.units import PERCENT, RATIO, Unit, UnitError, parse_unit

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_FREE = re.compile(r"public domain|facts of public record|PDDL|CC0", re.IGNORECASE)


class IndicatorQuerySet(models.QuerySet["Indicator"]):
    """Indicators, in the field's words."""

    def raw(self) -> Self:  # type: ignore[override]
        """Those that come from a provider."""
        return self.filter(formula="")

    def derived(self) -> Self:
        """Those that are a formula over others."""
        return self.exclude(formula="")

    def below(self, formulas: Iterable[str]) -> dict[str, "Indicator"]:
        """Those that formulas name, and all that these are made of, by slug, with their sources. One query."""
        named = {name for text in formulas for name in _NAME.findall(text)}
        words = models.Func(F("formula"), Value("[^a-z0-9_]+"), function="regexp_split_to_table",
                            output_field=models.TextField())  # fmt: skip
        within = Indicator.objects.derived().values_list(words)
        asked = self.select_related("source").filter(Q(slug__in=named) | ~Q(formula="") | Q(slug__in=within))
        every = {one.slug: one for one in asked.order_by()}
        found: dict[str, Indicator] = {}
        open_names = sorted(named & every.keys())
        while open_names:
            one = every[open_names.pop()]
            found[one.slug] = one
            open_names += [name for name in _NAME.findall(one.formula) if name in every and name not in found]
        return found

    def not_raw(self, slugs: Iterable[str]) -> LookupError:
        """The error for slugs that are none of a raw indicator, each with those that look like it."""
        every = list(self.raw().values_list("slug", flat=True))
        told = []
        for slug in sorted(slugs):
            near = get_close_matches(slug, every, 3) or [one for one in every if slug in one][:3]
            told.append(f"{slug} (near: {', '.join(near)})" if near else slug)
        return LookupError(
            f"expected slugs of raw indicators, got {', '.join(told)}; claimbase evidence indicators lists them"
        )

    def catalogue(self) -> Catalogue:
        """Types, trees and names of all of them. Raises `FormulaError` for a derived one that cannot be read."""
        return catalogue_of({indicator.slug: indicator for indicator in self})


@edited("IndicatorEdit", but_for=("learnt_lag", "learnt_lag_late"))
class Indicator(models.Model):
    """A series of a provider (`source` and `code`) or a `formula` over other indicators.

    Observations are stored as the provider writes them; `unit` names the scale that brings them to base units.
    """

    class Frequency(models.TextChoices):
        DAY = "D", _("daily")
        WEEK = "W", _("weekly")
        MONTH = "M", _("monthly")
        QUARTER = "Q", _("quarterly")
        YEAR = "A", _("yearly")

    class Aggregation(models.TextChoices):
        MEAN = "mean", _("mean")
        LAST = "last", _("last figure")
        SUM = "sum", _("sum")

    class Walk(models.TextChoices):
        LEVEL = "level", _("in levels")
        LOG = "log", _("in logarithms")
        COUNT = "count", _("counts of events")
        CALENDAR = "calendar", _("event days, known ahead")

    class Redistribution(models.TextChoices):
        YES = "yes", _("may be passed on")
        DERIVED = "derived", _("only what is derived from it")
        NO = "no", _("may not be passed on")

        @classmethod
        def under(cls, licence: str) -> str:
            """What a licence allows where nobody has read it: all where it begins with words that mean it, else only
            what is derived; nothing where there is none."""
            if not licence:
                return cls.NO
            return cls.YES if _FREE.match(licence) else cls.DERIVED

    slug = models.CharField(_("slug"), max_length=60, unique=True, validators=[RegexValidator(r"^[a-z][a-z0-9_]*$")])
    name = models.CharField(_("name"), max_length=200)
    name_zh = models.CharField(_("name in Chinese"), max_length=200)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), null=True, blank=True)
    code = models.CharField(_("code"), max_length=120, blank=True)
    formula = models.TextField(_("formula"), blank=True)
    unit = models.CharField(_("unit"), max_length=60)
    frequency = models.CharField(_("frequency"), max_length=1, choices=Frequency)
    seasonal_adjustment = models.CharField(_("seasonal adjustment"), max_length=10, default="none")
    aggregation = models.CharField(_("aggregation"), max_length=4, choices=Aggregation)
    publication_lag = models.PositiveSmallIntegerField(
        _("days from period end to publication"), null=True, blank=True,
        help_text=_("Needed by what a provider publishes: with a lag too short the past would see the future."),
    )  # fmt: skip
    learnt_lag = models.PositiveSmallIntegerField(
        _("the same, learnt from dated vintages"), null=True, blank=True, editable=False
    )
    learnt_lag_late = models.PositiveSmallIntegerField(
        _("days after which a figure is late, learnt"), null=True, blank=True, editable=False
    )
    days_ahead = models.PositiveSmallIntegerField(
        _("days before a period begins on which its figure may be known"), default=0,
        help_text=_("0 for what is measured; more for plans, projections and rates set ahead. Event days need none."),
    )  # fmt: skip
    walk = models.CharField(_("how it moves"), max_length=8, choices=Walk, default=Walk.LEVEL)
    minimum = models.FloatField(_("lowest possible value, base units"), null=True, blank=True)
    family = models.CharField(_("class of indicator"), max_length=40, blank=True)
    licence = models.CharField(_("licence"), max_length=300, blank=True)
    redistribute = models.CharField(
        _("redistribution"), max_length=7, choices=Redistribution, default=Redistribution.NO
    )
    why = models.TextField(_("why it matters"), blank=True)
    why_zh = models.TextField(_("why it matters, in Chinese"), blank=True)
    checked_against = models.CharField(
        _("checked against"),
        max_length=300,
        blank=True,
        help_text=_("The real figures or document; empty: unverified."),
    )
    never_collected = models.JSONField(
        _("periods that were never collected"), default=list, blank=True,
        help_text=_('Their names, such as ["2025-10"]: no figure of them will come, and none is missed.'),
    )  # fmt: skip
    unserved = models.TextField(
        _("why no source can be asked for it"), blank=True, help_text=_("Its figures come from an archive, if at all.")
    )
    unserved_zh = models.TextField(_("the same in Chinese"), blank=True)
    entered = models.TextField(
        _("what an analyst enters"), blank=True,
        help_text=_("From which document, how often, and why no source is asked; empty where one is."),
    )  # fmt: skip
    entered_zh = models.TextField(_("the same in Chinese"), blank=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering = ("slug",)
        constraints = [
            models.CheckConstraint(
                condition=(Q(source__isnull=False) & ~Q(code="") & Q(formula=""))
                | (Q(source__isnull=True) & Q(code="") & ~Q(formula="")),
                name="indicator_is_raw_or_derived",
            ),
            models.UniqueConstraint(fields=["source", "code"], name="indicator_series_once"),
            models.CheckConstraint(
                condition=~Q(formula="") | Q(publication_lag__isnull=False),
                name="raw_indicator_has_a_publication_lag",
                violation_error_message=_(
                    "Expected a publication_lag, the days from a period's end until its figure is out, got none: with "
                    "a lag too short the past would see the future."
                ),
            ),
            models.CheckConstraint(
                condition=Q(redistribute="no") | ~Q(formula="") | ~Q(licence=""),
                name="no_redistribution_without_a_licence",
                violation_error_message=_("Expected a licence that allows redistribution, got none."),
            ),
        ]

    def __str__(self) -> str:
        return of_two(self.name, self.name_zh)

    @property
    def base_unit(self) -> Unit:
        """The unit of its figures once they are brought to base units."""
        return parse_unit(self.unit, self.slug)[0]

    @property
    def scale(self) -> float:
        """What a stored figure is multiplied by to come to base units."""
        return parse_unit(self.unit, self.slug)[1]

    @property
    def usual_lag(self) -> int:
        """Days from a period's end to its publication: learnt where enough vintages are dated, else declared."""
        return self.declared_lag if self.learnt_lag is None else self.learnt_lag

    @property
    def declared_lag(self) -> int:
        """The publication lag of a raw indicator, which has one by the database's own rule. Raises `ValueError`."""
        if self.publication_lag is None:
            raise ValueError(f"expected a raw indicator with a publication lag, got {self.slug}, which has none")
        return self.publication_lag

    @property
    def usual_lag_late(self) -> int:
        """Days from a period's end by which all but one in twenty figures have come: learnt, else with patience."""
        return patient(self.usual_lag) if self.learnt_lag_late is None else self.learnt_lag_late

    @property
    def known_ahead(self) -> int | None:
        """How many days before a period begins its figure may be known; None: any number, for announced event days."""
        return None if self.walk == self.Walk.CALENDAR else self.days_ahead

    @property
    def period_frequency(self) -> PeriodFrequency:
        """Its frequency, for period arithmetic."""
        return PeriodFrequency(self.frequency)


def catalogue_of(indicators: Mapping[str, Indicator]) -> Catalogue:
    """Types, trees and names of all indicators, read before. Raises `FormulaError` for one that cannot be read."""
    return _Compilation(indicators).catalogue()


class _Compilation:
    """Reads derived indicators in the order in which they depend on each other."""

    def __init__(self, indicators: Mapping[str, Indicator]) -> None:
        self.indicators = indicators
        self.types: dict[str, Type] = {}
        self.derived: dict[str, Node] = {}
        self.open: list[str] = []

    def catalogue(self) -> Catalogue:
        for slug in self.indicators:
            self.add(slug)
        names = {slug: indicator.name for slug, indicator in self.indicators.items()}
        names_zh = {slug: indicator.name_zh for slug, indicator in self.indicators.items()}
        return Catalogue(self.types, self.derived, names, names_zh)

    def add(self, slug: str) -> None:
        if slug in self.types:
            return
        if slug in self.open:
            circle = Worded(gettext_noop("expected no circle, got %(circle)s"), circle=" -> ".join([*self.open, slug]))
            raise IndicatorError(slug, "formula", circle)
        indicator = self.indicators[slug]
        self.open.append(slug)
        self.types[slug] = self.derived_type(indicator) if indicator.formula else _declared_type(indicator)
        self.open.pop()

    def derived_type(self, indicator: Indicator) -> Type:
        formula = self.read(indicator)
        declared, computed = _declared_type(indicator), formula.tree.type
        if computed.frequency != declared.frequency:
            raise IndicatorError(indicator.slug, "frequency", Worded(
                gettext_noop("expected the formula to be %(declared)s, got %(computed)s"),
                declared=declared.frequency, computed=computed.frequency))  # fmt: skip
        unit = computed.unit
        if unit is not None and unit != declared.unit and not unit.is_compound:
            hint = gettext_noop('; a share is a ratio: say unit = "ratio", or multiply the formula by 100%%')
            raise IndicatorError(indicator.slug, "unit", Worded(
                gettext_noop("expected the formula to yield %(declared)s, got %(computed)s%(hint)s"),
                declared=declared.unit, computed=unit,
                hint=Worded(hint) if (declared.unit, unit) == (PERCENT, RATIO) else ""))  # fmt: skip
        self.derived[indicator.slug] = formula.tree
        return declared

    def read(self, indicator: Indicator) -> Formula:
        for name in _NAME.findall(indicator.formula):
            if name in self.indicators:
                self.add(name)
        try:
            return parse(indicator.formula, self.types, expect=Kind.SERIES)
        except FormulaError as error:
            raise IndicatorError(indicator.slug, "formula", error.pointed_at(indicator.formula)) from None


def _declared_type(indicator: Indicator) -> Type:
    try:
        unit = indicator.base_unit
    except UnitError as error:
        raise IndicatorError(indicator.slug, "unit", error) from None
    return Type(Kind.SERIES, unit, indicator.period_frequency, indicator.aggregation)
