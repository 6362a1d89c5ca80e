"""The machine-checkable reading of a claim: formulas that say when it holds and when it fails."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from evidence.formula import COVERAGE
from evidence.models.edited import edited


@edited("CriterionEdit")
class Criterion(models.Model):
    """A draft until its claim is registered, frozen from then on.

    Neither formula true = mixed; `requires_when` false at the checkpoint = void.

    One that says that a predicts b better than c does has a `relation` in place of formulas (decision 0015).

    `thresholds` says what was known when they were set; all were written after the window had opened if `written_on`
    is later than the claim's opening.

    An amendment adds a row with the same key: the old one says which version of the claim superseded it, keeps its
    assessments and goes on being assessed, but speaks for the claim no longer.
    """

    class Role(models.TextChoices):
        PRIMARY = "primary", _("primary")
        SECONDARY = "secondary", _("stand-in")
        ALTERNATIVE = "alternative", _("alternative reading")

    class Thresholds(models.TextChoices):
        BEFORE_FIGURES = "before figures", _("before the figures were looked at")
        AS_WORDED = "as worded", _("as in the worded test")
        AFTER_LOOKING = "after looking", _("after looking at the figures")

    claim = models.ForeignKey(Claim, models.PROTECT, verbose_name=_("claim"), related_name="criteria")
    key = models.CharField(_("key"), max_length=20)
    role = models.CharField(_("role"), max_length=11, choices=Role)
    position = models.PositiveSmallIntegerField(_("position"))
    holds_when = models.TextField(_("holds when"), blank=True)
    fails_when = models.TextField(_("fails when"), blank=True, help_text=_("Empty: when it does not hold."))
    requires_when = models.TextField(_("testable only when"), blank=True)
    relation = models.JSONField(
        _("relation"), default=dict, blank=True, help_text=_("Which of two drivers predicts a target better.")
    )
    coverage = models.FloatField(
        _("share of periods needed"), default=COVERAGE, validators=[MinValueValidator(0.1), MaxValueValidator(1.0)]
    )
    thresholds = models.CharField(_("thresholds set"), max_length=14, choices=Thresholds)
    note = models.TextField(_("note"), blank=True)
    note_zh = models.TextField(_("note in Chinese"), blank=True)
    written_on = models.DateField(_("written"))
    version = models.PositiveSmallIntegerField(_("of version"), default=1, editable=False)
    superseded_by = models.PositiveSmallIntegerField(_("superseded by version"), null=True, editable=False)

    class Meta:
        verbose_name = _("criterion")
        verbose_name_plural = _("criteria")
        ordering = ("claim", "position", "-version")
        constraints = [
            models.UniqueConstraint(fields=["claim", "key", "version"], name="criterion_key_once"),
            models.UniqueConstraint(
                fields=["claim", "key"], condition=Q(superseded_by=None), name="criterion_current_once"
            ),
            models.CheckConstraint(
                condition=Q(superseded_by=None) | Q(superseded_by__gt=F("version")), name="criterion_superseded_later"
            ),
            models.CheckConstraint(
                condition=(Q(relation={}) & ~Q(holds_when=""))
                | (~Q(relation={}) & Q(holds_when="", fails_when="", requires_when="")),
                name="criterion_formula_or_relation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.holds_when or self.relation}"

    @property
    def slug(self) -> str:
        """Its key together with its claim's slug, and the version where that is not the first: unique everywhere."""
        return f"{self.claim.slug}:{self.key}" + (f"@{self.version}" if self.version > 1 else "")

    @property
    def name(self) -> str:
        """Its key, and the version where another stands in its place."""
        return self.key if self.is_current else f"{self.key}@{self.version}"

    @property
    def is_current(self) -> bool:
        """Whether no amendment has put another in its place."""
        return self.superseded_by is None

    @property
    def can_speak(self) -> bool:
        """Whether its answer may stand for the claim's: as the primary one, or in for it."""
        return self.is_current and self.role != self.Role.ALTERNATIVE

    @property
    def is_relation(self) -> bool:
        """Whether it compares what two drivers foretell; then it has no formula of its own."""
        return bool(self.relation)

    @property
    def formulas(self) -> tuple[str, ...]:
        """All texts in it that are formulas; those of a relation are series."""
        series = (value for value in self.relation.values() if not isinstance(value, bool | int))
        nested = [[value] if isinstance(value, str) else value for value in series]
        texts = [self.holds_when, self.fails_when, self.requires_when, *(text for part in nested for text in part)]
        return tuple(text for text in texts if text)

    @property
    def is_hindsight(self) -> bool:
        """Whether it was written after its window had opened."""
        return self.written_on > self.claim.opens
