"""The broker's disk is full: messages are refused or lost, and the jobs, which are rows, are done once all the same."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import redis
from kombu.exceptions import KombuError

from claimbase.embedded import folders, locks, postgres, valkey
from tests.database import temporary_data_folder
from tests.faults.installation import FIGURES, PATIENCE, Counts, Installation, installed

pytestmark = pytest.mark.xdist_group("installations")
NOTHING, WHOLE = Counts(0, 0, 0, 0), Counts(4 * FIGURES, 4 * FIGURES, 4, 4)


@pytest.fixture
def full(tables: Path) -> Iterator[tuple[Installation, Path]]:
    """An installation whose broker meets "no space left on device" at every write, and the folder where it writes."""
    folder = temporary_data_folder()
    server = valkey._server(folder)
    files = folders.make_private(server.home / "appendonlydir", server.account)
    (files / "appendonly.aof.1.incr.aof").symlink_to("/dev/full")  # every write to it meets ENOSPC
    with installed(folder, tables) as made:
        made.stock("V")
        yield made, files
    assert not valkey.stop(folder)
    assert not postgres.stop(folder)
    shutil.rmtree(folder)


def test_a_broker_whose_disk_is_full_loses_no_job_and_none_is_done_twice(full: tuple[Installation, Path]) -> None:
    installation, files = full
    assert locks.wait_until(lambda: refuses(installation), PATIENCE, every=0.1)
    assert "No space left on device" in (installation.folder / "valkey.log").read_text()
    installation.queue("V")
    with suppress(KombuError, redis.RedisError):  # refused: the timer rings again
        installation.tend()
    assert installation.state("V") == "queued"
    assert installation.counts("V") == NOTHING
    installation.kill_broker()
    shutil.rmtree(files)
    installation.heal()
    installation.start_worker()
    installation.tend()
    installation.wait_for("V", "done")
    assert installation.counts("V") == WHOLE
    installation.tend()
    assert locks.wait_until(lambda: installation.messages() == 0, PATIENCE)
    assert installation.counts("V") == WHOLE
    assert installation.ask("SELECT attempts FROM evidence_refreshjob WHERE key = 'V'") == 1


def refuses(installation: Installation) -> bool:
    """Whether the broker says that it takes no message, and why."""
    place = valkey.address(installation.folder).removeprefix("redis+socket://")
    with redis.Redis(unix_socket_path=place) as session:
        try:
            session.set("x", "y")
        except redis.RedisError as error:
            return "MISCONF" in str(error)
    return False
