"""Weeks of the whole clock, over a checkpoint and its settlement, among workers killed at random: all of it once.

Two years on the archive's vintages, with more kills: `./run bench clockwork`.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimbase.embedded import postgres
from tests.database import copy_tables, temporary_data_folder
from tests.faults.installation import Installation
from tests.faults.simulated import Ran, simulate

pytestmark = pytest.mark.xdist_group("installations")
KILLS = 3


@pytest.fixture(scope="module")
def ran(tables: Path) -> Iterator[Ran]:
    folder = temporary_data_folder()
    copy_tables(tables, folder)
    with postgres.lease(folder, durable=False):
        yield simulate(Installation(folder), KILLS)
    assert not postgres.stop(folder)
    shutil.rmtree(folder)


def test_every_settlement_edition_and_notice_comes_once_and_the_ledger_verifies(ran: Ran) -> None:
    assert ran.faults() == [], (ran.told, ran.mails)


def test_the_workers_were_killed_in_the_middle_and_the_checkpoint_was_settled(ran: Ran) -> None:
    assert ran.kills == KILLS
    assert ran.told["settlements"] == 3, "all but the one whose figures never come and the one that nobody judged"
    assert ran.told["unsettled"] == ["C3 2026-11-30", "C5 2026-11-30"]
    assert ran.told["events"]["settlement"] == 3
