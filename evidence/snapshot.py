"""Reading all of one moment, while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def one_snapshot() -> Iterator[None]:
    """All that is read inside is of one moment, whatever others commit meanwhile; nothing can be written inside.

    Within a transaction that has begun already, whose first reading has been made, it adds nothing to that.
    """
    outermost = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if outermost:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def one_form() -> Iterator[None]:
    """The same, with figures and times written the same way whatever the server's settings."""
    with one_snapshot(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL datestyle = 'ISO, YMD'")
        cursor.execute("SET LOCAL timezone = 'UTC'")
        cursor.execute("SET LOCAL extra_float_digits = 1")  # the shortest text that reads back as the same number
        yield
