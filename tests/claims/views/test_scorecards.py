"""The archive of the scorecard: what was published stays to be found, read and compared."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.editions import archive
from claims.models import Claim, Edition
from claims.tasks import render_edition

FEBRUARY = "/scorecards/2026-02.1/"
CORRECTED = "/scorecards/2026-02.2/"


@pytest.fixture(autouse=True)
def _nothing_read_yet(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.RENDERED_FOLDER = tmp_path / "rendered"  # type: ignore[attr-defined]
    archive._said.cache_clear()
    archive._differing.cache_clear()


def test_the_archive_lists_all_editions_and_says_what_was_wrong(client: Client, published: None) -> None:
    page = client.get("/scorecards/").content.decode()
    assert "3 editions have been published; the newest is monthly edition 2026-02, edition 2, as of 2026-02-28." in page
    assert "1 of them is a correction." in page
    assert "corrects edition 1: The statement of C1." in page
    assert page.index(CORRECTED) < page.index(FEBRUARY) < page.index("/scorecards/2026-01.1/")
    chinese = client.get("/zh-hant/scorecards/").content.decode()
    assert "已發布 3 期，最新一期是" in chinese


def test_as_of_a_day_there_is_what_had_been_published_by_it(client: Client, published: None) -> None:
    assert "1 edition has been published" in client.get("/scorecards/?as_of=2026-02-28").content.decode()
    assert "No edition had been published by this day." in client.get("/scorecards/?as_of=2026-01-31").content.decode()
    early = client.get(f"{FEBRUARY}?as_of=2026-03-04").content.decode()
    assert "has been corrected" not in early
    assert "has been corrected" in client.get(FEBRUARY).content.decode()
    answer = client.get(f"{CORRECTED}?as_of=2026-03-04")
    assert answer.status_code == 400
    assert "Expected a day from 2026-03-05 on, when the edition was published, got" in answer.content.decode()


def test_an_edition_says_what_it_said_and_how_to_verify_it(client: Client, published: None) -> None:
    one = Edition.objects.get(period="2026-02", number=2)
    page = client.get(CORRECTED).content.decode()
    assert "Of 5 measured claims" in page
    assert "It corrects edition 1. What was wrong: The statement of C1." in page
    for figure in (one.hash, one.inputs, one.ledger_head, one.method, "2026-03-05 09:00"):
        assert figure in page
    assert "What differs from monthly edition 2026-02<" in page
    assert "Power outpaces prices by far." in page
    first = client.get("/scorecards/2026-01.1/").content.decode()
    assert "there is nothing to compare it with" in first


@pytest.mark.parametrize(("name", "leads_to"), [
    ("latest", CORRECTED), ("2026-02", CORRECTED), ("2026-01", "/scorecards/2026-01.1/"),
])  # fmt: skip
def test_other_names_lead_to_the_permalink(name: str, leads_to: str, client: Client, published: None) -> None:
    assert client.get(f"/scorecards/{name}/").url == leads_to
    assert client.get(f"/zh-hant/scorecards/{name}/").url == f"/zh-hant{leads_to}"
    assert client.get(f"/scorecards/{name}/scorecard.json").url == f"{leads_to}scorecard.json"
    assert client.get("/scorecards/latest/?as_of=2026-03-01").url == f"{FEBRUARY}?as_of=2026-03-01"


@pytest.mark.parametrize("address", [
    "/scorecards/2026-03/", "/scorecards/2026-02.9/", "/scorecards/2026-02.x/", "/scorecards/2026-02.1/scorecard.exe",
    "/scorecards/2026-02.1/..%2Fscorecard.csv", "/scorecards.xml", "/scorecards/diff.xml",
    "/scorecards/diff/?before=2026-09", "/scorecards/nothing/scorecard.csv",
])  # fmt: skip
def test_there_is_nothing_else(address: str, client: Client, published: None) -> None:
    assert client.get(address).status_code == 404


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What workers were told; nobody does it."""
    calls: list[Any] = []

    def tell(task: str, asked: Any, expires: float | None = None) -> bool:
        calls.append((task, *asked))
        return True

    monkeypatch.setattr("claims.views.scorecards.tell", tell)
    return calls


def test_a_file_is_written_by_a_worker_and_a_page_that_waits_asks_again_by_itself(
    client: Client, published: None, told: list[Any]
) -> None:
    one = Edition.objects.get(period="2026-02", number=1)
    for _again in range(2):
        answer = client.get(f"{FEBRUARY}scorecard.html")
        assert (answer.status_code, answer["Cache-Control"], answer["Retry-After"]) == (503, "no-store", "3")
        assert '<meta http-equiv="refresh" content="3">' in answer.content.decode()
    assert told == [("claims.render_edition", [one.hash, "scorecard.html"])], "a worker is told once in a while"
    render_edition(*told[0][1])
    answer = client.get(f"{FEBRUARY}scorecard.html")
    assert (answer.status_code, "ETag" in answer) == (200, True)
    waiting = client.get(f"{FEBRUARY}scorecard.zh-Hant.html").content.decode()
    assert '<html lang="zh-Hant">' in waiting, "in the language of what is waited for"


