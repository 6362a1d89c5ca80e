"""The list of claims in the admin: how each stands, what narrows it, and in how many queries."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.admin.standing import StandingFilter
from claims.models import Claim
from tests.claims import content

MOST_QUERIES = 12
LIST = "/admin/claims/claim/"


@pytest.fixture
def ann(assessed_world: None, client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    content.enter(claims_=Claim.objects.exclude(number="C7").exclude(number="C6"))
    monkeypatch.setattr("claims.admin.standing.today", lambda: content.AS_OF)
    client.force_login(User.objects.create_superuser("ann"))
    return client


def numbers(client: Client, **given: str) -> list[str]:
    return [one.number for one in client.get(LIST, given).context["cl"].result_list]


def row(client: Client, number: str) -> dict[str, str]:
    (claim,) = client.get(LIST, {"q": number}).context["cl"].result_list
    page = client.get(LIST, {"q": number}).context["cl"].model_admin
    return {name: str(getattr(page, name)(claim)) for name in ("track", "band", "when")}


def test_a_claim_shows_its_verdict_track_band_and_next_checkpoint(ann: Client) -> None:
    shown = row(ann, "C1")
    assert "<svg" in shown["track"]
    assert "on track" in shown["band"]
    assert "%" in shown["band"]
    assert shown["when"] == str(Claim.objects.get(number="C1").checkpoints[0])


def test_a_draft_has_no_standing_but_the_checkpoint_it_would_have(ann: Client) -> None:
    shown = row(ann, "C7")
    assert (shown["track"], shown["band"]) == ("–", "–")
    assert shown["when"] == str(Claim.objects.get(number="C7").checkpoints[0])


def test_the_list_is_narrowed_by_how_claims_stand(ann: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "C1" in numbers(ann, standing="open")
    assert numbers(ann, standing="on track") == ["C1", "C2"]
    assert numbers(ann, standing="passed") == ["C3"], "the fact check's day is over, and nobody settled it"
    monkeypatch.setattr("claims.admin.standing.today", lambda: date(2028, 1, 1))
    assert "C1" in numbers(ann, standing="passed")
    assert "C7" not in numbers(ann, standing="passed"), "a draft is never settled"


def test_every_standing_can_be_chosen(ann: Client) -> None:
    page = ann.get(LIST).context["cl"]
    (chosen,) = [one for one in page.filter_specs if isinstance(one, StandingFilter)]
    assert len(chosen.lookup_choices) > 10
    assert all(ann.get(LIST, {"standing": value}).status_code == 200 for value, _ in chosen.lookup_choices)


def test_a_search_finds_words_of_both_languages(ann: Client) -> None:
    assert numbers(ann, q="outpaces") == ["C1"]
    assert numbers(ann, q="論點C2") == ["C2"]


@pytest.mark.parametrize("given", [{}, {"standing": "open"}, {"q": "C"}], ids=["all", "filtered", "searched"])
def test_the_number_of_queries_is_the_same_whatever_the_size_of_the_page(ann: Client, given: dict[str, str]) -> None:
    def count(size: int) -> int:
        page = ann.get(LIST).context["cl"].model_admin
        page.list_per_page = size
        try:
            with CaptureQueriesContext(connection) as queries:
                assert ann.get(LIST, given).status_code == 200
        finally:
            del page.list_per_page
        return len(queries)

    assert count(2) == count(100) <= MOST_QUERIES


def test_it_speaks_chinese(ann: Client) -> None:
    page = ann.get(LIST, headers={"accept-language": "zh-hant"}).content.decode()
    assert "判定軌跡" in page
    assert "論點C1" in page
