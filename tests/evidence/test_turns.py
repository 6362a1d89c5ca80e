"""Turns of a process that asks providers itself."""

import threading

import httpx
import pytest

from evidence import turns
from evidence.http import Client
from evidence.politeness import limits
from evidence.sources import SOURCES
from evidence.turns import Turns


class Hands:
    """A clock that moves only when somebody sleeps."""

    def __init__(self) -> None:
        self.now, self.slept = 100.0, list[float]()

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def test_calls_to_a_host_keep_their_distance_and_the_first_does_not_wait() -> None:
    hands = Hands()
    paced = Turns({"a.example": 0.5, "b.example": 2.0}, hands.sleep, lambda: hands.now)
    for host in ("a.example", "a.example", "b.example", "b.example"):
        paced.wait(host)
    assert hands.slept == [0.5, 2.0]


def test_who_comes_late_enough_does_not_wait() -> None:
    hands = Hands()
    paced = Turns({"a.example": 0.5}, hands.sleep, lambda: hands.now)
    paced.wait("a.example")
    hands.now += 0.5
    paced.wait("a.example")
    assert hands.slept == []


def test_threads_get_turns_one_after_another() -> None:
    slept: list[float] = []
    paced = Turns({"a.example": 1.0}, slept.append, lambda: 0.0)
    threads = [threading.Thread(target=paced.wait, args=("a.example",)) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [1.0, 2.0, 3.0, 4.0]


@pytest.mark.parametrize("source", [slug for slug, channel in SOURCES.items() if channel.HOSTS])
def test_every_host_of_every_source_has_the_distance_of_its_limits(source: str) -> None:
    seconds = turns.seconds_by_host()
    assert {seconds[host] for host in SOURCES[source].HOSTS} == {limits(source).seconds_between}


def test_a_client_waits_for_the_turn_of_the_host_it_asks_at_every_attempt() -> None:
    hands, waited = Hands(), list[str]()
    refuse = httpx.MockTransport(lambda request: httpx.Response(200 if len(waited) > 1 else 503))
    with Client(["a.example"], refuse, lambda host: ["93.184.216.34"], hands.sleep, waited.append) as client:
        client.get("https://a.example/x")
    assert waited == ["a.example", "a.example"]
