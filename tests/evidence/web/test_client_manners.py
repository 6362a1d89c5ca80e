"""The client's manners: turns, conditional questions, patience as asked for, none with what will not pass."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import httpx
import pytest

from evidence.sources import SourceError, UnreachableError
from evidence.web.client import ATTEMPTS, LONGEST_WAIT, MOST_WAIT, Client, Remembered

ADDRESS = "https://data.example/figures"
Reply = Callable[[httpx.Request], httpx.Response]


class Provider:
    """Answers in turn, the last answer for ever; remembers what it was asked and how long the client slept."""

    def __init__(self, *replies: httpx.Response) -> None:
        self.replies = list(replies)
        self.asked: list[httpx.Request] = []
        self.slept: list[float] = []
        self.turns = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request)
        return self.replies[min(len(self.asked), len(self.replies)) - 1]

    def turn(self, host: str) -> None:
        self.turns += 1

    def client(self, remembered: Remembered | None = None) -> Client:
        return Client(
            ["data.example"],
            httpx.MockTransport(self),
            resolve=lambda host: ["9.9.9.9"],
            sleep=self.slept.append,
            pace=self.turn,
            remember=lambda address: remembered,
        )


def earlier(**facts: str) -> Remembered:
    return Remembered({name.replace("_", "-"): value for name, value in facts.items()}, lambda: b"kept")


def test_every_attempt_takes_its_turn() -> None:
    provider = Provider(httpx.Response(503), httpx.Response(200, text="ok"))
    assert provider.client().get(ADDRESS).body == b"ok"
    assert provider.turns == len(provider.asked) == 2


def test_what_is_remembered_is_asked_for_conditionally_and_not_modified_means_the_same_bytes() -> None:
    provider = Provider(httpx.Response(304, headers={"date": "now"}))
    answer = provider.client(earlier(etag='"7"', last_modified="Sat, 01 Aug 2026 00:00:00 GMT")).get(ADDRESS)
    assert provider.asked[0].headers["if-none-match"] == '"7"'
    assert provider.asked[0].headers["if-modified-since"] == "Sat, 01 Aug 2026 00:00:00 GMT"
    assert (answer.body, answer.status) == (b"kept", 304)
    assert answer.facts["etag"] == '"7"', "so that the next question can be conditional too"


def test_a_changed_answer_replaces_what_is_remembered() -> None:
    answer = Provider(httpx.Response(200, text="new")).client(earlier(etag='"7"')).get(ADDRESS)
    assert (answer.body, answer.status) == (b"new", 200)


def test_nothing_is_asked_conditionally_without_a_validator() -> None:
    provider = Provider(httpx.Response(304))
    with pytest.raises(SourceError, match="got status 304 without having asked for it"):
        provider.client(earlier(content_type="text/csv")).get(ADDRESS)
    assert "if-none-match" not in provider.asked[0].headers


def test_pauses_are_jittered_and_as_long_as_the_provider_asks_for() -> None:
    provider = Provider(httpx.Response(500), httpx.Response(429, headers={"retry-after": "7"}), httpx.Response(200))
    provider.client().get(ADDRESS)
    assert 0.25 <= provider.slept[0] <= 0.5
    assert provider.slept[1] == 7


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_a_long_wait_is_handed_to_the_caller_instead_of_slept(form: str) -> None:
    until = format_datetime(datetime.now(UTC) + timedelta(seconds=600), usegmt=True)
    provider = Provider(httpx.Response(429, headers={"retry-after": "600" if form == "seconds" else until}))
    with pytest.raises(UnreachableError, match="got status 429 once") as caught:
        provider.client().get(ADDRESS)
    assert caught.value.retry_after == pytest.approx(600, abs=5)
    assert caught.value.retry_after > LONGEST_WAIT
    assert provider.slept == []


@pytest.mark.parametrize("said", ["1000000000", "9" * 5000, "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_no_provider_silences_itself_for_more_than_a_day(said: str) -> None:
    provider = Provider(httpx.Response(429, headers={"retry-after": said}))
    with pytest.raises(UnreachableError) as caught:
        provider.client().get(ADDRESS)
    assert caught.value.retry_after == MOST_WAIT
    assert provider.slept == []


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_a_few_times(status: int) -> None:
    provider = Provider(httpx.Response(status))
    with pytest.raises(UnreachableError, match=f"got status {status} {ATTEMPTS} times"):
        provider.client().get(ADDRESS)
    assert len(provider.asked) == ATTEMPTS


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 501])
def test_what_will_not_pass_is_not_tried_again(status: int) -> None:
    provider = Provider(httpx.Response(status, text="no such series"))
    with pytest.raises(SourceError, match=f"got {status}: 'no such series'"):
        provider.client().get(ADDRESS)
    assert (len(provider.asked), provider.slept) == (1, [])


def test_an_unreadable_retry_after_is_none() -> None:
    provider = Provider(httpx.Response(503, headers={"retry-after": "soon"}), httpx.Response(200))
    provider.client().get(ADDRESS)
    assert provider.slept[0] <= 0.5
