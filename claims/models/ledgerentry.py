"""The ledger: what was registered, amended, withdrawn, settled, and when. A chain of hashes, append-only by trigger."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from claims.ledger import Entry, Head, entered


class LedgerEntryQuerySet(models.QuerySet["LedgerEntry"]):
    """Entries, in the field's words."""

    def head(self) -> Head:
        """How far the ledger goes."""
        last = self.order_by("number").last()
        return Head(last.number, last.hash) if last else Head()

    def chain(self) -> Iterator[Entry]:
        """All entries in order, streamed."""
        for one in self.order_by("number").iterator():
            yield one.entry

    def tally(self) -> dict[str, int]:
        """How many entries there are of each kind: what stands beside every scorecard."""
        counts = dict(self.order_by().values_list("kind").annotate(models.Count("pk")))
        return {kind: counts.get(kind, 0) for kind in LedgerEntry.Kind.values}

    @transaction.atomic
    def append(self, *, kind: str, body: object, at: datetime | None = None) -> "LedgerEntry":
        """Add an entry after the last; two writers come one after the other. Raises `LedgerError`.

        `at` is for simulated clocks and tests. The lock is given back with the caller's transaction.
        """
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("LOCK TABLE claims_ledgerentry IN SHARE ROW EXCLUSIVE MODE")
        entry = entered(self.head(), kind, body, at or datetime.now(UTC))
        return self.create(**vars(entry))


class LedgerEntry(models.Model):
    """One entry. `at`, `body` and the hashes are texts, for they are what was hashed, to the byte."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("registered")
        AMEND = "amend", _("amended")
        WITHDRAW = "withdraw", _("withdrawn")
        VOID = "void", _("declared void")
        SETTLE = "settle", _("settled")
        REOPEN = "reopen", _("reopened")

    number = models.PositiveIntegerField(_("number"), primary_key=True)
    at = models.CharField(_("entered at"), max_length=27)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    body = models.TextField(_("content"))
    previous = models.CharField(_("hash of the entry before"), max_length=64)
    hash = models.CharField(_("hash"), max_length=64, unique=True)

    objects = LedgerEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("ledger entry")
        verbose_name_plural = _("ledger entries")
        ordering = ("number",)
        constraints = [models.CheckConstraint(condition=models.Q(number__gte=1), name="ledger_numbers_from_one")]

    def __str__(self) -> str:
        return f"{self.number} {self.get_kind_display()} {self.hash[:12]}"

    @property
    def entry(self) -> Entry:
        """It without the database."""
        return Entry(self.number, self.at, self.kind, self.body, self.previous, self.hash)
