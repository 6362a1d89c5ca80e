"""Indicators at data addresses: one line for pandas, as known on any day, and no raw figure without a licence."""

import csv
import io
import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.ingest import ingest
from evidence.models import Indicator
from tests import factories

pytestmark = pytest.mark.django_db
DAY = 86_400_000_000
JANUARY, FEBRUARY, MARCH = ((date(2026, month, 1) - date(1970, 1, 1)).days for month in (1, 2, 3))
FREE = "public domain (US government)"


@pytest.fixture
def power() -> Indicator:
    """January known in February, revised in March, and retracted in June; February known at noon of 10 March."""
    one = factories.indicator("power", unit="bn USD", licence=FREE, redistribute="yes")
    late = (date(2026, 6, 1) - date(1970, 1, 1)).days
    ingest(factories.batch(one, [
        (JANUARY, (FEBRUARY + 10) * DAY, 1.5), (JANUARY, (MARCH + 9) * DAY, 1.25), (JANUARY, late * DAY, None),
        (FEBRUARY, (MARCH + 9) * DAY + DAY // 2, 2.0),
    ]))  # fmt: skip
    return one


def body(answer: Any) -> str:
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content).decode()


def rows(client: Client, question: str, slug: str = "power") -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(client.get(f"/indicators/{slug}.csv{question}")))))


def test_figures_are_those_known_at_the_end_of_the_day(client: Client, power: Indicator) -> None:
    assert rows(client, "?as_of=2026-02-10") == []
    first = {"period": "2026-01-01", "value": "1.5", "known_from": "2026-02-11", "inferred": "false"}
    assert rows(client, "?as_of=2026-02-11") == rows(client, "?as_of=2026-03-09") == [first]
    assert [(row["value"], row["known_from"]) for row in rows(client, "?as_of=2026-03-10")] == [
        ("1.25", "2026-03-10"), ("2", "2026-03-10T12:00:00.000000Z"),
    ]  # fmt: skip
    assert [row["value"] for row in rows(client, "")] == ["", "2"], "a retracted figure is an empty one"


def test_all_vintages_are_those_known_by_the_day(client: Client, power: Indicator) -> None:
    assert [row["value"] for row in rows(client, "?vintages=all")] == ["1.5", "1.25", "", "2"]
    assert [row["value"] for row in rows(client, "?vintages=all&as_of=2026-03-10")] == ["1.5", "1.25", "2"]


def test_periods_can_be_chosen(client: Client, power: Indicator) -> None:
    assert [row["period"] for row in rows(client, "?from=2026-02-01")] == ["2026-02-01"]
    assert [row["period"] for row in rows(client, "?to=2026-01-01")] == ["2026-01-01"]
    assert rows(client, "?from=2026-01-02&to=2026-01-31") == []


def test_json_has_the_same_figures_and_says_what_they_are(client: Client, power: Indicator) -> None:
    said = json.loads(body(client.get("/indicators/power.json?as_of=2026-03-10")))
    assert said["observations"] == [
        {"period": "2026-01-01", "value": 1.25, "known_from": "2026-03-10", "inferred": False},
        {"period": "2026-02-01", "value": 2.0, "known_from": "2026-03-10T12:00:00.000000Z", "inferred": False},
    ]
    assert (said["unit"], said["base_unit"], said["scale"], said["as_of"]) == ("bn USD", "USD", 1e9, "2026-03-10")
    assert json.loads(body(client.get("/indicators/power.json?to=2025-01-01")))["observations"] == []
    retracted = json.loads(body(client.get("/indicators/power.json?to=2026-01-01")))["observations"]
    assert [one["value"] for one in retracted] == [None]


def test_beside_the_figures_lies_what_they_are(client: Client, power: Indicator) -> None:
    link = client.get("/indicators/power.csv?as_of=2026-03-10")["Link"]
    assert link.endswith(
        '/indicators/power.metadata.json?as_of=2026-03-10>; rel="describedby"; type="application/json"'
    )
    said = client.get("/indicators/power.metadata.json?as_of=2026-03-10").json()
    assert said["query"].endswith("/indicators/power.csv?as_of=2026-03-10")
    assert said["licence"] == FREE
    assert said["sources"][0]["code"] == "POWER"
    assert "As known on 2026-03-10" in said["citation"]
    header = body(client.get("/indicators/power.csv")).splitlines()[0]
    assert [field["name"] for field in said["schema"]["fields"]] == header.split(",")
    assert all(field["description"] and field["description_zh"] for field in said["schema"]["fields"])


