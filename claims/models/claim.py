"""One statement of an article that the world can bear out or refute."""

from collections.abc import Container
from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.article import Article, Theme
from claims.scoring.forecasters import Stated, stated
from evidence.models.edited import edited

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)  # of days that anything is computed for
LEVELS, ANCHORS = 5, ("anchor", "anchor_zh")  # of a rubric, and what each of them means in either language
STATED = r"^(will|likely|could|0\.[0-9]{1,4}|0|1)$"


def _is_level(one: object) -> bool:
    return isinstance(one, dict) and set(one) == set(ANCHORS) and all(isinstance(text, str) for text in one.values())


def _is_span(pair: object, length: int) -> bool:
    """Whether it is a stretch of a text of so many code points."""
    if not isinstance(pair, list) or len(pair) != 2 or not all(type(one) is int for one in pair):
        return False
    return bool(0 <= pair[0] < pair[1] <= length)


class AreCheckpoints(models.Func):
    """Whether days rise and none lies before the opening: what the database's own function of the name says."""

    function = "claims_are_checkpoints"
    output_field = models.BooleanField()


class ClaimQuerySet(models.QuerySet["Claim"]):
    """Claims, in the field's words."""

    def assessable(self) -> "ClaimQuerySet":
        """Those that evidence speaks to, drafts included; not the judged ones, nor what was withdrawn or is void."""
        return self.exclude(nature=Claim.Nature.JUDGED).exclude(state__in=Claim.ENDED)

    def with_everything(self) -> "ClaimQuerySet":
        """With what a scorecard or an assessment needs of them, in a fixed number of queries."""
        return self.select_related("article__author", "theme").prefetch_related("criteria", "children__criteria")


