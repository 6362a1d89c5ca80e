"""A provider's publication that brings indicators up to date, and the days on which it appears."""

from datetime import datetime
from typing import Self

import numpy as np
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from evidence.models.indicator import Indicator
from evidence.models.source import Source
from evidence.periods import Ints, day_number


class Release(models.Model):
    """One publication of a source's calendar. A day that the calendar no longer names is struck, not deleted."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="releases")
    code = models.CharField(_("the provider's number"), max_length=40)
    name = models.CharField(_("name"), max_length=200)
    indicators = models.ManyToManyField(Indicator, verbose_name=_("indicators"), related_name="releases", blank=True)
    asked_at = models.DateTimeField(_("calendar last read"))

    class Meta:
        verbose_name = _("release")
        verbose_name_plural = _("releases")
        ordering = ("source", "name")
        constraints = [models.UniqueConstraint(fields=["source", "code"], name="release_once")]

    def __str__(self) -> str:
        return self.name


class ReleaseDayQuerySet(models.QuerySet["ReleaseDay"]):
    """Days of calendars, in the field's words."""

    def standing(self, at: datetime | None = None) -> Self:
        """Those that the calendars named at a moment (default: now)."""
        if at is None:
            return self.filter(struck_at=None)
        return self.filter(Q(struck_at=None) | Q(struck_at__gte=at), first_seen_at__lt=at)

    def by_indicator(self) -> dict[int, Ints]:
        """The days on which each indicator's releases appear, by its key: day numbers, ascending, each once."""
        pairs = self.filter(release__indicators__isnull=False).order_by("day").distinct()
        found: dict[int, list[int]] = {}
        for indicator, day in pairs.values_list("release__indicators", "day"):
            found.setdefault(indicator, []).append(day_number(day))
        return {indicator: np.array(days, dtype=np.int64) for indicator, days in found.items()}


class ReleaseDay(models.Model):
    """A day of a release, past or planned."""

    release = models.ForeignKey(Release, models.CASCADE, verbose_name=_("release"), related_name="days")
    day = models.DateField(_("day"))
    first_seen_at = models.DateTimeField(_("first seen in the calendar"))
    struck_at = models.DateTimeField(_("no longer in the calendar since"), null=True, blank=True)

    objects = ReleaseDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of a release")
        verbose_name_plural = _("days of releases")
        ordering = ("release", "day")
        constraints = [models.UniqueConstraint(fields=["release", "day"], name="release_day_once")]

    def __str__(self) -> str:
        return f"{self.day}"
