"""Keys that the EIA's answers repeated before its reader struck them out leave the store, and the record says so."""

import json
import logging
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from evidence.models import Asked, Fetch, Payload, sha256
from evidence.sources import Answer
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 1, tzinfo=UTC)
KEY = "k3y0fSomeone0123456789abcdefABCDEF"


def answer(key: str, *, rows: int = 1) -> bytes:
    """An answer as the EIA gives it, which repeats the question."""
    asked = {"command": "/v2/electricity/retail-sales/data/", "params": {"api_key": key, "offset": "0"}}
    return json.dumps({"response": {"total": str(rows), "data": []}, "request": asked}).encode()


def keep(body: bytes, slug: str = "eia", *, error: str = "") -> Fetch:
    asked = Asked(factories.source(slug), ["A"], "https://x.example", NOW)
    return Fetch.objects.keep(asked, [Answer(body, "https://x.example", 200, {"etag": "e"})], error=error)[0]


def strike_out() -> None:
    migration = import_module("evidence.migrations.0011_strike_out_keys")
    with connection.schema_editor(atomic=False) as editor:
        migration.strike_out(apps, editor)


def bodies() -> list[bytes]:
    return [payload.body for payload in Payload.objects.all()]


def test_no_kept_answer_repeats_a_key_after_it_and_the_hash_is_that_of_what_is_kept() -> None:
    fetch, refused = keep(answer(KEY)), keep(answer(KEY, rows=2), error="expected 2 rows, got none")
    strike_out()
    assert not any(KEY.encode() in body for body in bodies())
    assert {payload.sha256 for payload in Payload.objects.all()} == {sha256(body) for body in bodies()}
    for one in (fetch, refused):
        one.refresh_from_db()
    assert (fetch.payload.body, refused.payload.body) == (answer("***"), answer("***", rows=2))
    assert fetch.payload.size == len(answer("***"))


def test_the_record_says_what_was_struck_out_and_under_which_hash_the_bytes_came() -> None:
    fetch = keep(answer(KEY))
    strike_out()
    fetch.refresh_from_db()
    assert fetch.facts == {"etag": "e", "struck-out": "api_key", "sha256-as-it-came": sha256(answer(KEY))}
    assert (fetch.codes, fetch.fetched_at, fetch.status, fetch.error) == (["A"], NOW, 200, "")


def test_answers_that_differ_by_the_key_alone_are_one_body_afterwards() -> None:
    fetches = [keep(answer(KEY)), keep(answer(KEY)), keep(answer(KEY[::-1])), keep(answer("***"))]
    strike_out()
    assert bodies() == [answer("***")]
    assert set(Fetch.objects.values_list("payload", flat=True)) == {sha256(answer("***"))}
    fetches[-1].refresh_from_db()
    assert fetches[-1].facts == {"etag": "e"}


def test_bodies_without_a_key_and_those_of_others_stay_as_they_came() -> None:
    before = [
        keep(b"period,value\n").payload_id,
        keep(b"", error="empty").payload_id,
        keep(answer(KEY), "bls").payload_id,
    ]
    strike_out()
    assert list(Fetch.objects.order_by("id").values_list("payload", flat=True)) == before
    assert {tuple(fetch.facts) for fetch in Fetch.objects.all()} == {("etag",)}


def test_it_can_run_again_and_tells_the_operator_once(caplog: pytest.LogCaptureFixture) -> None:
    keep(answer(KEY))
    with caplog.at_level(logging.WARNING, "evidence"):
        strike_out()
        strike_out()
    assert [record.getMessage().split(". ")[0] for record in caplog.records] == [
        "The EIA's key was struck out of 1 answers that repeated it"
    ]
    assert KEY not in caplog.text


@pytest.mark.parametrize("change", ["UPDATE evidence_fetch SET error = 'x'", "DELETE FROM evidence_payload"])
def test_what_was_kept_is_append_only_again_afterwards(change: str) -> None:
    keep(answer(KEY))
    strike_out()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)
