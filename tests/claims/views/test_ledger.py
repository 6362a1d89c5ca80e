"""The ledger's page: what was entered, whether the chain holds, and what somebody needs to verify it alone."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.ledger import Head
from claims.ledgerstate import verified
from claims.models import LedgerEntry

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: pytest.FixtureRequest) -> None:
    """A cache of this test's own."""
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "ledger"}
    settings.CACHES = {**settings.CACHES, "pages": own}  # type: ignore[attr-defined]
    caches["pages"].clear()


@pytest.fixture
def chain() -> list[LedgerEntry]:
    """120 entries, one a minute."""
    return [
        LedgerEntry.objects.append(kind="settle", body={"claim": f"c{n}", "by": "ann"},
                                   at=datetime(2026, 3, 1 + n // 60, 12, n % 60, tzinfo=UTC))
        for n in range(120)
    ]  # fmt: skip


def untriggered(statement: str) -> None:
    """What only the owner of the database can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = DEFAULT")


def test_the_page_says_that_the_chain_holds_and_names_its_head(client: Client, published: None) -> None:
    head = LedgerEntry.objects.head()
    page = client.get("/ledger/").content.decode()
    assert f"The ledger holds: {head.number} entries, head {head.hash}" in page
    assert '<a href="/claims/power-runs-short-c1/">power-runs-short-c1</a>' in page
    assert '<a href="/scorecards/2026-02.2/">monthly edition 2026-02, edition 2</a>' in page
    assert "帳本完整無缺" in client.get("/zh-hant/ledger/").content.decode()


def test_entries_come_in_pages_from_the_newest(client: Client, chain: list[LedgerEntry]) -> None:
    first = client.get("/ledger/").content.decode()
    assert first.count("<tr>") == 51
    assert '<th scope="row" class="whole">120</th>' in first
    assert '<th scope="row" class="whole">70</th>' not in first
    assert 'rel="next" href="/ledger/?before=71"' in first
    last = client.get("/ledger/?before=21").content.decode()
    assert last.count("<tr>") == 21
    assert 'rel="next"' not in last
    assert "noindex" in last


def test_as_of_a_day_it_ends_with_that_days_last_entry(client: Client, chain: list[LedgerEntry]) -> None:
    page = client.get("/ledger/?as_of=2026-03-01").content.decode()
    assert f"The ledger holds: 60 entries, head {chain[59].hash}" in page
    assert "nothing is registered" in client.get("/ledger/?as_of=2026-02-28").content.decode()
    export = b"".join(client.get("/ledger.jsonl?as_of=2026-03-01").streaming_content)
    assert export.count(b"\n") == 60


def test_the_export_verifies_with_the_program_beside_it_alone(
    client: Client, chain: list[LedgerEntry], tmp_path: Path
) -> None:
    (tmp_path / "ledger.jsonl").write_bytes(b"".join(client.get("/ledger.jsonl").streaming_content))
    (tmp_path / "verify_ledger.py").write_bytes(client.get("/verify_ledger.py").content)
    words = [sys.executable, "-I", "verify_ledger.py", "ledger.jsonl", "7", chain[6].hash]
    done = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout == f"VERIFIED 120 entries, head {chain[-1].hash}\n"


def test_an_altered_entry_is_named(client: Client, chain: list[LedgerEntry]) -> None:
    untriggered("""UPDATE claims_ledgerentry SET body = '{"claim":"c9"}' WHERE number = 3""")
    page = client.get("/ledger/").content.decode()
    assert "The ledger does not hold: 1 fault was found." in page
    assert "Entry 3 was altered" in page
    assert "The ledger holds" not in page
    assert json.loads(client.get("/ledger.json").content)["holds"] is False


def test_the_chain_is_walked_once_for_a_head_and_again_for_the_next(
    chain: list[LedgerEntry], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    head = LedgerEntry.objects.head()
    with django_assert_num_queries(1):
        first = verified(head)
    with django_assert_num_queries(0):
        assert verified(head) == first
    LedgerEntry.objects.append(kind="settle", body={}, at=datetime(2026, 3, 9, tzinfo=UTC))
    newer = LedgerEntry.objects.head()
    with django_assert_num_queries(1):
        assert verified(newer).head.number == 121


def test_what_is_remembered_is_of_a_head_that_was_found(chain: list[LedgerEntry]) -> None:
    assert verified(Head(60, chain[59].hash)).holds
    other = verified(Head(60, "f" * 64))
    assert [one.part for one in other.breaks] == ["anchor"]
    assert verified(Head(60, "f" * 64)) == other


def test_faults_beyond_the_first_ones_are_counted(client: Client, chain: list[LedgerEntry]) -> None:
    untriggered("UPDATE claims_ledgerentry SET kind = 'amend'")
    page = client.get("/ledger/").content.decode()
    assert "The ledger does not hold: 120 faults were found." in page
    assert page.count("was altered") == 20
    assert "and 100 more" in page


@pytest.mark.parametrize("given", ["x", "-1", "１", "99999999999", "2147483648"])
def test_a_place_that_is_none_is_refused_in_words(given: str, client: Client) -> None:
    answer = client.get("/ledger/", {"before": given})
    assert answer.status_code == 400
    assert "Expected the number of an entry in before" in answer.content.decode()


def test_a_day_to_come_is_refused_to_who_asks_for_the_export(client: Client) -> None:
    answer = client.get("/ledger.jsonl?as_of=2999-01-01")
    assert (answer.status_code, b"Expected a day that has come" in answer.content) == (400, True)


def test_the_entries_are_there_for_programs(client: Client, chain: list[LedgerEntry]) -> None:
    said = json.loads(client.get("/ledger.json?before=4").content)
    assert (said["head"], said["holds"], said["next"]) == ({"number": 120, "hash": chain[-1].hash}, True, None)
    assert [(one["number"], one["claim"], one["by"]) for one in said["entries"]] == [
        (3, "c2", "ann"), (2, "c1", "ann"), (1, "c0", "ann"),
    ]  # fmt: skip
    rows = client.get("/ledger.csv").content.decode().splitlines()
    assert (rows[0], len(rows)) == ("number,at,kind,claim,scorecard,edition,by,previous,hash", 121)


def test_the_page_takes_few_queries(
    client: Client, chain: list[LedgerEntry], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (4, 3):  # with the chain once; then the head, the kinds and the entries
        with django_assert_num_queries(count):
            client.get("/ledger/")


def test_what_is_remembered_for_readers_pushes_no_count_of_wrong_tries_out(
    chain: object, client: Client, settings: pytest.FixtureRequest
) -> None:
    """Whoever reads a thousand days must not forget for the site who has tried a thousand passwords."""
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "wrong tries"}
    settings.CACHES = {**settings.CACHES, "default": own}  # type: ignore[attr-defined]
    for page in ("/ledger/", "/health/", "/health/?as_of=2026-03-01"):
        assert client.get(page).status_code == 200
    assert not caches["default"]._cache
    assert len(caches["pages"]._cache) == 3
