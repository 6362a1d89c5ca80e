"""Whoever may publish has a worker publish an edition, and sees how far it has come."""

from datetime import date
from typing import Any

import pytest

from claims.admin import publishing
from claims.editions.publish import publish
from claims.models import Claim, Edition
from claims.periodical import Rhythm
from tests.claims import content
from tests.claims.admin.test_engine import person

PAGE = "/admin/claims/edition/publish/"
ASKED = {"rhythm": "on demand", "by": str(content.AS_OF)}
Sent = list[tuple[str, tuple[Any, ...]]]


@pytest.fixture
def sent(assessed_world: None, monkeypatch: pytest.MonkeyPatch) -> Sent:
    found: Sent = []
    monkeypatch.setattr(
        publishing, "tell", lambda task, calls, expires: found.extend((task, one) for one in calls) or 1
    )
    monkeypatch.setattr("claims.verbs.clock.now", lambda: content.NOW)
    return found


@pytest.mark.parametrize("group", ["readers", "analysts"])
def test_nobody_publishes_who_may_not(sent: Sent, group: str) -> None:
    client = person(group)
    assert client.get(PAGE).status_code == client.post(PAGE, ASKED).status_code == 403
    assert "Publish an edition" not in client.get("/admin/claims/edition/").content.decode()
    assert sent == []


def test_a_worker_is_told_and_the_page_goes_on_to_the_progress(sent: Sent) -> None:
    client = person("reviewers")
    assert "Publish an edition" in client.get("/admin/claims/edition/").content.decode()
    answer = client.post(PAGE, ASKED, follow=True)
    assert sent == [("claims.publish_edition", ("on demand", "2026-02-20"))]
    assert not Edition.objects.exists(), "the page itself publishes nothing"
    assert "6 of 6 claims have an assessment as of 2026-02-20" in answer.content.decode()


def test_the_progress_names_claims_without_an_assessment_then_the_edition(sent: Sent) -> None:
    client = person("reviewers")
    assert "0 of 6 claims" in client.get(PAGE, {**ASKED, "by": "2026-02-19"}).content.decode()
    assert "C1, C2, C3, C4, C6, C7" in client.get(PAGE, {**ASKED, "by": "2026-02-19"}).content.decode()
    edition = publish(rhythm=Rhythm.ON_DEMAND, by_day=content.AS_OF, now=content.NOW)
    page = client.get(PAGE, ASKED).content.decode()
    assert f"/admin/claims/edition/{edition.pk}/change/" in page
    client.post(PAGE, ASKED)
    assert sent == [], "a period that has an edition is asked for nothing"


def test_the_page_of_an_edition_says_why_nothing_can_be_changed_and_how_a_mistake_is_mended(sent: Sent) -> None:
    edition = publish(rhythm=Rhythm.ON_DEMAND, by_day=content.AS_OF, now=content.NOW)
    client = person("reviewers")
    for address in (f"/admin/claims/edition/{edition.pk}/change/", "/admin/claims/edition/"):
        assert "claimbase scorecard correct" in client.get(address).content.decode()
    assert "Kept as it was recorded" in client.get("/admin/claims/assessment/").content.decode()


def test_a_rhythm_names_the_newest_period_that_has_ended(sent: Sent) -> None:
    person("reviewers").post(PAGE, {"rhythm": "monthly", "by": "2026-02-20"})
    assert sent == [("claims.publish_edition", ("monthly", "2026-01-31"))]


@pytest.mark.parametrize("by", ["2026-02-21", "2025-11-30", "x", ""])
def test_a_day_that_no_edition_can_be_of_is_refused(sent: Sent, by: str) -> None:
    answer = person("reviewers").post(PAGE, {**ASKED, "by": by})
    assert (answer.status_code, sent) == (400, [])
    assert answer.context["form"].errors


def test_without_a_broker_it_says_what_to_do(sent: Sent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "tell", lambda *told, **more: False)
    answer = person("reviewers").post(PAGE, ASKED)
    assert answer.status_code == 400
    assert "claimbase scorecard publish" in answer.content.decode()


def test_claims_that_judges_or_ends_keep_from_being_assessed_are_not_waited_for(sent: Sent) -> None:
    assert Claim.objects.filter(nature="judged").exists()
    found = publishing.progress(publishing.ended_by(Rhythm.ON_DEMAND, date(2026, 2, 20)))
    assert (found["count"], found["done"], found["lacking"]) == (6, 6, [])
