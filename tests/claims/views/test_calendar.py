"""The calendar: checkpoints and releases, narrowed as the list is, the same appointment always under the same name."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client
from icalendar import Calendar

from claims.models import Claim
from claims.verbs.acts import Request
from claims.verbs.withdraw import withdraw
from evidence.ingest import ingest
from evidence.models import Indicator
from tests import factories

ADDRESS = "/calendar.ics"
DAY = 86_400_000_000


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime(2026, 2, 20, 15, tzinfo=UTC)

    monkeypatch.setattr("claims.views.calendar.datetime", Clock)


def events(client: Client, question: str = "") -> list[Any]:
    answer = client.get(ADDRESS + question)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def titles(client: Client, question: str = "") -> list[str]:
    return [str(one["summary"]) for one in events(client, question)]


def test_checkpoints_are_days_with_how_the_claim_stands(client: Client, registered: None) -> None:
    found = {str(one["uid"]).partition("@")[0]: one for one in events(client, "?events=checkpoint")}
    one = found["checkpoint-power-runs-short-c1-2026-11-30"]
    assert one["dtstart"].dt == date(2026, 11, 30)
    assert one["summary"] == "Checkpoint of C1: Power outpaces prices."
    assert one["description"].startswith("On 2026-02-20: on track, probability ")
    assert str(one["url"]).endswith("/claims/power-runs-short-c1/")
    assert one["transp"] == "TRANSPARENT"
    assert "checkpoint-power-runs-short-c1-2027-05-31" in found
    assert [uid for uid in found if "-c3-" in uid] == ["checkpoint-power-runs-short-c3-2025-11-30"], "a fact check"
    withdraw(
        claim=Claim.objects.get(number="C1"), request=Request("ann", "No more.", datetime(2026, 2, 20, 13, tzinfo=UTC))
    )
    assert not [one for one in titles(client) if "C1:" in one]


def test_releases_stand_on_the_day_on_which_a_figure_should_come(client: Client, registered: None) -> None:
    [power] = [one for one in events(client, "?events=release") if "Power" in one["summary"]]
    assert power["summary"] == "Expected: Power prices, 2026-01"
    assert power["dtstart"].dt == date(2026, 2, 14), "14 days after the month's end"
    assert "By the rhythm of the series." in power["description"]
    assert power["description"].endswith("Claims: C1, C2, C3, C4, C6.")
    uid = power["uid"]
    Indicator.objects.filter(slug="power").update(publication_lag=20)
    [moved] = [one for one in events(client, "?events=release") if "Power" in one["summary"]]
    assert (moved["uid"], moved["dtstart"].dt) == (uid, date(2026, 2, 20))


def test_an_indicator_of_no_claim_is_in_no_calendar(client: Client, registered: None) -> None:
    other = factories.indicator("other")
    ingest(factories.batch(other, [(20_454, 20_490 * DAY, 1.0)]))
    assert not [one for one in titles(client) if "other" in one]


@pytest.mark.parametrize(("question", "numbers"), [
    ("&kind=trend", {"C2", "C3", "C7"}), ("&theme=power&q=outpaces", {"C1"}), ("&author=bob", set()),
    ("&standing=passed", {"C3"}), ("&nature=judged", {"C5"}),
])  # fmt: skip
def test_it_has_the_filters_of_the_list(question: str, numbers: set[str], client: Client, registered: None) -> None:
    found = titles(client, f"?events=checkpoint{question}")
    assert {title.split()[2].rstrip(":") for title in found} == numbers


def test_it_speaks_chinese(client: Client, registered: None) -> None:
    found = titles(client, "?language=zh-hant")
    assert "C1 的檢核日：論點C1" in found
    assert "預計公布：電價，2026-01" in found


def test_what_is_asked_in_vain_is_refused_and_a_draft_is_in_no_calendar(client: Client, assessed_world: None) -> None:
    assert client.get(f"{ADDRESS}?events=party").status_code == 400
    assert titles(client) == []


def test_who_has_it_is_sent_nothing(client: Client, registered: None) -> None:
    etag = client.get(ADDRESS)["ETag"]
    assert client.get(ADDRESS, headers={"if-none-match": etag}).status_code == 304
