"""Jobs of the dead go round again, but not for ever."""

from datetime import UTC, datetime, timedelta

import pytest

from evidence import work
from evidence.due import refresh_due
from evidence.models import RefreshJob, SourceState
from evidence.models.job import LEASE
from evidence.patience import MOST_ATTEMPTS, TRIPS_AT
from evidence.politeness import Limits
from evidence.reap import reap, waiting
from tests.evidence.workshop import Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop(monkeypatch)


def die(shop: Workshop) -> RefreshJob:
    job = work.claim(shop.source, Limits(), shop.place("mortal"))
    assert job
    return job


def test_a_living_workers_job_is_left_alone(shop: Workshop) -> None:
    shop.queue("A")
    die(shop)
    shop.later(seconds=299)
    assert reap(now=shop.now) == 0


def test_an_abandoned_job_is_given_back_with_the_cause_and_done_by_the_next_worker(shop: Workshop) -> None:
    shop.queue("A")
    die(shop)
    shop.later(seconds=300)
    assert reap(now=shop.now) == 1
    job = RefreshJob.objects.get()
    assert (job.state, job.not_before) == ("queued", shop.now)
    assert "mortal did not come back" in job.cause
    shop.work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_job_that_kills_its_worker_each_time_ends_as_failed(shop: Workshop) -> None:
    shop.queue("A")
    for _ in range(MOST_ATTEMPTS):
        die(shop)
        shop.later(days=1)
        reap(now=shop.now)
        shop.later(days=1)
    job = RefreshJob.objects.get()
    assert (job.state, job.attempts) == ("failed", MOST_ATTEMPTS)
    assert waiting(now=shop.now) == {}


def test_workers_are_woken_for_what_may_begin_and_no_more(shop: Workshop) -> None:
    assert waiting(now=shop.now) == {}
    for code in "ABC":
        shop.queue(code)
    assert waiting(now=shop.now) == {"example": 2}, "as many as the source allows at once"
    die(shop)
    assert waiting(now=shop.now) == {"example": 1}
    RefreshJob.objects.filter(state="queued").update(not_before=shop.now.replace(year=2027))
    assert waiting(now=shop.now) == {}


def test_an_open_breaker_wakes_nobody_and_a_half_open_one_a_single_worker(shop: Workshop) -> None:
    for code in "AB":
        shop.queue(code)
    for _ in range(TRIPS_AT):
        SourceState.objects.locked(shop.source).note(shop.now, "down")
    assert waiting(now=shop.now) == {}
    shop.later(minutes=6)
    assert waiting(now=shop.now) == {"example": 1}


def test_after_a_clock_that_was_ahead_is_put_right_refreshing_goes_on_and_it_is_said(
    shop: Workshop, caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever was queued, run, done or closed at the false hour keeps nothing from being asked for."""
    right = shop.now
    shop.later(days=400)
    assert refresh_due(now=shop.now) == 3
    shop.work()
    RefreshJob.objects.filter(codes=["B"]).update(state="queued", finished_at=None, not_before=shop.now)
    RefreshJob.objects.filter(codes=["C"]).update(state="running", finished_at=None, lease_until=shop.now + LEASE)
    for _ in range(TRIPS_AT):
        SourceState.objects.locked(shop.source).note(shop.now, "down")
    SourceState.objects.update(next_call_at=datetime.now(UTC) + timedelta(days=400))
    shop.now = right
    reap(now=shop.now)
    assert "clock must have been ahead" in caplog.text
    assert refresh_due(now=shop.now) == 1, "what was asked for in the future is due, what is open is not queued twice"
    while waiting(now=shop.now):
        shop.work()
    assert set(RefreshJob.objects.values_list("state", flat=True)) == {"done"}
    assert max(shop.slept, default=0) < 60
    assert refresh_due(now=shop.now) == 0
    caplog.clear()
    reap(now=shop.now)
    assert not caplog.text
