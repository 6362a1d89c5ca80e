"""What was done to claims, by whom, why and when; each act is an entry of the ledger. Append-only by trigger."""

import json
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.ledgerentry import LedgerEntry


class Act(models.Model):
    """One act: where a claim's entries are in the ledger, and what a repeated request is recognised by.

    `key` names the request: the same one twice is done once. `payload_hash` is of all that was frozen.
    """

    class Kind(models.TextChoices):
        REGISTER = "register", _("registered")
        AMEND = "amend", _("amended")
        WITHDRAW = "withdraw", _("withdrawn")
        VOID = "void", _("declared void")
        REOPEN = "reopen", _("reopened")

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="acts")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    by = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))
    key = models.CharField(_("key of the request"), max_length=200, unique=True)
    payload_hash = models.CharField(_("hash of what was frozen"), max_length=64)
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, verbose_name=_("ledger entry"), related_name="act")

    class Meta:
        verbose_name = _("act")
        verbose_name_plural = _("acts")
        ordering = ("entry",)
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "version"],
                condition=Q(kind__in=["register", "amend"]),
                name="act_makes_a_version_once",
            ),
            models.CheckConstraint(condition=~Q(by="") & ~Q(reason=""), name="act_by_someone_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} {self.get_kind_display()} {self.entry_id}"

    @property
    def state(self) -> Claim.State:
        """To which it brought the claim."""
        ended = {self.Kind.WITHDRAW: Claim.State.WITHDRAWN, self.Kind.VOID: Claim.State.VOID}
        return ended.get(self.Kind(self.kind), Claim.State.REGISTERED)

    @property
    def payload(self) -> Any:
        """All that was frozen, as it stands in the ledger; None for an act that froze nothing."""
        return json.loads(self.entry.body).get("payload")
