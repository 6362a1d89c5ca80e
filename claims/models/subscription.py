"""Who wants to be told what, where, in which language and at which hours of their own clock."""

from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.article import Author, Theme
from claims.models.claim import Claim


class Subscriber(models.Model):
    """A place that notices go to. `address` may be shown; `sealed` holds what may not: a webhook's whole address and
    the secret it is signed with, or a service's tokens. `digest` says whether two addresses are the same.

    Between `quiet_from` and `quiet_until`, by the clock of `time_zone`, nothing is sent; both or neither are given.
    """

    class Channel(models.TextChoices):
        EMAIL = "email", _("e-mail")
        WEBHOOK = "webhook", _("webhook")
        SERVICE = "service", _("messaging service")

    channel = models.CharField(_("channel"), max_length=7, choices=Channel)
    address = models.CharField(_("address"), max_length=320)
    digest = models.CharField(_("fingerprint of the address"), max_length=64, unique=True, editable=False)
    sealed = models.TextField(_("sealed secrets"), blank=True, editable=False)
    language = models.CharField(_("language"), max_length=10, default="en")
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC")
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    created_at = models.DateTimeField(_("entered"), db_default=Now())
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    ended_reason = models.TextField(_("why it ended"), blank=True)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(quiet_from=None, quiet_until=None)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=F("quiet_until")),
                name="subscriber_quiet_from_and_until",
            )
        ]

    def __str__(self) -> str:
        return self.address


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    """Subscriptions, in the field's words."""

    def active(self) -> Self:
        """Confirmed ones that nobody has ended."""
        return self.exclude(confirmed_at=None).filter(ended_at=None, subscriber__ended_at=None)


class Subscription(models.Model):
    """What a subscriber wants to hear of: the kinds of events, about a claim, a theme, an author, the claims that a
    filter finds, or, where none is given, all of them. Nothing is sent before it is confirmed, nothing after its end.

    `thresholds` are the probabilities whose crossing is told. `filter` has the keys of `FILTERS`.
    """

    class Kind(models.TextChoices):
        VERDICT = "verdict", _("verdict changed")
        THRESHOLD = "threshold", _("probability crossed a threshold")
        SETTLEMENT = "settlement", _("settled")
        CHECKPOINT = "checkpoint", _("checkpoint coming")
        OVERDUE = "overdue", _("release overdue")
        DIGEST = "digest", _("weekly digest")

    FILTERS = ("article", "kind", "nature", "words")

    subscriber = models.ForeignKey(
        Subscriber, models.PROTECT, verbose_name=_("subscriber"), related_name="subscriptions"
    )
    claim = models.ForeignKey(Claim, models.CASCADE, verbose_name=_("claim"), null=True, blank=True, related_name="+")
    theme = models.ForeignKey(Theme, models.CASCADE, verbose_name=_("theme"), null=True, blank=True, related_name="+")
    author = models.ForeignKey(
        Author, models.CASCADE, verbose_name=_("author"), null=True, blank=True, related_name="+"
    )
    filter = models.JSONField(_("filter"), default=dict, blank=True)
    kinds = ArrayField(models.CharField(max_length=10, choices=Kind), verbose_name=_("events"))
    thresholds = ArrayField(models.FloatField(), verbose_name=_("thresholds"), default=list, blank=True)
    created_at = models.DateTimeField(_("entered"), db_default=Now())
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(claim=None, theme=None) & (Q(author=None) | Q(filter={}))
                | Q(claim=None, author=None, filter={})
                | Q(theme=None, author=None, filter={}),
                name="subscription_of_one_scope",
            ),
            models.CheckConstraint(condition=~Q(kinds=[]), name="subscription_to_something"),
            models.UniqueConstraint(
                fields=["subscriber", "claim", "theme", "author", "filter"], condition=Q(ended_at=None),
                name="subscription_once_a_scope", nulls_distinct=False,
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.subscriber_id}: {self.scope}"

    @property
    def scope(self) -> str:
        """What it is about, for a reader."""
        named = self.claim or self.theme or self.author
        if named is not None:
            return str(named)
        return ", ".join(f"{name}: {value}" for name, value in self.filter.items()) or str(_("all claims"))

    def covers(self, claim: Claim) -> bool:
        """Whether a claim, with its article, is among those it is about: no draft, which may still become anything."""
        if claim.state == Claim.State.DRAFT:
            return False
        if self.claim_id or self.theme_id or self.author_id:
            found = (claim.pk, claim.theme_id, claim.article.author_id)
            return (self.claim_id or found[0], self.theme_id or found[1], self.author_id or found[2]) == found
        return all(_FILTERS[name](claim, value) for name, value in self.filter.items())

    def clean(self) -> None:
        """Raises `ValidationError` for a filter of other keys than `FILTERS`."""
        unknown = set(self.filter) - set(self.FILTERS)
        if unknown:
            figures = {"known": ", ".join(self.FILTERS), "got": ", ".join(sorted(unknown))}
            raise ValidationError({"filter": _("Expected keys among %(known)s, got %(got)s.") % figures})


def _has_words(claim: Claim, words: Any) -> bool:
    said = " ".join((claim.statement, claim.statement_zh, claim.reading, claim.reading_zh)).casefold()
    return all(word.casefold() in said for word in str(words).split())


_FILTERS = {
    "article": lambda claim, value: claim.article.slug == value,
    "kind": lambda claim, value: claim.kind == value,
    "nature": lambda claim, value: claim.nature == value,
    "words": _has_words,
}
