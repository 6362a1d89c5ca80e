"""The health of the evidence for readers: what is wrong and whom it touches, sources with terms, and no secret."""

import json
from datetime import UTC, datetime

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.editions import health
from claims.editions.contents.whole import MOST_FINDINGS
from evidence.models import Fetch, Source
from tests.claims import content

pytestmark = pytest.mark.django_db
ADDRESS = f"/health/?as_of={content.AS_OF}"


@pytest.fixture(autouse=True)
def _nothing_remembered(settings: pytest.FixtureRequest) -> None:
    """A cache of this test's own."""
    own = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "health"}
    settings.CACHES = {**settings.CACHES, "pages": own}  # type: ignore[attr-defined]
    caches["pages"].clear()


def test_what_is_wrong_is_said_with_the_claims_that_it_touches(client: Client, registered: None) -> None:
    page = client.get(ADDRESS).content.decode()
    assert "the primary criteria of 2." in page
    assert '<th scope="row">Jobs</th><td>no figures · severe</td>' in page
    assert "C2, C7" in page
    chinese = client.get(f"/zh-hant{ADDRESS}").content.decode()
    assert '<th scope="row">就業</th>' in chinese


def test_the_page_names_every_finding_of_which_an_edition_names_the_worst(
    client: Client, registered: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "are not listed" not in client.get(ADDRESS).content.decode()
    assert health.MOST > MOST_FINDINGS
    caches["pages"].clear()
    monkeypatch.setattr(health, "MOST", 0)
    assert "1 more finding under primary criteria is not listed." in client.get(ADDRESS).content.decode()


def test_sources_stand_there_with_their_licence_and_last_answer(client: Client, registered: None) -> None:
    page = client.get("/health/").content.decode()
    assert "Agency</th><td>public domain (US government)</td>" in page
    rows = json.loads(client.get("/health.json").content)["sources"]
    assert [(one["source"], one["indicators"], one["last_answer"]) for one in rows] == [("agency", 3, "")]
    one = Fetch.objects.latest("pk")  # of an archive, which is no answer of the source
    one.pk, one.archived, one.error, one.fetched_at = None, False, "", datetime(2026, 3, 2, 8, tzinfo=UTC)
    one.save(force_insert=True)
    for day, last in (("2026-03-01", ""), ("2026-03-02", "2026-03-02")):
        rows = json.loads(client.get(f"/health.json?as_of={day}").content)["sources"]
        assert rows[0]["last_answer"] == last
    assert client.get("/health.csv").content.decode().startswith("source,name,name_zh,address,licence,")


def test_no_key_and_no_cause_of_a_failure_is_shown(client: Client, registered: None) -> None:
    one = Source.objects.get()
    one.key_variable, one.verified_against = "SECRET_KEY_OF_AGENCY", "/srv/recordings/agency.json"
    one.save()
    for address in ("/health/", "/health.json", "/health.csv"):
        said = client.get(address).content.decode()
        assert "SECRET_KEY_OF_AGENCY" not in said
        assert "/srv/recordings" not in said


def test_figures_are_looked_through_once_for_a_while(
    client: Client, registered: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(ADDRESS)
    with django_assert_num_queries(2):
        client.get(ADDRESS)


def test_without_sources_it_says_so(client: Client) -> None:
    assert "No source is loaded yet." in client.get("/health/").content.decode()
