"""How an embedded server is started: as its account, apart from the terminal, holding the lock that says it lives."""

import subprocess
from collections.abc import Sequence
from pathlib import Path

from claimbase.embedded import account, logs
from claimbase.embedded.account import Account
from claimbase.embedded.locks import FileLock

# Kept so that they are reaped, and that Python does not warn of processes that outlive their object.
_started: list[subprocess.Popen[bytes]] = []


def launch(command: Sequence[str], *, log: Path, by: Account, serving: FileLock) -> subprocess.Popen[bytes]:
    """Start a server that outlives its caller, with what it says at the end of a log."""
    with logs.opened(log) as said:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=said,
            cwd="/",
            env=account.environment(),
            start_new_session=True,  # a Ctrl-C in the terminal is for the caller alone
            pass_fds=[serving.fileno()],
            user=by.user,
            group=by.group,
            extra_groups=by.extra_groups,
            umask=0o077,
        )
    _started.append(process)
    return process


def reap() -> None:
    """Take note of the servers that have ended."""
    for process in _started:
        process.poll()
