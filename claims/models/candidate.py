"""What the extraction proposes of an article's text, and what people decided about it. Nothing here is ever edited."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from claims.models.article import Article
from claims.models.claim import Claim


class Proposal(models.Model):
    """One reading of an article by one version of the extraction: it is not read twice by the same."""

    article = models.ForeignKey(Article, models.PROTECT, verbose_name=_("article"), related_name="proposals")
    version = models.CharField(_("version of the extraction"), max_length=40)
    proposed_at = models.DateTimeField(_("proposed"))

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        ordering = ("article", "proposed_at")
        constraints = [models.UniqueConstraint(fields=["article", "version"], name="proposal_once_per_version")]

    def __str__(self) -> str:
        return f"{self.article} {self.version}"


class CandidateQuerySet(models.QuerySet["Candidate"]):
    """Candidates, in the field's words."""

    def with_state(self) -> "CandidateQuerySet":
        """With `state`: what the last decision that stands made of each."""
        standing = Decision.objects.standing().filter(candidate=OuterRef("pk"), action__in=Decision.SETTLING)
        last = standing.order_by("-pk").values("action")[:1]
        return self.annotate(state=Coalesce(Subquery(last), Value(Candidate.OPEN)))

    def open(self) -> "CandidateQuerySet":
        """Those that nobody has decided about."""
        settled = Decision.objects.standing().filter(candidate=OuterRef("pk"), action__in=Decision.SETTLING)
        return self.there().filter(~Exists(settled))

    def there(self) -> "CandidateQuerySet":
        """All but the parts of splits that were undone: they stay in the database and are nobody's business."""
        split = Decision.objects.standing().filter(
            candidate=OuterRef("parent"), action=Decision.Action.SPLIT, made_at=OuterRef("made_at")
        )
        return self.filter(~Q(origin=Candidate.Origin.SPLIT) | Exists(split))


