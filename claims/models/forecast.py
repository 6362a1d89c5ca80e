"""An analyst's probability that a claim holds at a checkpoint. Append-only by trigger; a new view is a new row."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class ForecastQuerySet(models.QuerySet["Forecast"]):
    """Forecasts, in the field's words."""

    def as_of(self, moment: datetime) -> "ForecastQuerySet":
        """What stood at a moment: the newest of each analyst for each claim and checkpoint, made at or before it."""
        made = self.filter(made_at__lte=moment).order_by("claim_id", "checkpoint", "by", "-made_at", "-pk")
        return made.distinct("claim_id", "checkpoint", "by")


class Forecast(models.Model):
    """The probability that a claim holds at a checkpoint, given by an analyst before it.

    `by` is who gave it, `recorded_at` the database's own clock (empty for the oldest rows). The database refuses one
    made after the checkpoint's day (UTC), when the outcome may be known.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="forecasts")
    checkpoint = models.DateField(_("checkpoint"))
    p = models.FloatField(_("probability that it holds"))
    by = models.CharField(_("by"), max_length=150)
    made_at = models.DateTimeField(_("made"))
    reason = models.TextField(_("reason"))
    recorded_at = models.DateTimeField(_("recorded"), null=True, db_default=Now())

    objects = ForecastQuerySet.as_manager()

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        ordering = ("claim", "checkpoint", "by", "made_at")
        constraints = [
            models.CheckConstraint(condition=Q(p__gt=0, p__lt=1), name="forecast_between_never_and_always"),
            models.CheckConstraint(condition=~Q(by="") & ~Q(reason=""), name="forecast_by_someone_for_a_reason"),
            models.UniqueConstraint(fields=["claim", "checkpoint", "by", "made_at"], name="forecast_once_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} {self.checkpoint}: {self.p}"
