"""What the evidence known on a day says of a claim or a criterion, for one checkpoint. Append-only by trigger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.criterion import Criterion

_ROUNDING = 1e-9


class Assessment(models.Model):
    """One row per claim (criterion empty) or criterion, checkpoint and day, and per state of the evidence.

    The shares p_hold, p_fail, p_mixed and p_unknown are unclipped and sum to 1; fact checks have an `outcome` instead.
    `facts` holds what the sentences are made of, `inputs` the hash of criterion, observations and method.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="assessments")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, verbose_name=_("criterion"), null=True, related_name="assessments"
    )
    checkpoint = models.DateField(_("checkpoint"))
    as_of = models.DateField(_("as of"))
    p_hold = models.FloatField(_("share in which it holds"), null=True)
    p_fail = models.FloatField(_("share in which it fails"), null=True)
    p_mixed = models.FloatField(_("share in which it does neither"), null=True)
    p_unknown = models.FloatField(_("share in which it cannot be told"), null=True)
    base_rate = models.FloatField(_("base rate"), null=True)
    information = models.FloatField(_("share of the uncertainty that has gone"), null=True)
    band = models.CharField(_("band"), max_length=20, blank=True)
    overlays = ArrayField(models.CharField(max_length=20), verbose_name=_("marks"), default=list)
    outcome = models.CharField(_("outcome"), max_length=10, blank=True)
    missing = models.JSONField(_("missing"), default=list)
    facts = models.JSONField(_("facts"), default=dict)
    method = models.CharField(_("method version"), max_length=20)
    numpy = models.CharField(_("numpy version"), max_length=20)
    inputs = models.CharField(_("hash of the inputs"), max_length=64)
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())

    class Meta:
        verbose_name = _("assessment")
        verbose_name_plural = _("assessments")
        ordering = ("-as_of", "claim", "checkpoint")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "criterion", "checkpoint", "as_of", "inputs"],
                name="assessment_once_per_state",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(p_hold=None)
                | Q(
                    p_hold__gte=1 - _ROUNDING - F("p_fail") - F("p_mixed") - F("p_unknown"),
                    p_hold__lte=1 + _ROUNDING - F("p_fail") - F("p_mixed") - F("p_unknown"),
                ),
                name="assessment_shares_sum_to_one",
            ),
        ]
