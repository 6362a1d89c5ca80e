"""The admin of claims: drafts are edited, what is registered is read."""

from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.models import Act, Article, Claim, LedgerEntry
from claims.verbs.acts import Request
from claims.verbs.register import register
from tests.claims import content


@pytest.fixture
def admin(loaded: Path, client: Client) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    return client


@pytest.fixture
def claim(admin: Client) -> Claim:
    one = Claim.objects.get(number="C5")
    register(claim=one, request=Request("ann", "Ready.", content.NOW))
    return one


def test_a_registered_claim_has_a_page_and_no_form(admin: Client, claim: Claim) -> None:
    page = admin.get(f"/admin/claims/claim/{claim.pk}/change/")
    assert page.status_code == 200
    assert 'name="statement"' not in page.content.decode()
    assert "Statement of C5." in page.content.decode()


def test_a_registered_claim_can_be_neither_changed_nor_deleted(admin: Client, claim: Claim) -> None:
    assert admin.post(f"/admin/claims/claim/{claim.pk}/change/", {"statement": "x"}).status_code == 403
    assert admin.post(f"/admin/claims/claim/{claim.pk}/delete/", {"post": "yes"}).status_code == 403
    chosen = {"action": "delete_selected", "_selected_action": [claim.pk], "post": "yes"}
    admin.post("/admin/claims/claim/", chosen)
    assert Claim.objects.filter(pk=claim.pk).exists()


def test_the_form_of_an_article_shows_what_registered_claims_rest_on_and_does_not_ask_for_it(
    admin: Client, request: pytest.FixtureRequest
) -> None:
    address = f"/admin/claims/article/{Article.objects.get().pk}/change/"
    asked = [f'name="{name}"' for name in ("slug", "author", "published_on", "sha256", "length", "months")]
    page = admin.get(address).content.decode()
    assert all(one in page for one in asked)
    request.getfixturevalue("claim")
    page = admin.get(address).content.decode()
    assert not any(one in page for one in asked)
    assert 'name="title"' in page


@pytest.mark.parametrize("model", ["act", "ledgerentry"])
def test_acts_and_entries_are_listed_and_never_written_by_hand(admin: Client, claim: Claim, model: str) -> None:
    row = (Act if model == "act" else LedgerEntry).objects.get()
    entry, listed = LedgerEntry.objects.get(), admin.get("/admin/claims/ledgerentry/").content.decode()
    assert f"{entry.hash[:12]}…" in listed
    assert entry.hash not in listed, "whole it would push the other columns out of sight"
    assert entry.hash in admin.get(f"/admin/claims/ledgerentry/{entry.pk}/change/").content.decode()
    assert admin.get(f"/admin/claims/{model}/").status_code == 200
    assert admin.get(f"/admin/claims/{model}/{row.pk}/change/").status_code == 200
    assert admin.get(f"/admin/claims/{model}/add/").status_code == 403
    assert admin.post(f"/admin/claims/{model}/{row.pk}/change/", {"by": "x"}).status_code == 403
    assert admin.post(f"/admin/claims/{model}/{row.pk}/delete/", {"post": "yes"}).status_code == 403


def test_a_registered_claims_page_has_its_chart_or_says_why_it_has_none(assessed_world: None, client: Client) -> None:
    client.force_login(User.objects.create_superuser("ann"))
    content.enter()
    pages = {one.number: client.get(f"/admin/claims/claim/{one.pk}/editor/").content.decode()
             for one in Claim.objects.filter(number__in=["C1", "C7"])}  # fmt: skip
    assert pages["C1"].count('class="claim-chart ') == 2
    assert "claims/chart.css" in pages["C1"]
    assert "needed ≥ 1.5" in pages["C1"]
    assert "There is nothing to draw: no figures are known of Jobs." in pages["C7"]
    assert 'class="claim-chart ' not in pages["C7"]
