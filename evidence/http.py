"""The only way to the network: a guarded client with limits, retries and one verdict per provider.

It speaks https to the hosts it was given and to nobody else, follows no redirect away from them, refuses addresses
inside the network, and stops reading at a size. A provider that cannot be reached is asked once, not once a series.
An answer that is remembered is asked for conditionally: a provider that says "not modified" has sent the same bytes.
The address that was checked is the one connected to: a name that resolves to another one by then gains nothing.
"""

import queue
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from evidence.destination import is_refused
from evidence.sources.contract import Answer, SourceError, UnreachableError

USER_AGENT = "claimbase/0.1 (evidence for macro claims)"
RESOLVE_SECONDS = 4.0
CONNECT_SECONDS = 4.0
READ_SECONDS = 8.0  # of silence, not in all
ANSWER_SECONDS = 120.0  # in all: a body that drips is as good as none
MOST_BYTES = 200_000_000
PACKINGS = frozenset({"", "identity", "gzip", "deflate"})  # one layer: two make terabytes of a kilobyte
MOST_ADDRESSES = 3  # of one host, tried in turn
ATTEMPTS = 3
PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt, at most; the lower half of it is jitter's
LONGEST_WAIT = 10.0  # for a longer one that a provider asks for, the caller should do something else meanwhile
MOST_WAIT = 86_400.0  # seconds; a provider that asks for more is asked again the next day all the same
PASSING = frozenset({429, 500, 502, 503, 504})
KEPT_HEADERS = ("content-type", "last-modified", "etag", "date")
SECRETS = ("api_key", "registrationkey")

Resolve = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class Remembered:
    """An earlier answer of an address: the facts of its transport, and its bytes when they are asked for."""

    facts: Mapping[str, str]
    body: Callable[[], bytes]


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


