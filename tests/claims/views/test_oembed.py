"""What is shown elsewhere for a link to a claim, and what search engines are told of a settled one."""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.test.utils import override_settings

from claims.models import Claim
from claims.notices.links import site
from claims.onrecord.claim import on_record
from claims.onrecord.claimreview import claim_reviews
from claims.verbs.settle import settle
from tests.claims import content

C1, C3 = "/claims/power-runs-short-c1/", "/claims/power-runs-short-c3/"
DAY = date(2026, 2, 20)


@pytest.fixture
def settled(registered: None) -> None:
    """The fact check of the past, settled on the next day."""
    settle(date(2026, 2, 19), datetime(2026, 2, 20, 13, tzinfo=UTC))


def found_on(client: Client, page: str) -> str:
    """Where a page says that it can be asked about."""
    [link] = re.findall(r'type="application/json\+oembed" href="([^"]+)"', client.get(page).content.decode())
    return html.unescape(link).removeprefix(site())


@pytest.mark.parametrize(("page", "title", "source"), [
    (C1, "Power outpaces prices.", "?lang=en"),
    (f"/zh-hant{C1}", "論點C1", "?lang=zh-hant"),
    (f"{C1}?as_of={content.AS_OF}", "Power outpaces prices.", f"?as_of={content.AS_OF}&lang=en"),
])  # fmt: skip
def test_a_claims_page_leads_to_a_frame_with_its_chart(
    page: str, title: str, source: str, client: Client, registered: None
) -> None:
    said = client.get(found_on(client, page)).json()
    assert (said["version"], said["type"], said["title"], said["author_name"]) == ("1.0", "rich", title, "Ann")
    assert (said["width"], said["height"]) == (720, 510)
    [address] = re.findall(r'<iframe src="([^"]+)" width="720" height="510" title="[^"]+"', said["html"])
    assert html.unescape(address) == f"{site()}{C1}embed/{source}"
    assert client.get(html.unescape(address).removeprefix(site())).status_code == 200
    assert said["thumbnail_url"].startswith(f"{site()}{C1}chart.png?")


def test_the_frame_is_no_larger_than_there_is_room(client: Client, registered: None) -> None:
    address = found_on(client, C1)
    said = client.get(f"{address}&maxwidth=400&maxheight=300").json()
    assert (said["width"], said["height"]) == (360, 300)
    assert client.get(f"{address}&maxwidth=x").json()["width"] == 720


@pytest.mark.parametrize(("url", "status"), [
    ("https://example.org/claims/power-runs-short-c1/", 404), ("{site}/claims/", 404), ("{site}/claims/none/", 404),
    ("{site}/nothing", 404), ("", 404), ("{site}/claims/power-runs-short-c1/embed/?lang=zh-hant", 200),
    ("{site}/claims/power-runs-short-c1/&format=xml", 501),
])  # fmt: skip
def test_only_claims_of_this_site_are_told_of(url: str, status: int, client: Client, registered: None) -> None:
    assert client.get(f"/oembed?url={url.format(site=site())}").status_code == status


def test_a_draft_is_nobodys_to_show_and_a_closed_site_shows_nothing(client: Client, assessed_world: None) -> None:
    assert client.get(f"/oembed?url={site()}{C1}").status_code == 404
    content.enter()
    with override_settings(PUBLIC_PAGES=False):
        assert client.get(f"/oembed?url={site()}{C1}").status_code == 302


def blocks(client: Client, page: str) -> list[str]:
    text = client.get(page).content.decode()
    return re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)


@pytest.mark.parametrize(("prefix", "statement", "word"), [
    ("", "Statement of C3.", "held"), ("/zh-hant", "論點C3", "成立"),
])  # fmt: skip
def test_a_settled_claim_says_what_became_of_it_as_a_review(
    prefix: str, statement: str, word: str, client: Client, settled: None
) -> None:
    [block] = blocks(client, prefix + C3)
    [review] = json.loads(block)
    assert (review["@context"], review["@type"]) == ("https://schema.org", "ClaimReview")
    assert (review["claimReviewed"], review["datePublished"]) == (statement, "2026-02-20")
    assert review["url"] == f"{site()}{prefix}{C3}"
    rating = review["reviewRating"]
    assert (rating["worstRating"], rating["ratingValue"], rating["bestRating"]) == (1, 3, 3)
    assert rating["alternateName"] == word
    item = review["itemReviewed"]
    assert (item["@type"], item["author"]["name"], item["datePublished"]) == ("Claim", "Ann", "2025-12-01")
    assert item["appearance"]["publisher"]["name"] == "Daily"
    assert blocks(client, f"{prefix}{C3}?as_of=2026-02-19") == [], "it was settled on the next day"
    assert blocks(client, prefix + C1) == [], "it is open"


def test_what_is_void_is_rated_by_nobody(settled: None) -> None:
    found = on_record("power-runs-short-c3", DAY)
    assert found is not None
    [one] = found.settlements
    values = {}
    for outcome in ("held", "mixed", "failed", "void"):
        made = claim_reviews(replace(found, settlements=[{**one, "outcome": outcome}]), "", "a", "s")
        values[outcome] = [review["reviewRating"]["ratingValue"] for review in made]
    assert values == {"held": [3], "mixed": [2], "failed": [1], "void": []}


def test_no_word_of_a_claim_ends_the_block(client: Client, assessed_world: None) -> None:
    Claim.objects.filter(number="C3").update(statement="</script><b>&\u2028")
    content.enter()
    settle(date(2026, 2, 19), datetime(2026, 2, 20, 13, tzinfo=UTC))
    [block] = blocks(client, C3)
    assert "<" not in block
    assert json.loads(block)[0]["claimReviewed"] == "</script><b>&\u2028"
    assert "unsafe" not in client.get(C3)["Content-Security-Policy"]
