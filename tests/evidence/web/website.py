"""A web of the tests' own on 127.0.0.1, played below the guarded client's checks.

The client resolves by `web.resolve`, which knows public addresses only by the test's word, checks what it gets as ever,
and hands connections to a checked address to `web`, which carries them to the server of this process. Production cannot
do so: a wire and a resolver are given by code that makes a client, and no setting or variable reaches either.
"""

import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import httpcore

from evidence.web.guarded import Guarded, Limits

AGENT = "claimbase/test"
Talk = Callable[[socket.socket], None]  # writes an answer as it likes
PUBLIC = "9.9.9.9"


def answer(body: bytes | str = b"", status: int = 200, **headers: str) -> bytes:
    """An answer with its length. Header names are written with _ for -."""
    data = body.encode() if isinstance(body, str) else body
    lines = {"content_type": "text/html; charset=utf-8", "content_length": str(len(data)), **headers}
    head = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in lines.items() if value)
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + data


def redirect(location: str, status: int = 302) -> bytes:
    """An answer that sends elsewhere."""
    return answer(status=status, location=location)


class Web(httpcore.NetworkBackend):
    """Answers by host and path, 404 for what is not there. `asked` are the requests, `dialled` the addresses."""

    def __init__(self, pages: Mapping[str, bytes | Talk], names: Mapping[str, list[str]] | None = None) -> None:
        self.pages = dict(pages)
        self.names = names or {}
        self.asked: list[str] = []
        self.requests: list[bytes] = []
        self.dialled: list[tuple[str, int]] = []
        self.looked_up: list[str] = []
        self.server = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    def resolve(self, host: str) -> list[str]:
        """What the tests' resolver says."""
        self.looked_up.append(host)
        return self.names.get(host, [PUBLIC])

    def connect_tcp(self, host: str, port: int, *arguments: Any, **options: Any) -> httpcore.NetworkStream:
        """Carry a connection to a public address to the server of this process."""
        self.dialled.append((host, port))
        return httpcore.SyncBackend().connect_tcp(*self.server.getsockname(), timeout=5)

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=self._talk, args=(self.server.accept()[0],), daemon=True).start()

    def _talk(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            request = b""
            while b"\r\n\r\n" not in request:
                more = connection.recv(65_536)
                if not more:
                    self.requests.append(request)
                    return
                request += more
                if not request[:1].isalpha():  # TLS begins: the name it asks for stands in the clear
                    self.requests.append(request)
                    return
            head = request.decode("latin-1")
            lengths = [int(line[16:]) for line in head.split("\r\n") if line.lower().startswith("content-length: ")]
            while len(request) - request.index(b"\r\n\r\n") - 4 < sum(lengths):
                request += connection.recv(65_536)
            self.requests.append(request)
            host = next(line[6:] for line in head.split("\r\n") if line.lower().startswith("host: "))
            self.asked.append(f"{host}{head.split(' ')[1]}")
            page = self.pages.get(self.asked[-1], answer(status=404))
            page(connection) if callable(page) else connection.sendall(page)


@contextmanager
def web_of(pages: Mapping[str, bytes | Talk], names: Mapping[str, list[str]] | None = None) -> Iterator[Web]:
    """A web while a test runs."""
    web = Web(pages, names)
    try:
        yield web
    finally:
        web.server.close()


def client_of(web: Web, **limits: Any) -> Guarded:
    """A guarded client whose network is the web."""
    return Guarded(AGENT, limits=Limits(**limits), resolve=web.resolve, wire=web)