def test_a_formula_is_computed_from_what_was_known(client: Client, power: Indicator) -> None:
    factories.indicator("twice", formula="power * 2", unit="bn USD")
    found = rows(client, "?as_of=2026-03-10", "twice")
    assert [(row["period"], float(row["value"]), row["known_from"]) for row in found] == [
        ("2026-01-01", 2.5, ""), ("2026-02-01", 4.0, ""),
    ]  # fmt: skip
    assert [row["period"] for row in rows(client, "?from=2026-02-01", "twice")] == ["2026-02-01"]
    said = json.loads(body(client.get("/indicators/twice.json?as_of=2026-03-10")))
    assert [one["value"] for one in said["observations"]] == [2.5, 4.0]
    refused = client.get("/indicators/twice.csv?vintages=all")
    assert refused.status_code == 400
    assert "which is a formula: power * 2" in refused.content.decode()


@pytest.mark.parametrize("mark", ["no", "derived"])
@pytest.mark.parametrize("address", ["power.csv", "power.json", "power.csv?vintages=all", "twice.csv", "twice.json"])
def test_figures_that_may_not_be_passed_on_want_a_login(
    address: str, mark: str, client: Client, power: Indicator
) -> None:
    Indicator.objects.filter(slug="power").update(redistribute=mark)
    factories.indicator("twice", formula="power * 2", unit="bn USD", licence=FREE, redistribute="yes")
    client.cookies["sessionid"] = "nobodys"
    for name, is_staff, status in ((None, False, 403), ("guest", False, 403), ("ann", True, 200)):
        if name:
            client.force_login(User.objects.create_user(name, is_staff=is_staff))
        answer = client.get(f"/indicators/{address}")
        assert answer.status_code == status
        assert "Cookie" in answer["Vary"]
        assert "private" in answer["Cache-Control"]
        if status == 403:
            assert "2026-02-01" not in answer.content.decode()
            assert "want a login" in answer.content.decode()
    assert "2026-02-01" in body(client.get(f"/indicators/{address}"))
    client.logout()
    assert client.get("/indicators/power.metadata.json").json()["wants_login"] is True


@pytest.mark.parametrize(("question", "said"), [
    ("?vintages=first", "Expected one of newest, all in vintages, got “first”."),
    ("?from=2026", "Expected a day such as 2026-03-01 in from, got “2026”."),
    ("?to=x", "in to, got “x”"), ("?as_of=2999-01-01", "Expected a day that has come, got 2999-01-01"),
])  # fmt: skip
def test_what_is_asked_in_vain_is_told_in_words(question: str, said: str, client: Client, power: Indicator) -> None:
    answer = client.get(f"/indicators/power.csv{question}")
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert client.get(f"/indicators/power.metadata.json{question}").status_code == 400


@pytest.mark.parametrize("address", ["power.xml", "none.csv", "none.metadata.json", "power.csv?from=%00"])
def test_there_is_nothing_else(address: str, client: Client, power: Indicator) -> None:
    assert client.get(f"/indicators/{address}").status_code == 404


def test_who_has_them_is_sent_nothing_until_a_figure_comes(client: Client, power: Indicator) -> None:
    address = "/indicators/power.csv?as_of=2026-03-10"
    etag = client.get(address)["ETag"]
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address, headers={"if-none-match": etag}).status_code == 304
    assert not [one for one in queries if "evidence_observation" in one["sql"]]
    ingest(factories.batch(power, [(MARCH, (MARCH + 40) * DAY, 3.0)]))
    assert client.get(address, headers={"if-none-match": etag}).status_code == 200
    assert client.get("/indicators/power.json?as_of=2026-03-10")["ETag"] != etag


def test_all_indicators_are_listed_with_their_terms(client: Client, power: Indicator) -> None:
    [one] = client.get("/indicators.json").json()["indicators"]
    assert (one["slug"], one["source"], one["redistribute"], one["unit"]) == ("power", "fred", "yes", "bn USD")
    assert client.get("/indicators.csv").content.decode().splitlines()[0].startswith("slug,name,name_zh,source,code")
