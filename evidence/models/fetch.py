"""What a provider answered, byte by byte, and when: the proof behind every observation."""

import zlib
from datetime import datetime

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from evidence.models.source import Source


class Payload(models.Model):
    """The body of an answer, kept once under its SHA-256 however often it came. Append-only by trigger."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    compressed = models.BinaryField(_("compressed body"))
    size = models.PositiveBigIntegerField(_("size in bytes"))

    class Meta:
        verbose_name = _("payload")
        verbose_name_plural = _("payloads")

    @property
    def body(self) -> bytes:
        """The bytes as they came."""
        return zlib.decompress(bytes(self.compressed))


class FetchQuerySet(models.QuerySet["Fetch"]):
    """Fetches, in the field's words."""

    def last_good(self, source: Source, address: str) -> "Fetch | None":
        """The newest answer of this very address that could be read; what a provider may say has not changed."""
        good = self.filter(source=source, address=address, error="", archived=False, payload__isnull=False)
        return good.select_related("payload").order_by("-id").first()

    def newest_good(self) -> "dict[int, datetime]":
        """When each source itself, not an archive of it, last answered with something that could be read."""
        good = self.filter(error="", archived=False).order_by()
        return dict(good.values_list("source").annotate(Max("fetched_at")))


class Fetch(models.Model):
    """One request to a provider and how it ended. Append-only by trigger."""

    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="fetches")
    codes = models.JSONField(_("codes of the series"))
    address = models.TextField(_("address"))
    fetched_at = models.DateTimeField(_("fetched"))
    status = models.PositiveSmallIntegerField(_("status"), null=True)
    facts = models.JSONField(_("facts of the answer"), default=dict)
    payload = models.ForeignKey(Payload, models.PROTECT, verbose_name=_("payload"), null=True, related_name="+")
    archived = models.BooleanField(_("from an archive"), default=False)
    error = models.TextField(_("error"), blank=True)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    objects = FetchQuerySet.as_manager()

    class Meta:
        verbose_name = _("fetch")
        verbose_name_plural = _("fetches")
        ordering = ("-fetched_at", "-id")
        indexes = [
            models.Index(fields=["source", "-fetched_at"], name="fetch_newest"),
            HashIndex(fields=["address"], name="fetch_address"),  # an address may be too long for a B-tree
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.fetched_at:%Y-%m-%d %H:%M} {self.address}"
