"""Connections: to addresses that were checked only, and never for longer than a question may take in all.

A server can keep a client waiting in more ways than by silence: bytes of a header one by one, "100 Continue" without
end, a packed body that unpacks to nothing, a reader that takes one byte a time. Each of them ends in a step of the
socket, so that is where time is kept. Both clients stand on this.
"""

import math
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache

import httpcore
import httpx

MOST_ADDRESSES = 3  # of one host, tried in turn
KEPT_ALIVE = 20  # connections, as many as httpx itself would keep
KEPT_ALIVE_SECONDS = 5.0
_PIECE = 1_024  # bytes written in one step


@cache
def certificates() -> ssl.SSLContext:
    """Whom to trust, read once a process: it takes 20 ms, and each job has a client."""
    return httpx.create_ssl_context()


class Deadline(threading.local):
    """When this thread's question must be over, by `clock`: never, unless it is set. `silence` is the most that one
    step may take. Each thread has its own."""

    def __init__(
        self, clock: Callable[[], float] = time.monotonic, at: float = math.inf, silence: float = math.inf
    ) -> None:
        self.clock = clock
        self.at = at
        self.silence = silence

    def left(self, most: float | None = None) -> float | None:
        """Seconds that the next step may take, None for any number. Raises `httpcore.ReadTimeout` when none is left."""
        left = self.at - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole answer is over")
        left = min(left, self.silence, math.inf if most is None else most)
        return None if left == math.inf else left


class Pinned(httpcore.NetworkBackend):
    """Connects a host to the addresses that it was found to have when it was checked, and never looks a name up.

    `addresses` is asked at each connection, and gives them in the order in which they are tried for as long as they
    refuse: IPv4 first. TLS and the Host header still speak of the host by its name.
    """

    def __init__(
        self,
        addresses: Callable[[str], Iterable[str]],
        deadline: Deadline,
        wire: httpcore.NetworkBackend | None = None,
    ) -> None:
        self.addresses = addresses
        self.deadline = deadline
        self.wire = wire or httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to one of the host's addresses."""
        refused: Exception = httpcore.ConnectError("no address")
        for address in sorted(self.addresses(host), key=lambda one: ":" in one)[:MOST_ADDRESSES]:
            try:
                stream = self.wire.connect_tcp(address, port, self.deadline.left(timeout), None, socket_options)
                return _Timed(stream, self.deadline)
            except httpcore.ConnectError as error:
                refused = error
        raise refused


class Vetted(httpx.HTTPTransport):
    """httpx on pinned connections."""

    def __init__(self, addresses: Callable[[str], Iterable[str]], deadline: Deadline | None = None) -> None:
        super().__init__(verify=certificates())
        self._pool = httpcore.ConnectionPool(  # httpx has no other place for a network of one's own
            ssl_context=certificates(), max_keepalive_connections=KEPT_ALIVE, keepalive_expiry=KEPT_ALIVE_SECONDS,
            network_backend=Pinned(addresses, deadline or Deadline()),
        )  # fmt: skip


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends in time."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Some bytes, within the time that is left."""
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """All bytes, a piece at a time: a reader who takes one byte a time is left as well."""
        for start in range(0, len(buffer), _PIECE):
            self.stream.write(buffer[start : start + _PIECE], self.deadline.left(timeout))

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """The same stream under TLS, with the certificate checked for the name."""
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, self.deadline.left(timeout)), self.deadline)

    def close(self) -> None:
        """End it."""
        self.stream.close()

    def get_extra_info(self, info: str) -> object:
        """What the stream below knows of itself."""
        return self.stream.get_extra_info(info)
