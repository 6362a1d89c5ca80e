"""Rows that many tests begin with: made once by each worker, put back into the transaction of each test."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Self

from django.db import connection, transaction


@dataclass(frozen=True)
class Remembered:
    """The rows of our own tables, each table as PostgreSQL's binary COPY."""

    tables: Mapping[str, bytes]

    @classmethod
    def made_by(cls, make: Callable[[], object]) -> Self:
        """What `make` stores in an empty database; nothing of it stays there."""
        with transaction.atomic():
            make()
            found = cls({table: body for table in _own_tables() if (body := _rows(table))})
            transaction.set_rollback(True)
        return found

    def put_back(self) -> None:
        """Store the same rows. They have passed every check and trigger when they were made."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            for table, body in self.tables.items():
                with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT BINARY)') as copy:
                    copy.write(body)
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _own_tables() -> list[str]:
    return [name for name in connection.introspection.table_names() if name.startswith(("claims_", "evidence_"))]


def _rows(table: str) -> bytes:
    """Empty where the table is."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT EXISTS (SELECT FROM "{table}")')  # noqa: S608 our own name
        if not cursor.fetchone()[0]:
            return b""
        with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT BINARY)') as copy:
            return b"".join(copy)
