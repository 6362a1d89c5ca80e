"""What happened to claims that somebody may want to be told of, and how far stored assessments have been looked at."""

import uuid

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.assessment import Assessment
from claims.models.claim import Claim
from claims.models.subscription import Subscription


class Event(models.Model):
    """One event about one or more claims. `key` says which: the same one is recorded once. Append-only by trigger.

    `facts` holds what its sentences are made of, in no language. `code` names it to the outside.
    """

    class Kind(models.TextChoices):
        VERDICT = Subscription.Kind.VERDICT.value, Subscription.Kind.VERDICT.label
        THRESHOLD = Subscription.Kind.THRESHOLD.value, Subscription.Kind.THRESHOLD.label
        SETTLEMENT = Subscription.Kind.SETTLEMENT.value, Subscription.Kind.SETTLEMENT.label
        CHECKPOINT = Subscription.Kind.CHECKPOINT.value, Subscription.Kind.CHECKPOINT.label
        OVERDUE = Subscription.Kind.OVERDUE.value, Subscription.Kind.OVERDUE.label
        DIGEST = Subscription.Kind.DIGEST.value, Subscription.Kind.DIGEST.label
        CONFIRM = "confirm", _("confirmation asked for")
        TEST = "test", _("test")

    OF_CLAIMS = (Kind.VERDICT, Kind.THRESHOLD, Kind.SETTLEMENT, Kind.CHECKPOINT, Kind.OVERDUE)

    key = models.CharField(_("idempotency key"), max_length=200, unique=True)
    code = models.UUIDField(_("code"), default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    day = models.DateField(_("day"))
    at = models.DateTimeField(_("found"))
    claims = models.ManyToManyField(Claim, verbose_name=_("claims"), related_name="+")
    facts = models.JSONField(_("facts"), default=dict)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"


class Seen(models.Model):
    """The assessment of a claim for a checkpoint up to which events have been found. `sides` says of each threshold
    whether the probability was last above it: it stays so until it has been passed by enough."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="+")
    checkpoint = models.DateField()
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="+")
    sides = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "checkpoint"], name="seen_once")]

    def __str__(self) -> str:
        return f"{self.claim_id} {self.checkpoint}"
