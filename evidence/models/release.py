"""A provider's publication that brings indicators up to date, and the days on which it appears."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Self

import numpy as np
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evidence.models.indicator import Indicator
from evidence.models.source import Source
from evidence.periods import Ints, day_number


class Release(models.Model):
    """One publication of a source's calendar. What its calendar said is kept: days and series come and go by rows."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="releases")
    code = models.CharField(_("the provider's number"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    indicators = models.ManyToManyField(
        Indicator, verbose_name=_("indicators"), related_name="releases", blank=True, through="ReleaseSeries"
    )
    asked_at = models.DateTimeField(_("calendar last read"))

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("source", "name")
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="release_once")]

    def __str__(self) -> str:
        return self.name

    def name_days(self, days: Iterable[date], now: datetime) -> None:
        """Keep that the calendar names these days now, and no others. A day that comes back is a row of its own."""
        named = set(days)
        standing = set(self.days.filter(struck_at=None).values_list("day", flat=True))
        fresh, gone = sorted(named - standing), standing - named
        ReleaseDay.objects.bulk_create([ReleaseDay(release=self, day=day, first_seen_at=now) for day in fresh])
        if gone:
            self.days.filter(struck_at=None, day__in=gone).update(struck_at=now)

    def take_over(self, indicator: Indicator, now: datetime) -> None:
        """Keep that this is the release that brings an indicator now: no other does any longer."""
        standing = ReleaseSeries.objects.filter(indicator=indicator, until=None)
        standing.exclude(release=self).update(until=now)
        if not standing.filter(release=self).exists():
            ReleaseSeries.objects.create(release=self, indicator=indicator, since=now)


class ReleaseSeries(models.Model):
    """An indicator that a release brings, or brought until its provider moved it to another."""

    release = models.ForeignKey(Release, models.CASCADE, verbose_name=_("release"), related_name="series")
    indicator = models.ForeignKey(Indicator, models.CASCADE, verbose_name=_("indicator"), related_name="+")
    since = models.DateTimeField(_("in the release since"), null=True, blank=True)  # null: ever since it is known
    until = models.DateTimeField(_("no longer in the release since"), null=True, blank=True)

    class Meta:
        db_table = "evidence_release_indicators"
        verbose_name = _("series of a release")
        verbose_name_plural = _("series of releases")
        ordering = ("release", "indicator")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "indicator"], condition=Q(until=None), name="release_series_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id}"


class ReleaseDayQuerySet(models.QuerySet["ReleaseDay"]):
    """Days of calendars, in the field's words."""

    def standing(self, at: datetime | None = None) -> Self:
        """Those that the calendars named at a moment (default: now)."""
        return self.filter(_stands("first_seen_at", "struck_at", at))

    def by_indicator(self, at: datetime | None = None) -> dict[int, Ints]:
        """The days on which each indicator's releases, those of a moment (default: now), appear, by its key: day
        numbers, ascending, each once."""
        brought = _stands("release__series__since", "release__series__until", at)
        pairs = self.filter(brought, release__series__indicator__isnull=False).order_by("day").distinct()
        found: dict[int, list[int]] = {}
        for indicator, day in pairs.values_list("release__series__indicator", "day"):
            found.setdefault(indicator, []).append(day_number(day))
        return {indicator: np.array(days, dtype=np.int64) for indicator, days in found.items()}


def _stands(since: str, until: str, at: datetime | None) -> Q:
    """Which rows hold at a moment (default: now). One without a beginning has held ever since it is known."""
    if at is None:
        return Q(**{until: None})
    return (Q(**{until: None}) | Q(**{f"{until}__gte": at})) & (Q(**{since: None}) | Q(**{f"{since}__lt": at}))


class ReleaseDay(models.Model):
    """A day of a release, past or planned, for as long as the calendar named it."""

    release = models.ForeignKey(Release, models.CASCADE, verbose_name=_("release"), related_name="days")
    day = models.DateField(_("day"))
    first_seen_at = models.DateTimeField(_("first seen in the calendar"))
    struck_at = models.DateTimeField(_("no longer in the calendar since"), null=True, blank=True)

    objects = ReleaseDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of a release")
        verbose_name_plural = _("days of releases")
        ordering = ("release", "day")
        constraints = [
            models.UniqueConstraint(
                fields=["release", "day"], condition=Q(struck_at=None), name="release_day_standing_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day}"
