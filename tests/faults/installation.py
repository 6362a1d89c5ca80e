"""An installation of its own: embedded database and broker, a real worker, series in files; and ways to kill each."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg
import redis
from celery import Celery

from claimbase.embedded import binaries, locks, postgres, processes, valkey
from tests.database import CHECKOUT, copy_tables, environment_of

FIGURES = 200  # of each series
PATIENCE = 120.0  # seconds; two cores may be busy, and only a failure waits for all of it
_GATE = 77  # an advisory lock: a worker that records the gated series waits for it inside its transaction

# The last thing that a record writes is its fetch: whoever waits here has merged the observations and not committed.
_GATES = f"""
CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({_GATE});
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE INSERT ON evidence_fetch FOR EACH ROW
    WHEN (NEW.codes::text LIKE '%3"%') EXECUTE FUNCTION wait_at_gate();
"""


@dataclass(frozen=True)
class Counts:
    """What is recorded of some series: rows, and how many of them are different ones."""

    observations: int
    distinct: int
    fetches: int
    payloads: int


@dataclass
class Installation:
    """Its folder and workers. `stock` brings four series in files a letter (K1 to K4), the third of them gated."""

    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def environment(self) -> dict[str, str]:
        return {**environment_of(self.folder), "FAULTS_FINDINGS": str(self.folder / "findings")}

    def stock(self, letters: str) -> None:
        (self.folder / "findings").mkdir()
        codes = [f"{letter}{number}".lower() for letter in letters for number in range(1, 5)]
        for code in codes:
            (self.folder / "findings" / f"{code}.csv").write_text(_findings(code))
        self.run("tests.faults.stock", *codes)
        self.ask(_GATES)

    def run(self, module: str, *arguments: str) -> None:
        """A program of the tests, in this installation."""
        command = [sys.executable, "-P", "-m", module, *arguments]
        subprocess.run(command, env=self.environment, cwd=CHECKOUT, check=True)

    def ask(self, question: str, *values: Any) -> Any:
        """The first field of the first row, if there is one."""
        with psycopg.connect(postgres.connection(self.folder).url, autocommit=True) as session:
            done = session.execute(question, values or None)
            row = done.fetchone() if done.description else None
        return row[0] if row else None

    def start_worker(self, concurrency: int = 1) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", "celery", "--quiet", "-A", "tests.faults.worker", "worker"]
        command += ["--concurrency", str(concurrency), "--without-gossip", "--without-mingle", "--loglevel", "ERROR"]
        out = {"stdout": self.log(), "stderr": self.log()}
        self.workers.append(
            subprocess.Popen(command, env=self.environment, cwd=CHECKOUT, start_new_session=True, **out)
        )
        return self.workers[-1]

    def log(self) -> Any:
        return (self.folder / "worker.log").open("ab")

    def kill_worker(self) -> None:
        """kill -9 of the worker and of the processes it started."""
        worker = self.workers.pop()
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()

    def end_worker(self) -> None:
        worker = self.workers.pop()
        worker.terminate()
        try:
            worker.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()

    def kill_database(self) -> None:
        cluster = self.folder / f"postgres-{binaries.find().major}"
        pid = processes.server_pid(cluster)
        assert pid
        os.kill(pid, signal.SIGKILL)
        assert locks.wait_until(lambda: not processes.serves(pid, cluster), PATIENCE)

    def kill_broker(self) -> None:
        pid = valkey.server_pid(self.folder)
        assert pid
        os.kill(pid, signal.SIGKILL)
        assert locks.wait_until(lambda: valkey.server_pid(self.folder) is None, PATIENCE)

    def heal(self) -> None:
        """What the supervisor of ./run up does every few seconds."""
        with postgres.lease(self.folder), valkey.lease(self.folder):
            pass

    def queue(self, letter: str) -> None:
        """A job for the four series of a letter."""
        codes = ", ".join(f'"{letter}{number}"' for number in range(1, 5)).lower()
        self.ask(
            "INSERT INTO evidence_refreshjob (key, source_id, codes, state, not_before, attempts, worker, done, total,"
            " changed, cause, errors) SELECT %s, id, %s::jsonb, 'queued', now(), 0, '', 0, 4, 0, '', '{}'"
            " FROM evidence_source",
            letter,
            f"[{codes}]",
        )

    def tend(self) -> None:
        """Ring the timer: dead workers' jobs are given back, living ones woken."""
        self.ring("evidence.tend")

    def ring(self, task: str, *arguments: str) -> None:
        """Send a task's message, as its timer does."""
        with Celery(broker=valkey.address(self.folder)) as app:
            app.send_task(task, arguments, ignore_result=True)

    def messages(self) -> int:
        with redis.Redis(unix_socket_path=valkey.address(self.folder).removeprefix("redis+socket://")) as session:
            return sum(int(session.llen(queue)) for queue in session.scan_iter("celery*", _type="list"))  # by priority

    def end_leases(self) -> None:
        """Five minutes pass."""
        self.ask("UPDATE evidence_refreshjob SET lease_until = now() - interval '1 s' WHERE state = 'running'")

    def state(self, letter: str) -> str:
        return str(self.ask("SELECT state FROM evidence_refreshjob WHERE key = %s", letter))

    def wait_for(self, letter: str, state: str) -> None:
        assert locks.wait_until(lambda: self.state(letter) == state, PATIENCE, every=0.1), self.story(letter)

    def story(self, letter: str) -> str:
        row = self.ask("SELECT row_to_json(j)::text FROM evidence_refreshjob AS j WHERE key = %s", letter)
        return f"{row}\n{(self.folder / 'worker.log').read_text()[-3000:]}"

    @contextmanager
    def gate_closed(self, letter: str) -> Iterator[None]:
        """Within, a worker stands at the gate: two series recorded, the third merged but not committed."""
        with psycopg.connect(postgres.connection(self.folder).url, autocommit=True) as session, gate(session):
            self.queue(letter)
            self.tend()
            assert locks.wait_until(self.is_someone_waiting, PATIENCE, every=0.05), self.story(letter)
            yield

    def is_someone_waiting(self) -> bool:
        """Whether somebody stands at the gate."""
        return bool(self.ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"))

    def counts(self, letter: str) -> Counts:
        mine = f"{letter}_".lower()
        values = {"mine": mine, "codes": f'["{mine}"]'}
        with psycopg.connect(postgres.connection(self.folder).url) as session:
            return Counts(*(session.execute(_COUNTS, values).fetchone() or ()))


_COUNTS = """
SELECT (SELECT count(*) FROM evidence_observation JOIN evidence_indicator ON id = indicator_id
        WHERE code LIKE %(mine)s),
       (SELECT count(DISTINCT (indicator_id, period, known_from, value))
        FROM evidence_observation JOIN evidence_indicator ON id = indicator_id WHERE code LIKE %(mine)s),
       (SELECT count(*) FROM evidence_fetch WHERE codes::text LIKE %(codes)s),
       (SELECT count(DISTINCT payload_id) FROM evidence_fetch WHERE codes::text LIKE %(codes)s)
"""


@contextmanager
def gate(session: psycopg.Connection) -> Iterator[None]:
    """Within, whoever records a gated series waits."""
    session.execute("SELECT pg_advisory_lock(%s)", [_GATE])
    yield
    with suppress(psycopg.OperationalError):  # a database that was killed has let go of it
        session.execute("SELECT pg_advisory_unlock(%s)", [_GATE])


def _findings(code: str) -> str:
    days: Sequence[date] = [date(2026, 1, 1) + timedelta(days=number) for number in range(FIGURES)]
    lines = [f"{day},{number},{day},{code}" for number, day in enumerate(days)]
    return "\n".join(["period,value,known_from,citation", *lines, ""])


@contextmanager
def installed(folder: Path, tables: Path) -> Iterator[Installation]:
    """An installation with the tables of another, up until the end of the block."""
    copy_tables(tables, folder)
    with ExitStack() as stack:
        stack.enter_context(postgres.lease(folder))
        stack.enter_context(valkey.lease(folder))
        installation = Installation(folder)
        yield installation
        while installation.workers:
            installation.end_worker()
