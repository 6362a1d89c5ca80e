"""Programs that ask the API of an installation with so many claims; it lives in a process of its own."""

import http.client
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import numpy as np

from tests.benchmarks.database import empty_database
from tests.benchmarks.rows import in_turn, seconds

POINTS, RUNS, CONNECTIONS, ASKED = 20_000, 15, 8, 30  # ASKED: requests of each connection
LIST = "/api/v1/claims/?limit=50"
OBSERVATIONS = "/api/v1/indicators/cpi_electricity/observations/?vintages=all"


def figures(claims: int) -> dict[str, float]:
    """What is measured with so many claims: seconds of each side by name, `p50` and `p99` over connections."""
    os.environ["CLAIMBASE_API_PER_MINUTE"] = "1000000"
    with empty_database():
        from django.test.utils import override_settings

        from tests.benchmarks import readers

        readers.stock(claims)
        with override_settings(ROOT_URLCONF="tests.benchmarks.bareurls"):
            found = dict(zip(("list", "bare"), _in_turn(LIST, "/bare/"), strict=True))
        with _served() as port:
            taken = _at_once(port)
        _points()
        streamed, serialized = in_turn(lambda: _seconds(OBSERVATIONS), _serialized, runs=RUNS)
    p50, p99 = np.quantile(taken, [0.5, 0.99])
    return {**found, "p50": float(p50), "p99": float(p99), "streamed": streamed, "serialized": serialized}


def _in_turn(*addresses: str) -> list[float]:
    for address in addresses:
        _seconds(address)
    return in_turn(*(lambda address=address: _seconds(address) for address in addresses), runs=RUNS)  # type: ignore[misc]


def _seconds(address: str) -> float:
    from django.test import Client

    client = Client(headers={"host": "localhost"})

    def asked() -> None:
        answer = client.get(address)
        assert answer.status_code == 200, (address, answer.status_code)
        len(b"".join(answer) if answer.streaming else answer.content)

    return seconds(asked)


def _points() -> None:
    """So many figures of one indicator, beside what it has."""
    from evidence.models import Indicator, Observation
    from tests.benchmarks import stock

    indicator = Indicator.objects.get(slug="cpi_electricity")
    lacking = POINTS - Observation.objects.filter(indicator=indicator).count()
    days = -20_000 - np.arange(lacking)[::-1]
    with stock.unchecked():
        stock.raw_copy(stock.vintages(np.array([indicator.pk]), days, 1), 1)


def _serialized() -> float:
    """The same figures by a serializer of the framework, row by row."""
    from rest_framework import serializers
    from rest_framework.renderers import JSONRenderer

    from evidence.models import Indicator, Observation

    class Figure(serializers.ModelSerializer[Any]):
        class Meta:
            model = Observation
            fields = ("period", "known_from", "pseudo", "value")

    indicator = Indicator.objects.get(slug="cpi_electricity")

    def asked() -> None:
        rows = Observation.objects.filter(indicator=indicator).order_by("period", "known_from")
        JSONRenderer().render(Figure(rows, many=True).data)

    return seconds(asked)


@contextmanager
def _served() -> Iterator[int]:
    """A web server as `./run up` has it; its port."""
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "gunicorn", "claimbase.wsgi", "--workers", "2", "--threads", "4",
               "--bind", f"127.0.0.1:{port}", "--log-level", "error"]  # fmt: skip
    server = subprocess.Popen(command)
    try:
        _wait(port)
        yield port
    finally:
        server.terminate()
        server.wait()


def _wait(port: int) -> None:
    until = time.monotonic() + 120
    while True:
        try:
            return _ask(http.client.HTTPConnection("127.0.0.1", port))
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def _ask(connection: http.client.HTTPConnection) -> None:
    connection.request("GET", LIST, headers={"Host": "localhost"})
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, answer.status


def _at_once(port: int) -> list[float]:
    """Seconds of each request of all connections, after each has asked a few times."""
    ready = threading.Barrier(CONNECTIONS)

    def one(_number: int) -> list[float]:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(3):
            _ask(connection)
        ready.wait()
        connection.close()  # the server has: it waits two seconds for another request, and others may take longer
        return [seconds(lambda: _ask(connection)) for _ in range(ASKED)]

    with ThreadPoolExecutor(CONNECTIONS) as pool:
        return [taken for each in pool.map(one, range(CONNECTIONS)) for taken in each]
