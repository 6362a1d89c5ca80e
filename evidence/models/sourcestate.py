"""How a source has behaved, and when it may be asked next: shared by all workers, surviving each of them."""

from datetime import datetime, timedelta
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.models.fetch import Fetch
from evidence.models.source import Source
from evidence.patience import CLOCKS_APART, LONGEST_PUT_OFF, Breaker, breaker, open_seconds

A_DAY = timedelta(days=1)


def breaker_word(standing: Breaker) -> str:
    """What a breaker is, in the active language."""
    words = {Breaker.CLOSED: gettext("closed"), Breaker.OPEN: gettext("open"), Breaker.HALF_OPEN: gettext("half open")}
    return words[standing]


class SourceStateQuerySet(models.QuerySet["SourceState"]):
    """States, in the workers' words."""

    def locked(self, source: Source) -> "SourceState":
        """The source's state, locked until the transaction ends."""
        self.bulk_create([SourceState(source=source)], ignore_conflicts=True)
        return self.select_for_update().get(source=source)

    @transaction.atomic
    def count_call(self, source: Source, most: int, now: datetime) -> datetime | None:
        """Count a call to the source now, of whoever makes it, if fewer than `most` were made within a day.

        Else the moment of the call that stands in the way. Calls that were noted later than now can be are not counted:
        the clock was ahead then.
        """
        state = self.locked(source)
        within = (now - A_DAY, now + CLOCKS_APART)
        made = state.calls
        if made is None:  # as far as they were kept before they were counted
            fetches = Fetch.objects.filter(source=source, archived=False, fetched_at__gt=within[0])
            made = list(fetches.values_list("fetched_at", flat=True))
        recent = sorted(one for one in made if within[0] < one <= within[1])
        if len(recent) >= most:
            return recent[-most]
        state.calls = [*recent, now]
        state.save(update_fields=["calls"])
        return None

    def misdated(self, now: datetime) -> Self:
        """Those left alone for longer than any source is: the clock was ahead when they were."""
        return self.filter(open_until__gt=now + LONGEST_PUT_OFF + CLOCKS_APART)

    def turn(self, source: Source, seconds_between: float) -> float:
        """Take the next turn to call the source; how many seconds to wait for it.

        Turns of all workers are `seconds_between` apart by the database's clock. A worker that dies has wasted its
        turn and no other's. A turn further ahead than a worker lives was taken by a clock that was wrong.
        """
        with connection.cursor() as cursor:
            cursor.execute(_TURN, {"source": source.pk, "seconds": seconds_between})
            return max(0.0, float(cursor.fetchone()[0]))


_TURN = """
INSERT INTO evidence_sourcestate (source_id, next_call_at, failures, last_cause)
VALUES (%(source)s, clock_timestamp() + make_interval(secs => %(seconds)s), 0, '')
ON CONFLICT (source_id) DO UPDATE SET next_call_at =
    CASE WHEN evidence_sourcestate.next_call_at BETWEEN clock_timestamp() AND clock_timestamp() + interval '1 hour'
    THEN evidence_sourcestate.next_call_at ELSE clock_timestamp() END + make_interval(secs => %(seconds)s)
RETURNING extract(epoch FROM next_call_at - clock_timestamp()) - %(seconds)s
"""


class SourceState(models.Model):
    """The circuit breaker of a source and the turn of its next call. Failures are those running, of the provider
    itself and not of one series."""

    source = models.OneToOneField(
        Source, models.CASCADE, primary_key=True, verbose_name=_("source"), related_name="standing"
    )
    calls = ArrayField(models.DateTimeField(), verbose_name=_("calls of a day"), null=True, editable=False)
    next_call_at = models.DateTimeField(_("next call"), null=True, blank=True)
    failures = models.PositiveIntegerField(_("failures running"), default=0)
    open_until = models.DateTimeField(_("left alone until"), null=True, blank=True)
    last_success_at = models.DateTimeField(_("last success"), null=True, blank=True)
    last_failure_at = models.DateTimeField(_("last failure"), null=True, blank=True)
    last_cause = models.TextField(_("cause of the last failure"), blank=True)

    objects = SourceStateQuerySet.as_manager()

    class Meta:
        verbose_name = _("state of a source")
        verbose_name_plural = _("states of sources")
        ordering = ("source",)

    def __str__(self) -> str:
        return str(self.source)

    def breaker(self, now: datetime) -> Breaker:
        """Whether the source may be asked."""
        return breaker(self.failures, self.open_until is not None and self.open_until > now)

    def may_begin(self, running: int, at_once: int, now: datetime) -> bool:
        """Whether one more job may begin beside those that run."""
        state = self.breaker(now)
        return state is not Breaker.OPEN and running < (at_once if state is Breaker.CLOSED else 1)

    def note(self, now: datetime, cause: str = "") -> None:
        """Remember that the provider answered, or, with a cause, that it did not; open or close the breaker."""
        self.failures = self.failures + 1 if cause else 0
        pause = open_seconds(self.failures)
        self.open_until = now + timedelta(seconds=pause) if pause else None
        if cause:
            self.last_failure_at, self.last_cause = now, cause
        else:
            self.last_success_at = now
        # Not the next call's turn, which others take without this lock.
        self.save(update_fields=["failures", "open_until", "last_success_at", "last_failure_at", "last_cause"])
