"""Working off jobs: what happens to a job whose provider answers, fails, says no, or is not there."""

from collections.abc import Sequence
from datetime import timedelta

import httpx
import pytest
from celery.exceptions import SoftTimeLimitExceeded

from evidence import work
from evidence.models import Fetch, Observation, Payload, RefreshJob, SourceState
from evidence.patience import MOST_ATTEMPTS, TRIPS_AT, Breaker
from evidence.politeness import Limits
from evidence.sources import SOURCES, Answer, Figures, Request
from tests.evidence.workshop import BODY, START, Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop(monkeypatch)


def counts() -> tuple[int, int, int]:
    return Observation.objects.count(), Payload.objects.count(), Fetch.objects.count()


def state_of(shop: Workshop) -> SourceState:
    return SourceState.objects.get(source=shop.source)


def test_a_job_is_done_with_its_figures_its_proof_and_its_progress(shop: Workshop) -> None:
    job = shop.queue("A", "B")
    assert shop.work() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.done, job.total, job.changed, job.cause) == ("done", 1, 2, 2, 4, "")
    assert (job.started_at, job.finished_at, job.lease_until, job.worker) == (START, START, None, "worker")
    assert counts() == (4, 1, 2)
    assert state_of(shop).last_success_at == START


def test_done_work_is_never_done_again_and_the_same_figures_change_nothing(shop: Workshop) -> None:
    shop.queue("A")
    assert (shop.work(), shop.work()) == (1, 0)
    before = Observation.objects.count()
    shop.queue("A", key="again")
    shop.work()
    assert Observation.objects.count() == before
    assert RefreshJob.objects.get(key="again").changed == 0


def test_a_key_queues_one_job_for_ever(shop: Workshop) -> None:
    assert RefreshJob.objects.add(shop.source, ["A"], "key", shop.now)
    shop.work()
    assert not RefreshJob.objects.add(shop.source, ["A"], "key", shop.now)
    assert RefreshJob.objects.count() == 1


@pytest.mark.parametrize(
    "reply", [httpx.Response(503), httpx.Response(429), httpx.ReadTimeout("slow"), httpx.ConnectError("refused")]
)
def test_what_may_pass_is_tried_again_later(shop: Workshop, reply: httpx.Response | Exception) -> None:
    job = shop.queue("A")
    shop.replies["A"] = reply
    shop.work()
    job.refresh_from_db()
    assert (job.state, job.lease_until) == ("queued", None)
    assert START + timedelta(seconds=15) <= job.not_before <= START + timedelta(seconds=30)
    assert "data.example" in job.cause
    assert shop.work() == 0, "not before its time"
    del shop.replies["A"]
    shop.later(seconds=31)
    assert shop.work() == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)


def test_a_provider_that_says_when_to_come_back_is_obeyed(shop: Workshop) -> None:
    job = shop.queue("A")
    shop.replies["A"] = httpx.Response(429, headers={"retry-after": "3600"})
    shop.work()
    job.refresh_from_db()
    assert job.not_before == START + timedelta(hours=1)


def test_trying_ends_after_a_number_of_attempts_with_the_cause(shop: Workshop) -> None:
    job = shop.queue("A")
    shop.replies["A"] = httpx.Response(500)
    for _ in range(MOST_ATTEMPTS):
        shop.work()
        shop.later(days=1)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", MOST_ATTEMPTS)
    assert "got status 500" in job.cause
    assert shop.work() == 0


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (httpx.Response(404, text="no such series"), "got 404"),
        (httpx.Response(400, text="bad key"), "bad key"),
        (httpx.Response(200, text="<html>Sorry</html>"), "<html>"),
        (httpx.Response(200, text=""), "expected"),
    ],
)
def test_what_will_not_pass_fails_at_once_for_its_series_alone(
    shop: Workshop, reply: httpx.Response, said: str
) -> None:
    job = shop.queue("A", "B")
    shop.replies["A"] = reply
    shop.work()
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("failed", 1)
    assert said in job.cause
    assert list(job.errors) == ["A"]
    assert Observation.objects.count() == 2, "the other series is there"
    assert state_of(shop).failures == 0, "the provider itself is well"


