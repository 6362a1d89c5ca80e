"""What people make of a judged claim: two raters blind to each other, then an adjudicator. Append-only by trigger."""

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.scoring import judging


class RatingQuerySet(models.QuerySet["Rating"]):
    """Ratings, in the field's words."""

    def visible_to(self, reader: str) -> "RatingQuerySet":
        """Those somebody may read: of a round that still waits for a rater only their own."""
        same = Rating.objects.filter(
            claim=OuterRef("claim"), checkpoint=OuterRef("checkpoint"), round=OuterRef("round"), role=Rating.Role.RATER
        )
        enough = same.values("claim").annotate(raters=Count("pk")).filter(raters__gte=judging.RATERS)
        return self.filter(Q(by=reader) | Exists(enough))


class Rating(models.Model):
    """One person's rating: the probability that the claim holds, and the level of its rubric, 1 refuted to 5 borne out.

    An adjudicator who accepts the raters' figure gives neither. The adjudicator ends a round.
    `sources` are archived documents: address, archived (address or hash of the copy), family, and a likelihood ratio.
    """

    class Role(models.TextChoices):
        RATER = "rater", _("rater")
        ADJUDICATOR = "adjudicator", _("adjudicator")

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="ratings")
    checkpoint = models.DateField(_("checkpoint"))
    round = models.PositiveSmallIntegerField(_("round"))
    role = models.CharField(_("as"), max_length=11, choices=Role)
    p = models.FloatField(_("probability that it holds"), null=True)
    level = models.PositiveSmallIntegerField(_("level of the rubric"), null=True)
    sources = models.JSONField(_("sources"))
    by = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))

    objects = RatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("rating")
        verbose_name_plural = _("ratings")
        ordering = ("claim", "checkpoint", "round", "at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["claim", "checkpoint", "round", "by"], name="rating_once_a_round"),
            models.UniqueConstraint(
                fields=["claim", "checkpoint", "round"], condition=Q(role="adjudicator"), name="rating_adjudicated_once"
            ),
            models.CheckConstraint(
                condition=Q(p=None, level=None, role="adjudicator")
                | Q(p__gte=judging.RATINGS[0], p__lte=judging.RATINGS[1], level__gte=1, level__lte=5),
                name="rating_on_the_scale",
            ),
            models.CheckConstraint(condition=~Q(by="") & ~Q(reason=""), name="rating_by_someone_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} {self.checkpoint}: {self.get_role_display()}, {self.round}"

    @property
    def judged(self) -> judging.Rating:
        """It without the database."""
        return judging.Rating(self.by, judging.Role(self.role), self.p, len(self.sources))

    @property
    def settles(self) -> bool:
        """Whether it was made after the checkpoint's day (UTC): then it says what became of the claim."""
        return self.at.date() > self.checkpoint
