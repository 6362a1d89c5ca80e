"""No process outlives the one that it works for."""

import multiprocessing
import subprocess
import sys
import time
from multiprocessing import active_children

import pytest

from claimbase.embedded import locks, processes
from claims.processes import end_with_parent, pool
from tests.database import CHECKOUT

AT_WORK = """
import time
from multiprocessing import active_children
from claims.processes import pool
with pool(2) as shared:
    jobs = [shared.submit(time.sleep, 600) for _ in range(4)]
    while sum(job.running() for job in jobs) < 2:
        time.sleep(0.01)
    print(*(child.pid for child in active_children()), flush=True)
    time.sleep(600)
"""


def test_a_killed_assessment_leaves_no_process_behind() -> None:
    with subprocess.Popen([sys.executable, "-c", AT_WORK], stdout=subprocess.PIPE, cwd=CHECKOUT, text=True) as parent:
        assert parent.stdout
        children = [int(pid) for pid in parent.stdout.readline().split()]
        # A job counts as running once it is queued: its process may still be starting.
        working = locks.wait_until(lambda: all(map(works, children)), 60)
        parent.kill()
    assert len(children) == 2
    assert working
    begun = time.monotonic()
    while any(map(works, children)) and time.monotonic() - begun < 60:
        time.sleep(0.01)
    assert not any(map(works, children))


def works(pid: int) -> bool:
    """Whether a process of the pool has this number; one that has ended and waits for its funeral does not count."""
    words = processes.command_line(pid)
    if words is None:  # no /proc
        return subprocess.run(["ps", "-p", str(pid)], capture_output=True, check=False).returncode == 0
    return any("multiprocessing" in word for word in words)


def test_only_a_process_with_a_parent_can_watch_over_it() -> None:
    assert multiprocessing.parent_process() is None
    with pytest.raises(RuntimeError, match="expected a process started by multiprocessing"):
        end_with_parent()


def interrupted_at_work() -> None:
    with pool(2) as shared:
        jobs = [shared.submit(time.sleep, 600) for _ in range(8)]
        while not any(job.running() for job in jobs):
            time.sleep(0.01)
        raise KeyboardInterrupt


def test_an_interruption_ends_the_other_processes_at_once() -> None:
    begun = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        interrupted_at_work()
    while active_children() and time.monotonic() - begun < 60:
        time.sleep(0.01)
    assert not active_children()
