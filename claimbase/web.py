"""`./run up` and `./run stop`: web server, worker and timer of a data folder, with their database and broker.

The lock file web.lock is held by all of these processes and names them, the supervisor first: whoever finds it held
knows that they live and are ours, whoever finds it free knows that they are gone.
"""

import os
import signal
import socket
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from claimbase import address, cli, served
from claimbase.embedded import folders, locks, postgres, processes, valkey
from claimbase.embedded.errors import EmbeddedServerError
from claimbase.supervisor import Supervisor

_SECONDS_TO_STOP = 40  # the supervisor gives its processes 25
_OURS = ("claimbase.web", "gunicorn", "celery")  # in the command line of whatever web.lock names


def main() -> None:
    """Do what the first argument says: up or stop."""
    with cli.plain_errors():
        {"up": up, "stop": stop}[sys.argv[1]]()


def up() -> None:
    """Serve until Ctrl-C or stop(), on an up-to-date database. Errors: CommandError when already up."""
    with locks.opened(_lock_file()) as lock:
        if not lock.try_take():
            raise CommandError(f"Expected nothing to run here yet, but {address.site()} is up. End it with ./run stop.")
        _note(lock, [])
        listener = _listen()
        with cli.database(), cli.broker(), _noted_port():
            _prepare()
            print(f"claimbase is at {address.site()} - Ctrl-C or ./run stop ends it.", flush=True)
            call_command("signin")
            # Now, and not when the timer first rings; it says so where nothing is loaded.
            call_command("evidence", "due", verbosity=0)
            connections.close_all()  # nothing below asks the database any more
            Supervisor(
                _commands(listener),
                keep_open=[listener, lock.fileno()],
                heal=_heal,
                noted=lambda pids: _note(lock, pids),
            ).run()


@contextmanager
def _noted_port() -> Iterator[None]:
    """After a kill -9 the note stays, and the next `up` writes its own."""
    served.note(settings.WEB_PORT)
    try:
        yield
    finally:
        served.forget()


def stop() -> None:
    """End everything that runs on this data folder, whoever uses it, and say what ran."""
    ended = ["the web server", "the workers"] if _stop_web() else []
    was_up = bool(ended)
    # They take broker and database along, unless they were killed or others use these too.
    if settings.EMBEDDED_BROKER and (valkey.stop(settings.DATA_FOLDER) or was_up):
        ended.append("the broker")
    if settings.EMBEDDED_DATABASE and (postgres.stop(settings.DATA_FOLDER) or was_up):
        ended.append("the database")
    print(f"Stopped {_listed(ended)}." if ended else "Nothing was running.")


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))


def _lock_file() -> Path:
    return folders.make_data_folder(settings.DATA_FOLDER) / "web.lock"


def _listen() -> int:
    """Take the port before anything else is done, so that a taken one is known at once; its descriptor."""
    try:
        return socket.create_server(("127.0.0.1", settings.WEB_PORT)).detach()
    except OSError as error:
        raise CommandError(
            f"CLAIMBASE_PORT: expected a free port, got {settings.WEB_PORT}: {error.strerror}. "
            "End the program that has it, or choose another: CLAIMBASE_PORT=8001 ./run up"
        ) from error


def _prepare() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    call_command("roles", verbosity=0)  # groups to put accounts into
    call_command("collectstatic", interactive=False, verbosity=0)


def _commands(listener: int) -> dict[str, list[str]]:
    python, data = [sys.executable, "-P", "-m"], settings.DATA_FOLDER
    celery = [*python, "celery", "--quiet", "--app", "claimbase.celery"]
    quiet = ["--loglevel", "WARNING"]
    return {
        "The web server": [
            *python, "gunicorn", "claimbase.wsgi", "--bind", f"fd://{listener}", "--workers", "2", "--threads", "4",
            "--preload",  # a worker that is told to end while it loads the site would not hear it
            "--graceful-timeout", "10", "--log-level", "warning",
            "--no-control-socket",  # it would lie in the home folder
        ],
        "The worker": [
            *celery, "worker", "--concurrency", str(settings.WORKERS), *quiet,
            "--without-gossip", "--without-mingle",  # there is nobody to talk to
        ],
        "The timer": [
            *celery, "beat", "--scheduler", "claimbase.timer:Timer", "--schedule", str(data / "timer"), "--pidfile", "",
            *quiet,
        ],
    }  # fmt: skip


def _heal() -> None:
    """Start the embedded servers again if they were killed: a nested lease does. One that will not start is said."""
    try:
        if settings.EMBEDDED_BROKER and not valkey.answers(settings.DATA_FOLDER):
            with cli.broker():
                print("The broker was gone; it is up again.", file=sys.stderr)
        if settings.EMBEDDED_DATABASE and not postgres.status(settings.DATA_FOLDER).up:
            with cli.database():
                print("The database was gone; it is up again.", file=sys.stderr)
    except EmbeddedServerError as error:
        print(error, file=sys.stderr)  # the next look may find the disk less full


def _note(lock: locks.FileLock, pids: Sequence[int]) -> None:
    text = "".join(f"{pid}\n" for pid in (os.getpid(), *pids)).encode()
    os.ftruncate(lock.fileno(), 0)
    os.pwrite(lock.fileno(), text, 0)


def _noted(lock: locks.FileLock) -> list[int]:
    return [int(line) for line in os.pread(lock.fileno(), 1000, 0).split() if line.isdigit()]


def _is_ours(pid: int) -> bool:
    words = processes.command_line(pid)
    return words is None or any(ours in word for ours in _OURS for word in words)


def _stop_web() -> bool:
    with locks.opened(_lock_file()) as lock:
        if lock.try_take():
            return False
        pids = [pid for pid in _noted(lock) if _is_ours(pid)]
        supervisor = [pid for pid in pids[:1] if pid == _noted(lock)[0]]
        for pid in supervisor or pids:  # it ends the others in order; once it is gone, each is told
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        if not locks.wait_until(lock.try_take, _SECONDS_TO_STOP):
            raise CommandError(
                f"Expected the processes {', '.join(map(str, _noted(lock)))} to end within {_SECONDS_TO_STOP} s; "
                "one of them runs on."
            )
    return True


if __name__ == "__main__":
    main()
