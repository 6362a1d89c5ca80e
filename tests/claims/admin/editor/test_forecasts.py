"""Analysts give and update probabilities in the admin, and see the engine's only after their own."""

from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from claimbase.roles import establish
from claims.models import Claim, Forecast
from tests.claims import content
from tests.claims.notices.rows import DAY, FAR, NEAR, assessed


@pytest.fixture
def person(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr("claims.admin.editor.forecasts.now", lambda: content.NOW)
    establish()
    assessed("C1", DAY, 0.83, "leaning to hold", base_rate=0.41)
    assessed("C1", DAY, 0.77, "leaning to hold", checkpoint=FAR, base_rate=0.42)

    def made(name: str, group: str) -> Client:
        user = User.objects.create_user(name, is_staff=True)
        user.groups.set(Group.objects.filter(name=group))
        client = Client()
        client.force_login(user)
        return client

    return made


def where(number: str = "C1") -> str:
    return reverse("admin:claims_claim_forecast", args=[Claim.objects.get(number=number).pk])


def give(client: Client, percent: str, number: str = "C1", day: object = NEAR, reason: str = "Grid queues.") -> Any:
    return client.post(where(number), {"checkpoint": str(day), "percent": percent, "reason": reason})


def test_the_engine_is_hidden_until_the_analyst_has_spoken_of_that_checkpoint(person: Any) -> None:
    ann, bob = person("ann", "analysts"), person("bob", "analysts")
    assert "83%" not in ann.get(where()).content.decode()
    assert give(ann, "70").status_code == 302
    page = ann.get(where()).content.decode()
    assert "83%" in page
    assert "70%" in page
    assert "77%" not in page, "of the other checkpoint nothing was said yet"
    other = bob.get(where()).content.decode()
    assert "83%" not in other
    assert "70%" not in other


def test_a_new_view_is_a_new_row(person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    ann = person("ann", "analysts")
    give(ann, "70")
    later = content.NOW.replace(hour=13)
    monkeypatch.setattr("claims.admin.editor.forecasts.now", lambda: later)
    give(ann, "55.5", reason="Fewer queues.")
    rows = Forecast.objects.order_by("made_at").values_list("p", "by", "reason")
    assert list(rows) == [(0.7, "ann", "Grid queues."), (0.555, "ann", "Fewer queues.")]


@pytest.mark.parametrize("given", [
    {"percent": "100"}, {"percent": "0"}, {"percent": "x"}, {"percent": "nan"}, {"percent": "50", "reason": " "},
    {"percent": "50", "day": "2026-01-01"}, {"percent": "50", "day": "x"}, {"percent": "50", "number": "C3"},
], ids=lambda given: " ".join(map(str, given.values())))  # fmt: skip
def test_what_cannot_be_recorded_comes_back_with_why(person: Any, given: dict[str, str]) -> None:
    answer = give(person("ann", "analysts"), **given)
    assert answer.status_code == 422
    assert "xpected" in answer.content.decode()
    assert not Forecast.objects.exists()


@pytest.mark.parametrize("group", ["readers", "reviewers"])
def test_others_give_none(person: Any, group: str) -> None:
    one = person("rita", group)
    assert one.get(where()).status_code == 403
    assert give(one, "70").status_code == 403
    assert not Forecast.objects.exists()
