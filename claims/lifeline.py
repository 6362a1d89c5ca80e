"""Processes that end with the one that started them, however that ends: a kill -9 leaves nobody else to end them."""

import os
from multiprocessing import parent_process
from multiprocessing.process import BaseProcess
from threading import Thread


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
