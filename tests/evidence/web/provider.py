"""A provider on a port of this machine, which sends the bytes it is told to, and the way to it for a client."""

import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

import httpx

from evidence.web import client as http
from evidence.web import connections

HOST = "data.example"
Say = Callable[[str], Iterable[bytes]]  # the first line of a request -> the answer, piece by piece


class Detour(connections.Vetted):
    """Speaks plain HTTP with this machine instead of TLS with a provider; all else is as at work."""

    def __init__(self, port: int, deadline: connections.Deadline) -> None:
        super().__init__(lambda host: ["127.0.0.1"], deadline)
        self.port = port

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.url = request.url.copy_with(scheme="http", port=self.port)
        return super().handle_request(request)


def detoured(client: http.Client, port: int) -> http.Client:
    """The client, with a provider of ours behind every host."""
    client.http = httpx.Client(transport=Detour(port, client.deadline), timeout=client.http.timeout)
    client.resolve = lambda host: ["9.9.9.9"]
    return client


@contextmanager
def provider(say: Say) -> Iterator[int]:
    """Its port. One request a connection; a listener that goes away ends the answer."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_serve, args=(server, say), daemon=True).start()
        yield server.getsockname()[1]
        with suppress(OSError):
            server.shutdown(socket.SHUT_RDWR)  # or accept() would go on


def _serve(server: socket.socket, say: Say) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_answer, args=(connection, say), daemon=True).start()


def _answer(connection: socket.socket, say: Say) -> None:
    with connection, suppress(OSError):
        asked = b""
        while b"\r\n\r\n" not in asked:
            asked += connection.recv(65_536) or b"\r\n\r\n"
        for piece in say(asked.partition(b"\r\n")[0].decode()):
            connection.sendall(piece)


def head(status: int = 200, **headers: str) -> bytes:
    """The head of an answer; `retry_after` becomes Retry-After. The connection is closed after it."""
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([f"HTTP/1.1 {status} Said", "connection: close", *lines, "", ""]).encode()


def whole(body: bytes, status: int = 200, **headers: str) -> bytes:
    """An answer with its length."""
    return head(status, content_length=str(len(body)), **headers) + body
