"""./run up and ./run stop: one web server for a data folder, ended with its database."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claimbase.embedded import binaries, locks, postgres, processes, valkey
from tests.database import copy_tables, environment_of, temporary_data_folder

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture(scope="module")
def port() -> int:
    """A port that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture
def environment(port: int) -> Iterator[dict[str, str]]:
    """An installation of its own: embedded database, own port."""
    folder = temporary_data_folder()
    yield {**environment_of(folder), "CLAIMBASE_PORT": str(port)}
    assert not postgres.stop(folder), "the database has been stopped with the web server"
    subprocess.run(["rm", "-r", folder], check=True)


@pytest.fixture
def migrated(environment: dict[str, str], tables: Path) -> None:
    """It has its database and tables already."""
    copy_tables(tables, Path(environment["CLAIMBASE_DATA"]))


@pytest.fixture
def start(environment: dict[str, str]) -> Iterator[Start]:
    """Starts `claimbase.web WORD`."""
    started: list[subprocess.Popen[str]] = []

    def begin(word: str) -> subprocess.Popen[str]:
        command = [sys.executable, "-P", "-m", "claimbase.web", word]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(command, env=environment, stdout=pipe, stderr=pipe, text=True))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def status_of(address: str) -> int:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - this machine's own
        return int(answer.status)


@pytest.mark.xdist_group("installations")
def test_up_serves_the_site_until_stop_ends_it_and_its_database(start: Start, port: int) -> None:
    web = start("up")
    assert web.stdout
    assert f"http://127.0.0.1:{port}/" in web.stdout.readline()
    assert status_of(f"http://127.0.0.1:{port}/") == 200
    assert status_of(f"http://127.0.0.1:{port}/static/admin/css/base.css") == 200

    told = start("up").communicate()[1]
    assert "is up. End it with ./run stop" in told, "a second one is refused"

    assert start("stop").communicate() == ("Stopped the web server, the workers, the broker and the database.\n", "")
    assert web.wait(10) == 0
    assert start("stop").communicate() == ("Nothing was running.\n", "")


@pytest.mark.xdist_group("installations")
def test_up_prints_a_sign_in_link_and_starts_again_what_is_killed(
    migrated: None, start: Start, port: int, environment: dict[str, str]
) -> None:
    data = Path(environment["CLAIMBASE_DATA"])
    web = start("up")
    assert web.stdout
    web.stdout.readline()
    link = re.search(rf"http://127.0.0.1:{port}/sign-in/\S+/", web.stdout.readline())
    assert link
    assert status_of(link[0]) == 200

    assert locks.wait_until(lambda: len(pids(data)) == 4, 90), "named once all are started: the first may answer before"
    children = pids(data)[1:]
    broker = valkey.server_pid(data)
    database = processes.server_pid(data / f"postgres-{binaries.find().major}")
    for pid in (*children, broker, database):
        assert pid
        os.kill(pid, signal.SIGKILL)
    assert locks.wait_until(lambda: valkey.answers(data) and valkey.server_pid(data) != broker, 90)
    assert locks.wait_until(lambda: postgres.status(data).up, 90)
    assert locks.wait_until(lambda: not set(pids(data)[1:]) & set(children) and len(pids(data)) == 4, 90)
    assert status_of(link[0]) == 200, "site and database are back, and the link is still good"
    assert start("stop").communicate()[1] == ""


def pids(data: Path) -> list[int]:
    """The processes that web.lock names, the supervisor first."""
    return [int(line) for line in (data / "web.lock").read_text().split()]


@pytest.mark.xdist_group("installations")
def test_what_a_killed_web_server_leaves_is_ended_by_stop(
    migrated: None, start: Start, environment: dict[str, str]
) -> None:
    web = start("up")
    assert web.stdout
    web.stdout.readline()
    web.send_signal(signal.SIGKILL)
    web.wait()
    told = start("stop").communicate()
    assert told[1] == ""
    assert told[0].startswith("Stopped ")
    with locks.opened(Path(environment["CLAIMBASE_DATA"], "web.lock")) as lock:
        assert lock.try_take(), "its workers are gone too"


@pytest.mark.xdist_group("installations")
def test_a_port_that_is_taken_is_said_before_anything_is_started(start: Start, port: int) -> None:
    with socket.create_server(("127.0.0.1", port)):
        told = start("up").communicate()[1]
    assert told.startswith(f"CLAIMBASE_PORT: expected a free port, got {port}")
