"""What is read in one snapshot is of one moment, and nothing is written in it."""

import threading
from collections.abc import Callable, Iterator

import pytest
from django.db import InternalError, connection

from evidence.snapshot import one_snapshot


def sql(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.fetchone()[0]) if cursor.description else 0


def apart(act: Callable[[], object]) -> None:
    """Do something in a connection of its own, which commits, and raise what it raises."""
    raised: list[BaseException] = []

    def run() -> None:
        try:
            act()
        except BaseException as error:  # noqa: BLE001 - raised again in the test
            raised.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if raised:
        raise raised[0]


@pytest.fixture
def table(db: None) -> Iterator[None]:
    apart(lambda: sql("CREATE TABLE snapshot_of (x integer)"))
    yield
    apart(lambda: sql("DROP TABLE snapshot_of"))


def test_what_others_commit_meanwhile_is_not_seen(table: None) -> None:
    def read() -> None:
        with one_snapshot():
            before = sql("SELECT count(*) FROM snapshot_of")
            apart(lambda: sql("INSERT INTO snapshot_of VALUES (1)"))
            assert sql("SELECT count(*) FROM snapshot_of") == before == 0
        assert sql("SELECT count(*) FROM snapshot_of") == 1

    apart(read)


def test_nothing_is_written_in_it(table: None) -> None:
    def write() -> None:
        with one_snapshot():
            sql("INSERT INTO snapshot_of VALUES (1)")

    with pytest.raises(InternalError, match="read-only transaction"):
        apart(write)
