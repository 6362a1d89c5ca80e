"""kill -9 of workers in the middle of settling: every settlement once, and the ledger holds."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimbase.embedded import postgres, valkey
from tests.database import CHECKOUT, temporary_data_folder
from tests.faults.installation import Installation, installed
from tests.faults.settlers import MEASURED

pytestmark = pytest.mark.xdist_group("installations")
KILLS = 12


@pytest.fixture
def installation(tables: Path) -> Iterator[Installation]:
    folder = temporary_data_folder()
    with installed(folder, tables) as made:
        yield made
    assert not valkey.stop(folder)
    assert not postgres.stop(folder)
    shutil.rmtree(folder)


def test_workers_that_are_killed_at_random_settle_each_claim_once(installation: Installation) -> None:
    command = [sys.executable, "-P", "-m", "tests.faults.settlers", str(installation.folder / "stock"), str(KILLS)]
    done = subprocess.run(command, env=installation.environment, cwd=CHECKOUT, check=True, stdout=subprocess.PIPE)
    assert int(done.stdout.split()[-1]) == KILLS
    rows = "SELECT count(*) FROM claims_settlement"
    assert installation.ask(rows) == MEASURED + 1
    assert installation.ask(f"{rows} AS s WHERE round = 1") == MEASURED + 1
    assert installation.ask("SELECT count(DISTINCT claim_id) FROM claims_settlement") == MEASURED + 1
    entries = "SELECT count(*) FROM claims_ledgerentry WHERE kind = 'settle'"
    assert installation.ask(entries) == MEASURED + 1, "no entry without its row, no row without its entry"
    installation.run("claimbase", "ledger", "verify")
