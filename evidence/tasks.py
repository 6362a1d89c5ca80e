"""Doors of the workers: three lines around a verb. A message wakes a worker; what there is to do stands in the jobs."""

import logging
import socket
import time
from datetime import UTC, datetime
from functools import partial

from celery import current_task, shared_task
from django.conf import settings

from evidence import calendar, due, reap, work
from evidence.models import Indicator, Source
from evidence.politeness import limits
from evidence.sources import fred

logger = logging.getLogger(__name__)

_STALE = 60.0  # seconds after which a wake-up that nobody had time for is forgotten: the next tending sends another


@shared_task(name="evidence.refresh_due")
def refresh_due() -> None:
    """Queue what is due by each indicator's own rhythm."""
    due.refresh_due(now=_now(), settings=settings.SOURCE_SETTINGS)


@shared_task(name="evidence.tend")
def tend() -> None:
    """Give back what dead workers held, and wake a worker for every job that may begin."""
    reap.reap(now=_now())
    for source, count in reap.waiting(now=_now()).items():
        for _ in range(count):
            work_off.apply_async((source,), expires=_STALE)


@shared_task(name="evidence.work_off")
def work_off(source: str) -> None:
    """Work off a source's jobs."""
    connect = partial(work.connect, sleep=time.sleep, settings=settings.SOURCE_SETTINGS)
    work.work(source, work.Workplace(_worker(), _now, settings.SOURCE_SETTINGS, connect))


@shared_task(name="evidence.read_calendars")
def read_calendars() -> None:
    """Read the provider's calendar of releases, by which figures are expected; without a key there is none."""
    source = Source.objects.filter(slug=calendar.PROVIDER).first()
    if source is None or not settings.SOURCE_SETTINGS[fred.KEY]:
        return
    indicators = Indicator.objects.raw().filter(source=source).select_related("source")
    with work.connect(source, limits(source.slug), time.sleep) as client:
        errors = calendar.read_calendars(indicators, client=client, settings=settings.SOURCE_SETTINGS, now=_now())
    for code, why in errors.items():
        logger.warning("calendar of %s: %s", code, why)


def _now() -> datetime:
    return datetime.now(UTC)


def _worker() -> str:
    """The name of the worker and of this very delivery, for whoever looks at a job's row."""
    request = current_task.request if current_task else None
    if request is None:
        return socket.gethostname()
    return f"{request.hostname or socket.gethostname()} {request.id or ''}".strip()
