"""What became of a claim at a checkpoint, and what people did about that. Append-only by trigger."""

from datetime import datetime

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.criterion import Criterion
from claims.models.ledgerentry import LedgerEntry


class SettlementQuerySet(models.QuerySet["Settlement"]):
    """Settlements, in the field's words."""

    def standing(self, moment: datetime) -> "SettlementQuerySet":
        """Those that stood at a moment: made by then, reviewed where that was asked for, and not reopened."""
        return self.filter(_stands(moment), set_at__lte=moment)

    def proposed(self, moment: datetime) -> "SettlementQuerySet":
        """Those that waited at a moment for somebody to review them."""
        return self.filter(_waits(moment), set_at__lte=moment)

    def made(self, moment: datetime) -> "SettlementQuerySet":
        """All that had been made by a moment, with whether each of them stood (`stands`) or waited (`waits`) then."""
        return self.filter(set_at__lte=moment).annotate(
            stands=ExpressionWrapper(_stands(moment), models.BooleanField()),
            waits=ExpressionWrapper(_waits(moment), models.BooleanField()),
        )


def _stands(moment: datetime) -> Q:
    is_confirmed = Q(needs_review=False) | Q(Exists(_reviews("confirm", moment)))
    return ~Q(Exists(_reviews("reopen", moment))) & is_confirmed


def _waits(moment: datetime) -> Q:
    is_unconfirmed = Q(needs_review=True) & ~Q(Exists(_reviews("confirm", moment)))
    return ~Q(Exists(_reviews("reopen", moment))) & is_unconfirmed


def _reviews(kind: str, moment: datetime) -> "models.QuerySet[SettlementReview]":
    return SettlementReview.objects.filter(settlement=OuterRef("pk"), kind=kind, at__lte=moment)


class Settlement(models.Model):
    """One row per frozen test of a claim and checkpoint; another `round` only after the one before was reopened.

    `criterion` is the primary one that settled it, none of a claim made of others or judged; `version` the claim's that
    it stands for. `counts` says that this test stood for the claim when the checkpoint's day ended: one that an
    amendment put in its place is settled too, and shown beside it.

    Known-time and set-time are kept apart. `known_on` is the day whose information it rests on (none where nothing
    came, or a person declared it void), `as_of` the last day that the run looked at, `set_at` when it was set and
    `recorded_at` the database's own clock. `inputs` is the hash of the test and of all figures as known on that day.
    """

    class Outcome(models.TextChoices):
        HELD = "held", _("held")
        FAILED = "failed", _("failed")
        MIXED = "mixed", _("mixed")
        VOID = "void", _("void")

    class Reason(models.TextChoices):
        METRIC_MISSING = "metric_missing", _("the figures did not come")
        PRECONDITION_FALSE = "precondition_false", _("its precondition was not met")
        CRITERION_AMBIGUOUS = "criterion_ambiguous", _("it held and failed at once")
        SERIES_DISCONTINUED = "series_discontinued", _("the series was discontinued")
        SOURCE_WITHDRAWN = "source_withdrawn", _("the source withdrew the figures")
        OTHER = "other", _("another reason")

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="settlements")
    criterion = models.ForeignKey(
        Criterion, models.PROTECT, verbose_name=_("criterion"), null=True, related_name="settlements"
    )
    version = models.PositiveSmallIntegerField(_("version"))
    checkpoint = models.DateField(_("checkpoint"))
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    counts = models.BooleanField(_("counts for the claim"), default=True)
    outcome = models.CharField(_("outcome"), max_length=6, choices=Outcome)
    reason = models.CharField(_("why it is void"), max_length=20, choices=Reason, blank=True)
    known_on = models.DateField(_("rests on what was known on"), null=True)
    as_of = models.DateField(_("as of"))
    set_at = models.DateTimeField(_("set"))
    recorded_at = models.DateTimeField(_("recorded"), db_default=Now())
    by = models.CharField(_("by"), max_length=150)
    note = models.TextField(_("note"), blank=True)
    needs_review = models.BooleanField(_("somebody else has to confirm it"), default=False)
    facts = models.JSONField(_("facts"), default=dict)
    inputs = models.CharField(_("hash of the inputs"), max_length=64, blank=True)
    method = models.CharField(_("method version"), max_length=20)
    numpy = models.CharField(_("numpy version"), max_length=20)
    entry = models.OneToOneField(LedgerEntry, models.PROTECT, verbose_name=_("ledger entry"), related_name="settlement")

    objects = SettlementQuerySet.as_manager()

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ("-checkpoint", "claim", "-version", "-round")
        constraints = [
            models.UniqueConstraint(
                fields=["claim", "criterion", "checkpoint", "round"], name="settlement_once", nulls_distinct=False
            ),
            models.UniqueConstraint(
                fields=["claim", "checkpoint", "round"], condition=Q(counts=True), name="settlement_counts_once"
            ),
            models.CheckConstraint(
                condition=(Q(outcome="void") & ~Q(reason="")) | (~Q(outcome="void") & Q(reason="")),
                name="settlement_void_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(known_on__isnull=False, known_on__gte=F("checkpoint"), known_on__lte=F("as_of"))
                | Q(known_on=None, outcome="void"),
                name="settlement_rests_on_a_day",
            ),
            models.CheckConstraint(condition=~Q(by=""), name="settlement_by_someone"),
            models.CheckConstraint(condition=Q(round__gte=1), name="settlement_rounds_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.claim.number} {self.checkpoint}: {self.get_outcome_display()}"


class SettlementReview(models.Model):
    """What a person did about a settlement: confirmed one that had to be, asked to reopen one, reopened it.

    Asked is where two persons are asked for: another's reopening follows. All but asking are entries of the ledger.
    """

    class Kind(models.TextChoices):
        CONFIRM = "confirm", _("confirmed")
        ASK = "ask", _("asked to reopen")
        REOPEN = "reopen", _("reopened")

    settlement = models.ForeignKey(Settlement, models.PROTECT, verbose_name=_("settlement"), related_name="reviews")
    kind = models.CharField(_("kind"), max_length=7, choices=Kind)
    by = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"))
    at = models.DateTimeField(_("at"))
    entry = models.OneToOneField(
        LedgerEntry, models.PROTECT, verbose_name=_("ledger entry"), null=True, related_name="review"
    )

    class Meta:
        verbose_name = _("review of a settlement")
        verbose_name_plural = _("reviews of settlements")
        ordering = ("at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["settlement", "kind"], condition=~Q(kind="ask"), name="settlement_reviewed_once"
            ),
            models.CheckConstraint(
                condition=Q(kind="ask", entry=None) | (~Q(kind="ask") & Q(entry__isnull=False)),
                name="settlement_review_has_entry",
            ),
            models.CheckConstraint(condition=~Q(by="") & ~Q(reason=""), name="settlement_review_by_someone"),
        ]

    def __str__(self) -> str:
        return f"{self.settlement}: {self.get_kind_display()} ({self.by})"
