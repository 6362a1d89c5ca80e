"""Whom the servers run as: whoever calls, but never root, which PostgreSQL refuses."""

import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from claimbase.embedded.errors import EmbeddedServerError

_ACCOUNTS_FOR_ROOT = ("postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """An account of the operating system; `becomes` says that this process is root and must change to it."""

    name: str
    uid: int
    gid: int
    becomes: bool

    @property
    def user(self) -> int | None:
        """For subprocess's user=: the id to change to, None to stay."""
        return self.uid if self.becomes else None

    @property
    def group(self) -> int | None:
        """For subprocess's group=."""
        return self.gid if self.becomes else None

    @property
    def extra_groups(self) -> list[int] | None:
        """For subprocess's extra_groups=: none of root's own groups."""
        return [] if self.becomes else None

    def run(
        self, command: Sequence[str], *, keep_open: Sequence[int] = (), typed: str = ""
    ) -> subprocess.CompletedProcess[str]:
        """Run a program to its end; `typed` goes to its input, its output and errors come back as stdout.

        `keep_open` are descriptors it inherits. Errors: EmbeddedServerError when it cannot be started.
        """
        try:
            return subprocess.run(
                command,
                input=typed,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                cwd="/",  # the caller's own folder may be closed to the account
                env=environment(),
                pass_fds=keep_open,
                user=self.user,
                group=self.group,
                extra_groups=self.extra_groups,
            )
        except (OSError, subprocess.SubprocessError) as error:
            raise EmbeddedServerError(
                f"Expected to run {command[0]} as the account {self.name}, got: {error}. "
                "Run as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
            ) from error

    def can_enter(self, folder: Path) -> bool:
        """Whether the account can reach the folder; tried, not computed, so that ACLs and mounts count."""
        return self.run(["/bin/sh", "-c", 'cd -- "$1"', "sh", str(folder)]).returncode == 0

    def can_run(self, program: Path) -> bool:
        """Whether the account can start the program and load its libraries."""
        try:
            return self.run([str(program), "--version"]).returncode == 0
        except EmbeddedServerError:
            return False

    def own(self, folder: Path) -> None:
        """Give the account a folder that this process has just made."""
        if self.becomes:
            os.chown(folder, self.uid, self.gid, follow_symlinks=False)


def environment() -> dict[str, str]:
    """What server programs see: no secrets, and no PG* variable that would redirect them."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, **kept, "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def choose(existing: Path) -> Account:
    """The account for the data in `existing`: its owner, and for new data the caller, or root's stand-in.

    Errors: EmbeddedServerError when the data belong to an account that this process cannot become.
    """
    owner = _owner(existing)
    if os.geteuid() != 0:
        return _caller(existing, owner)
    if owner is None:
        return _stand_in_for_root()
    if owner.uid == 0:
        raise EmbeddedServerError(
            f"Expected the database folder {existing} to belong to an ordinary account, got root, as which "
            "PostgreSQL does not run. Give it to its former owner, or move it away to start afresh."
        )
    return owner


def _owner(folder: Path) -> Account | None:
    try:
        facts = folder.lstat()
        return Account(f"user {facts.st_uid}", facts.st_uid, facts.st_gid, becomes=True)
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise EmbeddedServerError(
            f"Expected to look at the database folder {folder}, got: {error.strerror}. "
            "Run as the owner of its folder, or set CLAIMBASE_DATA to a folder of your own."
        ) from error


def _caller(existing: Path, owner: Account | None) -> Account:
    if owner and owner.uid != os.geteuid():
        raise EmbeddedServerError(
            f"Expected the database folder {existing} to belong to you (user id {os.geteuid()}), got "
            f"{owner.name}. Run as that user or as root, or set CLAIMBASE_DATA to a folder of your own."
        )
    return Account(f"user {os.geteuid()}", os.geteuid(), os.getegid(), becomes=False)


def _stand_in_for_root() -> Account:
    for name in _ACCOUNTS_FOR_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid, becomes=True)
    raise EmbeddedServerError(
        f"Expected an account {' or '.join(_ACCOUNTS_FOR_ROOT)} to run PostgreSQL as, since root may not; "
        "got neither. Run as an ordinary user, or set DATABASE_URL to a PostgreSQL of your own."
    )
