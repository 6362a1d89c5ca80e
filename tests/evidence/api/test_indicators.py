"""Indicators and their figures, as programs read them."""

import csv
import io
import json
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from django.core.cache import caches
from django.test import Client

from evidence.models import Indicator, Observation
from evidence.periods import day_number
from evidence.readings import readings
from tests.claims import content
from tests.claims.api.conftest import Holder, holder  # noqa: F401 a fixture
from tests.claims.conftest import (  # noqa: F401 fixtures
    _loaded,
    _world,
    content_folder,
    inline,
    remembered,
    world,
)

pytestmark = pytest.mark.django_db
V1 = "/api/v1/indicators/"
DAY = str(content.AS_OF)


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    caches["throttles"].clear()


@pytest.fixture
def raw(world: object) -> Indicator:  # noqa: F811
    found = Indicator.objects.raw().filter(pk__in=Observation.objects.values("indicator")).first()
    assert found is not None
    return found


def asked(client: Client, address: str, status: int = 200, **given: Any) -> Any:
    answer = client.get(V1 + address, given)
    said = b"".join(answer) if answer.streaming else answer.content
    assert answer.status_code == status, said
    return json.loads(said)


def figures(client: Client, slug: str, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = asked(client, f"{slug}/observations/", **given)["observations"]
    return found


def test_indicators_are_found_by_what_they_are(client: Client, raw: Indicator) -> None:
    every = asked(client, "", limit=500)["results"]
    assert [one["slug"] for one in every] == list(Indicator.objects.order_by("slug").values_list("slug", flat=True))
    assert raw.slug in [one["slug"] for one in asked(client, "", q=raw.name.split()[0], is_derived="false")["results"]]
    assert asked(client, "", q="no such words")["results"] == []
    assert asked(client, f"{raw.slug}/")["unit"] == str(raw.base_unit)
    asked(client, "nothing/", 404)


@pytest.mark.parametrize("as_of", [DAY, "2010-06-15", "1999-01-01"])
def test_figures_are_those_that_a_reading_has(client: Client, raw: Indicator, as_of: str) -> None:
    panel = readings(raw.slug, day_number(date.fromisoformat(as_of)))
    known = panel.values[0][~np.isnan(panel.values[0])].tolist()
    said = asked(client, f"{raw.slug}/observations/", as_of=as_of)
    assert [one["value"] * said["scale"] for one in said["observations"]] == known
    assert (said["base_unit"], said["as_of"]) == (str(raw.base_unit), as_of)


def test_they_are_those_of_the_data_address(client: Client, raw: Indicator) -> None:
    answer = client.get(f"/indicators/{raw.slug}.json", {"as_of": DAY})
    address = json.loads(b"".join(answer))
    said = asked(client, f"{raw.slug}/observations/", as_of=DAY)
    assert {name: address[name] for name in said.keys() - {"query"}} == {
        name: value for name, value in said.items() if name != "query"
    }


def test_a_line_of_csv_is_a_figure_of_json(client: Client, raw: Indicator) -> None:
    answer = client.get(f"{V1}{raw.slug}/observations/", {"as_of": DAY}, headers={"accept": "text/csv"})
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    table = list(csv.DictReader(io.StringIO(b"".join(answer).decode())))
    said = figures(client, raw.slug, as_of=DAY)
    assert [(one["period"], float(one["value"])) for one in table] == [(one["period"], one["value"]) for one in said]
    assert len(table) > 100


def test_periods_are_cut_and_vintages_are_told_apart(client: Client, raw: Indicator) -> None:
    whole = figures(client, raw.slug, as_of=DAY)
    start, end = whole[3]["period"], whole[9]["period"]
    assert figures(client, raw.slug, as_of=DAY, **{"from": start, "to": end}) == whole[3:10]
    every = figures(client, raw.slug, as_of=DAY, vintages="all")
    stored = Observation.objects.filter(indicator=raw, known_from__lt=datetime(2026, 2, 21, tzinfo=UTC))
    assert len(every) == stored.count()
    assert figures(client, raw.slug, as_of="1999-01-01") == []


def test_a_formula_over_others_has_the_figures_of_its_reading(client: Client, raw: Indicator) -> None:
    made = Indicator.objects.create(slug="doubled", name="Doubled", name_zh="兩倍", formula=f"2 * {raw.slug}",
                                    unit=raw.unit, frequency=raw.frequency, aggregation=raw.aggregation)  # fmt: skip
    own, twice = figures(client, raw.slug, as_of=DAY), figures(client, made.slug, as_of=DAY)
    assert [(one["period"], 2 * one["value"]) for one in own] == [(one["period"], one["value"]) for one in twice]
    assert asked(client, f"{made.slug}/observations/", 400, vintages="all")["errors"][0]["attr"] == "vintages"
    for terms in ("no", "derived"):  # twice a figure gives it away
        Indicator.objects.filter(pk=raw.pk).update(redistribute=terms)
        assert asked(client, f"{made.slug}/observations/", 401)["status"] == 401
        assert asked(client, f"{made.slug}/")["is_open"] is False


@pytest.mark.parametrize("terms", ["no", "derived"])
def test_figures_that_may_not_be_passed_on_want_a_login(
    client: Client,
    raw: Indicator,
    holder: Holder,  # noqa: F811
    terms: str,
) -> None:
    Indicator.objects.filter(pk=raw.pk).update(redistribute=terms)
    for path in ("observations/", "revisions/"):
        assert client.get(f"{V1}{raw.slug}/{path}").status_code == 401
        answer = holder().get(f"{V1}{raw.slug}/{path}")
        assert answer.status_code == 200
        assert "private" in answer["Cache-Control"]
    assert asked(client, f"{raw.slug}/")["is_open"] is False


def test_a_copy_is_fresh_until_a_figure_is_recorded(client: Client, raw: Indicator) -> None:
    address = f"{V1}{raw.slug}/observations/?as_of={DAY}"
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(f"{address}&vintages=all", headers={"if-none-match": first["ETag"]}).status_code == 200
    assert client.get(address, headers={"if-none-match": first["ETag"], "accept": "text/csv"}).status_code == 200


@pytest.mark.parametrize(
    ("given", "name"),
    [({"from": "2020"}, "from"), ({"to": ""}, "to"), ({"vintages": "x"}, "vintages"), ({"limit": "5"}, "limit"),
     ({"as_of": "2999-01-01"}, "as_of")],
)  # fmt: skip
def test_what_cannot_be_asked_of_figures_is_refused(
    client: Client, raw: Indicator, given: dict[str, str], name: str
) -> None:
    assert asked(client, f"{raw.slug}/observations/", 400, **given)["errors"][0]["attr"] == name
