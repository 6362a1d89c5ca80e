"""The command: the database is up where it is needed, and errors are sentences."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.core.management import CommandError, ManagementUtility
from django.db import ProgrammingError

from claimbase import cli
from tests.database import CHECKOUT


@pytest.fixture
def leases(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Notes each lease that is taken and given back; nothing is run."""
    noted: list[str] = []

    @contextmanager
    def noting() -> Iterator[None]:
        noted.append("taken")
        yield
        noted.append("given back")

    monkeypatch.setattr(cli, "database", noting)
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    monkeypatch.setattr(ManagementUtility, "execute", lambda self: None)
    return noted


def failing(error: BaseException):
    def execute(self: ManagementUtility) -> None:
        raise error

    return execute


@pytest.mark.parametrize("words", [["migrate"], ["formula", "check", "a + b"], ["shell"]])
def test_a_command_that_may_need_the_database_has_it_up(words: list[str], leases: list[str]) -> None:
    cli.run(["claimbase", *words])
    assert leases == ["taken", "given back"]


@pytest.mark.parametrize(
    "words", [[], ["help"], ["--help"], ["-h"], ["version"], ["--version"], ["check"], ["migrate", "--help"]]
)
def test_asking_for_help_or_a_check_starts_no_database(words: list[str], leases: list[str]) -> None:
    cli.run(["claimbase", *words])
    assert leases == []


def test_an_error_of_a_command_is_printed_as_it_is(
    leases: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ManagementUtility, "execute", failing(CommandError("expected x, got y", returncode=3)))
    with pytest.raises(SystemExit) as end:
        cli.run(["claimbase", "migrate"])
    assert end.value.code == 3
    assert capsys.readouterr().err == "expected x, got y\n"


def test_a_traceback_is_shown_to_whoever_asks_for_it(leases: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ManagementUtility, "execute", failing(CommandError("expected x, got y")))
    with pytest.raises(CommandError):
        cli.run(["claimbase", "migrate", "--traceback"])


def test_an_interrupted_command_ends_with_the_shells_code(
    leases: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ManagementUtility, "execute", failing(KeyboardInterrupt()))
    with pytest.raises(SystemExit) as end:
        cli.run(["claimbase", "migrate"])
    assert end.value.code == 130


@pytest.mark.parametrize("error", [ProgrammingError("no column"), psycopg.errors.UndefinedColumn("no column")])
def test_a_defect_is_not_blamed_on_a_database_that_is_up_to_date(
    error: Exception, leases: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(ManagementUtility, "execute", failing(error))
    monkeypatch.setattr(cli, "_not_applied", lambda: 0)
    with pytest.raises(type(error)):
        cli.run(["claimbase", "held", "list"])
    monkeypatch.setattr(cli, "_not_applied", lambda: 2)
    with pytest.raises(SystemExit):
        cli.run(["claimbase", "held", "list"])
    assert "lacks 2 of its migrations. Run: ./run manage migrate" in capsys.readouterr().err


def run(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        env={**os.environ, **variables},
        cwd=CHECKOUT,
        text=True,
        capture_output=True,
        check=False,
    )


def test_a_bad_setting_is_a_sentence_and_not_a_traceback() -> None:
    ended = run("manage.py", "check", CLAIMBASE_DEBUG="maybe")
    assert ended.returncode == 1
    assert ended.stderr.startswith("CLAIMBASE_DEBUG: expected one of 1, true")
    assert len(ended.stderr.splitlines()) == 1


def test_the_command_runs_management_commands_with_their_arguments() -> None:
    ended = run("-m", "claimbase", "migrate", "no_such_app")
    assert (ended.returncode, ended.stdout) == (1, "")
    assert ended.stderr == "No installed app with label 'no_such_app'.\n"


def test_a_reader_who_has_seen_enough_ends_a_command_without_a_word() -> None:
    nobody, pipe = os.pipe()
    os.close(nobody)
    words = [sys.executable, "-P", "-m", "claimbase"]
    done = subprocess.run(words, stdout=pipe, stderr=subprocess.PIPE, cwd=CHECKOUT, check=False)
    os.close(pipe)
    assert (done.returncode, done.stderr) == (128 + signal.SIGPIPE, b"")


def test_a_command_told_to_end_gives_its_lease_back(tmp_path: Path) -> None:
    program = (
        "import os, signal; from contextlib import contextmanager; from claimbase import cli\n"
        "with cli.plain_errors():\n"
        "    try: os.kill(os.getpid(), signal.SIGTERM); signal.pause()\n"
        "    finally: print('given back')\n"
    )
    ended = run("-c", program)
    assert (ended.returncode, ended.stdout) == (128 + signal.SIGTERM, "given back\n")


def test_a_database_out_of_reach_is_a_sentence_that_says_what_to_do_and_not_a_traceback() -> None:
    ended = run("manage.py", "showmigrations", DATABASE_URL="postgresql://user:hidden@127.0.0.1:1/name")
    assert ended.returncode == 1
    assert ended.stderr.startswith("Expected PostgreSQL to answer, got: ")
    assert "Connection refused" in ended.stderr
    assert ended.stderr.splitlines()[-1].startswith("Check DATABASE_URL and that server")
    assert "hidden" not in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_database_without_this_versions_tables_is_a_sentence_that_says_what_to_do() -> None:
    ended = run("manage.py", "held", "list")  # the server's own database: the tests' one lies beside it
    assert ended.returncode == 1
    assert ended.stderr.startswith("Expected a database with the tables of this version, got one that lacks ")
    assert len(ended.stderr.splitlines()) == 1


def test_help_groups_the_projects_own_commands_with_a_line_each_and_leaves_django_s_out(
    capsys: pytest.CaptureFixture[str],
) -> None:
    for words in (["claimbase"], ["claimbase", "--help"], ["claimbase", "help"]):
        cli.run(words)
        told = capsys.readouterr().out
        commands = {
            line.split()[0]: line.split()[1:] for line in told.splitlines() if line.startswith("  ") and line[2] != " "
        }
        assert {"demo", "evidence", "signin", "assess", "archive"} <= commands.keys()
        assert all(commands.values()), "each says what it does"
        assert not {"flush", "dumpdata", "runserver"} & commands.keys()
