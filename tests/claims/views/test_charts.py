"""Doors of the charts: never empty, quick once drawn, open to frames in one place alone."""

import json
import struct
from datetime import UTC, date, datetime
from gzip import compress
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client, override_settings
from pytest_django import DjangoAssertNumQueries

from claims import explorer, inpages
from claims.models import Claim
from claims.render import DRAW, asking
from claims.tasks import draw_chart
from claims.views import charts
from evidence.models import Indicator
from tests.claims import content
from tests.claims.drawing import rendered

__all__ = ["rendered"]

DAY = f"as_of={content.AS_OF}"
Sent = list[list[str]]


@pytest.fixture(autouse=True)
def _days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "_now", lambda: datetime(2026, 3, 1, 12, tzinfo=UTC))


@pytest.fixture
def registered(assessed_world: None) -> None:
    """The small article, its claims registered and assessed."""
    content.enter()


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Sent:
    """Messages to workers."""
    found: Sent = []

    def told(task: str, calls: list[list[str]], expires: int) -> bool:
        assert (task, expires) == (DRAW, 60)
        found.extend(calls)
        return True

    monkeypatch.setattr(inpages, "tell", told)
    return found


def address(number: str, what: str, query: str = DAY) -> str:
    return f"/claims/{Claim.objects.get(number=number).slug}/{what}?{query}"


