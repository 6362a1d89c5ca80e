"""What a program was answered when it wrote: the same request, sent again, has the same answer and does nothing."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

KEPT = timedelta(days=30)


class AnswerQuerySet(models.QuerySet["Answer"]):
    """Answers that were kept."""

    def kept_long_enough(self, now: datetime) -> "AnswerQuerySet":
        """Those whose request no program sends again any more."""
        return self.filter(at__lt=now - KEPT)


class Answer(models.Model):
    """One row per account and key that it gave. `asked` is the hash of all that was asked under the key."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="+")
    key = models.CharField(_("key"), max_length=200)
    asked = models.CharField(_("hash of what was asked"), max_length=64)
    status = models.PositiveSmallIntegerField(_("status"), default=0)
    body = models.TextField(_("content"))  # JSON as it was said: the database's own type puts members in order
    at = models.DateTimeField(_("at"), db_default=Now())

    objects = AnswerQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer to a program")
        verbose_name_plural = _("answers to programs")
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="answer_once_for_a_key")]

    def __str__(self) -> str:
        return f"{self.key} {self.status}"
