"""What the API says of the evidence, described. A test holds the rows to this."""

from typing import Any

from rest_framework import serializers as s

from evidence.api.door import Said
from evidence.models import Indicator


class IndicatorRow(Said):
    """A measurable quantity: a series of a provider, or a formula over others."""

    slug = s.CharField(help_text="Its name in formulas and addresses.")
    name, name_zh = s.CharField(), s.CharField()
    source = s.CharField(allow_blank=True, help_text="Slug of the provider; empty of a formula.")
    code = s.CharField(allow_blank=True, help_text="The provider's name of the series.")
    formula = s.CharField(allow_blank=True)
    unit = s.CharField(help_text="Of all figures here: base units, such as dollars and not billions of them.")
    provider_unit = s.CharField(help_text="Of the figures that the provider writes.")
    scale = s.FloatField(help_text="What the provider's figures were multiplied by.")
    frequency = s.ChoiceField(choices=Indicator.Frequency.values)
    aggregation = s.ChoiceField(choices=Indicator.Aggregation.values)
    seasonal_adjustment = s.CharField(allow_blank=True)
    publication_lag = s.IntegerField(allow_null=True, help_text="Days from a period's end to its figure, declared.")
    learnt_lag = s.IntegerField(allow_null=True, help_text="The same, learnt from dated vintages.")
    family = s.CharField(allow_blank=True)
    licence = s.CharField(allow_blank=True)
    redistribute = s.ChoiceField(choices=Indicator.Redistribution.values)
    is_open = s.BooleanField(help_text="Whether its figures may be read without a login.")
    checked_against = s.CharField(allow_blank=True, help_text="The real figures it was checked against; else empty.")
    why, why_zh = s.CharField(allow_blank=True), s.CharField(allow_blank=True)


class Observed(s.Serializer[Any]):
    """A figure. One that was retracted is null."""

    period = s.DateField(help_text="The first day of its period; of a week its own day.")
    value = s.FloatField(allow_null=True, help_text="In `unit`; times `scale` in `base_unit`.")
    known_from = s.CharField(
        allow_null=True,
        help_text="Since when it has been known: a day, from 00:00 UTC, or a moment; null of a formula.",
    )
    inferred = s.BooleanField(allow_null=True, help_text="That time is inferred from the publication lag.")


class _Origin(s.Serializer[Any]):
    """A raw indicator that it rests on."""

    indicator, source, name, name_zh, code = s.CharField(), s.CharField(), s.CharField(), s.CharField(), s.CharField()
    address, licence = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    redistribute = s.ChoiceField(choices=Indicator.Redistribution.values)


class Observations(s.Serializer[Any]):
    """What an indicator is, and its figures as known on a day: as at `/indicators/SLUG.json`."""

    indicator, name, name_zh, unit, base_unit = (s.CharField() for _ in range(5))
    scale = s.FloatField()
    frequency = s.ChoiceField(choices=Indicator.Frequency.values)
    seasonal_adjustment, aggregation, formula, why, why_zh = (s.CharField(allow_blank=True) for _ in range(5))
    checked_against, licence = s.CharField(allow_blank=True), s.CharField(allow_blank=True)
    redistribute = s.ChoiceField(choices=Indicator.Redistribution.values)
    wants_login = s.BooleanField()
    sources = _Origin(many=True)
    as_of = s.DateField()
    vintages = s.ChoiceField(choices=["newest", "all"])
    to = s.DateField(allow_null=True)
    query = s.CharField(help_text="The address that was asked.")
    observations = Observed(many=True)

    def get_fields(self) -> dict[str, Any]:
        """With one whose name is a word of the language."""
        return {**super().get_fields(), "from": s.DateField(allow_null=True)}


class _Revised(s.Serializer[Any]):
    period = s.CharField(help_text="Such as 2026-07, 2026Q2.")
    first, second, third, latest = (s.FloatField(allow_null=True) for _ in range(4))


class Revisions(s.Serializer[Any]):
    """First, second, third and latest figure of an indicator's newest periods."""

    indicator, unit = s.CharField(), s.CharField()
    periods = s.IntegerField(help_text="How many periods have a dated first figure.")
    revised = s.FloatField(allow_null=True, help_text="The share of them whose figure was revised.")
    usual = s.ListField(
        child=s.FloatField(allow_null=True),
        help_text="Usual distance of first, second and third figure to the latest within three years.",
    )
    figures = _Revised(many=True)


class _Known(s.Serializer[Any]):
    indicator = s.CharField()
    newest = s.CharField(allow_null=True, help_text="The newest period with a figure.")


class FormulaSaid(s.Serializer[Any]):
    """What a formula means and gives."""

    as_of = s.DateField()
    canonical = s.CharField(help_text="The one way of writing it.")
    kind = s.CharField(help_text="A series, a condition of each period, a number or a truth of a window.")
    unit = s.CharField(allow_null=True)
    meaning, meaning_zh = s.CharField(), s.CharField()
    figures = _Known(many=True)
    value = s.FloatField(allow_null=True, help_text="Of a truth 1 or 0; null where it cannot be told.")
    period = s.CharField(allow_null=True, help_text="Of a series the period that the value is of.")
