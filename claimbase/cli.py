"""The `claimbase` command: Django's management commands, with the embedded database up while they run."""

import os
import select
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from types import FrameType
from typing import NoReturn

import django
import psycopg
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, ManagementUtility
from django.db import InterfaceError, NotSupportedError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from claimbase.embedded import postgres, valkey
from claimbase.embedded.errors import EmbeddedServerError
from claimbase.overview import overview

_WITHOUT_DATABASE = {"help", "version", "check", "collectstatic", "diffsettings", "makemessages", "extract", "article"}
_ACTIONS_WITHOUT_DATABASE = {("backtest", "questions"), ("backtest", "noise"), ("content", "units")}
_ASKS_FOR_ALL: tuple[list[str], ...] = ([], ["help"], ["-h"], ["--help"])
_ASKS_FOR_HELP = {"-h", "--help", "--version"}


def main() -> None:
    """Run the command that this process's arguments name, and exit with its code."""
    run(["claimbase", *sys.argv[1:]])


def run(words: Sequence[str]) -> None:
    """Run a management command: the program's name as shown, the command's name, its arguments.

    The embedded database is up where the command may need one. What a user can put right is printed
    without a traceback, unless --traceback is among the words. Errors: SystemExit.
    """
    if words[0] == "claimbase" and list(words[1:]) in _ASKS_FOR_ALL:
        with plain_errors():
            django.setup()
            print(overview())
        return
    with plain_errors(traceback="--traceback" in words), _database_for(words), _tables_needed():
        ManagementUtility(_with_errors_raised(words)).execute()


@contextmanager
def plain_errors(*, traceback: bool = False) -> Iterator[None]:
    """Set Django's settings up; print what a user can put right as a sentence. Errors: SystemExit."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "claimbase.settings")
    _unwind_when_told_to_end()
    try:
        yield
        sys.stdout.flush()
    except (CommandError, EmbeddedServerError, ImproperlyConfigured) as error:
        if traceback:
            raise
        _fail(error, getattr(error, "returncode", 1))
    except (InterfaceError, NotSupportedError, OperationalError) as error:
        if traceback:
            raise
        _fail(_database_lost(error), 1)
    except BrokenPipeError:
        if not _reader_is_gone():
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # for what Python flushes at its end
        raise SystemExit(128 + signal.SIGPIPE) from None
    except KeyboardInterrupt:
        _fail("Interrupted.", 128 + signal.SIGINT)


def _reader_is_gone() -> bool:
    """Whether whoever reads what is printed has seen enough, as `head` has. Another pipe that broke is an error."""
    look = select.poll()
    look.register(sys.stdout.fileno(), 0)
    return any(event & select.POLLERR for _, event in look.poll(0))


@contextmanager
def _tables_needed() -> Iterator[None]:
    """Tell a database that lacks this version's tables or columns from a defect. Errors: CommandError."""
    try:
        yield
    except (ProgrammingError, psycopg.ProgrammingError) as error:
        behind = _not_applied()
        if not behind:
            raise
        raise CommandError(
            f"Expected a database with the tables of this version, got one that lacks {behind} of its migrations. "
            "Run: ./run manage migrate"
        ) from error


def _not_applied() -> int:
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _database_lost(error: Exception) -> str:
    """The database cannot be reached, is too old, ended, or its disk is full: what the client says of it is short."""
    advice = (
        "Look at postgres-*.log in the data folder and at the free space of its disk, then run it again."
        if settings.EMBEDDED_DATABASE
        else "Check DATABASE_URL and that server, then run it again; or unset it to use the embedded one."
    )
    return f"Expected PostgreSQL to answer, got: {str(error).strip()}\n{advice}"


def database() -> AbstractContextManager[object]:
    """A lease on the embedded database, or nothing where DATABASE_URL names another."""
    return postgres.lease(settings.DATA_FOLDER) if settings.EMBEDDED_DATABASE else nullcontext()


def broker() -> AbstractContextManager[object]:
    """A lease on the embedded broker, or nothing where CELERY_BROKER_URL names another."""
    return valkey.lease(settings.DATA_FOLDER) if settings.EMBEDDED_BROKER else nullcontext()


def _unwind_when_told_to_end() -> None:
    """Make SIGTERM and a closed terminal raise SystemExit, so that leases are given back."""

    def leave(number: int, frame: FrameType | None) -> NoReturn:
        raise SystemExit(128 + number)

    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) != signal.SIG_IGN:  # nohup's wish stands
            signal.signal(number, leave)


def _database_for(words: Sequence[str]) -> AbstractContextManager[object]:
    alone = len(words) < 2 or words[1] in _WITHOUT_DATABASE or tuple(words[1:3]) in _ACTIONS_WITHOUT_DATABASE
    return nullcontext() if alone or _ASKS_FOR_HELP & set(words) else database()


def _with_errors_raised(words: Sequence[str]) -> list[str]:
    """Have Django raise a command's errors: it would print them with the name of their class in front."""
    if len(words) < 2 or words[1] in {"help", "version"} or words[1].startswith("-"):
        return list(words)
    return [*words[:2], "--traceback", *words[2:]]


def _fail(error: object, code: int) -> NoReturn:
    print(error, file=sys.stderr)
    raise SystemExit(code)
