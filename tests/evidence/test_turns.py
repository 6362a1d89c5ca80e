"""Turns of the calls to providers, of whoever asks."""

from datetime import timedelta

import httpx
import pytest

from evidence.models import Fetch, RefreshJob, Source, SourceState
from evidence.politeness import Limits, limits
from evidence.sources import SOURCES, UnreachableError
from evidence.sources.bls import CALLS_WITH, CALLS_WITHOUT, KEY
from evidence.turns import Turns, by_host
from evidence.web.client import Client
from tests import factories
from tests.evidence.workshop import HOST, START, Workshop, workshop

pytestmark = pytest.mark.django_db
APART = 100.0  # seconds between two turns: far more than this test takes


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop(monkeypatch, "ABC", Limits(APART, at_once=2, series_a_job=1))


def test_commands_that_run_at_once_and_workers_keep_their_distance_together(shop: Workshop) -> None:
    slept: list[float] = []
    for turns in (Turns({}, sleep=slept.append), Turns({}, sleep=slept.append)):  # as of two processes
        turns.wait(HOST)
    shop.queue("A")
    shop.work()
    Turns({}, sleep=slept.append).wait(HOST)
    assert slept == pytest.approx([APART, 3 * APART], abs=APART / 4)
    assert shop.slept == pytest.approx([2 * APART], abs=APART / 4)


def test_calls_to_different_sources_do_not_wait_for_one_another(shop: Workshop) -> None:
    factories.source("fred")
    slept: list[float] = []
    turns = Turns({}, sleep=slept.append)
    turns.wait(HOST)
    turns.wait(SOURCES["fred"].HOSTS[0])
    assert slept == []


def test_who_asks_no_sooner_than_a_turn_later_does_not_wait(shop: Workshop) -> None:
    slept: list[float] = []
    turns = Turns({}, sleep=slept.append)
    turns.wait(HOST)
    state = SourceState.objects.get(source=shop.source)
    assert state.next_call_at is not None
    SourceState.objects.update(next_call_at=state.next_call_at - timedelta(seconds=APART))
    turns.wait(HOST)
    assert slept == []


@pytest.mark.parametrize("slug", [slug for slug, channel in SOURCES.items() if channel.HOSTS])
def test_every_host_of_every_source_has_the_turns_of_its_source(slug: str) -> None:
    found = by_host([factories.source(slug)])
    assert {found[host].slug for host in SOURCES[slug].HOSTS} == {slug}
    assert limits(slug).seconds_between > 0


def test_a_client_waits_for_the_turn_of_the_host_it_asks_at_every_attempt() -> None:
    waited, slept = list[str](), list[float]()
    refuse = httpx.MockTransport(lambda request: httpx.Response(200 if len(waited) > 1 else 503))
    with Client(["a.example"], refuse, lambda host: ["93.184.216.34"], slept.append, waited.append) as client:
        client.get("https://a.example/x")
    assert waited == ["a.example", "a.example"]


@pytest.mark.parametrize(("settings", "most"), [({}, CALLS_WITHOUT), ({KEY: "k"}, CALLS_WITH)], ids=["no key", "a key"])
def test_no_more_calls_a_day_are_made_than_the_provider_takes(settings: dict[str, str], most: int) -> None:
    bls = factories.source("bls", key_variable=KEY)
    recorded(bls, most - 2, hours_ago=5)
    recorded(bls, 40, hours_ago=25)
    turns = Turns(settings, sleep=lambda seconds: None, now=lambda: START)
    for _ in range(2):
        turns.wait("api.bls.gov")
    with pytest.raises(UnreachableError) as caught:
        turns.wait("api.bls.gov")
    assert f"expected at most {most} calls a day to bls" in str(caught.value)
    assert "asked again from 2026-08-23 07:00 UTC; a key in BLS_API_KEY raises it" in str(caught.value)
    assert caught.value.retry_after == 19 * 3600
    later = Turns(settings, sleep=lambda seconds: None, now=lambda: START + timedelta(hours=20))
    later.wait("api.bls.gov")


def test_calls_of_a_day_are_those_of_all_who_ask() -> None:
    factories.source("bls")
    workers = [Turns({}, sleep=lambda seconds: None, now=lambda: START) for _ in range(2)]
    for place in range(CALLS_WITHOUT):
        workers[place % 2].wait("api.bls.gov")
    for one in workers:
        with pytest.raises(UnreachableError, match="at most 25 calls a day to bls"):
            one.wait("api.bls.gov")


def test_calls_that_a_clock_ahead_has_noted_keep_nobody_waiting() -> None:
    factories.source("bls")
    ahead = Turns({}, sleep=lambda seconds: None, now=lambda: START + timedelta(days=400))
    for _ in range(CALLS_WITHOUT):
        ahead.wait("api.bls.gov")
    Turns({}, sleep=lambda seconds: None, now=lambda: START).wait("api.bls.gov")


def recorded(source: Source, count: int, hours_ago: int) -> None:
    at = START - timedelta(hours=hours_ago)
    Fetch.objects.bulk_create([Fetch(source=source, codes=[], address="x", fetched_at=at) for _ in range(count)])


def test_a_job_that_meets_the_end_of_the_day_s_calls_is_put_off_until_there_are_more(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SOURCES["example"], "calls_a_day", lambda settings: 2, raising=False)
    for code in "ABC":
        shop.queue(code)
    shop.work()
    states = dict(RefreshJob.objects.values_list("key", "state"))
    assert states == {"A": "done", "B": "done", "C": "queued"}
    waiting = RefreshJob.objects.get(key="C")
    assert waiting.not_before == START + timedelta(days=1)
    assert "at most 2 calls a day to example" in waiting.cause
    shop.later(days=1, seconds=1)
    shop.work()
    assert RefreshJob.objects.get(key="C").state == "done"
