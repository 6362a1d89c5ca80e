"""The embedded Valkey, broker of the workers: up while somebody holds a lease on it.

    with valkey.lease(data_folder) as address:
        ...  # redis+socket:///…, for Celery

It listens on a Unix socket only, in a folder that nobody else may enter, and writes every command to an append-only
file before it answers: a killed server has lost nothing. What a killed machine loses (the last second) the job rows in
the database make up for. Locks as in `postgres`: valkey.lock while it is started or stopped, valkey.leases shared by
all who use it, valkey.serving held by the server itself, with its process id in it.
"""

import os
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from claimbase.embedded import account, folders, locks, valkeybinary
from claimbase.embedded.account import Account
from claimbase.embedded.errors import EmbeddedServerError
from claimbase.embedded.launching import launch, reap

_SECONDS_TO_START = 60
_SECONDS_TO_STOP = 30
_SECONDS_TO_ANSWER = 5
_MOST_MEMORY = "256mb"  # a message is a name and takes about 1 kB; full, it refuses new ones and drops none


def address(data_folder: Path) -> str:
    """For CELERY_BROKER_URL: computed from the data folder's name, starting and touching nothing."""
    return f"redis+socket://{_socket(data_folder)}"


@contextmanager
def lease(data_folder: Path) -> Iterator[str]:
    """Have the data folder's broker up until the end of the block; the last of all holders stops it.

    Holders may nest, race and be killed; a nested lease starts a server again that was killed. Errors:
    EmbeddedServerError.
    """
    server = _server(data_folder)
    holder = os.getpid()
    with locks.opened(server.lock_file("leases")) as holding:
        holding.share()
        try:
            with locks.exclusive(server.lock_file("lock")):
                _ensure_up(server)
            yield address(data_folder)
        finally:
            if os.getpid() == holder:  # a forked child unwinds the same stack, but has nothing to give back
                _give_back(server, holding)


def stop(data_folder: Path) -> bool:
    """Stop the data folder's broker whoever uses it; False when there was none. Errors: EmbeddedServerError."""
    if not data_folder.exists():
        return False
    server = _server(data_folder)
    with locks.exclusive(server.lock_file("lock")):
        return _halt(server)


def answers(data_folder: Path) -> bool:
    """Whether the data folder's broker is up now."""
    return _asked("PING", _socket(data_folder)) == "+PONG"


def server_pid(data_folder: Path) -> int | None:
    """The process that serves the data folder; None when none does."""
    file = data_folder / "valkey.serving"
    if not file.exists():
        return None
    with locks.opened(file) as serving:
        return None if serving.try_take() else _noted_pid(serving)


@dataclass(frozen=True)
class _Server:
    data_folder: Path
    home: Path
    account: Account
    program: Path

    @property
    def log(self) -> Path:
        return self.data_folder / "valkey.log"

    @property
    def socket(self) -> Path:
        return _socket(self.data_folder)

    def lock_file(self, name: str) -> Path:
        return self.data_folder / f"valkey.{name}"


def _server(data_folder: Path) -> _Server:
    data_folder = folders.make_data_folder(data_folder.resolve())
    chosen = account.choose(data_folder / "valkey")
    folders.make_private(_socket(data_folder).parent, chosen)  # refuses a folder that somebody else made
    return _Server(data_folder, _home(data_folder, chosen), chosen, valkeybinary.reachable(valkeybinary.find(), chosen))


def _home(data_folder: Path, chosen: Account) -> Path:
    parent = data_folder
    if chosen.becomes and not chosen.can_enter(data_folder):
        parent = folders.make_private(folders.substitute(data_folder), chosen)
    return folders.make_private(parent / "valkey", chosen)


def _socket(data_folder: Path) -> Path:
    """Beside PostgreSQL's own socket folder, not in it: each of the two is removed with its server."""
    folder = folders.sockets(data_folder)
    return folder.with_name(f"{folder.name}-valkey") / "s"


def _asked(command: str, place: Path) -> str:
    """The first line of the server's answer; empty when there is none."""
    with socket.socket(socket.AF_UNIX) as caller, suppress(OSError):
        caller.settimeout(_SECONDS_TO_ANSWER)
        caller.connect(str(place))
        caller.sendall(f"{command}\r\n".encode())
        return caller.recv(100).decode(errors="replace").partition("\r\n")[0]
    return ""


def _give_back(server: _Server, holding: locks.FileLock) -> None:
    with locks.exclusive(server.lock_file("lock")):
        if holding.try_take():
            _halt(server)


def _ensure_up(server: _Server) -> None:
    with locks.opened(server.lock_file("serving")) as serving:
        # Held: it runs, or reads its file after a start, or a killed one's child ends.
        free = locks.wait_until(
            lambda: serving.try_take() or _asked("PING", server.socket) == "+PONG", _SECONDS_TO_START
        )
        if _asked("PING", server.socket) == "+PONG":
            return
        if not free or not serving.try_take():
            raise EmbeddedServerError(
                f"Expected the broker of {server.home} to answer or to end within {_SECONDS_TO_START} s, "
                f"it does neither. Look at {server.log}; stop it with ./run stop."
            )
        _start(server, serving)


def _start(server: _Server, serving: locks.FileLock) -> None:
    server.socket.unlink(missing_ok=True)  # a killed server's
    process = _launch(server, serving)
    os.pwrite(serving.fileno(), f"{process.pid:<20}\n".encode(), 0)
    locks.wait_until(lambda: _asked("PING", server.socket) == "+PONG" or process.poll() is not None, _SECONDS_TO_START)
    if _asked("PING", server.socket) != "+PONG":
        raise EmbeddedServerError(
            f"Expected Valkey to answer at {server.socket}, got exit code {process.poll()}; "
            f"the end of {server.log}: {server.log.read_text(errors='replace')[-2000:]}"
        )


def _options(server: _Server) -> dict[str, str]:
    return {
        "port": "0",
        "unixsocket": str(server.socket),
        "unixsocketperm": "700",
        "dir": str(server.home),
        "appendonly": "yes",
        "appendfsync": "everysec",
        "save": "",
        "maxmemory": _MOST_MEMORY,
        "maxmemory-policy": "noeviction",
        "daemonize": "no",
        "logfile": "",
    }


def _launch(server: _Server, serving: locks.FileLock) -> subprocess.Popen[bytes]:
    command = [str(server.program)]
    command += [word for name, value in _options(server).items() for word in (f"--{name}", value)]
    return launch(command, log=server.log, by=server.account, serving=serving)


def _halt(server: _Server) -> bool:
    """Stop the server, under the lock; False when none was running."""
    with locks.opened(server.lock_file("serving")) as serving:
        running = not serving.try_take()
        if running:
            _end(server, serving)
        server.socket.unlink(missing_ok=True)
        with suppress(OSError):
            server.socket.parent.rmdir()
    reap()
    return running


def _end(server: _Server, serving: locks.FileLock) -> None:
    # By its own command where it answers: a process id may be another's by now.
    if not _asked("PING", server.socket):
        pid = _noted_pid(serving)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM) if pid else None
    _asked("SHUTDOWN", server.socket)
    if not locks.wait_until(serving.try_take, _SECONDS_TO_STOP):
        raise EmbeddedServerError(
            f"Expected Valkey to end within {_SECONDS_TO_STOP} s, process {_noted_pid(serving)} still holds "
            f"{server.lock_file('serving')}. Look at {server.log}."
        )


def _noted_pid(serving: locks.FileLock) -> int | None:
    noted = os.pread(serving.fileno(), 20, 0).strip()
    return int(noted) if noted.isdigit() else None
