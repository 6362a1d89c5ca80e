"""A worker is killed between a mail's delivery and its record, the database in the same moment: nothing is lost, and
what comes twice comes under one Message-ID.

A real mail server of this process takes the mail; a real worker, in a process of its own, is held by the database when
it writes that the mail was sent, and is killed there.
"""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from claimbase.embedded import locks, postgres
from tests.claims.notices.mailserver import Postbox, free_port, running
from tests.database import CHECKOUT, copy_tables, temporary_data_folder
from tests.faults.installation import PATIENCE, Installation, gate

pytestmark = pytest.mark.xdist_group("installations")
READERS = 3
_GATES = """
CREATE FUNCTION wait_at_gate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(77);
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE INSERT ON claims_delivery FOR EACH ROW WHEN (NEW.outcome = 'sent')
    EXECUTE FUNCTION wait_at_gate();
"""


@dataclass
class Site:
    """An installation with readers, and the mail server that it knows."""

    installation: Installation
    postbox: Postbox
    port: int

    def command(self) -> list[str]:
        return [sys.executable, "-P", str(CHECKOUT / "manage.py"), "notices", "send", "--as-of", "2026-02-20"]

    def environment(self) -> dict[str, str]:
        return {**self.installation.environment, "EMAIL_URL": f"smtp://127.0.0.1:{self.port}",
                "CLAIMBASE_MAIL_FROM": "notices@kb.example"}  # fmt: skip

    def send(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(), env=self.environment(), cwd=CHECKOUT, text=True, capture_output=True, check=False
        )

    def begin_to_send(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(self.command(), env=self.environment(), cwd=CHECKOUT, start_new_session=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # fmt: skip

    def end_leases(self) -> None:
        """Time passes: leases end, and so do the pauses before another try."""
        self.installation.ask("UPDATE claims_notice SET lease_until = now() - interval '1 s' WHERE state = 'sending'")

    def end_pauses(self) -> None:
        self.installation.ask("UPDATE claims_notice SET not_before = now() WHERE state = 'queued'")

    def states(self) -> list[str]:
        return str(self.installation.ask("SELECT string_agg(state, ' ' ORDER BY id) FROM claims_notice")).split()


@pytest.fixture
def site(tables: Path) -> Iterator[Site]:
    """Three readers of the digest, and nothing sent yet."""
    folder, postbox, port = temporary_data_folder(), Postbox(), free_port()
    copy_tables(tables, folder)
    with postgres.lease(folder), running(postbox, port):
        made = Site(Installation(folder), postbox, port)
        made.installation.run("tests.faults.readers", str(READERS))
        made.installation.ask(_GATES)
        yield made
    shutil.rmtree(folder)


def hold(made: Site) -> "subprocess.Popen[bytes]":
    """A worker that has sent a mail, and waits to write so."""
    worker = made.begin_to_send()
    assert locks.wait_until(made.installation.is_someone_waiting, PATIENCE, every=0.05)
    assert len(made.postbox.mails) == 1
    return worker


def finish(made: Site) -> None:
    made.end_leases()
    for _ in range(4):
        ended = made.send()
        assert ended.returncode == 0, ended.stderr
        made.end_pauses()
    assert made.states() == ["sent"] * READERS
    assert len(made.postbox.by_id) == READERS, "by the receivers' count each came once"
    assert sum(made.postbox.by_id.values()) == READERS + 1, "one of them twice, by the same id"
    for mail in made.postbox.mails:
        assert made.postbox.by_id[str(mail["Message-ID"])] <= 2


def test_a_worker_killed_between_sending_and_recording_loses_and_doubles_nothing(site: Site) -> None:
    with psycopg.connect(postgres.connection(site.installation.folder).url, autocommit=True) as session, gate(session):
        worker = hold(site)
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
    assert site.states().count("sending") == 1, "as far as anybody knows, until the lease ends"
    finish(site)


def test_a_database_killed_while_mail_is_sent_loses_and_doubles_nothing(site: Site) -> None:
    with psycopg.connect(postgres.connection(site.installation.folder).url, autocommit=True) as session, gate(session):
        worker = hold(site)
        site.installation.kill_database()
        worker.wait(PATIENCE)
        assert worker.returncode != 0
    with postgres.lease(site.installation.folder):
        finish(site)
