"""A long text that a program has asked to be read for claims: waiting, read, or given up; its owner's alone."""

from datetime import datetime, timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LEASE = timedelta(minutes=5)  # more than the minutes after which a worker's task is ended
KEPT = timedelta(days=1)
GIVEN_UP = timedelta(days=7)  # what no worker has read by then is of no use to who asked


class ExtractionQuerySet(models.QuerySet["Extraction"]):
    """Texts to be read, and such as have been."""

    def waiting(self, now: datetime) -> "ExtractionQuerySet":
        """Those that nobody reads, or whose reader has been silent for longer than it had: it died."""
        return self.filter(models.Q(begun_at=None) | models.Q(begun_at__lt=now - LEASE), done_at=None)

    def kept_long_enough(self, now: datetime) -> "ExtractionQuerySet":
        """Those whose owner had time enough to fetch what was found."""
        return self.filter(models.Q(done_at__lt=now - KEPT) | models.Q(asked_at__lt=now - GIVEN_UP))


class Extraction(models.Model):
    """One row per account and what it asked (`asked`: hash of text, day and version), so that asking again waits anew.

    `text` is kept until it has been read, `found` has the candidates as the API gives them. `why` is what went wrong.
    """

    class State(StrEnum):
        """How far it is."""

        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name=_("account"), related_name="+")
    asked = models.CharField(_("hash of what was asked"), max_length=64)
    version = models.CharField(_("extraction version"), max_length=64)
    published_on = models.DateField(_("published"))
    text = models.TextField(_("text"), blank=True)
    asked_at = models.DateTimeField(_("asked"), db_default=Now())
    begun_at = models.DateTimeField(_("begun"), null=True, editable=False)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    done_at = models.DateTimeField(_("done"), null=True, editable=False)
    found = models.JSONField(_("found"), null=True)
    why = models.TextField(_("cause"), blank=True)

    objects = ExtractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("extraction of a long text")
        verbose_name_plural = _("extractions of long texts")
        ordering = ("-asked_at",)
        constraints = [models.UniqueConstraint(fields=["account", "asked"], name="extraction_once_for_a_text")]

    def __str__(self) -> str:
        return f"{self.asked[:8]} {self.state}"

    @property
    def state(self) -> State:
        """What its owner is told."""
        if self.done_at is not None:
            return self.State.FAILED if self.why else self.State.DONE
        return self.State.RUNNING if self.begun_at is not None else self.State.WAITING
