"""What the engine would have said before: runs of the backtest, their pseudo-claims, how calibrated it was."""

from collections.abc import Collection
from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class Backtest(models.Model):
    """One state of method, evidence and options; `inputs` is their hash, by which an interrupted run is found again."""

    inputs = models.CharField(_("hash of the inputs"), max_length=64, unique=True)
    method = models.CharField(_("method version"), max_length=20)
    numpy = models.CharField(_("numpy version"), max_length=20)
    options = models.JSONField(_("options"), default=dict)
    started_at = models.DateTimeField(_("started"), db_default=Now())

    class Meta:
        verbose_name = _("backtest")
        verbose_name_plural = _("backtests")
        ordering = ("-started_at",)

    def __str__(self) -> str:
        return f"{self.method} {self.inputs[:8]}"


class PastClaims(models.Model):
    """All pseudo-claims about one subject (a series, or "x / y") scored on one day. Append-only by trigger.

    The arrays are of one length: what was asked, over which horizon, how many months after the opening, against which
    threshold, then p of the engine (unclipped), the base rate known at the opening, and the outcome. A subject about
    which nothing could be asked on a day has empty ones, so that it is not asked again.
    """

    backtest = models.ForeignKey(Backtest, models.PROTECT, related_name="past_claims")
    subject = models.CharField(_("series"), max_length=130)
    family = models.CharField(_("class of indicator"), max_length=40)
    on = models.DateField(_("as of"))
    kinds = ArrayField(models.CharField(max_length=10, choices=Claim.Kind))
    formulas = ArrayField(models.CharField(max_length=300))
    horizons = ArrayField(models.CharField(max_length=4))
    ages = ArrayField(models.PositiveSmallIntegerField())
    thresholds = ArrayField(models.FloatField())
    p = ArrayField(models.FloatField())
    base_rates = ArrayField(models.FloatField())
    effective = ArrayField(models.FloatField())
    outcomes = ArrayField(models.FloatField())

    class Meta:
        verbose_name = _("past claims")
        verbose_name_plural = _("past claims")
        ordering = ("backtest", "on", "subject")
        constraints = [models.UniqueConstraint(fields=["backtest", "subject", "on"], name="past_claims_once")]


class CalibrationManager(models.Manager["Calibration"]):
    """What is asked of stored calibrations."""

    def newest_whole(self, by: datetime, families: Collection[str] = ()) -> "dict[str, Calibration]":
        """What a backtest of all series that was stored by a moment found of all kinds and horizons together, by class
        of indicator: under "" of all of them, and of those `families` that it measured. Empty before any was stored.

        It is the largest of the newest method: a quick look at a few days says less than the long run before it.
        """
        of_all = models.Q(backtest__options__series=[]) | models.Q(backtest__options__series__isnull=True)  # older ones
        found = self.filter(of_all, kind="", horizon="", age=0, family__in=["", *families], recorded_at__lte=by)
        rows = list(found.select_related("backtest").order_by("backtest__started_at", "pk"))
        wholes = [one for one in rows if not one.family]
        of_method = [one for one in wholes if one.backtest.method == wholes[-1].backtest.method]
        newest = max(reversed(of_method), key=lambda one: one.figures["n"], default=None)
        return {one.family: one for one in rows if newest and one.backtest_id == newest.backtest_id}


class Calibration(models.Model):
    """How calibrated a backtest found the engine for one kind of claim, class of indicator, horizon and age.

    "" as kind, class or horizon means all of them. `figures` holds scores, intervals and the reliability table.
    Append-only by trigger.
    """

    FEWEST = 200  # pseudo-claims below which a cell is measured with the others alone

    backtest = models.ForeignKey(Backtest, models.PROTECT, related_name="calibrations")
    kind = models.CharField(_("kind"), max_length=10, choices=Claim.Kind, blank=True)
    family = models.CharField(_("class of indicator"), max_length=40, blank=True)
    horizon = models.CharField(_("horizon"), max_length=4, blank=True)
    age = models.PositiveSmallIntegerField(_("months since it was made"), default=0)
    figures = models.JSONField(_("figures"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    objects = CalibrationManager()

    class Meta:
        verbose_name = _("calibration")
        verbose_name_plural = _("calibrations")
        ordering = ("backtest", "kind", "family", "horizon", "age")
        constraints = [
            models.UniqueConstraint(
                fields=["backtest", "kind", "family", "horizon", "age"], name="calibration_once_per_backtest"
            )
        ]