def test_where_no_worker_is_reached_the_page_says_so_and_tells_again_later(
    client: Client, published: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    monkeypatch.setattr("claims.views.scorecards.tell", lambda task, asked, **more: calls.append(task))
    for _again in range(2):
        answer = client.get(f"{FEBRUARY}scorecard.md")
        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "no worker can be reached now" in answer.content.decode()
    assert len(calls) == 2


def test_the_frozen_text_needs_no_worker_and_what_is_kept_is_served(
    client: Client, published: None, told: list[Any], tmp_path: Path
) -> None:
    one = Edition.objects.get(period="2026-02", number=1)
    answer = client.get(f"{FEBRUARY}scorecard.json")
    assert answer.content.decode() == one.data
    assert (answer["Content-Type"], told) == ("application/json", [])
    assert client.get(f"{FEBRUARY}scorecard.csv").content.startswith(b"number,")
    assert told == [], "the table takes no longer than the text"
    render_edition(one.hash, "scorecard.md")
    first = client.get(f"{FEBRUARY}scorecard.md")
    (kept,) = (tmp_path / "rendered").glob("*/scorecard.md")
    kept.write_text("kept", encoding="utf-8")
    assert client.get(f"{FEBRUARY}scorecard.md").content == b"kept"
    again = client.get(f"{FEBRUARY}scorecard.md", headers={"if-none-match": first["ETag"]})
    assert again.status_code == 200, "another content has another hash"


@pytest.mark.parametrize(("file", "type_", "begins"), [
    ("scorecard.html", "text/html; charset=utf-8", b"<!doctype html>"), ("scorecard.pdf", "application/pdf", b"%PDF-"),
    ("scorecard.zh-Hant.md", "text/markdown; charset=utf-8", "# 計分卡".encode()),
    ("scorecard.csv", "text/csv; charset=utf-8", b"number,theme,"),
])  # fmt: skip
def test_every_format_has_its_type_and_runs_nothing(
    file: str, type_: str, begins: bytes, client: Client, published: None
) -> None:
    render_edition(Edition.objects.get(period="2026-02", number=1).hash, file)
    answer = client.get(f"{FEBRUARY}{file}")
    assert answer["Content-Type"] == type_
    assert answer.content.startswith(begins)
    assert answer["Content-Disposition"] == f'inline; filename="claimbase-2026-02.1-{file.removeprefix("scorecard.")}"'
    assert "script-src 'none'" in answer["Content-Security-Policy"]


def test_two_editions_are_compared_claim_by_claim(client: Client, published: None) -> None:
    address = "/scorecards/diff/?before=2026-02.1&after=2026-02.2"
    page = client.get(address).content.decode()
    assert "From monthly edition 2026-02 to monthly edition 2026-02, edition 2" in page
    assert "Power outpaces prices by far." in page
    assert "<td>論點陳述</td>" in client.get(f"/zh-hant{address}").content.decode()
    same = client.get("/scorecards/diff/?before=2026-02.1&after=2026-02.1").content.decode()
    assert "says of every claim what monthly edition 2026-02 said." in same
    assert client.get("/scorecards/diff/").content.decode().count("selected") == 2
    said = json.loads(client.get(address.replace("diff/", "diff.json")).content)
    assert (said["before"], said["after"]) == ("2026-02.1", "2026-02.2")
    statements = {"before": "Power outpaces prices.", "after": "Power outpaces prices by far."}
    assert {"claim": "C1", "what": "statement", **statements} in said["differences"]
    slug = Claim.objects.get(number="C1").slug
    assert (
        f'<th scope="rowgroup" colspan="3"><a href="/claims/{slug}/">C1</a> Power outpaces prices by far.</th>' in page
    )
    rows = client.get(address.replace("diff/", "diff.csv")).content.decode().splitlines()
    assert rows[0] == "claim,what,before,after"
    assert "C1,statement,Power outpaces prices.,Power outpaces prices by far." in rows


def test_the_list_is_there_for_programs(client: Client, published: None) -> None:
    rows = json.loads(client.get("/scorecards.json").content)["editions"]
    assert [(one["edition"], one["corrected_by"]) for one in rows] == [
        ("2026-02.2", ""), ("2026-02.1", "2026-02.2"), ("2026-01.1", ""),
    ]  # fmt: skip
    lines = client.get("/scorecards.csv?as_of=2026-01-01").content.decode().splitlines()
    assert lines == [client.get("/scorecards.csv").content.decode().splitlines()[0]], "columns do not hang on rows"


@pytest.mark.django_db
def test_without_any_edition_pages_say_so(client: Client) -> None:
    assert "No edition had been published by this day." in client.get("/scorecards/").content.decode()
    assert "There are no two editions to compare yet." in client.get("/scorecards/diff/").content.decode()
    assert client.get("/scorecards/latest/").status_code == 404


@pytest.mark.parametrize(("address", "first", "then"), [
    ("/scorecards/", 1, 1), (CORRECTED, 5, 3), ("/scorecards/diff/", 4, 3), (f"{FEBRUARY}scorecard.json", 2, 2),
])  # fmt: skip
def test_pages_take_few_queries_and_none_twice_for_what_never_changes(
    address: str, first: int, then: int, client: Client, published: None,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    for count in (first, then):
        with django_assert_num_queries(count):
            client.get(address)
