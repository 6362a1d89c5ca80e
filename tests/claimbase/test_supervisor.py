"""Processes are started, started again, and ended together."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from claimbase.embedded import locks
from tests.database import CHECKOUT

_SUPERVISE = """
import sys
from pathlib import Path
from claimbase import supervisor
supervisor._HEAL_EVERY = 0.2
notes = Path(sys.argv[1])
def heal():
    with (notes / "healed").open("a") as file: file.write("+")
def noted(pids):
    (notes / "new").write_text(" ".join(map(str, pids)))
    (notes / "new").rename(notes / "pids")
import signal
signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
commands = {"one": [sys.executable, "-c", "import time; time.sleep(600)"], "two": ["sleep", "600"]}
supervisor.Supervisor(commands, keep_open=[], heal=heal, noted=noted).run()
"""


@pytest.fixture
def supervised(tmp_path: Path):  # type: ignore[no-untyped-def]
    process = subprocess.Popen(
        [sys.executable, "-c", _SUPERVISE, str(tmp_path)], cwd=CHECKOUT, stderr=subprocess.PIPE, text=True
    )
    assert locks.wait_until(lambda: len(pids(tmp_path)) == 2, 60)
    yield process
    process.kill()
    process.communicate()


def pids(folder: Path) -> list[int]:
    file = folder / "pids"
    return [int(word) for word in file.read_text().split()] if file.exists() else []


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_a_killed_process_is_started_again_and_the_servers_are_looked_after(
    supervised: subprocess.Popen[str], tmp_path: Path
) -> None:
    first, second = pids(tmp_path)
    os.kill(first, signal.SIGKILL)
    assert locks.wait_until(lambda: len(set(pids(tmp_path)) - {first}) == 2, 60)
    assert second in pids(tmp_path)
    assert locks.wait_until(lambda: (tmp_path / "healed").exists(), 60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_all_end_with_the_supervisor_however_it_ends(
    number: int, supervised: subprocess.Popen[str], tmp_path: Path
) -> None:
    children = pids(tmp_path)
    began = time.monotonic()
    supervised.send_signal(number)
    supervised.wait(60)
    assert locks.wait_until(lambda: not any(map(lives, children)), 60)
    assert time.monotonic() - began < 60
