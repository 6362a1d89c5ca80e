"""What was asked and what came, and how it is found again."""

import zlib
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.ingest import ingest
from evidence.models import Asked, Fetch, Payload
from evidence.publication import DAY
from evidence.sources import Answer
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)


def keep(*codes: str, slug: str = "fred", archived: bool = False, error: str = "") -> None:
    asked = Asked(factories.source(slug), list(codes), "https://x.example", NOW, archived)
    Fetch.objects.keep(asked, [Answer(b"1", "https://x.example")], error=error)


def recorded(*codes: str) -> None:
    """A figure of each of these series."""
    for code in codes:
        ingest(factories.batch(factories.indicator(code.lower(), code=code), [(0, DAY, 1.0)]))


def test_a_series_was_asked_for_when_its_source_answered_readably_and_not_an_archive_of_it() -> None:
    recorded(*"ABCDE")
    keep("A", "B")
    keep("C", archived=True)
    keep("D", error="got 404")
    keep("E", slug="bls")
    keep("F")  # nothing of it was recorded
    assert Fetch.objects.asked_with_success(factories.source(), "ACDEF") == {"A"}


def test_one_query_looks_for_all_series_by_an_index() -> None:
    source = factories.source()
    every = [f"S{number}" for number in range(2_000)]
    recorded("S0", "S2")
    Fetch.objects.bulk_create(Fetch(source=source, codes=[code], address="x", fetched_at=NOW) for code in every)
    with CaptureQueriesContext(connection) as queries:
        assert Fetch.objects.asked_with_success(source, every[::2]) == {"S0", "S2"}
    assert len(queries) == 1
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE evidence_fetch")
        cursor.execute(f"EXPLAIN {queries[0]['sql']}")
        assert "fetch_codes" in str(cursor.fetchall())


def test_bytes_that_came_before_are_neither_kept_nor_compressed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    keep("A")
    monkeypatch.setattr(zlib, "compress", None)
    keep("A")
    assert (Fetch.objects.count(), Payload.objects.count()) == (2, 1)
    assert Payload.objects.get().body == b"1"


def test_a_request_that_brought_nothing_is_remembered_too() -> None:
    [fetch] = Fetch.objects.keep(Asked(factories.source(), ["A"], "https://x.example", NOW), [], error="no answer")
    assert (fetch.payload, fetch.error, fetch.address) == (None, "no answer", "https://x.example")