class Candidate(models.Model):
    """A statement that may be a claim: proposed, found by an analyst in the text, or a part of one that was split.

    What is here was so when it came; edits are decisions. `reasons` are [feature, words, log-odds]; `indicators` are
    slugs, best first; `draft` has a formula (`holds_when`) or a `relation` with words in both languages, or `why` there
    is none. A draft is never registered by itself.
    """

    OPEN = "open"

    class Origin(models.TextChoices):
        PROPOSED = "proposed", _("proposed")
        ADDED = "added", _("added by hand")
        SPLIT = "split", _("part of another")

    article = models.ForeignKey(Article, models.PROTECT, verbose_name=_("article"), related_name="candidates")
    origin = models.CharField(_("origin"), max_length=8, choices=Origin, default=Origin.PROPOSED)
    proposal = models.ForeignKey(
        Proposal, models.PROTECT, verbose_name=_("proposal"), null=True, blank=True, related_name="candidates"
    )
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("split from"), null=True, blank=True, related_name="parts"
    )
    score = models.FloatField(_("score"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Claim.Kind)
    direction = models.CharField(_("direction"), max_length=4, blank=True)
    negated = models.BooleanField(_("negated"), default=False)
    holder = models.CharField(_("who holds it, if not the author"), max_length=200, blank=True)
    horizon = models.CharField(_("words of its horizon"), max_length=200, blank=True)
    closes = models.DateField(_("last day of its horizon"), null=True, blank=True)
    concepts = ArrayField(models.CharField(max_length=60), verbose_name=_("concepts"), default=list, blank=True)
    reasons = models.JSONField(_("why it was proposed"), default=list, blank=True)
    indicators = ArrayField(models.CharField(max_length=60), verbose_name=_("indicators"), default=list, blank=True)
    draft = models.JSONField(_("drafted criterion"), default=dict, blank=True)
    made_at = models.DateTimeField(_("made"))

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("candidate")
        verbose_name_plural = _("candidates")
        ordering = ("article", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(origin="proposed", proposal__isnull=False, parent=None, score__gte=0, score__lte=1)
                & Q(score__isnull=False)
                | Q(origin="added", proposal=None, parent=None, score=None)
                | Q(origin="split", proposal=None, parent__isnull=False, score=None),
                name="candidate_complete_by_origin",
            )
        ]

    def __str__(self) -> str:
        return f"{self.article} {self.pk}"

    def values(self) -> dict[str, Any]:
        """What it says now: as it came, with the edits that stand, the later over the earlier.

        `statement`, `statement_zh`, `nature` and `opens` come from edits alone; empty, or None, is what nobody said.
        """
        edits = self.decisions.standing().filter(action=Decision.Action.EDIT).order_by("pk")
        return self.edited(edits.values_list("values", flat=True))

    def edited(self, edits: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """The same for edits at hand."""
        names = ("kind", "direction", "negated", "holder", "horizon", "closes", "concepts", "indicators", "draft")
        found: dict[str, Any] = {name: getattr(self, name) for name in names}
        found |= {"statement": "", "statement_zh": "", "nature": "", "opens": None}
        for values in edits:
            found |= values
        return found | {name: _day(found[name]) for name in ("closes", "opens")}

    @property
    def place(self) -> tuple[int, int]:
        """Where it stands first; places of what was merged into it do not count."""
        first = self.spans.order_by("start", "end")[0]
        return first.start, first.end

    def places(self) -> list[tuple[int, int]]:
        """Where the article says it, in the text's order: places of candidates that were merged into it count too.

        Places that overlap are one.
        """
        found: list[tuple[int, int]] = []
        spans = CandidateSpan.objects.filter(candidate__in=self._merged()).order_by("start", "end")
        for start, end in spans.values_list("start", "end"):
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def _merged(self) -> set[int]:
        """Itself and what was merged into it, over however many steps."""
        found = fresh = {self.pk}
        while fresh:
            merges = Decision.objects.standing().filter(action=Decision.Action.MERGE, into__in=fresh)
            fresh = set(merges.values_list("candidate", flat=True)) - found
            found = found | fresh
        return found


def _day(value: date | str | None) -> date | None:
    """A day as a column or as JSON keeps it."""
    return date.fromisoformat(value) if isinstance(value, str) else value


class CandidateSpan(models.Model):
    """A place of the article, in code points, that says what a candidate says. No place is proposed twice."""

    candidate = models.ForeignKey(Candidate, models.PROTECT, verbose_name=_("candidate"), related_name="spans")
    article = models.ForeignKey(Article, models.PROTECT, verbose_name=_("article"), related_name="+")
    start = models.PositiveIntegerField(_("start"))
    end = models.PositiveIntegerField(_("end"))
    is_proposed = models.BooleanField(_("proposed"), default=True)

    class Meta:
        verbose_name = _("span of a candidate")
        verbose_name_plural = _("spans of candidates")
        ordering = ("article", "start", "end")
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="candidate_span_has_length"),
            models.UniqueConstraint(
                fields=["article", "start", "end"], condition=Q(is_proposed=True), name="candidate_span_proposed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    """Decisions, in the field's words."""

    def standing(self) -> "DecisionQuerySet":
        """Those that were not undone; an undoing itself decides nothing."""
        undone = Decision.objects.filter(undoes=OuterRef("pk"))
        return self.exclude(action=Decision.Action.UNDO).filter(~Exists(undone))


class Decision(models.Model):
    """What an analyst did with a candidate, and why. A new view is a new row; an undoing names what it undoes.

    `values` of an edit are those of `Candidate.values` that change; of an acceptance, the `indicators` that were taken;
    of a split, the `places` of the parts. `claim` is the draft that an acceptance made: undoing that deletes the draft,
    and the row goes on naming it.
    """

    class Action(models.TextChoices):
        ACCEPT = "accept", _("accepted")
        EDIT = "edit", _("edited")
        SPLIT = "split", _("split")
        MERGE = "merge", _("merged into another")
        REJECT = "reject", _("rejected")
        UNDO = "undo", _("undone")

    SETTLING = (Action.ACCEPT, Action.SPLIT, Action.MERGE, Action.REJECT)

    candidate = models.ForeignKey(Candidate, models.PROTECT, verbose_name=_("candidate"), related_name="decisions")
    action = models.CharField(_("action"), max_length=6, choices=Action)
    by = models.CharField(_("by"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    values = models.JSONField(_("values"), default=dict, blank=True)
    into = models.ForeignKey(
        Candidate, models.PROTECT, verbose_name=_("merged into"), null=True, blank=True, related_name="merged"
    )
    claim = models.ForeignKey(
        Claim, models.DO_NOTHING, verbose_name=_("claim"), null=True, blank=True, db_constraint=False,
        related_name="candidate_decisions",
    )  # fmt: skip
    undoes = models.OneToOneField(
        "self", models.PROTECT, verbose_name=_("undoes"), null=True, blank=True, related_name="undoing"
    )
    made_at = models.DateTimeField(_("made"))

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a candidate")
        verbose_name_plural = _("decisions about candidates")
        ordering = ("candidate", "pk")
        constraints = [
            models.CheckConstraint(condition=~Q(by=""), name="decision_by_someone"),
            models.CheckConstraint(condition=~Q(action="reject", reason=""), name="decision_rejects_for_a_reason"),
            models.CheckConstraint(condition=~Q(action="edit", values={}), name="decision_edits_something"),
            models.CheckConstraint(
                condition=Q(action="merge", into__isnull=False) & ~Q(into=F("candidate"))
                | ~Q(action="merge") & Q(into=None),
                name="decision_merges_into_another",
            ),
            models.CheckConstraint(
                condition=Q(action="undo", undoes__isnull=False) | ~Q(action="undo") & Q(undoes=None),
                name="decision_undoes_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.candidate}"
