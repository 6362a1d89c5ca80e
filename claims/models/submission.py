"""What somebody proposes to do to a claim, for another to do: review by two people. Append-only by trigger."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.act import Act
from claims.models.claim import Claim


class Submission(models.Model):
    """A proposal of an act on a claim as it stood after so many `acts`, with what is to be frozen and its hash.

    `amendment` has the words and criteria that an amendment changes. `payload` is empty where it was not kept yet.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="submissions")
    kind = models.CharField(_("kind"), max_length=10, choices=Act.Kind)
    acts = models.PositiveSmallIntegerField(_("acts before it"))
    payload_hash = models.CharField(_("hash of what was frozen"), max_length=64)
    payload = models.TextField(_("what is to be frozen"))
    amendment = models.JSONField(_("what is to change"), null=True)
    by = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ("at", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(by="") & ~Q(reason=""), name="submission_by_someone_for_a_reason")
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} {self.kind} ({self.by})"
