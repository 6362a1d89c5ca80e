"""Keeps the processes of an installation running: starts each, starts it again when it dies, ends all together."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import NoReturn

_LOOK_EVERY = 0.5  # seconds between two looks at the processes
_HEAL_EVERY = 5.0  # and at the servers, which costs a process each
_SECONDS_TO_END = 25.0  # then a process is killed: a job that it had begun is another worker's
_QUICK = 10.0  # a process that lives shorter is started again after a longer and longer pause
_LONGEST_PAUSE = 60.0
_PARENT_DEATH = 1  # PR_SET_PDEATHSIG of Linux


@dataclass
class _Child:
    """One process: its command, when it was last started, and when it should be started next."""

    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    due: float = 0.0
    pause: float = 0.0

    def has_died(self) -> bool:
        """Whether it has just been found dead; its next start is then set."""
        if self.process is None or self.process.poll() is None:
            return False
        now = time.monotonic()
        self.pause = min(_LONGEST_PAUSE, 2 * self.pause or 1.0) if now - self.started < _QUICK else 0.0
        print(f"{self.name} ended with code {self.process.returncode}; it is started again.", file=sys.stderr)
        self.process, self.due = None, now + self.pause
        return True


class Supervisor:
    """Processes by name, and what is done every few seconds to keep the servers below them alive.

    `keep_open` are descriptors they inherit; `noted` is told their process ids whenever these change.
    """

    def __init__(
        self,
        commands: Mapping[str, Sequence[str]],
        *,
        keep_open: Sequence[int],
        heal: Callable[[], None],
        noted: Callable[[list[int]], None],
    ) -> None:
        self._children = [_Child(name, command) for name, command in commands.items()]
        self._keep_open = tuple(keep_open)
        self._heal = heal
        self._noted = noted

    def run(self) -> None:
        """Keep them running until this process is told to end; then end them all."""
        try:
            self._keep_up()
        except (SystemExit, KeyboardInterrupt):
            pass  # as it should end
        finally:
            self._end_all()

    def _keep_up(self) -> NoReturn:
        healed = time.monotonic()
        while True:
            self._start_the_dead()
            if time.monotonic() - healed > _HEAL_EVERY:
                self._heal()
                healed = time.monotonic()
            time.sleep(_LOOK_EVERY)

    def _start_the_dead(self) -> None:
        changed = [child for child in self._children if child.has_died()]
        for child in self._children:
            if child.process is None and time.monotonic() >= child.due:
                self._start(child)
                changed.append(child)
        if changed:
            self._noted([child.process.pid for child in self._children if child.process])

    def _start(self, child: _Child) -> None:
        child.process = subprocess.Popen(
            child.command,
            stdin=subprocess.DEVNULL,
            pass_fds=self._keep_open,
            start_new_session=True,  # a Ctrl-C is for this process, which ends them in order
            preexec_fn=_end_with_parent,  # safe: this process has one thread
        )
        child.started = time.monotonic()

    def _end_all(self) -> None:
        alive = [child.process for child in self._children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        deadline = time.monotonic() + _SECONDS_TO_END
        for process in alive:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)  # its own children too
                process.wait()


def _end_with_parent() -> None:
    """Have the kernel end the process when this one is killed; elsewhere than on Linux ./run stop does it."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PARENT_DEATH, signal.SIGTERM)