class Vetted(httpx.HTTPTransport):
    """Connects to the addresses that a host was found to have when it was checked, and to no other.

    `addresses` is read at each request. TLS and the Host header still speak of the host by its name. One transport a
    host: hosts that share an address must not share connections.
    """

    def __init__(self, addresses: Callable[[], Iterable[str]]) -> None:
        super().__init__()
        self.addresses = addresses

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Try the addresses in turn, IPv4 first, as long as they refuse at once."""
        request.extensions = {**request.extensions, "sni_hostname": request.url.host}
        refused = httpx.ConnectError("no address", request=request)
        for address in sorted(self.addresses(), key=lambda one: ":" in one)[:MOST_ADDRESSES]:
            request.url = request.url.copy_with(host=address)
            try:
                return super().handle_request(request)
            except httpx.ConnectError as error:
                refused = error
        raise refused


class Client:
    """Implements `evidence.sources.contract.Client` for a set of hosts. Use as a context manager.

    `pace` is called with the host before every call and returns when it is this client's turn; `remember` gives the
    earlier answer of an address (as kept: without secrets), if there is one. `transport`, `resolve`, `sleep` and
    `clock` are for tests.
    """

    def __init__(
        self,
        hosts: Iterable[str],
        transport: httpx.BaseTransport | None = None,
        resolve: Resolve = addresses_of,
        sleep: Callable[[float], None] = time.sleep,
        pace: Callable[[str], None] = lambda host: None,
        remember: Callable[[str], Remembered | None] = lambda address: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.hosts = frozenset(hosts)
        self.resolve = resolve
        self.sleep = sleep
        self.pace = pace
        self.remember = remember
        self.clock = clock
        self.unreachable: dict[str, str] = {}
        self.vetted: dict[str, list[str]] = {}
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        agent = {"user-agent": USER_AGENT}
        self.http = httpx.Client(transport=transport, timeout=timeout, headers=agent, mounts=self._mounts(transport))

    def _mounts(self, transport: httpx.BaseTransport | None) -> dict[str, httpx.BaseTransport]:
        """A transport of its own for each host; none where a test or a proxy makes the connections."""
        if transport is not None or "https" in getproxies() or "all" in getproxies():
            return {}
        return {f"https://{host}": Vetted(partial(self.vetted.__getitem__, host)) for host in self.hosts}

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
        inside = [one for one in addresses if is_refused(one)]
        if inside:
            raise SourceError(f"expected {host} to be a public host, got the address {inside[0]}")
        self.vetted[host] = addresses
        return host

    def _out_of_reach(self, host: str, why: str, retry_after: float = 0.0) -> UnreachableError:
        self.unreachable[host] = f"expected an answer from {host}, {why}"
        return UnreachableError(self.unreachable[host], retry_after)

    def _attempts(self, address: str, parameters: dict[str, str], headers: Mapping[str, str] | None) -> Answer:
        shown = {name: value for name, value in parameters.items() if name not in SECRETS}
        kept = str(httpx.URL(address).copy_merge_params(shown))
        question = _Question(address, kept, parameters, headers or {}, self.remember(kept))
        for attempt, pause in enumerate((*PAUSES, 0.0), start=1):
            self.pace(urlsplit(address).hostname or "")
            answer, wait = self._once(question)
            if answer.status not in PASSING or attempt == ATTEMPTS or wait > LONGEST_WAIT:
                break
            self.sleep(max(wait, pause * random.uniform(0.5, 1)))  # noqa: S311 - jitter keeps no secret
        if answer.status in PASSING:
            host = urlsplit(address).hostname or ""
            times = f"{attempt} times" if attempt > 1 else "once"
            raise self._out_of_reach(host, f"got status {answer.status} {times}; try again later", wait)
        if answer.status not in (200, 304):
            said = repr(answer.body[:200].decode("utf-8", errors="replace"))
            raise SourceError(f"expected status 200 from {_bare(address)}, got {answer.status}: {said}")
        return answer

    def _once(self, question: "_Question") -> tuple[Answer, float]:
        """An answer, and the seconds that the provider asks us to wait before the next call."""
        conditions = _conditions(question.remembered)
        given = question.parameters or None  # an empty mapping would strip the address of its own question
        headers = {**question.headers, **conditions}
        with self.http.stream("GET", question.address, params=given, headers=headers) as response:
            facts = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
            if response.status_code == 304:
                return _unchanged(question, facts, asked=bool(conditions)), 0.0
            body = self._body(response, question.address)
            return Answer(body, question.kept, response.status_code, facts), _wait(response.headers)

    def _body(self, response: httpx.Response, address: str) -> bytes:
        """The unpacked body, if it is neither too large nor too slow."""
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in PACKINGS:
            raise SourceError(f"expected a body of {_bare(address)} packed by gzip once, got {packing!r:.80}")
        body, deadline = bytearray(), self.clock() + ANSWER_SECONDS
        for block in response.iter_bytes():
            body += block
            if len(body) > MOST_BYTES:
                raise SourceError(f"expected at most {MOST_BYTES:,} bytes from {_bare(address)}, got more")
            if self.clock() > deadline:
                host = urlsplit(address).hostname or ""
                why = f"got {len(body):,} bytes in {ANSWER_SECONDS:g} s and no end; try again later"
                raise self._out_of_reach(host, why)
        return bytes(body)


@dataclass(frozen=True)
class _Question:
    """What goes out: `kept` is the address without secrets, as it is recorded."""

    address: str
    kept: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    remembered: Remembered | None


def _unchanged(question: _Question, facts: Mapping[str, str], *, asked: bool) -> Answer:
    """The remembered bytes, which the provider says still hold."""
    if question.remembered is None or not asked:
        what = _bare(question.address)
        raise SourceError(f"expected a body from {what}, got status 304 without having asked for it")
    return Answer(question.remembered.body(), question.kept, 304, {**question.remembered.facts, **facts})


def _conditions(remembered: Remembered | None) -> dict[str, str]:
    """Headers that let a provider answer that nothing has changed."""
    facts = remembered.facts if remembered else {}
    named = {"if-none-match": facts.get("etag"), "if-modified-since": facts.get("last-modified")}
    return {name: value for name, value in named.items() if value}


def _wait(headers: Mapping[str, str]) -> float:
    """Seconds of a Retry-After header, given as such or as a date, a day at most; 0 where none can be read."""
    said = headers.get("retry-after", "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said[:9]), MOST_WAIT)
    try:
        until = parsedate_to_datetime(said)
    except ValueError:
        return 0.0
    wait = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(0.0, wait), MOST_WAIT)


def _bare(address: str) -> str:
    return address.split("?")[0][:200]
