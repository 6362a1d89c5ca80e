"""Figures that came on another scale and wait for an analyst: nothing of them is among the observations yet."""

import zlib
from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from evidence.models.fetch import Fetch
from evidence.models.indicator import Indicator


class HeldBatchQuerySet(models.QuerySet["HeldBatch"]):
    """Held figures, in the field's words."""

    def waiting(self) -> "HeldBatchQuerySet":
        """Those that nobody has decided on, the oldest first."""
        return self.filter(state=HeldBatch.State.HELD).order_by("found_at", "pk")

    def accepted_fetches(self) -> "models.QuerySet[Any, int]":
        """The fetches whose figures were held back and have been recorded since, by key."""
        came = HeldBatch.fetches.through._default_manager
        return came.filter(heldbatch__state=HeldBatch.State.ACCEPTED).values_list("fetch", flat=True)

    def converting(self, indicator: Indicator) -> "HeldBatchQuerySet":
        """Accepted changes of unit: what the provider sends since then is brought back to the unit before it."""
        return self.filter(indicator=indicator, state=HeldBatch.State.ACCEPTED, treatment=HeldBatch.Treatment.UNIT)


class HeldBatch(models.Model):
    """One refresh's figures of an indicator, all of them the recorded ones times `factor`.

    `rows` are the figures as they were to be recorded (`evidence.ingest.COLUMNS`, compressed), `since` the moment from
    which the provider has used the new scale. By trigger it is kept as it was found and decided on once.
    """

    class State(models.TextChoices):
        HELD = "held", _("held back")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    class Treatment(models.TextChoices):
        BASE = "base", _("a new base: a new vintage of all periods")
        UNIT = "unit", _("another unit: brought back to the unit before it")

    indicator = models.ForeignKey(Indicator, models.PROTECT, verbose_name=_("indicator"), related_name="held_batches")
    fetches = models.ManyToManyField(Fetch, verbose_name=_("fetches"), related_name="+")
    found_at = models.DateTimeField(_("found"))
    since = models.DateTimeField(_("on the new scale since"))
    factor = models.FloatField(_("factor"))
    compared = models.PositiveIntegerField(_("periods compared"))
    rows = models.BinaryField(_("figures, compressed"))
    content = models.CharField(_("hash of periods and values"), max_length=64)
    only_differences = models.BooleanField(_("what the provider shows today, not dated vintages"), default=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.HELD)
    treatment = models.CharField(_("taken for"), max_length=4, choices=Treatment, blank=True)
    carried = models.PositiveIntegerField(_("older periods multiplied by the factor"), default=0)
    decided_by = models.CharField(_("decided by"), max_length=150, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    objects = HeldBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("held batch")
        verbose_name_plural = _("held batches")
        ordering = ("-found_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", decided_at=None, decided_by="", treatment="")
                | Q(state="accepted", decided_at__isnull=False) & ~Q(decided_by="") & ~Q(treatment="")
                | Q(state="refused", decided_at__isnull=False, treatment="") & ~Q(decided_by=""),
                name="held_batch_decided_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} × {self.factor:g} {self.found_at:%Y-%m-%d}"

    @property
    def is_whole(self) -> bool:
        """Whether all figures are on the new scale, whatever time they count from: no date of theirs tells it."""
        return self.only_differences or self.since >= self.found_at

    @property
    def body(self) -> bytes:
        """The figures, in the form of `evidence.binary`."""
        return zlib.decompress(bytes(self.rows))
