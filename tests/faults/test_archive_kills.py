"""kill -9 of an export and of an import in the middle; taken up again, both end as if nothing had happened."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from claimbase.embedded import locks, postgres, valkey
from tests.database import CHECKOUT, temporary_data_folder
from tests.faults.installation import FIGURES, PATIENCE, Installation, gate, installed

pytestmark = pytest.mark.xdist_group("installations")


@pytest.fixture(scope="module")
def filled(tables: Path) -> Iterator[Installation]:
    """An installation with 200 figures of each of four series; tests only read it."""
    yield from another(tables, fill=True)


@pytest.fixture(scope="module")
def whole(filled: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its archive, by an export that was left alone."""
    folder = tmp_path_factory.mktemp("archive") / "whole"
    finished(filled, "export", str(folder))
    return folder


@pytest.fixture
def empty(tables: Path) -> Iterator[Installation]:
    """One that knows the same four series, without figures."""
    yield from another(tables, fill=False)


def another(tables: Path, *, fill: bool) -> Iterator[Installation]:
    folder = temporary_data_folder()
    with installed(folder, tables) as made:
        made.stock("K")
        if fill:
            finished(made, "fill")
        yield made
    assert not valkey.stop(folder)
    assert not postgres.stop(folder)
    shutil.rmtree(folder)


def archiver(of: Installation, *words: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "tests.faults.archiver", *words]
    return subprocess.Popen(command, env=of.environment, cwd=CHECKOUT, start_new_session=True)


def finished(of: Installation, *words: str) -> None:
    assert archiver(of, *words).wait(PATIENCE) == 0


def kill(process: subprocess.Popen[bytes]) -> None:
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_a_killed_export_goes_on_and_has_the_bytes_of_one_that_was_left_alone(
    filled: Installation, whole: Path, tmp_path: Path
) -> None:
    part = tmp_path / "part"
    process = archiver(filled, "export", str(part), "2")
    assert locks.wait_until((tmp_path / "reached").exists, PATIENCE, every=0.05)
    kill(process)
    assert set(contents(part)) == {"unfinished.csv", "analyst/k1.csv", "analyst/k2.csv"}, "and so no archive yet"
    written = (part / "analyst" / "k1.csv").stat().st_mtime_ns
    finished(filled, "export", str(part))
    assert contents(part) == contents(whole)
    assert (part / "analyst" / "k1.csv").stat().st_mtime_ns == written, "what was whole is not written again"


def test_a_killed_import_loses_and_doubles_nothing_and_its_export_has_the_same_bytes(
    whole: Path, empty: Installation, tmp_path: Path
) -> None:
    with psycopg.connect(postgres.connection(empty.folder).url, autocommit=True) as session:
        with gate(session):
            process = archiver(empty, "import", str(whole))
            assert locks.wait_until(empty.is_someone_waiting, PATIENCE, every=0.05)
            kill(process)
        assert empty.counts("K").observations == 2 * FIGURES, "the third series is not half recorded"
    finished(empty, "import", str(whole))
    counts = empty.counts("K")
    assert counts.observations == counts.distinct == 4 * FIGURES
    finished(empty, "import", str(whole))
    assert empty.counts("K") == counts
    finished(empty, "export", str(tmp_path / "after"))
    assert contents(tmp_path / "after") == contents(whole)
