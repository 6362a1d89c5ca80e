"""How claims bear on one another, as people see it. A link is ended, never deleted, by trigger."""

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Greatest, Least
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim


class ClaimLinkQuerySet(models.QuerySet["ClaimLink"]):
    """Links, in the field's words."""

    def standing(self) -> "ClaimLinkQuerySet":
        """Those that have not been ended."""
        return self.filter(ended_at=None)

    def about(self, claim: Claim) -> "ClaimLinkQuerySet":
        """Those from or to a claim."""
        return self.filter(Q(source=claim) | Q(target=claim)).select_related("source", "target")


class ClaimLink(models.Model):
    """`source` contradicts, supports, depends on or repeats `target`.

    Nothing depends on itself or repeats itself, not even through others: the database refuses a circle.
    """

    class Kind(models.TextChoices):
        CONTRADICTS = "contradicts", _("contradicts")
        SUPPORTS = "supports", _("supports")
        DEPENDS_ON = "depends on", _("depends on")
        REPEATS = "repeats", _("repeats")

    source = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="links_from")
    kind = models.CharField(_("kind"), max_length=11, choices=Kind)
    target = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("other claim"), related_name="links_to")
    by = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))
    ended_by = models.CharField(_("ended by"), max_length=150, blank=True)
    ended_reason = models.TextField(_("why it was ended"), blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = ClaimLinkQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between claims")
        verbose_name_plural = _("links between claims")
        ordering = ("source", "kind", "target", "at")
        constraints = [
            models.CheckConstraint(condition=~Q(source=F("target")), name="link_between_two_claims"),
            models.CheckConstraint(condition=~Q(by="") & ~Q(reason=""), name="link_by_someone_for_a_reason"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_by="", ended_reason="")
                | (Q(ended_at__isnull=False) & ~Q(ended_by="") & ~Q(ended_reason="")),
                name="link_ended_by_someone_for_a_reason",
            ),
            # One pair is linked one way at a time: what contradicts does not support, what repeats does not depend.
            models.UniqueConstraint(
                Least("source", "target"), Greatest("source", "target"), condition=Q(ended_at=None),
                name="link_once_between_two_claims",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.source.number} {self.get_kind_display()} {self.target.number}"
