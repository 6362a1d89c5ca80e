"""The empty installation that those which tests kill begin as."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claimbase.embedded import postgres
from tests.database import CHECKOUT, temporary_data_folder
from tests.faults.installation import Installation


@pytest.fixture(scope="session")
def tables() -> Iterator[Path]:
    """The data folder of an installation with every table and no row; its server is down.

    To copy it takes a tenth of a second; to make it takes a new database and all migrations.
    """
    folder = temporary_data_folder()
    with postgres.lease(folder, durable=False):
        migrate = [sys.executable, "-P", str(CHECKOUT / "manage.py"), "migrate", "--verbosity", "0", "--no-input"]
        subprocess.run(migrate, env=Installation(folder).environment, cwd=CHECKOUT, check=True)
    yield folder
    shutil.rmtree(folder)
