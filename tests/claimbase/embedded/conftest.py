"""Data folders whose servers end with the test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claimbase.embedded import postgres
from tests.database import Leaseholder, temporary_data_folder


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A data folder that does not exist yet, with blanks and Chinese in its path."""
    parent = temporary_data_folder()
    folder = parent / "資料 data"
    yield folder
    postgres.stop(folder)
    shutil.rmtree(parent)


@pytest.fixture
def used_folder(_used_by_all: Path) -> Iterator[Path]:
    """A data folder with a database in it, whose server is down; earlier tests may have left tables in it."""
    yield _used_by_all
    postgres.stop(_used_by_all)


@pytest.fixture(scope="session")
def _used_by_all() -> Iterator[Path]:
    """One for each worker, because making a database takes five times as long as starting it."""
    folder = temporary_data_folder()
    with postgres.lease(folder, durable=False):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def holders() -> Iterator[Callable[[Path], Leaseholder]]:
    """Makes processes that hold a lease; those still there at the end of the test are killed."""
    made: list[Leaseholder] = []

    def hold(folder: Path) -> Leaseholder:
        made.append(Leaseholder(folder))
        return made[-1]

    yield hold
    for holder in made:
        if holder.process.returncode is None:
            holder.kill()
