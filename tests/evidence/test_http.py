"""The client: what it sends, and what it says that it asked."""

import httpx
import pytest

from evidence.http import USER_AGENT, Client


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
