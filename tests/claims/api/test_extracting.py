"""A short text is read at once and not kept; a long one by a worker, once, for its owner alone, for a day."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.test import Client

import claims.api.extracting
import claims.longtexts
from claims import longtexts
from claims.models import Extraction
from claims.tasks import clear_answers, read_texts
from tests.claims.api.conftest import Holder
from tests.claims.api.test_writing import said, sent
from tests.claims.candidates import letters

pytestmark = pytest.mark.django_db
NOW = datetime.now(UTC)
BODY = {"text": letters.TEXT, "published_on": "2026-02-01"}


@pytest.fixture(autouse=True)
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every text of these tests is long; what workers were told is written down."""
    calls: list[Any] = []
    monkeypatch.setattr(claims.api.extracting, "LONG", 10)
    monkeypatch.setattr(claims.api.extracting, "tell", lambda task, given: calls.extend((task, *one) for one in given))
    return calls


def asked(client: Client, body: Any = None) -> Any:
    return sent(client, "extract/", body or BODY)


def test_a_long_text_waits_for_a_worker_who_is_told_of_it(analyst: Client, told: list[Any]) -> None:
    answer = asked(analyst)
    found = said(answer, 202)
    assert (found["state"], found["candidates"], found["why"]) == ("waiting", None, "")
    assert told == [(longtexts.READ, found["id"])]
    assert said(analyst.get(answer["Location"]), 200) == found


def test_what_a_worker_found_is_what_a_short_text_is_answered_and_the_text_is_gone(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = asked(analyst)["Location"]
    longtexts.read(Extraction.objects.get().pk, NOW)
    found = said(analyst.get(place), 200)
    assert found["state"] == "done"
    monkeypatch.setattr(claims.api.extracting, "LONG", 200_000)
    at_once = said(asked(analyst), 200)
    assert found["candidates"] == at_once["candidates"] != []
    assert found["version"] == at_once["version"]
    assert Extraction.objects.get().text == ""


def test_the_same_text_is_not_read_twice(analyst: Client, told: list[Any]) -> None:
    first = said(asked(analyst), 202)["id"]
    longtexts.read(first, NOW)
    again = said(asked(analyst), 202)
    assert (again["id"], again["state"]) == (first, "done")
    assert len(told) == 1
    assert said(asked(analyst, BODY | {"published_on": "2026-02-02"}), 202)["id"] != first, "its days would be others"


def test_another_account_does_not_see_it(analyst: Client, holder: Holder) -> None:
    place = asked(analyst)["Location"]
    other = holder("analysts", name="bob")
    said(other.get(place), 404)
    assert asked(other)["Location"] != place


def test_what_fails_is_told_with_its_cause_and_not_tried_again(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = asked(analyst)["Location"]

    def fails(*_given: Any) -> None:
        raise RuntimeError("the lexicon is gone")

    monkeypatch.setattr(claims.longtexts, "candidates", fails)
    key = Extraction.objects.get().pk
    with pytest.raises(RuntimeError):
        longtexts.read(key, NOW)
    longtexts.read(key, NOW + timedelta(hours=1))
    found = said(analyst.get(place), 200)
    assert (found["state"], found["why"], found["candidates"]) == ("failed", "RuntimeError: the lexicon is gone", None)


def test_a_text_whose_reader_died_is_read_by_another_and_given_up_at_last(analyst: Client) -> None:
    key = said(asked(analyst), 202)["id"]
    for turn in range(longtexts.TRIES):
        at = NOW + turn * timedelta(hours=1)
        assert longtexts._taken(key, at) is not None
        assert longtexts._taken(key, at + timedelta(minutes=1)) is None, "somebody reads it"
    assert longtexts._taken(key, NOW + timedelta(days=1)) is None
    found = Extraction.objects.get()
    assert (found.state, found.text) == ("failed", "")
    assert "worker that read it died" in found.why


def test_why_a_text_was_given_up_is_told_in_the_readers_language(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = asked(analyst)["Location"]

    def never_ends(*_given: Any) -> None:
        raise SoftTimeLimitExceeded

    monkeypatch.setattr(claims.longtexts, "candidates", never_ends)
    with pytest.raises(SoftTimeLimitExceeded):
        longtexts.read(Extraction.objects.get().pk, NOW)
    assert "divide it" in said(analyst.get(place), 200)["why"]
    assert "分段" in said(analyst.get(place, headers={"accept-language": "zh-hant"}), 200)["why"]


def test_a_text_of_which_no_worker_was_told_is_found_by_the_timer(
    analyst: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = said(asked(analyst), 202)["id"]
    rung: list[Any] = []
    monkeypatch.setattr("claims.tasks.read_text.apply_async", lambda given, **_more: rung.append(given))
    read_texts()
    longtexts.read(key, NOW)
    read_texts()
    assert rung == [(key,)]


def test_no_account_fills_the_database(analyst: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(claims.longtexts, "MOST_OPEN", 1)
    first = said(asked(analyst), 202)["id"]
    assert "1" in json.dumps(said(asked(analyst, BODY | {"text": letters.TEXT * 2}), 422))
    assert said(asked(analyst), 202)["id"] == first, "the one that waits may be asked for again"
    longtexts.read(first, NOW)
    said(asked(analyst, BODY | {"text": letters.TEXT * 2}), 202)


def test_what_was_found_is_kept_for_a_day(analyst: Client) -> None:
    for days, left in ((0.9, 1), (1.1, 0)):
        longtexts.read(said(asked(analyst), 202)["id"], NOW)
        Extraction.objects.update(done_at=NOW - timedelta(days=days))
        clear_answers()
        assert Extraction.objects.count() == left
