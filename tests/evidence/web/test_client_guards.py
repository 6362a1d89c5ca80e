"""The client's guards: whom it speaks to, how much it takes, how often and how long it tries."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpcore
import httpx
import pytest

from evidence.sources import SourceError, UnreachableError
from evidence.web import client as http
from evidence.web import connections
from evidence.web.client import ATTEMPTS, CONNECT_SECONDS, PAUSES, RESOLVE_SECONDS, Client

ADDRESS = "https://data.example/figures"
Handler = Callable[[httpx.Request], httpx.Response]


def client_of(handler: Handler, addresses: list[str] | None = None, pauses: list[float] | None = None) -> Client:
    """A client of one host whose answers are the handler's; pauses are noted instead of waited for."""
    noted = pauses if pauses is not None else []
    return Client(
        ["data.example"],
        httpx.MockTransport(handler),
        resolve=lambda host: ["9.9.9.9"] if addresses is None else addresses,
        sleep=noted.append,
    )


def never(request: httpx.Request) -> httpx.Response:
    raise AssertionError(f"expected no request, got {request.url}")


@pytest.mark.parametrize(
    "address",
    [
        "http://data.example/figures",
        "https://other.example/figures",
        "https://data.example.evil.example/figures",
        "https://data.example@evil.example/figures",
        "https://data.example:8443/figures",
        "https://127.0.0.1/figures",
        "file:///etc/passwd",
        "figures",
        "",
    ],
)
def test_only_https_addresses_of_the_given_hosts_are_asked(address: str) -> None:
    with client_of(never) as client, pytest.raises(SourceError, match=r"expected an https address of data\.example"):
        client.get(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "::1", "::",  # noqa: S104
     "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "224.0.0.1", "ff02::1", "2002:7f00:1::",
     "64:ff9b::7f00:1", "168.63.129.16"],
)  # fmt: skip
def test_a_host_inside_the_network_is_refused_even_beside_a_public_address(address: str) -> None:
    with client_of(never, ["9.9.9.9", address]) as client, pytest.raises(SourceError, match="to be a public host"):
        client.get(ADDRESS)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int) -> None:
    asked: list[str] = []

    def redirect(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, headers={"location": "http://169.254.169.254/latest/meta-data"})

    with client_of(redirect) as client, pytest.raises(SourceError, match=f"expected status 200 .*, got {status}"):
        client.get(ADDRESS)
    assert asked == [ADDRESS]


def test_reading_stops_at_the_size_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    given: list[int] = []

    def endless() -> Iterator[bytes]:
        for number in range(1_000):
            given.append(number)
            yield bytes(1_000)

    monkeypatch.setattr(http, "MOST_BYTES", 5_000)
    with (
        client_of(lambda request: httpx.Response(200, content=endless())) as client,
        pytest.raises(SourceError, match="expected at most 5,000 bytes"),
    ):
        client.get(ADDRESS)
    assert len(given) == 6


def test_a_small_body_that_unpacks_to_a_large_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    monkeypatch.setattr(http, "MOST_BYTES", 5_000)
    packed = httpx.Response(200, content=gzip.compress(bytes(1_000_000)), headers={"content-encoding": "gzip"})
    with client_of(lambda request: packed) as client, pytest.raises(SourceError, match="expected at most 5,000 bytes"):
        client.get(ADDRESS)


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_what_may_pass_is_tried_again_and_then_the_provider_counts_as_out_of_reach(status: int) -> None:
    asked: list[str] = []
    pauses: list[float] = []

    def busy(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status)

    with client_of(busy, pauses=pauses) as client:
        for _ in range(2):
            with pytest.raises(UnreachableError, match=f"got status {status} 3 times; try again later"):
                client.get(ADDRESS)
    assert len(asked) == ATTEMPTS
    assert len(pauses) == len(PAUSES)
    assert all(most / 2 <= pause <= most for pause, most in zip(pauses, PAUSES, strict=True))


