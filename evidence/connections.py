"""Connections of the client: to vetted addresses only, and never for longer than a question may take in all.

A provider can keep a client waiting in more ways than by silence: bytes of a header one by one, "100 Continue" without
end, a packed body that unpacks to nothing. Each of them ends in a read from the socket, so that is where time is kept.
"""

import math
import ssl
import threading
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

import httpcore
import httpx

MOST_ADDRESSES = 3  # of one host, tried in turn
KEPT_ALIVE = 20  # connections, as many as httpx itself would keep
KEPT_ALIVE_SECONDS = 5.0


@cache
def certificates() -> ssl.SSLContext:
    """Whom to trust, read once a process: it takes 20 ms, and each job has a client and each host a transport."""
    return httpx.create_ssl_context()


class Deadline(threading.local):
    """When this thread's question must be over, by `clock`; never, unless it is set. Each thread has its own."""

    at = math.inf

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self.clock = clock

    def left(self, most: float | None) -> float | None:
        """Seconds to wait now: `most`, or what is left. Raises `httpcore.ReadTimeout` when nothing is."""
        if self.at == math.inf:
            return most
        left = self.at - self.clock()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole answer is over")
        return left if most is None else min(most, left)


class _Timed(httpcore.NetworkStream):
    """A connection whose every wait ends at the deadline."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: Deadline) -> None:
        self.stream = stream
        self.deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self.stream.write(buffer, self.deadline.left(timeout))

    def close(self) -> None:
        self.stream.close()

    def start_tls(self, ssl_context: Any, server_hostname: str | None = None, timeout: float | None = None) -> "_Timed":
        left = self.deadline.left(timeout)
        return _Timed(self.stream.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> Any:
        return self.stream.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline) -> None:
        self.deadline = deadline

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:  # fmt: skip
        left = self.deadline.left(timeout)
        return _Timed(super().connect_tcp(host, port, left, local_address, socket_options), self.deadline)


class Vetted(httpx.HTTPTransport):
    """Connects to the addresses that a host was found to have when it was checked, and to no other.

    `addresses` is read at each request. TLS and the Host header still speak of the host by its name. One transport a
    host: hosts that share an address must not share connections. Every wait ends at the deadline.
    """

    def __init__(self, addresses: Callable[[], Iterable[str]], deadline: Deadline | None = None) -> None:
        super().__init__(verify=certificates())
        self.addresses = addresses
        self._pool = httpcore.ConnectionPool(  # httpx has no other place for a network of one's own
            ssl_context=certificates(), max_keepalive_connections=KEPT_ALIVE, keepalive_expiry=KEPT_ALIVE_SECONDS,
            network_backend=_Backend(deadline or Deadline()),
        )  # fmt: skip

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
