"""What the servers say, in files that only their owner may read: queries and paths stand in them."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

_LARGEST = 1_000_000  # bytes; a longer one begins anew


@contextmanager
def opened(file: Path) -> Iterator[BinaryIO]:
    """The log, to be written at its end; one that others may read is closed to them."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    with os.fdopen(descriptor, "ab") as log:
        os.fchmod(descriptor, 0o600)
        if log.tell() > _LARGEST:
            log.truncate(0)
        yield log
