"""A PostgreSQL data directory, made whole or not at all."""

import shutil
from pathlib import Path

from claimbase.embedded import folders
from claimbase.embedded.account import Account
from claimbase.embedded.binaries import Binaries
from claimbase.embedded.errors import EmbeddedServerError
from claimbase.embedded.locks import FileLock

FIRST_WITH_BUILTIN_LOCALE = 17


def create(
    cluster: Path, binaries: Binaries, account: Account, *, user: str, database: str, durable: bool, lock: FileLock
) -> None:
    """Make the data directory with its superuser and one empty database; UTF-8, no network, trusted socket.

    It is made beside its place and then renamed, so that an interrupted one is never used. The programs
    inherit the lock: when this process is killed, the next one waits for them before it clears up.
    Errors: EmbeddedServerError with PostgreSQL's own words.
    """
    unfinished = cluster.with_name(f"{cluster.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    folders.make_private(unfinished, account)
    sync = () if durable else ("--no-sync",)
    initdb = [binaries.program("initdb"), "-D", str(unfinished), "-U", user, *_options(binaries), *sync]
    _run(account, initdb, lock)
    _run(account, _single_user(binaries, unfinished, durable), lock, f'CREATE DATABASE "{database}"\n')
    unfinished.rename(cluster)


def _options(binaries: Binaries) -> tuple[str, ...]:
    locale: tuple[str, ...] = ("--locale=C.UTF-8",)
    if binaries.major >= FIRST_WITH_BUILTIN_LOCALE:
        # The same order on every system, now and after any upgrade of its C library.
        locale = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8")
    # Any caller is trusted because the socket's folder lets nobody else in.
    return ("--encoding=UTF8", *locale, "--auth-local=trust", "--auth-host=reject", "--no-instructions")


def _single_user(binaries: Binaries, cluster: Path, durable: bool) -> list[str]:
    fsync = "on" if durable else "off"
    return [binaries.program("postgres"), "--single", "-D", str(cluster), "-c", f"fsync={fsync}", "postgres"]


def _run(account: Account, command: list[str], lock: FileLock, typed: str = "") -> None:
    done = account.run(command, keep_open=[lock.fileno()], typed=typed)
    # The single-user server ends well even when a statement failed, and says so only in words.
    if done.returncode != 0 or "ERROR:" in done.stdout:
        raise EmbeddedServerError(
            f"Expected {Path(command[0]).name} to make a database in {command[2]}, got exit code "
            f"{done.returncode}: {done.stdout.strip()[-2000:]}"
        )