def test_until_a_worker_has_drawn_it_a_chart_is_shown_by_our_own_lines(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    first = client.get(address("C1", "chart.svg"))
    assert first.status_code == 200
    assert first["Cache-Control"] == "no-store"
    assert b"needed \xe2\x89\xa5 1.5" in first.content
    draw_chart(*sent.pop())
    second = client.get(address("C1", "chart.svg"))
    assert second["Content-Type"] == "image/svg+xml"
    assert second["Cache-Control"] == "public, max-age=300"
    assert b"history_marks" in second.content
    assert sent == []


def test_who_has_a_copy_is_told_that_it_is_fresh(registered: None, rendered: Path, client: Client, sent: Sent) -> None:
    client.get(address("C1", "chart.png"))
    draw_chart(*sent.pop())
    response = client.get(address("C1", "chart.png"))
    assert struct.unpack(">II", response.content[16:24]) == (1440, 900)
    again = client.get(address("C1", "chart.png"), headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_png_that_is_being_drawn_is_asked_for_again(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    response = client.get(address("C1", "chart.png"))
    assert (response.status_code, response["Retry-After"]) == (503, "10")


def test_without_a_broker_our_own_lines_stay(
    registered: None, rendered: Path, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inpages, "tell", lambda *told, **more: False)
    assert client.get(address("C1", "chart.svg")).status_code == 200


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("as_of=yesterday", "expected a day such as 2026-03-01"),
        ("as_of=2026-03-02", "expected a day that has come"),
        ("vintage=old", "expected one of first, then, today"),
        ("width=9", "expected one of wide, narrow, card"),
        ("lang=fr", "expected one of en, zh-hant"),
    ],
)  # fmt: skip
def test_what_there_is_not_is_refused_with_what_there_is(
    registered: None, client: Client, query: str, told: str
) -> None:
    for what in ("chart.svg", "embed/"):
        if what == "embed/" and "width" in query:
            continue
        response = client.get(address("C1", what, query))
        assert (response.status_code, told in response.content.decode()) == (400, True)


def test_a_claim_that_has_no_chart_or_was_not_made_yet_has_none(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    assert client.get(address("C5", "chart.svg")).status_code == 404
    draw_chart(*sent.pop())
    again = client.get(address("C5", "chart.svg"))
    assert (again.status_code, again.content.decode()[:25]) == (404, "There is nothing to draw:")
    assert sent == []
    assert client.get(address("C1", "chart.svg", "as_of=2025-11-30")).status_code == 404
    assert client.get("/claims/nobody/chart.svg").status_code == 404


def test_a_draft_is_shown_to_nobody(assessed_world: None, rendered: Path, client: Client, sent: Sent) -> None:
    for what in ("chart.svg", "chart.png", "embed/"):
        assert client.get(address("C1", what)).status_code == 404
    assert sent == []


def test_a_frame_may_hold_the_page_made_for_it_and_no_other(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    page = client.get(address("C1", "embed/", f"{DAY}&lang=zh-hant"))
    assert "frame-ancestors *" in page["Content-Security-Policy"]
    assert "X-Frame-Options" not in page
    text = page.content.decode()
    assert '<html lang="zh-Hant">' in text
    assert "論點C1" in text
    assert text.count("<svg") == 2
    assert "claims/chart.js" in text
    assert page["Cache-Control"] == "no-store"
    for one in sent:
        draw_chart(*one)
    drawn = client.get(address("C1", "embed/", f"{DAY}&lang=zh-hant"))
    assert drawn["Cache-Control"] == "public, max-age=300"
    other = client.get(address("C1", "chart.svg"))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert other["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(("query", "own"), [
    (DAY, f"/claims/power-runs-short-c1/?{DAY}"), ("lang=en", "/claims/power-runs-short-c1/"),
    ("lang=zh-hant", "/zh-hant/claims/power-runs-short-c1/"),
])  # fmt: skip
def test_a_chart_in_somebody_s_page_leads_to_the_claim_s_own(
    query: str, own: str, registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    assert f'{own}" target="_blank" rel="noopener">' in client.get(address("C1", "embed/", query)).content.decode()


def test_where_the_pages_are_closed_the_charts_are_too(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    with override_settings(PUBLIC_PAGES=False):
        for what in ("chart.svg", "chart.png", "embed/"):
            response = client.get(address("C1", what))
            assert (response.status_code, response["Location"].split("?")[0]) == (302, "/admin/login/")
        client.force_login(User.objects.create_user("ann", is_staff=True))
        client.get(address("C1", "chart.svg"))
        draw_chart(*sent.pop())
        assert client.get(address("C1", "chart.svg"))["Cache-Control"] == "private, max-age=300"


def test_a_drawn_chart_takes_a_page_no_query(
    registered: None, rendered: Path, sent: Sent, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    claim = Claim.objects.with_everything().get(number="C1")
    wanted = asking(claim, (content.AS_OF, date(2026, 3, 1), date(2026, 11, 30)), "en")
    with django_assert_num_queries(4):
        plain = inpages.figure(wanted)
    assert (plain.svg.count("<svg"), plain.is_drawn) == (2, False)
    for one in sent:
        draw_chart(*one)
    with django_assert_num_queries(0):
        drawn = inpages.figure(wanted)
    assert (drawn.svg.count("history_marks"), drawn.is_drawn) == (2, True)
    assert "var(--accent,#1f5fa8)" in drawn.svg


def test_the_page_of_a_claim_has_the_drawn_chart_once_it_is_there_and_the_small_one_until_then(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    page = f"/claims/{Claim.objects.get(number='C1').slug}/?{DAY}"
    assert "claim-chart" not in client.get(page).content.decode()
    for one in sent:
        draw_chart(*one)
    text = client.get(page).content.decode()
    assert text.count("history_marks") == 2
    assert "claims/chart.css" in text


def spec(client: Client, number: str = "C1", query: str = DAY) -> tuple[int, str, str]:
    found = client.get(address(number, "chart.json", query))
    return found.status_code, found.content.decode(), found["Cache-Control"] if found.status_code == 200 else ""


@pytest.mark.parametrize("redistribute", ["derived", "no"])
def test_figures_that_may_not_be_passed_on_are_explored_by_those_who_have_signed_in(
    registered: None, client: Client, redistribute: str
) -> None:
    Indicator.objects.update(redistribute="yes")
    status, text, _ = spec(client)
    assert (status, len(json.loads(text)["vconcat"])) == (200, 1)
    Indicator.objects.filter(slug="power").update(redistribute=redistribute)
    assert spec(client)[:2] == (403, "These figures may be passed on only to those who have signed in.")
    assert spec(client, query=f"{DAY}&lang=zh-hant")[0] == 403
    client.force_login(User.objects.create_user("eve"))
    assert spec(client)[0] == 403, "an account that may not enter the admin is nobody in particular"
    client.force_login(User.objects.create_user("ann", is_staff=True))
    status, text, copies = spec(client)
    assert (status, len(json.loads(text)["vconcat"])) == (200, 1)
    assert copies == "private, no-cache"


def test_what_cannot_be_drawn_cannot_be_explored(registered: None, client: Client) -> None:
    assert spec(client, "C7")[:2] == (404, "There is nothing to draw: no figures are known of Jobs.")
    assert spec(client, query="as_of=yesterday")[0] == 400


def test_a_page_offers_to_explore_what_its_reader_may_have_where_the_library_is(
    registered: None, rendered: Path, client: Client, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = f"/claims/{Claim.objects.get(number='C1').slug}/?{DAY}"
    Indicator.objects.update(redistribute="no")
    client.get(page)
    for one in sent:
        draw_chart(*one)
    monkeypatch.setattr(explorer, "address", lambda: "/static/explorer/vega.js")
    assert "data-explore" not in client.get(page).content.decode()
    client.force_login(User.objects.create_user("ann", is_staff=True))
    text = client.get(page).content.decode()
    assert 'data-library="/static/explorer/vega.js"' in text
    assert "claims/explore.js" in text
    monkeypatch.setattr(explorer, "address", lambda: "")
    assert "explore" not in client.get(page).content.decode()


def test_a_page_without_a_chart_says_why_once_a_worker_has_found_out(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    page = f"/claims/{Claim.objects.get(number='C7').slug}/?{DAY}"
    assert "There is nothing to draw" not in client.get(page).content.decode()
    for one in sent:
        draw_chart(*one)
    text = client.get(page).content.decode()
    assert "There is nothing to draw: no figures are known of" in text
    assert "claim-chart" not in text


def test_one_worker_serves_what_pages_of_all_languages_ask_for(
    registered: None, rendered: Path, client: Client, sent: Sent
) -> None:
    for language in ("en", "zh-hant"):
        client.get(address("C1", "embed/", f"{DAY}&lang={language}"))
    assert [(one[4], one[6]) for one in sent] == [
        ("en", "wide"), ("en", "narrow"), ("zh-hant", "wide"), ("zh-hant", "narrow"),
    ]  # fmt: skip


def test_the_script_is_small_and_all_of_a_page_comes_from_here() -> None:
    folder = settings.BASE_DIR / "claims" / "static" / "claims"
    assert len(compress((folder / "chart.js").read_bytes())) < 1_000
    assert "http" not in (folder / "chart.css").read_text(encoding="utf-8")
