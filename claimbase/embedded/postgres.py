"""The embedded PostgreSQL: up while somebody holds a lease on it, down when the last one lets go.

    with postgres.lease(data_folder) as connection:
        ...  # psql -h {connection.host} -U {connection.user} {connection.name}

Three lock files in the data folder, all dropped by the kernel when their holder dies:
postgres.lock while a server is started or stopped, postgres.leases shared by all who use it, and
postgres.serving held by the server's own processes, orphans included.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from claimbase.embedded import account, binaries, cluster, folders, locks, processes
from claimbase.embedded.account import Account
from claimbase.embedded.binaries import Binaries
from claimbase.embedded.errors import EmbeddedServerError
from claimbase.embedded.launching import launch, reap

USER = NAME = "claimbase"
PORT = processes.PORT
_SECONDS_TO_START = 120  # recovery after a crash reads the whole log
_SECONDS_TO_STOP = 60
_UNSAFE_BUT_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@dataclass(frozen=True)
class Connection:
    """How to reach a data folder's server, whether it is up or down."""

    host: str  # the socket's folder
    port: int = PORT
    user: str = USER
    name: str = NAME

    @property
    def url(self) -> str:
        """For DATABASE_URL and psql."""
        return f"postgresql://{self.user}@/{self.name}?host={quote(self.host, safe='')}&port={self.port}"


@dataclass(frozen=True)
class Status:
    """Whether a data folder's server answers, and where its files are."""

    up: bool
    cluster: Path
    connection: Connection


def connection(data_folder: Path) -> Connection:
    """The facts for settings: computed from the data folder's name, starting and touching nothing."""
    return Connection(host=str(folders.sockets(data_folder)))


@contextmanager
def lease(data_folder: Path, *, durable: bool = True) -> Iterator[Connection]:
    """Have the data folder's server up until the end of the block; the last of all holders stops it.

    `durable=False` is for data that may be lost when the server or the machine dies. Holders may nest,
    race and be killed. Errors: EmbeddedServerError.
    """
    server = _server(data_folder)
    holder = os.getpid()
    with locks.opened(server.lock_file("leases")) as holding:
        holding.share()
        try:
            with locks.exclusive(server.lock_file("lock")) as lock:
                _ensure_up(server, lock, durable=durable)
            yield connection(data_folder)
        finally:
            if os.getpid() == holder:  # a forked child unwinds the same stack, but has nothing to give back
                _give_back(server, holding)


def stop(data_folder: Path) -> bool:
    """Stop the data folder's server whoever uses it; False when there was none. Errors: EmbeddedServerError."""
    if not data_folder.exists():
        return False
    server = _server(data_folder)
    with locks.exclusive(server.lock_file("lock")):
        return _halt(server)


def status(data_folder: Path) -> Status:
    """What `up` is now; it may change at any moment unless the caller holds a lease."""
    server = _server(data_folder)
    return Status(server.answers(), server.cluster, connection(data_folder))


@dataclass(frozen=True)
class _Server:
    data_folder: Path
    home: Path
    account: Account
    binaries: Binaries

    @property
    def cluster(self) -> Path:
        return self.home / f"postgres-{self.binaries.major}"

    @property
    def log(self) -> Path:
        return self.data_folder / f"postgres-{self.binaries.major}.log"

    @property
    def sockets(self) -> Path:
        return folders.sockets(self.data_folder)

    def lock_file(self, name: str) -> Path:
        return self.data_folder / f"postgres.{name}"

    def answers(self) -> bool:
        if not self.sockets.exists():
            return False
        folders.make_private(self.sockets, self.account)  # refuses a folder that somebody else made
        ready = [self.binaries.program("pg_isready"), "-h", str(self.sockets), "-p", str(PORT), "-U", USER]
        if self.account.run([*ready, "-d", NAME, "-q"]).returncode != 0:
            return False
        answering = processes.socket_cluster(self.sockets)
        if answering not in (None, self.cluster):
            raise EmbeddedServerError(
                f"Expected the socket in {self.sockets} to be of {self.cluster}, got {answering}. "
                "Stop that server first: PostgreSQL's version or the data folder has changed under it."
            )
        return True


def _server(data_folder: Path) -> _Server:
    data_folder = folders.make_data_folder(data_folder.resolve())
    found = binaries.find()
    chosen = account.choose(data_folder / f"postgres-{found.major}")
    programs = binaries.reachable(found, chosen)
    return _Server(data_folder, _home(data_folder, chosen), chosen, programs)


def _give_back(server: _Server, holding: locks.FileLock) -> None:
    with locks.exclusive(server.lock_file("lock")):
        if holding.try_take():
            _halt(server)


def _home(data_folder: Path, chosen: Account) -> Path:
    if not chosen.becomes or chosen.can_enter(data_folder):
        return data_folder
    return folders.make_private(folders.substitute(data_folder), chosen)


