"""The only way to the network: a guarded client with limits, retries and one verdict per provider.

It speaks https to the hosts it was given and to nobody else, follows no redirect away from them, refuses addresses
inside the network, and stops reading at a size. A provider that cannot be reached is asked once, not once a series.
An answer that is remembered is asked for conditionally: a provider that says "not modified" has sent the same bytes.
The address that was checked is the one connected to: a name that resolves to another one by then gains nothing.
What a provider says in place of figures goes along with the error, so that it can be kept.
"""

import io
import queue
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx

from evidence.sources.contract import Answer, SourceError, UnreachableError
from evidence.web.connections import Deadline, Vetted, certificates
from evidence.web.destination import is_refused

USER_AGENT = "claimbase/0.1 (evidence for macro claims)"
RESOLVE_SECONDS = 4.0
CONNECT_SECONDS = 4.0
READ_SECONDS = 8.0  # of silence, not in all
# For an answer in all, its repetitions included: a body that drips is as good as none. The largest body comes in time
# at 1.7 MB/s; and a job that a worker begins as late as it may (after 60 s) still ends below its soft limit of 210 s.
ANSWER_SECONDS = 120.0
MOST_BYTES = 200_000_000  # unpacked; held once, beside one block that is being unpacked
MOST_KEPT = 1_000_000  # bytes of what is no answer: an error page, the first part of a body that broke off
PACKINGS = frozenset({"", "identity", "gzip", "deflate"})  # one layer: two make terabytes of a kilobyte
ATTEMPTS = 3
PAUSES = (0.5, 2.0)  # seconds before the second and the third attempt, at most; the lower half of it is jitter's
LONGEST_WAIT = 10.0  # for a longer one that a provider asks for, the caller should do something else meanwhile
MOST_WAIT = 86_400.0  # seconds; a provider that asks for more is asked again the next day all the same
PASSING = frozenset({429, 500, 502, 503, 504})
KEPT_HEADERS = ("content-type", "last-modified", "etag", "date")
SECRETS = ("api_key", "registrationkey")
LEAST_SECRET = 8  # characters: a shorter one is no key, and striking it out would damage figures
STRUCK_OUT = b"***"

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
        self.deadline = Deadline(clock)
        self.unreachable: dict[str, str] = {}
        self.vetted: dict[str, list[str]] = {}
        timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
        agent = {"user-agent": USER_AGENT}
        if transport is None and not {"https", "all"} & getproxies().keys():  # a proxy makes the connections itself
            transport = Vetted(self.vetted.__getitem__, self.deadline)
        self.http = httpx.Client(verify=certificates(), transport=transport, timeout=timeout, headers=agent)

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
            why = f"got none ({str(error) or type(error).__name__}); check the network, or run offline"
            if self.deadline.clock() >= self.deadline.at:
                why = f"got no whole one in {ANSWER_SECONDS:g} s; try again later"
            raise self._out_of_reach(host, why) from None
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

    def _out_of_reach(
        self, host: str, why: str, retry_after: float = 0.0, answer: Answer | None = None
    ) -> UnreachableError:
        self.unreachable[host] = f"expected an answer from {host}, {why}"
        return UnreachableError(self.unreachable[host], retry_after, answer)

    def _attempts(self, address: str, parameters: dict[str, str], headers: Mapping[str, str] | None) -> Answer:
        shown = {name: value for name, value in parameters.items() if name not in SECRETS}
        kept = str(httpx.URL(address).copy_merge_params(shown))
        question = _Question(address, kept, parameters, headers or {}, self.remember(kept))
        host, left = urlsplit(address).hostname or "", ANSWER_SECONDS
        for attempt, pause in enumerate((*PAUSES, 0.0), start=1):
            self.pace(host)
            begun = self.deadline.clock()
            self.deadline.at = begun + left
            came = self._once(question)
            left -= self.deadline.clock() - begun
            if not came.may_pass or attempt == ATTEMPTS or came.wait > LONGEST_WAIT or left <= 0:
                break
            self.sleep(max(came.wait, pause * random.uniform(0.5, 1)))  # noqa: S311 - jitter keeps no secret
        if came.may_pass:
            times = f"{attempt} times" if attempt > 1 else "once"
            raise self._out_of_reach(host, f"got {came.what} {times}; try again later", came.wait, came.to_keep)
        if came.answer.status not in (200, 304):
            said = repr(came.answer.body[:200].decode("utf-8", errors="replace"))
            raise SourceError(
                f"expected status 200 from {_bare(address)}, got {came.answer.status}: {said}", came.to_keep
            )
        return came.answer

    def _once(self, question: "_Question") -> "_Came":
        """What came, which may be the first part of an answer or, with status None, nothing at all."""
        conditions = _conditions(question.remembered)
        given = question.parameters or None  # an empty mapping would strip the address of its own question
        headers = {**question.headers, **conditions}
        body, status, facts = io.BytesIO(), None, dict[str, str]()
        try:
            with self.http.stream("GET", question.address, params=given, headers=headers) as response:
                status = response.status_code
                facts = {name: response.headers[name] for name in KEPT_HEADERS if name in response.headers}
                if status == 304:
                    return _Came(_unchanged(question, facts, asked=bool(conditions)))
                self._fill(body, response, question.address)
                return _Came(_answer(question, body, status, facts), _wait(response.headers))
        except (httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError) as error:
            broken = str(error) or type(error).__name__
            return _Came(_answer(question, body, status, facts), broken=broken)

    def _fill(self, body: io.BytesIO, response: httpx.Response, address: str) -> None:
        """Write the unpacked body, if it is neither too large nor too slow."""
        packing = response.headers.get("content-encoding", "").strip().lower()
        if packing not in PACKINGS:
            raise SourceError(f"expected a body of {_bare(address)} packed by gzip once, got {packing!r:.80}")
        for block in response.iter_bytes():
            body.write(block)
            if body.tell() > MOST_BYTES:
                raise SourceError(f"expected at most {MOST_BYTES:,} bytes from {_bare(address)}, got more")
            if self.deadline.clock() > self.deadline.at:
                host = urlsplit(address).hostname or ""
                why = f"got {body.tell():,} bytes in {ANSWER_SECONDS:g} s and no end; try again later"
                raise self._out_of_reach(host, why)


