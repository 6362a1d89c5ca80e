"""Checking a formula, as programs do."""

import json
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from evidence.models import Indicator
from tests.claims import content
from tests.claims.conftest import (  # noqa: F401 fixtures
    _loaded,
    _world,
    content_folder,
    inline,
    remembered,
    world,
)

pytestmark = pytest.mark.django_db
ADDRESS, DAY = "/api/v1/formula/check/", str(content.AS_OF)


@pytest.fixture(autouse=True)
def _nobody_has_asked_yet() -> None:
    caches["throttles"].clear()


def checked(client: Client, formula: str, status: int = 200, **given: str) -> Any:
    answer = client.get(ADDRESS, {"formula": formula, "as_of": DAY, **given})
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_a_formula_is_told_in_words_with_what_it_gives(client: Client, world: object) -> None:  # noqa: F811
    series = checked(client, "yoy(power)")
    assert (series["kind"], series["unit"]) == ("series", "percent")
    assert series["value"] is not None
    assert series["period"]
    truth = checked(client, "growth( power )>0", opens="2024-01-01", closes="2024-12-31")
    assert truth["value"] in (0.0, 1.0)
    assert truth["canonical"] == "growth(power) > 0"
    assert truth["meaning"] != truth["meaning_zh"]
    assert [one["indicator"] for one in truth["figures"]] == ["power"]


@pytest.mark.parametrize("formula", ["growth(powr) > 0", "growth(", "1 + 'a'", "x" * 2001, ")" * 500, "(" * 1500, "é"])
def test_one_that_cannot_be_read_is_a_problem_with_its_place(client: Client, world: object, formula: str) -> None:  # noqa: F811
    told = checked(client, formula, 400)
    assert told["errors"][0]["attr"] == "formula"
    assert told["detail"]


def test_a_value_of_what_may_not_be_passed_on_wants_a_login(client: Client, world: object) -> None:  # noqa: F811
    Indicator.objects.filter(slug="power").update(redistribute="no")
    checked(client, "last(power)", 401)
    checked(client, "last(prices)", 200)


def test_a_window_opens_before_it_closes(client: Client, world: object) -> None:  # noqa: F811
    assert checked(client, "last(power)", 400, opens="2025-01-01", closes="2024-01-01")["errors"][0]["attr"] == "opens"
