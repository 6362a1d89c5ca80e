"""The dashboard says what is new to its visitor, what falls due, what is wrong and what waits; in a fixed number of
queries, and to each what they may see."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claimbase.roles import establish
from claims.admin.dashboard.panel import MOST, Panel
from claims.models import Claim, Event, LastVisit
from claims.models.lastvisit import GAP
from claims.notices.find import find
from evidence.models import RefreshJob, Source, SourceState
from tests.claims.notices.rows import DAY, NEAR, assessed, of, register_bare

NOW = datetime(2026, 2, 21, 12, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> dict[str, datetime]:
    shown = {"now": NOW}
    monkeypatch.setattr("claims.admin.dashboard.page.now", lambda: shown["now"])
    return shown


@pytest.fixture
def ann(loaded: Path, client: Client, clock: dict[str, datetime]) -> Client:
    client.force_login(User.objects.create_superuser("ann"))
    return client


def panels(client: Client, **headers: Any) -> dict[str, Panel]:
    return {one.name: one for one in client.get("/admin/", headers=headers).context["panels"]}


def said(panel: Panel) -> str:
    return "\n".join(text for line in panel.lines for text in (line.said, *line.notes))


def change(found: datetime = NOW) -> None:
    """The verdict of C1 changes, and that is found."""
    register_bare(Claim.objects.all())
    assessed("C1", DAY, 0.8, "leaning to hold")
    find(DAY, now=found)
    assessed("C1", DAY + timedelta(days=1), 0.95, "on track")
    find(DAY + timedelta(days=1), now=found)


def test_what_changed_since_the_visit_before_is_told(ann: Client, clock: dict[str, datetime]) -> None:
    panels(ann)
    clock["now"] = NOW + timedelta(days=2)
    change(NOW + timedelta(days=1))
    told = panels(ann)["changed"]
    assert "from “leaning to hold” to “on track”" in said(told)
    assert told.lines[0].address == reverse("admin:claims_claim_editor", args=[of("C1").pk])
    assert f"{NOW:%Y-%m-%d %H:%M}" in told.note


def test_a_change_names_the_release_that_caused_it(ann: Client) -> None:
    cause = {"parts": [{"indicator": "power", "bits": 0.25}]}
    move = {"checkpoint": str(NEAR), "from": "undecided", "to": "on track", "p_from": 0.5, "p_to": 0.9, "cause": cause}
    event = Event.objects.create(key="e", kind=Event.Kind.VERDICT, day=DAY, at=NOW, facts={"changes": [move]})
    event.claims.add(of("C1"))
    assert "Became known since: Power prices (+0.25 bits)." in said(panels(ann)["changed"])


def test_a_visit_goes_on_until_nobody_has_looked_for_long(ann: Client) -> None:
    key = User.objects.get(username="ann").pk
    looked = LastVisit.objects.looked
    assert looked(key, NOW) is None
    assert looked(key, NOW + timedelta(minutes=5)) is None
    later = NOW + timedelta(minutes=5) + GAP + timedelta(seconds=1)
    assert looked(key, later) == NOW + timedelta(minutes=5)
    assert looked(key, later + GAP) == NOW + timedelta(minutes=5), "exactly so long is the same visit"
    assert looked(key, later - timedelta(hours=1)) == NOW + timedelta(minutes=5), "a clock that goes back ends none"
    other = User.objects.create_user("bob")
    assert looked(other.pk, later) is None


def test_what_was_seen_in_the_visit_before_is_not_new(ann: Client, clock: dict[str, datetime]) -> None:
    change(NOW - timedelta(hours=1))
    assert panels(ann)["changed"].lines
    clock["now"] = NOW + timedelta(days=1)
    assert panels(ann)["changed"].lines == []


def test_checkpoints_are_due_until_their_day_is_over_and_then_overdue(ann: Client, clock: dict[str, datetime]) -> None:
    register_bare(Claim.objects.filter(number="C1"))
    assert panels(ann)["coming"].lines == panels(ann)["passed"].lines == []
    clock["now"] = datetime(NEAR.year, NEAR.month, NEAR.day, 12, tzinfo=UTC) - timedelta(days=30)
    assert [(one.mark, *one.notes) for one in panels(ann)["coming"].lines] == [(str(NEAR), "in 30 days")]
    clock["now"] += timedelta(days=30)
    assert [one.notes for one in panels(ann)["coming"].lines] == [["today"]]
    assert panels(ann)["passed"].lines == []
    clock["now"] += timedelta(days=1)
    assert [(one.mark, *one.notes) for one in panels(ann)["passed"].lines] == [(str(NEAR), "1 day ago")]


def test_claims_on_stale_or_lacking_evidence_are_named_by_their_newest_assessment(ann: Client) -> None:
    register_bare(Claim.objects.filter(number__in=["C1", "C2"]))
    assessed("C1", DAY, 0.8, "leaning to hold", overlays=["stale"])
    assessed("C2", DAY, 0.8, "leaning to hold", overlays=["stale"])
    assessed("C2", DAY + timedelta(days=1), 0.8, "leaning to hold")
    assessed("C7", DAY, 0.8, "leaning to hold", overlays=["stale"])
    (line,) = panels(ann)["unsound"].lines
    assert line.said.startswith("C1 ")
    assert (line.notes, line.mark, line.is_wrong) == (["stale"], str(DAY), True)


def test_drafts_wait_and_what_is_registered_does_not(ann: Client) -> None:
    register_bare(Claim.objects.exclude(number="C2"))
    assert [line.said for line in panels(ann)["waiting"].lines] == ["C2 Statement of C2."]


def test_jobs_that_nobody_takes_and_sources_that_do_not_answer_are_wrong(ann: Client) -> None:
    assert panels(ann)["work"].lines == []
    agency = Source.objects.get()
    RefreshJob.objects.add(agency, ["PRICES"], "one", NOW - timedelta(minutes=10))
    assert [line.is_wrong for line in panels(ann)["work"].lines] == [False]
    RefreshJob.objects.add(agency, ["POWER"], "two", NOW - timedelta(hours=1))
    SourceState.objects.create(source=agency, failures=3, open_until=NOW + timedelta(hours=1), last_cause="HTTP 503")
    told = panels(ann)["work"]
    assert [line.is_wrong for line in told.lines] == [True, True]
    assert "No worker seems to run" in said(told)
    assert "HTTP 503" in said(told)


def test_the_number_of_queries_does_not_grow(ann: Client) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            ann.get("/admin/")
        return len(queries)

    change()
    assessed("C1", DAY + timedelta(days=2), 0.5, "undecided", overlays=["stale"])
    few = count()
    for number in ("C2", "C3", "C4"):
        assessed(number, DAY, 0.5, "undecided", overlays=["stale"])
        assessed(number, DAY + timedelta(days=1), 0.9, "on track", overlays=["stale"])
    find(DAY + timedelta(days=1), now=NOW)
    assert count() == few <= 22


def test_a_panel_shows_no_more_than_can_be_read_and_says_so(ann: Client) -> None:
    draft = Claim.objects.get(number="C2")
    for number in range(MOST):
        draft.pk, draft.slug, draft.number = None, f"more-{number}", f"D{number}"
        draft.save(force_insert=True)
    told = panels(ann)["waiting"]
    assert len(told.lines) == MOST
    assert "state__exact=draft" in told.more


@pytest.mark.parametrize(("groups", "names"), [
    ((), []),
    (("readers",), ["changed", "coming", "passed", "unsound", "waiting", "work"]),
])  # fmt: skip
def test_each_sees_the_panels_of_what_they_may_see(ann: Client, groups: tuple[str, ...], names: list[str]) -> None:
    establish()
    user = User.objects.create_user("rita", is_staff=True)
    user.groups.set(Group.objects.filter(name__in=groups))
    client = Client()
    client.force_login(user)
    assert list(panels(client)) == names


def test_it_speaks_chinese(ann: Client) -> None:
    change(NOW - timedelta(hours=1))
    page = ann.get("/admin/", headers={"accept-language": "zh-hant"}).content.decode()
    assert "即將到期的檢核日" in page
    assert "論點C1" in page
    assert date(2026, 2, 21).isoformat() in page