@dataclass(frozen=True)
class _Came:
    """What came of one question, the seconds that the provider asks us to wait, and how it broke off, if it did."""

    answer: Answer
    wait: float = 0.0
    broken: str = ""

    @property
    def may_pass(self) -> bool:
        return bool(self.broken) or self.answer.status in PASSING

    @property
    def what(self) -> str:
        if self.broken:
            return f"an answer that broke off after {len(self.answer.body):,} bytes ({self.broken})"
        return f"status {self.answer.status}"

    @property
    def to_keep(self) -> Answer | None:
        """What was said in place of an answer, unless nothing was, or too much to be worth its room."""
        return self.answer if self.answer.status and len(self.answer.body) <= MOST_KEPT else None


@dataclass(frozen=True)
class _Question:
    """What goes out: `kept` is the address without secrets, as it is recorded."""

    address: str
    kept: str
    parameters: Mapping[str, str]
    headers: Mapping[str, str]
    remembered: Remembered | None


def _answer(question: _Question, body: io.BytesIO, status: int | None, facts: Mapping[str, str]) -> Answer:
    """What came, without the secrets that a provider repeats: it will be kept and shown; its facts say so."""
    content = body.getvalue()
    for name, value in question.parameters.items():
        if name in SECRETS and len(value) >= LEAST_SECRET and value.encode() in content:
            content, facts = content.replace(value.encode(), STRUCK_OUT), {**facts, "struck-out": name}
    return Answer(content, question.kept, status, facts)


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
