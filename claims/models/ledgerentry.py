"""The ledger: what was registered, amended, withdrawn, settled, and when. A chain of hashes, append-only by trigger."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from claims.horizon import end_of
from claims.ledger import Entry, Head, LedgerError, entered, moment
from claims.models.sharedtime import shared_time

SLACK = timedelta(minutes=5)  # an act is dated when it is asked for; its dry run may end after that of a later one


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

    def up_to(self, head: Head) -> "LedgerEntryQuerySet":
        """Those that there were when the ledger had this head."""
        return self.filter(number__lte=head.number)

    def by(self, day: date) -> "LedgerEntryQuerySet":
        """Those that there were at the end of a day (UTC)."""
        return self.filter(at__lt=moment(end_of(day)))

    def tally(self) -> dict[str, int]:
        """How many entries there are of each kind: what stands beside every scorecard."""
        counts = dict(self.order_by().values_list("kind").annotate(models.Count("pk")))
        return {kind: counts.get(kind, 0) for kind in LedgerEntry.Kind.values}

    def append(self, *, kind: str, body: object, at: datetime | None = None) -> "LedgerEntry":
        """Add an entry after the last. See `extend`."""
        return self.extend(kind=kind, bodies=[body], at=at)[0]

    @transaction.atomic
    def extend(self, *, kind: str, bodies: Iterable[object], at: datetime | None = None) -> list["LedgerEntry"]:
        """Add entries after the last; two writers come one after the other. Raises `LedgerError`, also for a time
        before that of the last entry; of acts at once the one that comes second is entered with the time of the first.
        Nothing is taken from a machine whose clock is wrong.

        `at` is when the acts were asked for. The lock is given back with the caller's transaction.
        """
        shared = shared_time()
        self.hold()
        last = self.order_by("number").last()
        time = self._not_before(last, at or shared)
        head, rows = Head(last.number, last.hash) if last else Head(), list[LedgerEntry]()
        for body in bodies:
            made = entered(head, kind, body, time)
            rows.append(self.model(**vars(made)))
            head = Head(made.number, made.hash)
        return self.bulk_create(rows)

    def hold(self) -> None:
        """Let nobody else enter anything until the caller's transaction ends."""
        with transaction.get_connection().cursor() as cursor:
            cursor.execute("LOCK TABLE claims_ledgerentry IN SHARE ROW EXCLUSIVE MODE")

    def _not_before(self, last: "LedgerEntry | None", at: datetime) -> datetime:
        if last is None or moment(at) >= last.at:
            return at
        if moment(at + SLACK) >= last.at:
            return datetime.fromisoformat(last.at)
        raise LedgerError(
            "expected a time from that of the ledger's last entry on, %(last)s (entry %(number)s), got %(got)s: set "
            "this machine's clock right; if it is, entry %(number)s was made by a clock that ran ahead: restore the "
            "backup from before it, or wait until that time has come",
            last=last.at, number=last.number, got=moment(at),
        )  # fmt: skip


class LedgerEntry(models.Model):
    """One entry. `at`, `body` and the hashes are texts, for they are what was hashed, to the byte."""

    class Kind(models.TextChoices):
        REGISTER = "register", _("registered")
        AMEND = "amend", _("amended")
        WITHDRAW = "withdraw", _("withdrawn")
        VOID = "void", _("declared void")
        SETTLE = "settle", _("settled")
        CONFIRM = "confirm", _("settlement confirmed")
        REOPEN = "reopen", _("reopened")
        PUBLISH = "publish", _("published as scorecard")

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
