"""Migrations of two processes at once."""

import os
import subprocess
import sys

import psycopg

from claimbase.embedded.locks import wait_until
from claimbase.management.commands import migrate
from tests.database import CHECKOUT

WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = %s AND NOT granted"


def test_a_second_migrate_waits_until_the_first_has_ended() -> None:
    command = [sys.executable, str(CHECKOUT / "manage.py"), "migrate", "sessions", "-v0"]
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as first:

        def second_waits() -> bool:
            return first.execute(WAITING, [migrate.LOCK]).fetchone() == (1,)

        first.execute("SELECT pg_advisory_lock(%s)", [migrate.LOCK])
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as second:
            assert wait_until(second_waits, seconds=20)
            assert second.poll() is None
            first.execute("SELECT pg_advisory_unlock(%s)", [migrate.LOCK])
            assert second.communicate() == (None, "")
    assert second.returncode == 0
