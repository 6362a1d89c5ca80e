"""The outbox: one row for each event that a subscriber is to be told of, and a log of every attempt to do so."""

import uuid
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.event import Event
from claims.models.subscription import Subscriber, Subscription
from evidence.models import LEASE, has_lease


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Notices, in the workers' words."""

    def ripe(self, now: datetime) -> Self:
        """Those that may be sent."""
        return self.filter(state=Notice.State.QUEUED, not_before__lte=now)

    def abandoned(self, now: datetime) -> Self:
        """Those whose worker has not come back within its lease."""
        return self.filter(state=Notice.State.SENDING).exclude(has_lease(now))

    def attempt(self, notice: "Notice") -> Self:
        """This very attempt, while it still has its lease: none once the notice has been given to another worker."""
        return self.filter(pk=notice.pk, attempts=notice.attempts, state=Notice.State.SENDING)


class Notice(models.Model):
    """What a subscriber is to be told: written together with its event, so that neither is there without the other.

    It is sent at least once: a worker that dies after sending and before writing so leaves it to be sent again, by the
    same `code`, by which the receiver's side knows it. `attempts` is the fencing token: a worker that lost its lease
    can no longer write how it ended. `subscription` is the one that asked for it; a confirmation is its own.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        SENDING = "sending", _("being sent")
        SENT = "sent", _("sent")
        FAILED = "failed", _("given up")
        DROPPED = "dropped", _("no longer wanted")

    code = models.UUIDField(_("code"), default=uuid.uuid4, unique=True, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.PROTECT, verbose_name=_("subscriber"), related_name="notices")
    subscription = models.ForeignKey(
        Subscription, models.SET_NULL, verbose_name=_("subscription"), null=True, related_name="notices"
    )
    event = models.ForeignKey(Event, models.PROTECT, verbose_name=_("event"), related_name="notices")
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    cause = models.TextField(_("cause of the last failure"), blank=True)
    created_at = models.DateTimeField(_("queued at"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ("-id",)
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "event"], name="notice_once_an_event"),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False) | ~Q(state="sending") & Q(lease_until=None),
                name="notice_being_sent_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("queued", "sending"), ended_at=None)
                | Q(state__in=("sent", "failed", "dropped"), ended_at__isnull=False),
                name="notice_ended_has_time",
            ),
        ]
        indexes = [
            models.Index(fields=["not_before"], name="notice_open", condition=Q(state__in=("queued", "sending")))
        ]

    def __str__(self) -> str:
        return f"{self.event} ({self.get_state_display()})"

    def begun(self, now: datetime, worker: str) -> None:
        """Give it to a worker."""
        self.state, self.lease_until, self.worker = self.State.SENDING, now + LEASE, worker[:120]
        self.attempts += 1
        self.save()

    def end(self, state: "Notice.State", now: datetime, cause: str = "") -> bool:
        """Write how this attempt ended; False when its lease had been lost, and nothing was written."""
        return self._write(state=state, ended_at=now, cause=cause)

    def defer(self, until: datetime, cause: str) -> bool:
        """Put it back for a later attempt; False when its lease had been lost."""
        return self._write(state=self.State.QUEUED, not_before=until, cause=cause)

    def _write(self, **facts: Any) -> bool:
        return bool(Notice.objects.attempt(self).update(lease_until=None, **facts))


class Delivery(models.Model):
    """One attempt to send a notice, or what came of one later: a bounce. Append-only by trigger."""

    class Outcome(models.TextChoices):
        SENT = "sent", _("sent")
        PUT_OFF = "put off", _("put off")
        REFUSED = "refused", _("refused")
        GIVEN_UP = "given up", _("given up")
        DIED = "died", _("worker died")
        BOUNCED = "bounced", _("came back")
        DROPPED = "dropped", _("no longer wanted")

    FAILURES = (Outcome.REFUSED, Outcome.BOUNCED)  # those by which an address ends

    notice = models.ForeignKey(Notice, models.PROTECT, verbose_name=_("notice"), related_name="deliveries")
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    at = models.DateTimeField(_("at"))
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome)
    said = models.TextField(_("what was said"), blank=True)

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.notice_id}/{self.attempt}: {self.get_outcome_display()}"
