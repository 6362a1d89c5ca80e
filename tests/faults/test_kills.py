"""kill -9 of a worker, of the database, of the broker in the middle of a refresh: nothing lost, nothing doubled.

A real worker on the embedded broker records four series of 200 figures each. It is caught inside the transaction of the
third: two are recorded, the third is merged and not committed. What stands in the database is counted before the kill,
after it, and at the end; the end must be what an undisturbed refresh leaves.
"""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from claimbase.embedded import postgres, valkey
from tests.database import CHECKOUT, temporary_data_folder
from tests.faults.installation import FIGURES, PATIENCE, Counts, Installation, installed, locks
from tests.faults.racer import APART, GO

pytestmark = pytest.mark.xdist_group("installations")
NOTHING = Counts(0, 0, 0, 0)
HALF = Counts(2 * FIGURES, 2 * FIGURES, 2, 2)
WHOLE = Counts(4 * FIGURES, 4 * FIGURES, 4, 4)


@pytest.fixture(scope="module")
def installation(tables: Path) -> Iterator[Installation]:
    folder = temporary_data_folder()
    with installed(folder, tables) as made:
        made.stock("KWDBR")
        yield made
    assert not valkey.stop(folder)
    assert not postgres.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _a_worker(installation: Installation) -> None:
    if not installation.workers:
        installation.start_worker()


def test_a_real_worker_does_a_queued_job_once_however_often_it_is_woken(installation: Installation) -> None:
    assert installation.counts("K") == NOTHING
    installation.queue("K")
    installation.tend()
    installation.wait_for("K", "done")
    assert installation.counts("K") == WHOLE
    for _ in range(3):
        installation.tend()
    assert locks.wait_until(lambda: installation.messages() == 0, PATIENCE)
    assert installation.counts("K") == WHOLE


def test_a_killed_worker_loses_nothing_and_doubles_nothing(installation: Installation) -> None:
    with installation.gate_closed("W"):
        assert installation.counts("W") == HALF
        installation.kill_worker()
        assert installation.counts("W") == HALF, "the third series is not half written"
        assert installation.state("W") == "running", "as far as anybody knows, until the lease ends"
    installation.start_worker()
    installation.tend()
    installation.end_leases()
    installation.tend()
    installation.wait_for("W", "done")
    assert installation.counts("W") == WHOLE
    assert installation.ask("SELECT attempts FROM evidence_refreshjob WHERE key = 'W'") == 2


def test_a_killed_database_loses_nothing_and_doubles_nothing(installation: Installation) -> None:
    with installation.gate_closed("D"):
        assert installation.counts("D") == HALF
        installation.kill_database()
        installation.heal()
        assert installation.counts("D") == HALF, "what was committed is there, what was not is gone"
    assert installation.state("D") == "running"
    installation.end_leases()
    installation.tend()
    installation.wait_for("D", "done")
    assert installation.counts("D") == WHOLE


def test_a_killed_broker_loses_nothing_and_doubles_nothing(installation: Installation) -> None:
    with installation.gate_closed("B"):
        assert installation.counts("B") == HALF
        installation.kill_broker()
        assert installation.counts("B") == HALF
    installation.wait_for("B", "done")
    assert installation.counts("B") == WHOLE, "the job that ran needs no broker to end"
    installation.queue("R")
    installation.heal()
    installation.tend()
    installation.wait_for("R", "done")
    assert installation.counts("R") == WHOLE, "the worker has found the new broker"


def test_limits_of_number_and_rate_hold_for_processes_that_race_and_die(installation: Installation) -> None:
    installation.end_worker()
    for letter in "abcdefgh":
        installation.queue(letter)
    with psycopg.connect(postgres.connection(installation.folder).url, autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [GO])
        racers = [start_racer(installation) for _ in range(4)]
        everyone = "SELECT count(*) = 4 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        assert locks.wait_until(lambda: installation.ask(everyone), PATIENCE, every=0.05)
    told = [json.loads(racer.communicate()[0]) for racer in racers]
    taken = [job for one in told for job in one["jobs"]]
    assert len(taken) == len(set(taken)) == 3, "three at once, each taken by one, though nobody gave a job back"
    waits = sorted(seconds for one in told for seconds in one["turns"])
    assert waits == pytest.approx([APART * number for number in range(12)], abs=0.4 * APART), "no turn is given twice"


def start_racer(installation: Installation) -> "subprocess.Popen[str]":
    command = [sys.executable, "-P", "-m", "tests.faults.racer", "5", "3"]
    return subprocess.Popen(command, env=installation.environment, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
