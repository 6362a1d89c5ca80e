"""kill -9 of a worker in the middle of an assessment: nothing lost, nothing doubled.

A real worker on the embedded broker assesses six claims. It is caught inside the transaction of the third: two are
recorded, the third is written and not committed.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from claimbase.embedded import postgres, valkey
from tests.database import temporary_data_folder
from tests.faults.installation import PATIENCE, Installation, installed, locks

pytestmark = pytest.mark.xdist_group("installations")
DAY, MONTH_LATER = "2026-02-20", "2026-03-01"
CLAIMS, OPEN = 6, ("C1", "C2", "C4", "C6", "C7")
OF_THE_FACT_CHECK = 2  # rows: its criterion and itself, at one checkpoint
_GATE = 79  # an advisory lock: who records the third claim a month later waits for it inside its transaction
_GATES = f"""
CREATE FUNCTION wait_with_claim() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock({_GATE});
    RETURN NEW;
END $$;
CREATE TRIGGER gate BEFORE INSERT ON claims_assessment FOR EACH ROW
    WHEN (NEW.claim_id = %s AND NEW.as_of = '{MONTH_LATER}') EXECUTE FUNCTION wait_with_claim();
"""


@pytest.fixture(scope="module")
def installation(tables: Path) -> Iterator[Installation]:
    folder = temporary_data_folder()
    with installed(folder, tables) as made:
        made.run("tests.faults.claimstock", str(folder / "stock"), "312")
        made.start_worker()
        yield made
    assert not valkey.stop(folder)
    assert not postgres.stop(folder)
    shutil.rmtree(folder)


def claims(installation: Installation, day: str) -> int:
    """How many have been assessed as of a day."""
    return int(installation.ask("SELECT count(DISTINCT claim_id) FROM claims_assessment WHERE as_of = %s", day))


def rows(installation: Installation, day: str) -> int:
    return int(installation.ask("SELECT count(*) FROM claims_assessment WHERE as_of = %s", day))


def figures(installation: Installation, day: str) -> str:
    """Everything recorded as of a day but keys and times, in order."""
    return str(
        installation.ask(
            "SELECT string_agg((to_jsonb(a) - 'id' - 'recorded_at')::text, ' '"
            " ORDER BY claim_id, criterion_id, checkpoint, id) FROM claims_assessment AS a WHERE as_of = %s",
            day,
        )
    )


def wait_for(installation: Installation, day: str, count: int = CLAIMS) -> None:
    done = locks.wait_until(lambda: claims(installation, day) == count, PATIENCE, every=0.1)
    assert done, (claims(installation, day), (installation.folder / "worker.log").read_text()[-3000:])


def until_idle(installation: Installation) -> None:
    """Wait until no message is left and nobody holds a claim."""
    idle = "SELECT count(*) = 0 FROM pg_locks WHERE locktype = 'advisory'"
    assert locks.wait_until(lambda: installation.messages() == 0 and installation.ask(idle), PATIENCE, every=0.1)


@contextmanager
def gate_closed(installation: Installation) -> Iterator[None]:
    """Within, a worker stands at the gate with the third claim."""
    third = int(installation.ask("SELECT id FROM claims_claim WHERE number = %s", OPEN[2]))
    installation.ask(_GATES % third)
    with psycopg.connect(postgres.connection(installation.folder).url, autocommit=True) as gate:
        gate.execute("SELECT pg_advisory_lock(%s)", [_GATE])
        installation.ring("claims.assess_due", MONTH_LATER)
        assert locks.wait_until(installation.is_someone_waiting, PATIENCE, every=0.05)
        yield


def test_a_real_worker_assesses_what_is_due_once_however_often_it_is_woken(installation: Installation) -> None:
    installation.ring("claims.assess_due", DAY)
    wait_for(installation, DAY)
    before = figures(installation, DAY)
    for _ in range(3):
        installation.ring("claims.assess_due", DAY)
    until_idle(installation)
    assert figures(installation, DAY) == before


def test_a_killed_worker_loses_nothing_and_doubles_nothing(installation: Installation) -> None:
    until_idle(installation)
    with gate_closed(installation):
        assert claims(installation, MONTH_LATER) == 2
        half = figures(installation, MONTH_LATER)
        installation.kill_worker()
        assert figures(installation, MONTH_LATER) == half, "the third claim is not half written"
    installation.start_worker()
    installation.ring("claims.assess_due", MONTH_LATER)
    wait_for(installation, MONTH_LATER, len(OPEN))
    until_idle(installation)
    whole = figures(installation, MONTH_LATER)
    assert whole.startswith(half), "what was recorded before the kill stands"
    assert rows(installation, MONTH_LATER) == rows(installation, DAY) - OF_THE_FACT_CHECK
    installation.run("claimbase", "assess", "--as-of", MONTH_LATER)
    assert figures(installation, MONTH_LATER) == whole, "nothing was left to do"


def test_a_worker_assesses_anew_what_a_release_touches(installation: Installation) -> None:
    newest = installation.ask("SELECT max(id) FROM claims_assessment")
    installation.run("tests.faults.claimstock", str(installation.folder / "stock"), "313")
    installation.ring("claims.assess_due", MONTH_LATER)
    since = (
        "SELECT string_agg(DISTINCT number, ' ' ORDER BY number) FROM claims_assessment AS a"
        " JOIN claims_claim AS c ON c.id = claim_id WHERE a.id > %s"
    )
    touched = "C1 C2 C3 C4 C6"  # C7 has no figures
    assert locks.wait_until(lambda: installation.ask(since, newest) == touched, PATIENCE, every=0.1)
    until_idle(installation)
    assert installation.ask(since, newest) == touched
