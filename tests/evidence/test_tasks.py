"""The workers' doors: each wakes a verb with what it needs, and nothing else."""

from typing import Any

import pytest

from claimbase.celery import app
from evidence import calendar, tasks
from evidence.models import RefreshJob
from tests.evidence.workshop import Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    app.set_default()
    return workshop(monkeypatch)


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float]]:
    """The sources for which a worker was woken, and the seconds after which each message dies."""
    sent: list[tuple[str, float]] = []

    def note(arguments: tuple[str], expires: float) -> None:
        sent.append((arguments[0], expires))

    monkeypatch.setattr(tasks.work_off, "apply_async", note)
    return sent


def test_tending_wakes_a_worker_for_every_job_that_may_begin(shop: Workshop, woken: list[Any]) -> None:
    tasks.refresh_due()
    assert RefreshJob.objects.count() == 3
    assert woken == [], "a message is sent by the tending alone"
    tasks.tend()
    assert [source for source, _ in woken] == ["example"] * 2
    assert all(0 < expires <= 60 for _, expires in woken)


def test_without_a_key_no_calendar_is_asked_for(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.source.slug = calendar.PROVIDER
    shop.source.save()
    monkeypatch.setattr(calendar, "read_calendars", lambda *given, **named: pytest.fail("asked"))
    tasks.read_calendars()
