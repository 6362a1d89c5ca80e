"""The list of claims and one of them, as programs read them."""

import json
from typing import Any

import pytest
from django.test import Client

from claims.models import Claim
from evidence.models import Indicator
from tests.claims import content
from tests.claims.api.conftest import Holder

pytestmark = pytest.mark.django_db
CLAIMS, C1 = "/api/v1/claims/", "/api/v1/claims/power-runs-short-c1/"
THEN = {"as_of": str(content.AS_OF)}


def asked(client: Client, address: str, status: int = 200, **given: Any) -> Any:
    answer = client.get(address, given)
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


@pytest.mark.parametrize(
    "given", [{}, {"standing": "on track"}, {"q": "prices"}, {"kind": "comparison"}, {"theme": "power"}]
)
def test_the_list_has_the_rows_of_its_page_in_their_order(
    client: Client, registered: None, given: dict[str, str]
) -> None:
    page = json.loads(client.get("/claims.json", {**THEN, **given}).content)
    said = asked(client, CLAIMS, **THEN, **given)
    assert said["results"] == page["claims"]
    assert said["results"]
    assert said["as_of"] == str(content.AS_OF)


def test_a_claim_is_what_its_page_says(client: Client, registered: None) -> None:
    page = json.loads(client.get("/claims/power-runs-short-c1.json", THEN).content)
    said = asked(client, C1, **THEN)
    assert said == {name: page[name] for name in said}
    assert said["claim"]["band"] == "on track"


def test_pages_of_the_list_together_have_every_claim_once(client: Client, registered: None) -> None:
    whole = [one["slug"] for one in asked(client, CLAIMS, **THEN)["results"]]
    address, found = f"{CLAIMS}?as_of={content.AS_OF}&limit=2", []
    while address:
        answer = client.get(address)
        said = json.loads(answer.content)
        found += [one["slug"] for one in said["results"]]
        assert ("Link" in answer) == bool(said["next"])
        address = said["next"]
    assert found == whole
    assert len(whole) == Claim.objects.count() > 2


def test_only_the_fields_that_are_asked_for_are_said(client: Client, registered: None) -> None:
    rows = asked(client, CLAIMS, fields="slug,p_hold", **THEN)["results"]
    assert {tuple(row) for row in rows} == {("slug", "p_hold")}
    assert list(asked(client, C1, fields="claim", **THEN)) == ["claim"]


@pytest.mark.parametrize(
    ("given", "name"),
    [({"fields": "slug,nothing"}, "fields"), ({"as_of": "2999-01-01"}, "as_of"), ({"as_of": "20260301"}, "as_of"),
     ({"as_of": "2026-02-30"}, "as_of"), ({"limit": "0"}, "limit"), ({"limit": "501"}, "limit"),
     ({"limit": "1e2"}, "limit"), ({"limit": "٣"}, "limit"), ({"cursor": "x"}, "cursor"),
     ({"cursor": "1.1.99999999999999999999"}, "cursor"), ({"kind": "no such"}, "kind"), ({"themes": "power"}, "themes"),
     ({"standing": "x"}, "standing"), ({"q": "x" * 201}, "q")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_by_name_with_what_came(
    client: Client, registered: None, given: dict[str, str], name: str
) -> None:
    answer = client.get(CLAIMS, given)
    said = json.loads(answer.content)
    assert answer.status_code == said["status"] == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert said["errors"][0]["attr"] == name
    assert said["errors"][0]["got"] == next(iter(given.values()))[:200]
    assert said["detail"]


def test_a_day_before_the_claim_was_made_is_refused(client: Client, registered: None) -> None:
    assert "2025-12-01" in asked(client, C1, 400, as_of="2025-11-30")["detail"]


def test_a_draft_is_not_there(client: Client, assessed_world: None) -> None:
    assert asked(client, CLAIMS)["results"] == []
    assert asked(client, C1, 404)["title"] == "Not Found"


def test_a_figure_that_may_not_be_passed_on_wants_a_token(client: Client, registered: None, holder: Holder) -> None:
    Indicator.objects.update(redistribute="no")
    assert [one["value"] for one in asked(client, C1, **THEN)["sources"]] == [None, None]
    assert None not in [one["value"] for one in asked(holder(), C1, **THEN)["sources"]]


def test_a_claim_says_when_it_was_last_recorded_and_is_not_sent_twice(client: Client, registered: None) -> None:
    first = client.get(C1, THEN)
    assert "Last-Modified" in first
    assert client.get(C1, THEN, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(C1, THEN, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    assert client.get(C1, headers={"if-none-match": first["ETag"]}).status_code == 200
