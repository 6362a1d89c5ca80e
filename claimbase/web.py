"""`./run up` and `./run stop`: the web server of a data folder, in the foreground, with its database.

The lock file web.lock is held by the web server's processes and names the first of them: whoever finds
it held knows that they live and are ours, whoever finds it free knows that they are gone.
"""

import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path

import django
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from gunicorn.app.wsgiapp import run as run_gunicorn  # type: ignore[import-untyped]

from claimbase import cli
from claimbase.embedded import folders, locks, postgres, processes

_SECONDS_TO_STOP = 40  # gunicorn gives running requests 30


def main() -> None:
    """Do what the first argument says: up or stop."""
    with cli.plain_errors():
        {"up": up, "stop": stop}[sys.argv[1]]()


def up() -> None:
    """Serve until Ctrl-C or stop(), on an up-to-date database. Errors: CommandError when already up."""
    with locks.opened(_lock_file()) as lock:
        if not lock.try_take():
            raise CommandError(f"Expected nothing to run here yet, but {_address()} is up. End it with ./run stop.")
        os.pwrite(lock.fileno(), f"{os.getpid():<20}\n".encode(), 0)
        listener = _listen()
        with cli.database():
            _prepare()
            print(f"claimbase is at {_address()} - Ctrl-C or ./run stop ends it.", flush=True)
            _serve(listener)


def stop() -> None:
    """End the web server and the database of this data folder, whoever uses them, and say what ran."""
    ended = ["the web server"] if _stop_web() else []
    # The web server takes its database along, unless it was killed or others use the database too.
    if settings.EMBEDDED_DATABASE and (postgres.stop(settings.DATA_FOLDER) or ended):
        ended.append("the database")
    print(f"Stopped {' and '.join(ended)}." if ended else "Nothing was running.")


def _lock_file() -> Path:
    return folders.make_data_folder(settings.DATA_FOLDER) / "web.lock"


def _address() -> str:
    return f"http://127.0.0.1:{settings.WEB_PORT}/"


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
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()  # the workers must not share one


def _serve(listener: int) -> None:
    options = ["--bind", f"fd://{listener}", "--workers", "2", "--threads", "4", "--log-level", "warning"]
    options += ["--no-control-socket"]  # it would lie in the home folder
    sys.argv = ["gunicorn", "claimbase.wsgi", *options]
    run_gunicorn()


def _stop_web() -> bool:
    with locks.opened(_lock_file()) as lock:
        if lock.try_take():
            return False
        pid = int(os.pread(lock.fileno(), 20, 0) or 0)
        if pid and "claimbase.web" in (processes.command_line(pid) or ["claimbase.web"]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        if not locks.wait_until(lock.try_take, _SECONDS_TO_STOP):
            raise CommandError(
                f"Expected the web server, process {pid}, to end within {_SECONDS_TO_STOP} s; it runs on."
            )
    return True


if __name__ == "__main__":
    main()
