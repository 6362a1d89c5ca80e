"""What lies around claims, as programs read it: the same as the pages have."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from claims.models import Assessment, Claim, Criterion, Edition, LedgerEntry
from claims.verbs.acts import Request
from claims.verbs.amend import amend
from claims.verbs.amending import Amendment
from claims.verbs.settle import settle
from tests.claims import content
from tests.claims.api.test_claims import asked

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"
THEN = {"as_of": str(content.AS_OF)}


def rows(client: Client, path: str, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(client, V1 + path, **given)["results"]
    return found


def test_an_article_has_its_facts_and_what_its_claims_come_to(client: Client, registered: None) -> None:
    (listed,) = rows(client, "articles/", author="ann")
    found = asked(client, f"{V1}articles/{listed['slug']}/", **THEN)
    assert {name: found[name] for name in listed} == listed
    assert found["counts"]["claims"] == Claim.objects.count()
    assert rows(client, "articles/", author="nobody") == []
    assert rows(client, "articles/", as_of="2025-11-30") == []
    assert "2025-12-01" in asked(client, f"{V1}articles/{listed['slug']}/", 400, as_of="2025-11-30")["detail"]


def test_an_author_and_a_theme_have_what_the_newest_scorecard_says(client: Client, published: None) -> None:
    author = asked(client, f"{V1}authors/ann/")
    assert author["articles"] == 1
    assert author["edition"] == "2026-02.2"
    (theme,) = rows(client, "articles/power-runs-short/themes/")
    said = asked(client, f"{V1}articles/power-runs-short/themes/{theme['slug']}/")
    assert said["counts"]["claims"] == Claim.objects.count()
    asked(client, f"{V1}articles/nothing/themes/power/", 404)


def test_criteria_are_there_in_every_version_that_there_was_by_the_day(client: Client, registered: None) -> None:
    claim = Claim.objects.get(number="C1")
    before = rows(client, "criteria/", claim=claim.slug)
    key = next(one["key"] for one in before if one["role"] == "primary")
    request = Request("eve", "A slip.", datetime.now(UTC))
    amend(claim=claim, amendment=Amendment({}, {key: {"note": "Another."}}), request=request, known=content.AS_OF,
          base_rate_reason="To see it.")  # fmt: skip
    now = rows(client, "criteria/", claim=claim.slug)
    assert len(now) == len(before) + 1
    old, new = (one for one in now if one["key"] == key)
    assert (old["version"], old["superseded_by"], new["version"], new["superseded_by"]) == (1, 2, 2, None)
    assert asked(client, f"{V1}criteria/{new['slug']}/")["note"] == "Another."
    assert rows(client, "criteria/", claim=claim.slug, **THEN) == before
    asked(client, f"{V1}criteria/{new['slug']}/", 404, **THEN)


def test_the_history_has_every_assessment_by_the_day(client: Client, published: None) -> None:
    slug = "power-runs-short-c1"
    found = rows(client, "assessments/", claim=slug, is_claims="true", limit="500")
    stored = Assessment.objects.filter(claim__slug=slug, criterion=None)
    assert [one["id"] for one in found] == list(stored.order_by("-pk").values_list("pk", flat=True))
    assert {one["criterion"] for one in found} == {None}
    january = rows(client, "assessments/", claim=slug, as_of="2026-01-31")
    assert {one["as_of"] for one in january} == {"2026-01-31"}
    assert len(rows(client, "assessments/", limit="500", since="2026-02-28")) < Assessment.objects.count()
    every, address = [], f"{V1}assessments/?limit=7&ordering=id"
    while address:
        said = json.loads(client.get(address).content)
        every += [one["id"] for one in said["results"]]
        address = said["next"]
    assert every == list(Assessment.objects.order_by("pk").values_list("pk", flat=True))


def test_a_cursor_serves_its_own_list_in_its_own_order(client: Client, published: None) -> None:
    first = asked(client, f"{V1}assessments/", limit=2, ordering="id")
    cursor = first["next"].partition("cursor=")[2].partition("&")[0].replace("%3A", ":")
    asked(client, f"{V1}assessments/", 400, limit=2, ordering="-id", cursor=cursor)
    for wrong in ("x", cursor[:-1], cursor + "x", "ÿ"):
        asked(client, f"{V1}assessments/", 400, ordering="id", cursor=wrong)


def test_settlements_are_those_that_stood_on_the_day(client: Client, db: None, inline: None, tmp_path: Path) -> None:
    claim = content.passed_claim(tmp_path)
    settle(datetime.now(UTC).date(), datetime.now(UTC))
    (found,) = rows(client, "settlements/", claim=claim.slug, outcome="held")
    assert found["hash"] == LedgerEntry.objects.get(number=found["entry"]).hash
    assert found["checkpoint"] == str(content.PASSED)
    assert rows(client, "settlements/", claim=claim.slug, as_of="2026-01-01") == []
    assert rows(client, "settlements/", counts="false") == rows(client, "settlements/", outcome="failed") == []


def test_an_edition_is_its_frozen_text_to_the_byte(client: Client, published: None) -> None:
    newest = rows(client, "scorecards/")[0]
    answer = client.get(f"{V1}scorecards/latest/")
    assert hashlib.sha256(answer.content).hexdigest() == newest["hash"]
    assert answer["Content-Location"] == f"{V1}scorecards/{newest['edition']}/"
    assert answer.content.decode() == Edition.objects.get(hash=newest["hash"]).data
    assert rows(client, "scorecards/", limit=1, fields="edition") == [{"edition": newest["edition"]}]
    asked(client, f"{V1}scorecards/1999/", 404)


def test_two_editions_are_told_apart(client: Client, published: None) -> None:
    said = asked(client, f"{V1}scorecards/diff/", before="2026-01", after="2026-02")
    assert (said["before"], said["after"]) == ("2026-01.1", "2026-02.2")
    names = {"claim", "what", "before", "after", "slug", "statement"}
    assert {frozenset(one) for one in said["differences"]} == {frozenset(names)}
    asked(client, f"{V1}scorecards/diff/", 404, before="1999")


def test_the_ledger_is_read_verified_and_anchored(client: Client, published: None) -> None:
    head, state = asked(client, f"{V1}ledger/head/"), asked(client, f"{V1}ledger/verify/")
    last = LedgerEntry.objects.order_by("number").last()
    assert last is not None
    assert (head["number"], head["hash"]) == (last.number, last.hash)
    assert state["holds"] is True
    assert state["hash"] == head["hash"]
    entry = asked(client, f"{V1}ledger/{last.number}/")
    assert hashlib.sha256(entry["line"].rpartition(',"hash"')[0].encode() + b"}").hexdigest() == last.hash
    page = asked(client, f"{V1}ledger/", limit=3)
    following = json.loads(client.get(page["next"]).content)
    assert [one["number"] for one in page["results"] + following["results"]][:4] == [
        last.number - step for step in range(4)
    ]
    asked(client, f"{V1}ledger/{last.number + 1}/", 404)
    assert asked(client, f"{V1}ledger/head/", as_of="2020-01-01")["number"] == 0


def test_sources_health_and_calibration_say_what_their_pages_say(client: Client, registered: None) -> None:
    page = json.loads(client.get("/health.json").content)
    assert rows(client, "sources/") == page["sources"]
    assert asked(client, f"{V1}health/")["health"] == page["health"]
    assert asked(client, f"{V1}sources/agency/")["licence"].startswith("public domain")
    assert asked(client, f"{V1}calibration/")["calibration"] is None


@pytest.mark.parametrize("path", ["claims/", "articles/", "criteria/", "assessments/", "settlements/", "indicators/",
                                  "scorecards/", "ledger/", "sources/"])  # fmt: skip
def test_a_list_costs_as_many_queries_however_long_it_is(
    client: Client, published: None, path: str, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(9):
        client.get(V1 + path, {"limit": 500})


def test_every_criterion_names_itself(client: Client, registered: None) -> None:
    for one in Criterion.objects.select_related("claim"):
        assert asked(client, f"{V1}criteria/{one.slug}/")["slug"] == one.slug


@pytest.mark.parametrize("ordering", ["slug", "-slug", "opens", "-opens", "published_on", "-published_on"])
@pytest.mark.parametrize("more", [{}, THEN, {**THEN, "standing": "open"}], ids=["all", "then", "open"])
def test_claims_come_in_the_order_that_is_asked_for_each_once(
    client: Client, published: None, ordering: str, more: dict[str, str]
) -> None:
    usual = asked(client, f"{V1}claims/", limit=500, **more)["results"]
    found, question = [], {"ordering": ordering, "limit": "2", **more}
    while True:
        page = asked(client, f"{V1}claims/", **question)
        found += page["results"]
        if page["next"] is None:
            break
        question["cursor"] = parse_qs(urlsplit(page["next"]).query)["cursor"][0]
    assert len(found) >= 3
    assert sorted(map(str, found)) == sorted(map(str, usual)), "and each as in the list's own order"
    name = ordering.lstrip("-")
    values = [one[name] for one in found if name in one]
    assert values == sorted(values, reverse=ordering.startswith("-"))


def test_a_cursor_of_another_order_is_refused(client: Client, published: None) -> None:
    cursor = parse_qs(urlsplit(asked(client, f"{V1}claims/", ordering="slug", limit=2)["next"]).query)["cursor"][0]
    for wrong in ({"ordering": "-slug"}, {}):
        asked(client, f"{V1}claims/", 400, cursor=cursor, **wrong)
    own = asked(client, f"{V1}claims/", limit=2)["next"]
    if own:
        asked(client, f"{V1}claims/", 400, ordering="slug", cursor=parse_qs(urlsplit(own).query)["cursor"][0])
    asked(client, f"{V1}claims/", 400, ordering="p_hold")
