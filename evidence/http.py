"""The only way to the network: a guarded client with limits, retries and one verdict per provider.

It speaks https to the hosts it was given and to nobody else, follows no redirect away from them, refuses addresses
inside the network, and stops reading at a size. A provider that cannot be reached is asked once, not once a series.
"""

import ipaddress
import queue
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import httpx

from evidence.sources.contract import Answer, SourceError, UnreachableError

USER_AGENT = "claimbase/0.1 (evidence for macro claims)"
RESOLVE_SECONDS = 4.0
CONNECT_SECONDS = 4.0
READ_SECONDS = 8.0  # of silence, not in all
MOST_BYTES = 200_000_000
ATTEMPTS = 3
PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt
PASSING = frozenset({429, 500, 502, 503, 504})
KEPT_HEADERS = ("content-type", "last-modified", "etag", "date")
SECRETS = ("api_key", "registrationkey")

Resolve = Callable[[str], Iterable[str]]


def addresses_of(host: str) -> list[str]:
    """The IP addresses of a host. Raises `OSError`; a resolver that does not answer in time counts as failed."""
    answers: queue.Queue[list[str] | OSError] = queue.Queue()

    def ask() -> None:
        try:
            answers.put([str(entry[4][0]) for entry in socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)])
        except OSError as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True).start()  # the resolver cannot be interrupted, only left behind
    try:
        answer = answers.get(timeout=RESOLVE_SECONDS)
    except queue.Empty:
        raise OSError(f"no answer from the resolver in {RESOLVE_SECONDS:g} s") from None
    if isinstance(answer, OSError):
        raise answer
    return answer


class Client:
    """Implements `evidence.sources.contract.Client` for a set of hosts. Use as a context manager.

    `transport`, `resolve` and `sleep` are for tests.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = addresses_of,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.hosts = frozenset(hosts)
        self.resolve = resolve
        self.sleep = sleep
        self.unreachable: dict[str, str] = {}
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        self.http = httpx.Client(transport=transport, timeout=timeout, headers={"user-agent": USER_AGENT})

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Fetch an address. Raises `UnreachableError` when the provider is out of reach, `SourceError` otherwise."""
        host = self._guard(address)
        if host in self.unreachable:
            raise UnreachableError(self.unreachable[host])
        try:
            return self._attempts(address, dict(parameters or {}), headers)
        except (httpx.ConnectError, httpx.TimeoutException) as error:
            what = str(error) or type(error).__name__
            raise self._out_of_reach(host, f"got none ({what}); check the network, or run offline") from None
        except httpx.HTTPError as error:
            raise SourceError(f"expected an answer from {host}, got {type(error).__name__}: {error}") from None

    def _guard(self, address: str) -> str:
        parts = urlsplit(address)
        host = parts.hostname or ""
        if parts.scheme != "https" or host not in self.hosts or parts.port not in (None, 443):
            raise SourceError(f"expected an https address of {', '.join(sorted(self.hosts))}, got {_bare(address)}")
        if host in self.unreachable:
            return host
        try:
            addresses = list(self.resolve(host))
        except OSError as error:
            self._out_of_reach(host, f"found no address ({error}); check the network, or run offline")
            return host
        inside = [one for one in addresses if not ipaddress.ip_address(one).is_global]
        if inside:
            raise SourceError(f"expected {host} to be a public host, got the address {inside[0]}")
        return host

    def _out_of_reach(self, host: str, why: str) -> UnreachableError:
        self.unreachable[host] = f"expected an answer from {host}, {why}"
        return UnreachableError(self.unreachable[host])

    def _attempts(self, address: str, parameters: dict[str, str], headers: Mapping[str, str] | None) -> Answer:
        for pause in (*PAUSES, None):
            answer = self._once(address, parameters, headers)
            if answer.status not in PASSING or pause is None:
                break
            self.sleep(pause)
        if answer.status in PASSING:
            host = urlsplit(address).hostname or ""
            raise self._out_of_reach(host, f"got status {answer.status} {ATTEMPTS} times; try again later")
        if answer.status != 200:
            said = repr(answer.body[:200].decode("utf-8", errors="replace"))
            raise SourceError(f"expected status 200 from {_bare(address)}, got {answer.status}: {said}")
        return answer

    def _once(self, address: str, parameters: dict[str, str], headers: Mapping[str, str] | None) -> Answer:
        given = parameters or None  # an empty mapping would strip the address of its own question
        with self.http.stream("GET", address, params=given, headers=headers) as response:
            body = bytearray()
            for block in response.iter_bytes():
                body += block
                if len(body) > MOST_BYTES:
                    raise SourceError(f"expected at most {MOST_BYTES:,} bytes from {_bare(address)}, got more")
            facts = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            shown = {name: value for name, value in parameters.items() if name not in SECRETS}
            asked = httpx.URL(address).copy_merge_params(shown)
            return Answer(bytes(body), str(asked), response.status_code, facts)


def _bare(address: str) -> str:
    return address.split("?")[0][:200]
