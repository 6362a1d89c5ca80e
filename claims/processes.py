"""Processes that share work and end with the one that started them, by a kill -9 too, which leaves nobody to do it."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from threading import Thread
from typing import Any


@contextmanager
def pool(count: int, ready: Callable[..., object] | None = None, *given: Any) -> Iterator[ProcessPoolExecutor]:
    """So many processes; each calls `ready(*given)` before its first job.

    An interruption ends them at once, where the executor alone would finish every job first.
    """
    others = set(active_children())
    with ProcessPoolExecutor(count, get_context("spawn"), _begin, (ready, given)) as executor:
        try:
            yield executor
        except BaseException:
            executor.shutdown(wait=False, cancel_futures=True)
            for process in set(active_children()) - others:
                process.terminate()
            raise


def _begin(ready: Callable[..., object] | None, given: tuple[Any, ...]) -> None:
    end_with_parent()
    if ready is not None:
        ready(*given)


def end_with_parent() -> None:
    """Begin to watch over this process's parent, which must have started it by multiprocessing's spawn.

    The parent holds a pipe to it open; the system closes it when the parent ends, on every platform.
    """
    parent = parent_process()
    if parent is None:
        raise RuntimeError("expected a process started by multiprocessing, got one without a parent to watch")
    Thread(target=_end_after, args=(parent,), daemon=True).start()


def _end_after(parent: BaseProcess) -> None:
    parent.join()
    os._exit(1)
