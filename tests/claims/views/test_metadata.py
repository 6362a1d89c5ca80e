"""Beside each data address lies what its figures are; a day names the edition of that day."""

import csv
import io
from pathlib import Path

import pytest
from django.test import Client

from claims.models import Edition
from claims.onrecord.tables import TABLES
from tests.claims import content

C1 = "/claims/power-runs-short-c1"
THEN = f"?as_of={content.AS_OF}"


@pytest.fixture
def kept_here(tmp_path: Path, settings: pytest.FixtureRequest) -> None:
    settings.RENDERED_FOLDER = tmp_path / "rendered"  # type: ignore[attr-defined]


@pytest.mark.parametrize("address", [C1, "/claims", *(f"/{name}" for name in TABLES if name != "scorecards/diff")])
def test_what_the_columns_of_a_table_mean_stands_beside_it(address: str, client: Client, registered: None) -> None:
    answer = client.get(f"{address}.csv{THEN}")
    about = answer["Link"].partition("<")[2].partition(">")[0]
    assert about.endswith(f"{address}.metadata.json{THEN}")
    said = client.get(about).json()
    header = next(csv.reader(io.StringIO(answer.content.decode())))
    assert [field["name"] for field in said["schema"]["fields"]] == header
    assert said["as_of"] == str(content.AS_OF)
    assert said["query"].endswith(f"{address}.csv{THEN}")
    assert str(content.AS_OF) in said["citation"]
    assert {"licence", "source", "method", "files"} <= said.keys()


def test_what_two_editions_differ_in_is_described_too(client: Client, published: None) -> None:
    answer = client.get("/scorecards/diff.csv")
    said = client.get(answer["Link"].partition("<")[2].partition(">")[0]).json()
    header = next(csv.reader(io.StringIO(answer.content.decode())))
    assert [field["name"] for field in said["schema"]["fields"]] == header == ["claim", "what", "before", "after"]
    assert said["title_zh"]


def test_the_figures_that_a_claim_rests_on_are_named_with_unit_and_licence(client: Client, registered: None) -> None:
    said = client.get(f"{C1}.metadata.json{THEN}").json()
    assert [(one["indicator"], one["unit"], one["licence"]) for one in said["sources"]] == [
        (slug, "index[2000=100]", "public domain (US government)") for slug in ("power", "prices")
    ]
    assert said["title"] == "C1 Power outpaces prices."
    assert client.get("/claims/none.metadata.json").status_code == 404
    assert client.get(f"{C1}.metadata.json?as_of=2025-11-30").status_code == 400


def test_the_link_to_it_stands_beside_the_one_to_the_next_part(
    client: Client, registered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.views.data.MOST", 2)
    links = client.get("/claims.csv")["Link"].split(", ")
    assert [link.partition("; ")[2].partition(";")[0] for link in links] == ['rel="next"', 'rel="describedby"']


@pytest.mark.parametrize(("name", "key"), [
    ("2026-02", "2026-02.2"), ("2026-02.1", "2026-02.1"), ("latest", "2026-02.2"),
    ("2026-02-28", "2026-02.2"), ("2026-02-27", "2026-01.1"), ("2026-03-31", "2026-02.2"),
])  # fmt: skip
def test_a_name_or_day_leads_to_the_table_of_an_edition(
    name: str, key: str, client: Client, published: None, kept_here: None
) -> None:
    for form in ("csv", "json"):
        answer = client.get(f"/scorecards/{name}.{form}")
        assert (answer.status_code, answer["Location"]) == (302, f"/scorecards/{key}/scorecard.{form}")
    said = client.get(f"/scorecards/{name}.metadata.json").json()
    one = Edition.objects.defer("data").get(period=key[:-2], number=key[-1])
    assert (said["edition"], said["sha256"], said["edition_as_of"]) == (key, one.hash, str(one.as_of))
    header = next(csv.reader(io.StringIO(client.get(f"/scorecards/{key}/scorecard.csv").content.decode())))
    assert [field["name"] for field in said["schema"]["fields"]] == header
    assert {"indicator", "unit", "licence", "code"} <= said["sources"][0].keys()


@pytest.mark.parametrize("name", ["2025-12-31.csv", "nothing.csv", "2026-02.xml", "2025-12-31.metadata.json",
                                  "2026-02-28.csv?as_of=2026-01-31"])  # fmt: skip
def test_of_a_day_before_the_first_edition_there_is_none(name: str, client: Client, published: None) -> None:
    assert client.get(f"/scorecards/{name}").status_code == 404


def test_as_of_a_day_it_is_the_edition_that_had_been_published(client: Client, published: None) -> None:
    answer = client.get("/scorecards/2026-02-28.csv?as_of=2026-03-04")
    assert answer["Location"] == "/scorecards/2026-02.1/scorecard.csv?as_of=2026-03-04"
