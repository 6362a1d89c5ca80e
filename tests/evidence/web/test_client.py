"""The client: what it sends, and what it says that it asked."""

import zlib
from collections.abc import Iterator
from itertools import count

import httpx
import pytest

from evidence.sources import SourceError, UnreachableError
from evidence.web.client import ANSWER_SECONDS, USER_AGENT, Client


def _asked(address: str, **given: dict[str, str]) -> tuple[httpx.Request, str]:
    """The request that went out, and the address that the answer carries."""
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, text="ok")

    with Client(["data.example"], httpx.MockTransport(answer), resolve=lambda host: ["9.9.9.9"]) as client:
        kept = client.get(address, **given).address
    return seen[0], kept


def test_an_address_keeps_its_own_question_when_no_parameters_are_given() -> None:
    address = "https://data.example/figures?page=2&after=x"
    request, kept = _asked(address)
    assert str(request.url) == kept == address


def test_a_sources_headers_replace_the_usual_ones() -> None:
    assert _asked("https://data.example/a")[0].headers["user-agent"] == USER_AGENT
    request, _ = _asked("https://data.example/a", headers={"user-agent": "Jane Doe jane@example.org"})
    assert request.headers["user-agent"] == "Jane Doe jane@example.org"


@pytest.mark.parametrize("name", ["api_key", "registrationkey"])
def test_a_key_goes_out_but_is_not_kept(name: str) -> None:
    request, kept = _asked("https://data.example/a", parameters={"id": "x", name: "secret"})
    assert request.url.params[name] == "secret"
    assert kept == "https://data.example/a?id=x"


@pytest.mark.parametrize("name", ["api_key", "registrationkey"])
def test_a_key_that_an_answer_repeats_is_struck_out_and_the_facts_say_so(name: str) -> None:
    said = httpx.MockTransport(lambda request: httpx.Response(200, text=f'{{"asked": "{request.url}"}}'))
    with Client(["data.example"], said, resolve=lambda host: ["9.9.9.9"]) as client:
        answer = client.get("https://data.example/a", {name: "a-secret-key"})
        plain = client.get("https://data.example/a", {"id": "a-secret-key"})
    assert answer.body == f'{{"asked": "https://data.example/a?{name}=***"}}'.encode()
    assert answer.facts["struck-out"] == name
    assert "struck-out" not in plain.facts


def _client(response: httpx.Response, clock: Iterator[float]) -> Client:
    transport = httpx.MockTransport(lambda request: response)
    return Client(["data.example"], transport, resolve=lambda host: ["9.9.9.9"], clock=lambda: next(clock))


def test_a_body_that_drips_without_end_is_left_and_its_provider_not_asked_again() -> None:
    asked = count(0.0, ANSWER_SECONDS / 4)
    response = httpx.Response(200, content=(b"x" for _ in count()))
    with _client(response, asked) as client:
        with pytest.raises(UnreachableError, match=r"expected an answer from data\.example, got 5 bytes"):
            client.get("https://data.example/a")
        with pytest.raises(UnreachableError, match="no end; try again later"):
            client.get("https://data.example/b")


def test_a_body_packed_twice_is_refused_before_it_is_unpacked() -> None:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(bytes(1000)) + packer.flush()
    response = httpx.Response(200, headers={"content-encoding": "gzip, gzip"}, content=iter([packed]))
    with _client(response, count(0.0)) as client, pytest.raises(SourceError, match="packed by gzip once, got 'gzip, g"):
        client.get("https://data.example/a")


def test_a_body_packed_once_is_unpacked() -> None:
    packer = zlib.compressobj(wbits=31)
    packed = packer.compress(b"a,b") + packer.flush()
    response = httpx.Response(200, headers={"content-encoding": "gzip"}, content=iter([packed]))
    with _client(response, count(0.0)) as client:
        assert client.get("https://data.example/a").body == b"a,b"
