"""The admin of rows that are never changed: there to be read."""

from datetime import date
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Claim
from claims.verbs.forecast import forecast
from tests.claims import content


@pytest.fixture
def admin(loaded: Path, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    return client


def test_forecasts_are_listed_and_can_be_neither_added_nor_changed(admin: Client) -> None:
    given = forecast(claim=Claim.objects.get(number="C1"), checkpoint=date(2026, 11, 30), p=0.7, by="ann",
                     reason="Grid queues.", now=content.NOW)  # fmt: skip
    listed = admin.get("/admin/claims/forecast/")
    assert "Grid queues." in listed.content.decode()
    assert admin.get("/admin/claims/forecast/add/").status_code == 403
    assert admin.post(f"/admin/claims/forecast/{given.pk}/change/", {"p": "0.1"}).status_code == 403
    assert admin.post(f"/admin/claims/forecast/{given.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("model", ["assessment", "forecast", "act", "ledgerentry", "claimlink", "settlement"])
def test_empty_lists_open(admin: Client, model: str) -> None:
    assert admin.get(f"/admin/claims/{model}/").status_code == 200