def _ensure_up(server: _Server, lock: locks.FileLock, *, durable: bool) -> None:
    _end_server_of_removed_data(server)
    if server.answers():
        return
    _tell_where(server)
    if not server.cluster.exists():
        cluster.create(
            server.cluster, server.binaries, server.account, user=USER, database=NAME, durable=durable, lock=lock
        )
    with locks.opened(server.lock_file("serving")) as serving:
        if not serving.try_take():
            _refuse_other_sockets(server)
        # Held still: a starter was killed and its server goes on starting, or orphans of a killed one end.
        locks.wait_until(lambda: serving.try_take() or server.answers(), _SECONDS_TO_START)
        if not server.answers():
            _start(server, serving, durable=durable)


def _refuse_other_sockets(server: _Server) -> None:
    elsewhere = processes.socket_folder(server.cluster)
    if elsewhere not in (None, server.sockets):
        raise EmbeddedServerError(
            f"Expected the server of {server.cluster} to have its socket in {server.sockets}, got {elsewhere}: "
            "the folder was moved, or TMPDIR was another. Stop it with ./run stop, or set TMPDIR as it was."
        )


def _end_server_of_removed_data(server: _Server) -> None:
    """Whoever deletes the data folder under a server, to start afresh, would go on being served by it."""
    pid = processes.socket_pid(server.sockets, server.cluster)
    if pid and pid != processes.server_pid(server.cluster):
        os.kill(pid, signal.SIGQUIT)  # at once: there is nothing left to save
        locks.wait_until(lambda: not processes.serves(pid, server.cluster), _SECONDS_TO_STOP)


def _tell_where(server: _Server) -> None:
    if server.home != server.data_folder:
        print(
            f"PostgreSQL's data are kept in {server.cluster}: the account {server.account.name}, "
            f"which runs it because root may not, cannot enter {server.data_folder}.",
            file=sys.stderr,
        )
    others = [path for path in server.home.glob("postgres-??") if path.is_dir() and path != server.cluster]
    if others and not server.cluster.exists():
        print(
            f"PostgreSQL {server.binaries.major} starts with an empty database in {server.cluster}; "
            f"what is in {', '.join(map(str, others))} is kept, dump it with the version that made it.",
            file=sys.stderr,
        )


def _start(server: _Server, serving: locks.FileLock, *, durable: bool) -> None:
    if not serving.try_take():
        raise EmbeddedServerError(
            f"Expected the former server of {server.cluster} to answer or to end within {_SECONDS_TO_START} s, "
            "it does neither. Stop it with ./run stop."
        )
    _refuse_foreign(server)
    processes.remove_traces(server.cluster, server.sockets)
    process = _launch(server, serving, durable=durable)
    locks.wait_until(lambda: server.answers() or process.poll() is not None, _SECONDS_TO_START)
    if not server.answers():
        raise EmbeddedServerError(
            f"Expected PostgreSQL to answer in {server.sockets}, got exit code {process.poll()}; "
            f"the end of {server.log}: {server.log.read_text(errors='replace')[-2000:]}"
        )


def _refuse_foreign(server: _Server) -> None:
    """A server that nobody here started holds no lock of ours; its files must stay."""
    pid = processes.server_pid(server.cluster)
    if pid:
        raise EmbeddedServerError(
            f"Expected no server on {server.cluster} but our own, got process {pid}, which was started by "
            f"other means. Stop it with: pg_ctl stop -D {server.cluster}"
        )


def _launch(server: _Server, serving: locks.FileLock, *, durable: bool) -> subprocess.Popen[bytes]:
    options = ["listen_addresses=", f"unix_socket_directories={server.sockets}", "unix_socket_permissions=0700"]
    options += [] if durable else _UNSAFE_BUT_FAST
    folders.make_private(server.sockets, server.account)
    command = [server.binaries.program("postgres"), "-D", str(server.cluster), "-p", str(PORT)]
    command += [word for option in options for word in ("-c", option)]
    return launch(command, log=server.log, by=server.account, serving=serving)


def _halt(server: _Server) -> bool:
    """Stop the server, under the lock; False when none was running."""
    with locks.opened(server.lock_file("serving")) as serving:
        running = not serving.try_take()
        if running:
            _end_sessions_and_stop(server, serving)
        elif not processes.server_pid(server.cluster):
            processes.remove_traces(server.cluster, server.sockets)
        with suppress(OSError):  # not empty: of a server that was started by other means
            server.sockets.rmdir()
    reap()
    return running


def _end_sessions_and_stop(server: _Server, serving: locks.FileLock) -> None:
    # A server that has just been started needs a moment to write its number.
    locks.wait_until(lambda: processes.server_pid(server.cluster) is not None or serving.try_take(), seconds=10)
    pid = processes.server_pid(server.cluster)
    if pid:
        os.kill(pid, signal.SIGINT)  # what PostgreSQL calls a fast shutdown
    if not locks.wait_until(serving.try_take, _SECONDS_TO_STOP):
        raise EmbeddedServerError(
            f"Expected PostgreSQL to end within {_SECONDS_TO_STOP} s, its processes still hold "
            f"{server.lock_file('serving')}; postmaster.pid names process {pid}. Look at {server.log}."
        )