@pytest.mark.parametrize("trouble", [SoftTimeLimitExceeded(), MemoryError()], ids=lambda one: type(one).__name__)
def test_a_reader_stopped_by_time_or_memory_is_no_defect_and_its_job_is_tried_again(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    def stopped(answers: Sequence[Answer], request: Request) -> list[Figures]:
        raise trouble

    job = shop.queue("A")
    with monkeypatch.context() as patch:
        patch.setattr(SOURCES["example"], "read", stopped)
        with pytest.raises(type(trouble)):
            shop.work()
    job.refresh_from_db()
    assert (job.state, job.errors) == ("queued", {})
    assert type(trouble).__name__ in job.cause
    shop.later(minutes=1)
    shop.work()
    job.refresh_from_db()
    assert (job.state, job.changed) == ("done", 2)


def test_the_breaker_opens_lets_one_try_and_closes(shop: Workshop) -> None:
    shop.queue("A")
    shop.queue("B")
    shop.replies |= {"A": httpx.Response(500), "B": httpx.Response(500)}
    while state_of_or_none(shop) is None or state_of(shop).failures < TRIPS_AT:
        shop.work()
        shop.later(minutes=20)
    shop.now = state_of(shop).last_failure_at or shop.now
    calls = len(shop.asked)
    assert state_of(shop).breaker(shop.now) is Breaker.OPEN
    RefreshJob.objects.update(not_before=shop.now)
    assert shop.work() == 0
    assert len(shop.asked) == calls, "an open breaker asks nobody"

    shop.now = state_of(shop).open_until or shop.now
    assert state_of(shop).breaker(shop.now) is Breaker.HALF_OPEN
    assert work.claim(shop.source, Limits(at_once=2), shop.place("first"))
    assert work.claim(shop.source, Limits(at_once=2), shop.place("second")) is None, "one at a time tries"
    RefreshJob.objects.filter(state="running").update(state="queued", lease_until=None)
    shop.replies.clear()
    shop.work()
    assert state_of(shop).breaker(shop.now) is Breaker.CLOSED


def state_of_or_none(shop: Workshop) -> SourceState | None:
    return SourceState.objects.filter(source=shop.source).first()


def test_no_more_jobs_run_at_once_than_the_provider_is_asked_by(shop: Workshop) -> None:
    for code in "ABC":
        shop.queue(code)
    taken = [work.claim(shop.source, Limits(at_once=2), shop.place(name)) for name in ("one", "two", "three")]
    assert [job is not None for job in taken] == [True, True, False]
    shop.later(seconds=301)
    assert work.claim(shop.source, Limits(at_once=2), shop.place("three")), "the dead do not count"


def test_a_worker_that_lost_its_lease_cannot_write_its_outcome(shop: Workshop) -> None:
    shop.queue("A")
    late = work.claim(shop.source, Limits(), shop.place("late"))
    assert late
    RefreshJob.objects.update(state="queued", lease_until=None)
    quick = work.claim(shop.source, Limits(), shop.place("quick"))
    assert quick
    assert not late.end(RefreshJob.State.FAILED, shop.now, cause="too late")
    assert not late.defer(shop.now, "too late")
    assert quick.end(RefreshJob.State.DONE, shop.now)
    assert (RefreshJob.objects.get().state, RefreshJob.objects.get().cause) == ("done", "")


def test_an_unchanged_answer_is_asked_for_conditionally_and_its_payload_kept_once(shop: Workshop) -> None:
    shop.replies["A"] = httpx.Response(200, text=BODY, headers={"etag": '"1"'})
    shop.queue("A")
    shop.work()
    shop.replies["A"] = httpx.Response(304)
    shop.queue("A", key="again")
    shop.work()
    assert shop.asked[-1].headers["if-none-match"] == '"1"'
    assert counts() == (2, 1, 2), "the second fetch is on record and points at the first one's bytes"
    newest = Fetch.objects.first()
    assert newest
    assert (newest.status, newest.facts["etag"]) == (304, '"1"')


def test_an_answer_that_could_not_be_read_is_never_asked_for_conditionally(shop: Workshop) -> None:
    shop.replies["A"] = httpx.Response(200, text="<html>", headers={"etag": '"1"'})
    shop.queue("A")
    shop.work()
    del shop.replies["A"]
    shop.queue("A", key="again")
    shop.work()
    assert "if-none-match" not in shop.asked[-1].headers
    assert RefreshJob.objects.get(key="again").state == "done"


def test_turns_are_handed_out_apart_whoever_asks(shop: Workshop) -> None:
    waits = [SourceState.objects.turn(shop.source, 10.0) for _ in range(4)]
    assert waits == pytest.approx([0, 10, 20, 30], abs=1)
