"""The tests' own PostgreSQL servers, in temporary folders that every account can enter."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from claimbase.embedded import folders, postgres

CHECKOUT = Path(__file__).resolve().parent.parent
MANY_BYTES = 4_000_000


def temporary_data_folder() -> Path:
    """A new folder for a server's data; as root, one that the server's account can enter too."""
    folder = Path(tempfile.mkdtemp(prefix="claimbase test ", dir=folders.temporary()))
    folder.chmod(0o711)
    return folder


def environment_of(folder: Path) -> dict[str, str]:
    """That of a program whose installation is a data folder, with a database and a broker of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "CELERY_BROKER_URL")}
    return {**kept, "CLAIMBASE_DATA": str(folder), "PYTHONPATH": str(CHECKOUT)}


def make_tables(folder: Path) -> None:
    """A database with every table and no row; its server is down afterwards."""
    with postgres.lease(folder, durable=False):
        migrate = [sys.executable, "-P", str(CHECKOUT / "manage.py"), "migrate", "--verbosity", "0", "--no-input"]
        subprocess.run(migrate, env=environment_of(folder), cwd=CHECKOUT, check=True)


def copy_tables(tables: Path, folder: Path) -> None:
    """Into a data folder without a database that of another, whose server is down."""
    source, place = (postgres.status(one).cluster for one in (tables, folder))
    subprocess.run(["cp", "--archive", source, place], check=True)  # with its owner


def clear_dead_rows() -> None:
    """Where an import was undone, its rows stay in the table's file: each later plan counts them, and reads past them.

    An import after another took five times the database's time.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('evidence_observation') > %s", [MANY_BYTES])
        if cursor.fetchone()[0] and not _is_any_observation(cursor):
            cursor.execute("SET LOCAL session_replication_role = replica")  # the table can only be added to
            cursor.execute("TRUNCATE evidence_observation")


def _is_any_observation(cursor: CursorWrapper) -> bool:
    cursor.execute("SELECT EXISTS (SELECT FROM evidence_observation)")
    return bool(cursor.fetchone()[0])


class Leaseholder:
    """Another process that holds a lease on a data folder from the start until `end()`, or its death."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.leaseholder", str(folder), *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=CHECKOUT,
            start_new_session=True,  # a Ctrl-C is for pytest, which then ends this one
        )

    def url(self) -> str:
        """The server's address, once it is up."""
        assert self.process.stdout
        line = self.process.stdout.readline().strip()
        assert line, f"the server did not start: exit code {self.process.wait()}; its error is printed above"
        return line

    def kill(self) -> None:
        """End it as kill -9 does."""
        self.process.kill()
        self._forget()

    def end(self) -> None:
        """Have it give the lease back."""
        self._forget()
        assert self.process.returncode == 0

    def _forget(self) -> None:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.close()
        self.process.wait()
        self.process.stdout.close()
