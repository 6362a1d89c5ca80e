"""The ledger in the database: it is continued or left alone, whoever writes."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.ledger import BEGINNING, Head, LedgerError, entered, verify
from claims.models import LedgerEntry

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def entries() -> list[LedgerEntry]:
    return [LedgerEntry.objects.append(kind="register", body={"key": key}, at=NOON) for key in ("C1", "C2", "C3")]


def refused(act: Callable[[], object], words: str) -> None:
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        act()


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def untriggered(statement: str) -> None:
    """What only the owner of the database can do."""
    sql("SET session_replication_role = replica")
    sql(statement)
    sql("SET session_replication_role = DEFAULT")


def test_entries_follow_one_another(entries: list[LedgerEntry]) -> None:
    assert [one.number for one in entries] == [1, 2, 3]
    assert verify(LedgerEntry.objects.chain()) == (Head(3, entries[2].hash), [])
    assert LedgerEntry.objects.head() == Head(3, entries[2].hash)


def test_an_empty_ledger_begins_with_zeros() -> None:
    assert LedgerEntry.objects.head() == Head(0, BEGINNING)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE claims_ledgerentry SET body = '1'",
        "UPDATE claims_ledgerentry SET at = at",
        "DELETE FROM claims_ledgerentry WHERE number = 3",
        "TRUNCATE claims_ledgerentry CASCADE",
    ],
)
def test_no_entry_is_changed(entries: list[LedgerEntry], statement: str) -> None:
    refused(lambda: sql(statement), "append-only")


def test_an_entry_that_does_not_continue_the_chain_is_refused(entries: list[LedgerEntry]) -> None:
    head = LedgerEntry.objects.head()
    for wrong in (Head(3, BEGINNING), Head(4, head.hash), Head(0, BEGINNING)):
        entry = entered(wrong, "register", {}, NOON)
        refused(lambda: LedgerEntry.objects.create(**vars(entry)), "expected the ledger")  # noqa: B023


def test_an_entry_whose_hash_is_not_that_of_its_content_is_refused(entries: list[LedgerEntry]) -> None:
    entry = entered(LedgerEntry.objects.head(), "register", {"p": '核能 "x" \\ %s'}, NOON)
    refused(lambda: LedgerEntry.objects.create(**{**vars(entry), "body": "{}"}), "expected the hash")
    LedgerEntry.objects.create(**vars(entry))


def test_a_step_back_in_time_is_refused_with_what_to_do(entries: list[LedgerEntry]) -> None:
    early = NOON - timedelta(days=4000)
    with pytest.raises(LedgerError, match=r"000000Z \(entry 3\), got 2015-.*set this machine's clock"):
        LedgerEntry.objects.append(kind="register", body={}, at=early)
    assert LedgerEntry.objects.count() == 3


def test_the_database_refuses_a_step_back_in_time_whoever_writes(entries: list[LedgerEntry]) -> None:
    entry = entered(LedgerEntry.objects.head(), "register", {}, NOON - timedelta(microseconds=1))
    refused(lambda: LedgerEntry.objects.create(**vars(entry)), "expected a time from that of the ledger's entry 3 on")
    wrong = replace(entry, at="tomorrow")
    wrong = replace(wrong, hash=wrong.content_hash)
    refused(lambda: LedgerEntry.objects.create(**vars(wrong)), "expected a time")


def test_of_two_acts_at_once_the_second_is_entered_with_the_time_of_the_first(entries: list[LedgerEntry]) -> None:
    assert LedgerEntry.objects.append(kind="register", body={}, at=NOON - timedelta(minutes=5)).at == entries[-1].at
    with pytest.raises(LedgerError, match="expected a time"):
        LedgerEntry.objects.append(kind="register", body={}, at=NOON - timedelta(minutes=5, microseconds=1))
    assert verify(LedgerEntry.objects.chain())[1] == []


def test_verifying_names_an_entry_that_was_dated_back(
    entries: list[LedgerEntry], capsys: pytest.CaptureFixture[str]
) -> None:
    untriggered("UPDATE claims_ledgerentry SET at = '2020-01-01T00:00:00.000000Z' WHERE number = 2")
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify")
    assert "Entry 2: expected a time from 2026-03-01T12:00:00.000000Z on, got 2020-" in capsys.readouterr().err


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE claims_ledgerentry SET body = '{"key":"C9"}' WHERE number = 2""",
        "DELETE FROM claims_ledgerentry WHERE number = 2",
        "UPDATE claims_ledgerentry SET number = CASE number WHEN 2 THEN 13 ELSE 2 END WHERE number > 1",
    ],
    ids=["silent edit", "deletion", "reordering"],
)
def test_what_the_owner_of_the_database_alters_is_found(
    entries: list[LedgerEntry], statement: str, capsys: pytest.CaptureFixture[str]
) -> None:
    untriggered(statement)
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify")
    assert "Entry 2" in capsys.readouterr().err


def test_a_deletion_at_the_end_is_found_by_a_noted_head(
    entries: list[LedgerEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("ledger", "head")
    noted = tmp_path / "head.txt"
    noted.write_text(capsys.readouterr().out)
    call_command("ledger", "verify", "--anchor", str(noted))
    untriggered("DELETE FROM claims_ledgerentry WHERE number = 3")
    call_command("ledger", "verify")
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify", "--anchor", str(noted))
    assert "Expected the head 3" in capsys.readouterr().err


def test_an_export_verifies_by_itself(
    entries: list[LedgerEntry], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ledger.jsonl"
    call_command("ledger", "export", str(file))
    call_command("ledger", "verify", str(file))
    assert f"3 entries, head {entries[2].hash}" in capsys.readouterr().out
    call_command("ledger", "export", "-")
    assert capsys.readouterr().out == file.read_text()
    file.write_text(file.read_text().replace("C2", "C9"))
    with pytest.raises(SystemExit, match="1"):
        call_command("ledger", "verify", str(file))


def test_a_file_that_is_no_export_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "ledger.jsonl"
    file.write_text("no ledger\n")
    with pytest.raises(CommandError, match="line 1: expected an entry"):
        call_command("ledger", "verify", str(file))
    with pytest.raises(CommandError, match="No such file"):
        call_command("ledger", "verify", str(tmp_path / "missing"))


def in_own_connection(act: Callable[[], object]) -> threading.Thread:
    """Start something in a thread: its connection is its own, and what it writes is committed."""

    def run() -> None:
        act()
        connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.fixture
def emptied(db: None) -> Iterator[None]:
    """Take away what a test's threads have committed."""
    yield
    in_own_connection(lambda: untriggered("DELETE FROM claims_ledgerentry")).join()


def test_two_writers_come_one_after_the_other(emptied: None) -> None:
    def write() -> None:
        for _ in range(10):
            LedgerEntry.objects.append(kind="register", body={})

    for writer in [in_own_connection(write) for _ in range(4)]:
        writer.join()
    head, breaks = verify(LedgerEntry.objects.chain())
    assert (head.number, breaks) == (40, [])
