"""The periodical as it was published: frozen text, never changed. A correction is another edition of the period."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.frozen import thawed
from claims.horizon import end_of
from claims.models.ledgerentry import LedgerEntry
from claims.periodical import Period


class EditionQuerySet(models.QuerySet["Edition"]):
    """Editions, in the field's words."""

    def of(self, period: Period) -> "EditionQuerySet":
        """All of one period, the newest first."""
        return self.filter(rhythm=period.rhythm, period=period.name).order_by("-number")

    def by(self, day: date) -> "EditionQuerySet":
        """Those that were published by the end of a day (UTC), without their text."""
        return self.filter(published_at__lt=end_of(day)).defer("data")

    def standing(self) -> "EditionQuerySet":
        """Those that no correction has followed."""
        return self.filter(corrected_by=None)

    def named(self, name: str) -> "Edition | None":
        """By its period, and its number behind a point (default: the newest of the period); "latest" of all."""
        if name == "latest":
            return self.order_by("published_at", "pk").last()
        if "\0" in name:  # which the database cannot even compare
            return None
        period, point, number = name.partition(".")
        found = self.filter(period=period).order_by("number")
        if point:
            return found.filter(number=int(number)).first() if number.isdecimal() else None
        return found.last()

    def before(self, period: Period) -> "Edition | None":
        """The one that an edition of a period is compared with: the last of its rhythm that ends before it."""
        earlier = self.filter(rhythm=period.rhythm, as_of__lt=period.last)
        return earlier.order_by("as_of", "number").last()


class Edition(models.Model):
    """The scorecard of a period as published. Append-only by trigger; one row for each period and number.

    `data` is the frozen text that every format is made from, `hash` its SHA-256, which the ledger's `entry` says too;
    `inputs` is the hash of all that it was computed from, the ledger as far as the head that stands beside it.
    """

    class Rhythm(models.TextChoices):
        WEEKLY = "weekly", _("weekly edition")
        MONTHLY = "monthly", _("monthly edition")
        QUARTERLY = "quarterly", _("quarterly edition")
        ON_DEMAND = "on demand", _("edition on demand")

    rhythm = models.CharField(_("how often"), max_length=9, choices=Rhythm)
    period = models.CharField(_("period"), max_length=10)
    number = models.PositiveSmallIntegerField(_("edition"), default=1)
    as_of = models.DateField(_("as of"))
    published_at = models.DateTimeField(_("published at"))
    data = models.TextField(_("frozen content"))
    hash = models.CharField(_("hash"), max_length=64)
    inputs = models.CharField(_("hash of the inputs"), max_length=64)
    method = models.CharField(_("method version"), max_length=20)
    ledger_count = models.PositiveIntegerField(_("entries of the ledger"))
    ledger_head = models.CharField(_("hash of the ledger's head"), max_length=64)
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, verbose_name=_("ledger entry"), related_name="edition")
    correction_of = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("correction of"), null=True, related_name="corrected_by"
    )
    wrong = models.TextField(_("what was wrong"), blank=True)

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = _("edition of the scorecard")
        verbose_name_plural = _("editions of the scorecard")
        ordering = ("-as_of", "rhythm", "-number")
        constraints = [
            models.UniqueConstraint(fields=["rhythm", "period", "number"], name="edition_once"),
            models.CheckConstraint(
                condition=Q(number=1, correction_of=None, wrong="")
                | (Q(number__gte=2) & Q(correction_of__isnull=False) & ~Q(wrong="")),
                name="edition_corrects_or_is_first",
            ),
            models.CheckConstraint(condition=~Q(pk=F("correction_of")), name="edition_corrects_another"),
        ]

    def __str__(self) -> str:
        return self.name if self.number == 1 else f"{self.name} ({self.number})"

    @property
    def name(self) -> str:
        """Its rhythm and period."""
        return f"{self.rhythm} {self.period}"

    @property
    def key(self) -> str:
        """The name by which `named` finds this one for good, whatever corrects it."""
        return f"{self.period}.{self.number}"

    @property
    def thawed(self) -> dict[str, Any]:
        """Its content as data."""
        return thawed(self.data)
