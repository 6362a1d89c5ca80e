"""What comes next of every registered claim: what the list is ordered by."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class Agenda(models.Model):
    """The next test that nobody has settled, and the last one there is. Read, never written.

    Triggers on claims, settlements and their reviews keep it (decision 0046), so that a page of the list costs the same
    of a hundred claims and of a hundred thousand. Drafts have none. `next` is none where all is settled, and of what
    was withdrawn or is void. A fact check is tested at its first checkpoint only.
    """

    claim = models.OneToOneField(
        Claim, models.CASCADE, verbose_name=_("claim"), primary_key=True, related_name="agenda", db_constraint=False
    )
    next = models.DateField(_("next checkpoint"), null=True)
    last = models.DateField(_("last checkpoint"))

    class Meta:
        verbose_name = _("next checkpoint")
        verbose_name_plural = _("next checkpoints")
        default_permissions = ()
        indexes = [
            models.Index(fields=["next", "claim"], name="agenda_open"),
            models.Index(fields=["-next", "claim"], name="agenda_passed"),
            models.Index(fields=["-last", "claim"], name="agenda_over", condition=models.Q(next=None)),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number}: {self.next or '–'}"
