"""What a provider answered, byte by byte, and when: the proof behind every observation."""

import hashlib
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.indexes import GinIndex, HashIndex
from django.db import connection, models
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from evidence.models.source import Source
from evidence.sources import Answer

HELD, OTHER = "held", "contradicted"  # facts of answers that could be read: nothing was recorded, or not all; and why
_COMPRESSION = 4  # seven percent larger than at 6, in a third of the time


class PayloadQuerySet(models.QuerySet["Payload"]):
    """Bodies, by their hash."""

    def of(self, body: bytes) -> "Payload":
        """The payload of these bytes, kept now if they never came before."""
        fresh: Mapping[str, Any] = {"compressed": lambda: zlib.compress(body, _COMPRESSION), "size": len(body)}
        return self.get_or_create(sha256=sha256(body), defaults=fresh)[0]


def sha256(body: bytes) -> str:
    """The name under which a body is kept."""
    return hashlib.sha256(body).hexdigest()


class Payload(models.Model):
    """The body of an answer, kept once under its SHA-256 however often it came. Append-only by trigger."""

    sha256 = models.CharField(primary_key=True, max_length=64)
    compressed = models.BinaryField(_("compressed body"))
    size = models.PositiveBigIntegerField(_("size in bytes"))

    objects = PayloadQuerySet.as_manager()

    class Meta:
        verbose_name = _("payload")
        verbose_name_plural = _("payloads")

    @property
    def body(self) -> bytes:
        """The bytes as they came."""
        return zlib.decompress(bytes(self.compressed))


@dataclass(frozen=True)
class Asked:
    """A request to a source for some series, or to an archive of it. Questions for no series' figures name no codes."""

    source: Source
    codes: list[str]
    address: str
    fetched_at: datetime
    archived: bool = False


class FetchQuerySet(models.QuerySet["Fetch"]):
    """Fetches, in the field's words."""

    def keep(self, request: Asked, answers: Sequence[Answer], *, error: str = "") -> "list[Fetch]":
        """Remember what was asked, when, and what came, byte by byte; at least one row, also where nothing came."""
        asked = {**vars(request), "error": error}
        if not answers:
            return [self.create(**asked)]
        return [self.create(**asked | _what_came(answer)) for answer in answers]

    def asked_with_success(self, source: Source, codes: Iterable[str]) -> set[str]:
        """For which of these series the source itself, and not an archive of it, has brought figures that are recorded.

        What was held back counts once it has been accepted; an answer from which nothing was recorded does not.
        """
        with connection.cursor() as cursor:
            cursor.execute(_ASKED_WITH_SUCCESS, {"codes": list(codes), "source": source.pk})
            return {code for (code,) in cursor.fetchall()}

    def last_good(self, source: Source, address: str) -> "Fetch | None":
        """The newest answer of this very address that could be read; what a provider may say has not changed."""
        good = self.filter(source=source, address=address, error="", archived=False, payload__isnull=False)
        return good.select_related("payload").order_by("-id").first()

    def newest_by_source(self) -> "dict[tuple[int, bool, bool], Fetch]":
        """The newest fetch by source, whether it was of an archive, and whether it failed; without what it brought."""
        kinds = ("source_id", "archived", "failed")
        newest = self.annotate(failed=~Q(error="")).order_by(*kinds, "-fetched_at", "-id").distinct(*kinds)
        rows = newest.only("source_id", "archived", "fetched_at", "error")
        return {(row.source_id, row.archived, row.failed): row for row in rows}  # type: ignore[attr-defined]

    def newest_good(self) -> "dict[int, datetime]":
        """When each source itself, not an archive of it, last answered with something that could be read."""
        good = self.filter(error="", archived=False).order_by()
        return dict(good.values_list("source").annotate(Max("fetched_at")))


_ASKED_WITH_SUCCESS = """
SELECT code FROM unnest(%(codes)s::text[]) AS code WHERE EXISTS (
    SELECT FROM evidence_fetch
    WHERE codes @> jsonb_build_array(code) AND source_id = %(source)s AND error = '' AND NOT archived
    AND (NOT facts ? 'held' OR id IN (
        SELECT fetch_id FROM evidence_heldbatch_fetches AS came JOIN evidence_heldbatch AS held
        ON held.id = came.heldbatch_id WHERE held.state = 'accepted'))
) AND EXISTS (
    SELECT FROM evidence_indicator AS one JOIN evidence_recording ON indicator_id = one.id
    WHERE one.source_id = %(source)s AND one.code = code.code)
"""


def _what_came(answer: Answer) -> dict[str, Any]:
    return {
        "address": answer.address,
        "status": answer.status,
        "facts": dict(answer.facts),
        "payload": Payload.objects.of(answer.body),
    }


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
            models.Index(fields=["-fetched_at", "-id"], name="fetch_newest_of_all"),
            GinIndex(fields=["codes"], name="fetch_codes", opclasses=["jsonb_path_ops"]),
            HashIndex(fields=["address"], name="fetch_address"),  # an address may be too long for a B-tree
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.fetched_at:%Y-%m-%d %H:%M} {self.address}"
