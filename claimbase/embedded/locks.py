"""File locks between processes: the kernel drops them when their holder dies, however it dies."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claimbase.embedded.errors import EmbeddedServerError


def wait_until(condition: Callable[[], bool], seconds: float, *, every: float = 0.01) -> bool:
    """Ask again and again until the condition holds; False when the seconds are over."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(every)
    return True


class FileLock:
    """An open lock file. Children that inherit `fileno()` keep the lock after this process is gone."""

    def __init__(self, path: Path) -> None:
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise EmbeddedServerError(
                f"Expected a lock file that can be written, {path}, got: {error.strerror}. "
                "Run as the owner of its folder, or set CLAIMBASE_DATA to a folder of your own."
            ) from error

    def fileno(self) -> int:
        return self._descriptor

    def share(self) -> None:
        """Wait for a lock that many may hold at once."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)

    def take(self) -> None:
        """Wait for a lock that nobody else may hold."""
        fcntl.flock(self._descriptor, fcntl.LOCK_EX)

    def try_take(self) -> bool:
        """Like take(), but give up at once: False when somebody else holds the lock, shared or not."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        os.close(self._descriptor)


@contextmanager
def opened(path: Path) -> Iterator[FileLock]:
    """The lock file, not locked yet; closing it at the end drops what was taken."""
    lock = FileLock(path)
    try:
        yield lock
    finally:
        lock.close()


@contextmanager
def exclusive(path: Path) -> Iterator[FileLock]:
    """Hold the lock file alone, waiting for whoever holds it now."""
    with opened(path) as lock:
        lock.take()
        yield lock
