"""A figure of an indicator for a period, with the time from which and until which it was the newest known."""

from datetime import UTC, datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from evidence.models.indicator import Indicator

FOREVER = datetime(9999, 12, 31, tzinfo=UTC)  # psycopg cannot load PostgreSQL's own infinity


class Observation(models.Model):
    """Bitemporal: `known_from` to `known_to` (exclusive). A retracted figure is a row without a value.

    Append-only by trigger; only `known_to` may become earlier, in the statement that adds the figure known from then
    on: the times of a period's figures leave no gap and never overlap. Written by `evidence.ingest` and read through
    `evidence.readings`, never row by row.
    """

    pk = models.CompositePrimaryKey("indicator", "period", "known_from")
    indicator = models.ForeignKey(Indicator, models.PROTECT, db_index=False, related_name="+")
    period = models.DateField(_("period"))
    known_from = models.DateTimeField(_("known from"))
    known_to = models.DateTimeField(_("known until"), default=FOREVER)
    value = models.FloatField(_("value"), null=True)
    pseudo = models.BooleanField(_("time known is inferred from the publication lag"), default=False)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("observation")
        verbose_name_plural = _("observations")
        constraints = [
            models.CheckConstraint(condition=Q(known_to__gt=F("known_from")), name="observation_known_for_a_while"),
        ]
        indexes = [
            models.Index(
                fields=["indicator", "period"], include=["value", "known_from"], name="observation_current",
                condition=Q(known_to=FOREVER),
            ),
        ]  # fmt: skip