@edited("ClaimEdit")
class Claim(models.Model):
    """A statement in our own words, with the spans of its quote in the article and when it is to be judged.

    `statement` is what was said, `reading` what is checked. `rule` says how the criteria or `children` make one answer.

    A draft may be edited. From registration on the database freezes it with its criteria: an amendment, which makes
    the next `version`, changes words and criteria; nothing changes horizon and rule (decision 0019).
    """

    class Kind(models.TextChoices):
        LEVEL = "level", _("level")
        TREND = "trend", _("trend")
        COMPARISON = "comparison", _("comparison")
        RELATION = "relation", _("relation")
        EVENT = "event", _("event")
        JUDGED = "judged", _("judged")

    class Nature(models.TextChoices):
        MEASURED = "measured", _("measured")
        FACT_CHECK = "fact check", _("fact check")
        JUDGED = "judged", _("judged")

    class Rule(models.TextChoices):
        PRIMARY = "primary", _("the primary criterion alone")
        AT_LEAST = "at least", _("at least so many of its children")

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REGISTERED = "registered", _("registered")
        WITHDRAWN = "withdrawn", _("withdrawn")
        VOID = "void", _("void")

    ENDED = (State.WITHDRAWN, State.VOID)  # nothing is asked of it any more, until it is reopened

    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    article = models.ForeignKey(Article, models.PROTECT, verbose_name=_("article"), related_name="claims")
    number = models.CharField(_("number in the article"), max_length=12)
    theme = models.ForeignKey(Theme, models.PROTECT, verbose_name=_("theme"), related_name="claims")
    statement = models.TextField(_("statement"))
    statement_zh = models.TextField(_("statement in Chinese"))
    reading = models.TextField(_("what is checked"))
    reading_zh = models.TextField(_("what is checked, in Chinese"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    nature = models.CharField(_("nature"), max_length=10, choices=Nature)
    spans = models.JSONField(_("spans of the quote"), help_text=_("Pairs of code points in the article's text."))
    holder = models.CharField(_("who holds it, if not the author"), max_length=200, blank=True)
    opens = models.DateField(_("opens"))
    checkpoints = ArrayField(models.DateField(), verbose_name=_("checkpoints"))
    measured_by = models.TextField(_("how it may be measured"), blank=True)
    measured_by_zh = models.TextField(_("how it may be measured, in Chinese"), blank=True)
    rule = models.CharField(_("rule"), max_length=8, choices=Rule, default=Rule.PRIMARY)
    least = models.PositiveSmallIntegerField(_("at least"), null=True, blank=True)
    children = models.ManyToManyField(
        "self", verbose_name=_("children"), symmetrical=False, blank=True, related_name="parents"
    )
    rubric = models.JSONField(
        _("rubric"), default=list, blank=True, help_text=_("Five anchored levels, from refuted to borne out.")
    )
    stated = models.CharField(
        _("the author's own probability"), max_length=10, blank=True, validators=[RegexValidator(STATED)],
        help_text=_("A number such as 0.7, or will, likely or could as it was worded; empty: not known."),
    )  # fmt: skip
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT, editable=False)
    version = models.PositiveSmallIntegerField(_("version"), default=0, editable=False)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        ordering = ("article", "number")
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="claim_number_once"),
            models.CheckConstraint(
                condition=Q(kind="judged", nature="judged") | (~Q(kind="judged") & ~Q(nature="judged")),
                name="claim_judged_by_kind_and_nature",
            ),
            models.CheckConstraint(
                # A comparison with NULL is NULL, and that passes a check: so it is asked for a figure first.
                condition=Q(rule="at least", least__isnull=False, least__gte=1) | Q(rule="primary", least=None),
                name="claim_rule_complete",
            ),
            models.CheckConstraint(
                condition=Q(state="draft", version=0) | (~Q(state="draft") & Q(version__gte=1)),
                name="claim_draft_has_no_version",
            ),
            models.CheckConstraint(
                condition=Q(AreCheckpoints("checkpoints", "opens")), name="claim_checkpoints_in_order",
                violation_error_message=_("Checkpoints must be in order, and none before the opening."),
            ),
            models.CheckConstraint(condition=Q(stated="") | Q(stated__regex=STATED), name="claim_stated_is_known"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.number} {self.statement}"

    def clean(self) -> None:
        """Raises `ValidationError` for days, spans or a rubric that are none, by field."""
        wrong = {
            "checkpoints": self._of_days(),
            "opens": self._of_opening(),
            "spans": self._of_spans(),
            "rubric": self._of_rubric(),
        }
        if any(wrong.values()):
            raise ValidationError({name: said for name, said in wrong.items() if said})

    def _of_days(self) -> str:
        days = list(self.checkpoints or ())
        if not self.opens:
            return ""  # which its field says
        figures = {"opens": self.opens, "days": ", ".join(map(str, days)) or "–", "last": LATEST}
        if not days or days != sorted(set(days)) or days[0] < self.opens:
            return _("Expected different days in order, from %(opens)s on, got %(days)s.") % figures
        if days[-1] > LATEST:
            return _("Expected no day after %(last)s, got %(days)s.") % figures
        return ""

    def _of_opening(self) -> str:
        if not self.opens or self.opens >= EARLIEST:
            return ""
        return _("Expected no day before %(first)s, got %(opens)s.") % {"first": EARLIEST, "opens": self.opens}

    def _of_spans(self) -> str:
        """Places of the article's text: pairs of code points, none of them empty."""
        pairs = self.spans if isinstance(self.spans, list) else [self.spans]
        length = self.article.length if self.article_id else 0
        if all(_is_span(pair, length) for pair in pairs):
            return ""
        return _("Expected spans [[start, end], ...] within %(length)s code points, got %(got)s.") % {
            "length": length, "got": str(self.spans)[:80],
        }  # fmt: skip

    def _of_rubric(self) -> str:
        """At most five levels in both languages; a draft may have fewer, and only judged claims any."""
        levels = self.rubric if isinstance(self.rubric, list) else [self.rubric]
        if len(levels) > LEVELS or not all(map(_is_level, levels)):
            return _("Expected at most %(levels)s levels, each with anchor and anchor_zh, got %(got)s.") % {
                "levels": LEVELS, "got": str(self.rubric)[:80],
            }  # fmt: skip
        if levels and self.nature != self.Nature.JUDGED:
            return str(_("Expected a rubric of judged claims alone."))
        return ""

    @property
    def has_whole_rubric(self) -> bool:
        """Whether judges can go by it: all levels, in both languages."""
        return len(self.rubric) == LEVELS and all(level[name].strip() for level in self.rubric for name in ANCHORS)

    def next_checkpoint(self, as_of: date, settled: Container[date] = ()) -> date:
        """The checkpoint that a claim shows: the first that is not settled; in the end its last.

        `settled` are the days for which it is. What is not registered is never settled, so there the day alone counts.
        A fact check is checked once, at its first.
        """
        if self.nature == self.Nature.FACT_CHECK:
            return self.checkpoints[0]
        if self.state == self.State.REGISTERED:
            return next((day for day in self.checkpoints if day not in settled), self.checkpoints[-1])
        return next((day for day in self.checkpoints if day >= as_of), self.checkpoints[-1])

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.state == self.State.DRAFT

    @property
    def held_by(self) -> str:
        """Whose claim it is: the author's, unless it says that it is another's."""
        return self.holder or self.article.author.name

    @property
    def author_says(self) -> Stated | None:
        """The author as a forecaster: a number of their own, or what their wording amounts to; None: not known."""
        if not self.stated:
            return None
        return stated(float(self.stated) if self.stated[0] in "01" else self.stated)

    @property
    def registration(self) -> dict[str, str | int]:
        """Whether, and in which version, it is registered."""
        return {"state": self.state, "version": self.version}

    @property
    def is_measured(self) -> bool:
        """Whether figures give it a probability: neither a fact check nor left to judges."""
        return self.nature == self.Nature.MEASURED

    @property
    def is_group(self) -> bool:
        """Whether it is made of other claims."""
        return self.rule == self.Rule.AT_LEAST

    @property
    def is_relation(self) -> bool:
        """Whether its test compares what two drivers explain."""
        return self.kind == self.Kind.RELATION
