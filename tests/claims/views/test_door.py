"""What all pages have in common: who may enter, the day, languages, freshness, policy."""

import re

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.test.utils import override_settings

pytestmark = pytest.mark.django_db
PAGES = ["/claims/", "/claims/power-runs-short-c1/", "/articles/power-runs-short/", "/authors/ann/",
         "/articles/power-runs-short/themes/power/", "/about/", "/method/",
         "/scorecards/", "/scorecards/diff/", "/ledger/", "/calibration/", "/health/"]  # fmt: skip
DATA = ["/claims.csv", "/claims.json", "/claims/power-runs-short-c1.csv", "/claims/power-runs-short-c1.json",
        "/scorecards.csv", "/scorecards.json", "/ledger.csv", "/ledger.json",
        "/calibration.csv", "/calibration.json", "/health.csv", "/health.json", "/indicators.csv", "/indicators.json",
        "/claims.metadata.json", "/claims/power-runs-short-c1.metadata.json",
        "/indicators/power.metadata.json"]  # fmt: skip
FEED = "/notices/feed.atom"


@pytest.mark.parametrize("address", PAGES)
def test_every_page_has_its_address_in_both_languages(address: str, client: Client, registered: None) -> None:
    for prefix, tag, other in (("", "en", "/zh-hant"), ("/zh-hant", "zh-Hant", "")):
        page = client.get(f"{prefix}{address}?as_of=2026-02-20").content.decode()
        assert f'<html lang="{tag}">' in page
        assert re.findall(r'<link rel="canonical" href="http://[^/]+([^"]+)">', page) == [prefix + address]
        found = re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="http://[^/]+([^"]+)">', page)
        assert found == [("en", address), ("zh-Hant", f"/zh-hant{address}")]
        assert f'<a href="{other}{address}?as_of=2026-02-20" lang=' in page  # the switch keeps the day


@pytest.mark.parametrize("address", [*PAGES, *DATA, FEED])
def test_whoever_has_not_signed_in_is_sent_to_do_so_where_the_pages_are_not_public(
    address: str, client: Client, registered: None
) -> None:
    assert client.get(address).status_code == 200
    with override_settings(PUBLIC_PAGES=False):
        assert client.get(address).url == f"/admin/login/?next={address}"
        client.force_login(User.objects.create_user("guest"))
        assert client.get(address).status_code == 302
        client.force_login(User.objects.create_user("ann", is_staff=True))
        assert client.get(address).status_code == 200
        assert "private" in client.get("/claims/")["Cache-Control"]
        assert client.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"


@pytest.mark.parametrize(("asked", "said"), [
    ("2026-13-01", "Expected a day such as 2026-03-01 in as_of, got “2026-13-01”."),
    ("yesterday", "Expected a day such as 2026-03-01 in as_of, got “yesterday”."),
    ("2999-01-01", "Expected a day that has come, got 2999-01-01"),
])  # fmt: skip
def test_a_day_that_is_none_or_lies_ahead_is_refused_in_words(asked: str, said: str, client: Client) -> None:
    answer = client.get("/claims/", {"as_of": asked})
    assert answer.status_code == 400
    assert said in answer.content.decode()


def test_a_day_before_the_claim_was_made_is_refused_in_words(client: Client, registered: None) -> None:
    for address in ("/claims/power-runs-short-c1/", "/articles/power-runs-short/", "/claims/power-runs-short-c1.json"):
        answer = client.get(address, {"as_of": "2025-11-30"})
        assert answer.status_code == 400
        assert "2025-12-01" in answer.content.decode()


def test_signs_that_no_text_has_find_nothing(client: Client) -> None:
    assert client.get("/claims/?q=%00").status_code == 404


@pytest.mark.parametrize("address", [*PAGES, *DATA])
def test_whoever_has_a_page_is_told_so(address: str, client: Client, registered: None) -> None:
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert first["Cache-Control"] == "public, max-age=60"
    assert client.get(address, headers={"if-none-match": '"another"'}).status_code == 200


def test_the_data_of_a_claim_say_when_they_were_last_recorded(client: Client, registered: None) -> None:
    answer = client.get("/claims/power-runs-short-c1.json")
    again = client.get("/claims/power-runs-short-c1.json", headers={"if-modified-since": answer["Last-Modified"]})
    assert again.status_code == 304


@pytest.mark.parametrize("address", PAGES)
def test_pages_run_nothing_and_take_nothing_from_elsewhere(address: str, client: Client, registered: None) -> None:
    answer = client.get(address)
    policy = answer["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert "default-src 'self'" in policy
    page = answer.content.decode()
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", page)


def test_robots_may_read_pages_and_no_admin(client: Client) -> None:
    said = client.get("/robots.txt").content.decode()
    assert "Disallow: /admin/\n" in said
    assert "Disallow: /\n" not in said