def test_an_answer_after_a_busy_moment_is_taken() -> None:
    answers = iter([httpx.Response(503), httpx.Response(200, content=b"figures")])
    with client_of(lambda request: next(answers)) as client:
        assert client.get(ADDRESS).body == b"figures"


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_what_will_not_pass_is_not_tried_again_and_what_was_said_is_shown(status: int) -> None:
    asked: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        return httpx.Response(status, text="no such series")

    with client_of(refuse) as client, pytest.raises(SourceError, match=f"got {status}: 'no such series'") as raised:
        client.get(ADDRESS, {"api_key": "secret"})
    assert len(asked) == 1
    assert not isinstance(raised.value, UnreachableError)
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("error", [httpx.ConnectError("refused"), httpx.ConnectTimeout("slow"), httpx.ReadTimeout("")])
def test_a_provider_out_of_reach_is_asked_once_and_not_once_a_series(error: httpx.TransportError) -> None:
    asked: list[str] = []

    def unreachable(request: httpx.Request) -> httpx.Response:
        asked.append(str(request.url))
        raise error

    with client_of(unreachable) as client:
        for series in "abc":
            with pytest.raises(UnreachableError, match="check the network, or run offline"):
                client.get(ADDRESS, {"id": series})
    assert len(asked) == 1


def test_a_name_without_an_address_is_looked_up_once() -> None:
    looked_up: list[str] = []

    def resolve(host: str) -> list[str]:
        looked_up.append(host)
        raise OSError("Name or service not known")

    with Client(["data.example"], httpx.MockTransport(never), resolve=resolve) as client:
        for _ in range(3):
            with pytest.raises(UnreachableError, match="found no address"):
                client.get(ADDRESS)
    assert looked_up == ["data.example"]


def test_a_resolver_that_never_answers_is_left_behind_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()
    monkeypatch.setattr(http, "RESOLVE_SECONDS", 0.05)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: release.wait(30) and [])
    begun = time.monotonic()
    with pytest.raises(OSError, match=r"no answer from the resolver in 0\.05 s"):
        http.addresses_of("data.example")
    release.set()
    assert time.monotonic() - begun < 5


def test_finding_out_that_a_provider_is_out_of_reach_takes_at_most_ten_seconds() -> None:
    assert RESOLVE_SECONDS + CONNECT_SECONDS <= 10


@contextmanager
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A port of this machine, and the first bytes of whoever connects to it."""
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def hear() -> None:
            with server.accept()[0] as connection:
                heard.append(connection.recv(4_096))

        thread = threading.Thread(target=hear, daemon=True)
        thread.start()
        yield server.getsockname()[1], heard
        thread.join(timeout=5)


def test_the_address_that_was_checked_is_the_one_connected_to_by_the_hosts_own_name() -> None:
    """A name that resolves elsewhere at the moment of connecting (DNS rebinding) is never looked up again."""
    with listener() as (port, heard), connections.Vetted(lambda host: ["127.0.0.1"]) as transport:
        request = httpx.Request("GET", f"https://data.example:{port}/", extensions={"timeout": {"connect": 5.0}})
        with pytest.raises(httpx.TransportError):
            transport.handle_request(request)  # the network guard fails the test should the name be looked up
    assert b"data.example" in heard[0]  # TLS asks for, and so checks, the certificate of the name
    assert request.headers["host"] == f"data.example:{port}"


def test_each_host_is_connected_to_its_own_checked_addresses_one_after_the_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "getproxies", dict)
    dialled: list[str] = []

    def refuse(self: httpcore.SyncBackend, host: str, *rest: object, **options: object) -> httpcore.NetworkStream:
        dialled.append(host)
        raise httpcore.ConnectError("refused")

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", refuse)
    addresses = {"data.example": ["9.9.9.9"], "api.example": ["2001:4860::1", "8.8.8.8"]}
    with Client(addresses, resolve=addresses.__getitem__) as client:
        for host in addresses:
            with pytest.raises(UnreachableError, match="refused"):
                client.get(f"https://{host}/")
    assert dialled == ["9.9.9.9", "8.8.8.8", "2001:4860::1"], "IPv4 first"
