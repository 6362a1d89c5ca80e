"""The refreshing of some series of one source, as a row: what a worker does, did, or died of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import models
from django.db.models import F, Max, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from evidence.models.lease import LEASE, has_lease
from evidence.models.source import Source
from evidence.patience import CLOCKS_APART, LONGEST_PUT_OFF


class RefreshJobQuerySet(models.QuerySet["RefreshJob"]):
    """Jobs, in the workers' words."""

    def ripe(self, now: datetime) -> Self:
        """Those that a worker may begin."""
        return self.filter(state=RefreshJob.State.QUEUED, not_before__lte=now)

    def running(self, now: datetime) -> Self:
        """Those whose worker is believed to live."""
        return self.filter(state=RefreshJob.State.RUNNING).filter(has_lease(now))

    def abandoned(self, now: datetime) -> Self:
        """Those whose worker has not come back within its lease."""
        return self.filter(state=RefreshJob.State.RUNNING).exclude(has_lease(now))

    def misdated(self, now: datetime) -> Self:
        """Queued ones that would wait for longer than any is put off: the clock was ahead when they were."""
        return self.filter(state=RefreshJob.State.QUEUED, not_before__gt=now + LONGEST_PUT_OFF + CLOCKS_APART)

    def unfinished(self) -> Self:
        """Queued and running ones."""
        return self.filter(state__in=(RefreshJob.State.QUEUED, RefreshJob.State.RUNNING))

    def last_ended(self) -> dict[int, int]:
        """By source, the newest of the jobs that are done or failed."""
        ended = self.exclude(finished_at=None).order_by().values_list("source_id")
        return dict(ended.annotate(newest=Max("pk")))

    def attempt(self, job: "RefreshJob") -> Self:
        """This very attempt, while it still has its lease: none once the job has been given to another worker."""
        return self.filter(pk=job.pk, attempts=job.attempts, state=RefreshJob.State.RUNNING)

    def add(self, source: Source, codes: Iterable[str], key: str, now: datetime) -> bool:
        """Queue a job unless one with this key was ever queued; whether it is new."""
        named = sorted(codes)
        fresh = RefreshJob(key=key, source=source, codes=named, total=len(named), not_before=now)
        before = self.filter(key=key).exists()
        self.bulk_create([fresh], ignore_conflicts=True)
        return not before


class RefreshJob(models.Model):
    """A message only wakes a worker; what there is to do, and whether it was done, stands here.

    `attempts` is the fencing token: a worker that lost its lease can no longer write its outcome.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("queued")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("unsuccessful")  # "failed" is what claims do

    key = models.CharField(_("idempotency key"), max_length=120, unique=True)
    source = models.ForeignKey(Source, models.PROTECT, verbose_name=_("source"), related_name="jobs")
    codes = models.JSONField(_("codes of the series"))
    state = models.CharField(_("state"), max_length=7, choices=State, default=State.QUEUED)
    not_before = models.DateTimeField(_("not before"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    lease_until = models.DateTimeField(_("lease until"), null=True, blank=True)
    worker = models.CharField(_("worker"), max_length=120, blank=True)
    done = models.PositiveIntegerField(_("series brought"), default=0)
    total = models.PositiveIntegerField(_("series in all"))
    changed = models.PositiveBigIntegerField(_("observations new or changed"), default=0)
    cause = models.TextField(_("cause of the last failure"), blank=True)
    errors = models.JSONField(_("what went wrong, by series"), default=dict, blank=True)
    created_at = models.DateTimeField(_("queued at"), db_default=Now())
    started_at = models.DateTimeField(_("started"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    objects = RefreshJobQuerySet.as_manager()

    class Meta:
        verbose_name = _("refresh job")
        verbose_name_plural = _("refresh jobs")
        ordering = ("-id",)
        constraints = [
            models.CheckConstraint(
                condition=Q(state="running", lease_until__isnull=False)
                | (~Q(state="running") & Q(lease_until__isnull=True)),
                name="refresh_job_running_has_lease",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("done", "failed"), finished_at__isnull=False)
                | Q(state__in=("queued", "running"), finished_at__isnull=True),
                name="refresh_job_ended_has_time",
            ),
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="refresh_job_done_of_total"),
        ]
        indexes = [
            models.Index(
                fields=["source", "not_before"], name="refresh_job_open", condition=Q(state__in=("queued", "running"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} {self.state}: {', '.join(self.codes[:3])}{'…' if len(self.codes) > 3 else ''}"

    def begun(self, now: datetime, worker: str) -> None:
        """Give it to a worker."""
        self.state, self.lease_until, self.worker = self.State.RUNNING, now + LEASE, worker
        self.attempts, self.started_at, self.done = self.attempts + 1, now, 0
        self.save()

    def end(self, state: "RefreshJob.State", now: datetime, **facts: Any) -> bool:
        """Write how this attempt ended; False when its lease had been lost, and nothing was written."""
        ended = {"state": state, "finished_at": now, "lease_until": None, **facts}
        return bool(RefreshJob.objects.attempt(self).update(**ended))

    def defer(self, until: datetime, cause: str) -> bool:
        """Give the job back for a later attempt; False when its lease had been lost."""
        waiting = {"state": self.State.QUEUED, "lease_until": None, "not_before": until, "cause": cause}
        return bool(RefreshJob.objects.attempt(self).update(**waiting))
