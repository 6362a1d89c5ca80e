"""`claimbase evidence status` and `due`: what an operator sees."""

from contextlib import nullcontext
from datetime import timedelta

import httpx
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from evidence.models import Fetch, Observation, RefreshJob, Source, SourceState
from evidence.patience import TRIPS_AT
from evidence.politeness import Limits
from evidence.web.client import Client
from tests import factories
from tests.evidence.workshop import Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    monkeypatch.setenv("COLUMNS", "200")
    return workshop(monkeypatch)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    call_command("evidence", "status")
    return capsys.readouterr().out


def test_due_queues_what_is_due_once(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        call_command("evidence", "due")
    assert capsys.readouterr().out.startswith("3 jobs queued.\n0 jobs queued.\n")
    assert RefreshJob.objects.count() == 3


@pytest.fixture
def terminal(shop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """The commands ask the workshop's provider."""
    shop.now = timezone.now() + timedelta(minutes=1)

    def connect(source: Source, allowed: Limits, **options: object) -> Client:
        return shop.connect(source, allowed)

    monkeypatch.setattr("evidence.management.commands.evidence.connect", connect)
    return shop


def refreshed(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    with pytest.raises(SystemExit) if code else nullcontext() as ended:
        call_command("evidence", "refresh", *words)
    assert ended is None or ended.value.code == code
    return capsys.readouterr().out


def test_refresh_asks_for_the_named_series_at_once_and_says_what_changed(
    terminal: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    told = refreshed(capsys, "example_a", "example_b")
    assert "example: 2 of 2 series, 4 observations new or changed" in told
    assert "example_a: 2 new or changed" in told
    assert [request.url.path for request in terminal.asked] == ["/A", "/B"]
    assert SourceState.objects.get().last_success_at is not None
    assert not RefreshJob.objects.exists()


def test_refresh_again_changes_nothing_and_without_names_asks_for_what_is_due(
    terminal: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    refreshed(capsys, "example_a")
    before = Observation.objects.count()
    again = refreshed(capsys, "example_a")
    assert "1 of 1 series, 0 observations new or changed" in again
    assert "example_a:" not in again
    assert Observation.objects.count() == before
    refreshed(capsys)
    assert [request.url.path for request in terminal.asked][2:] == ["/B", "/C"]
    assert refreshed(capsys).strip() == "Nothing is due."


def test_refresh_names_the_cause_of_every_failure_and_fails(
    terminal: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.replies["A"] = httpx.Response(404, text="no [such] series")
    terminal.replies["C"] = httpx.Response(200, text="<html>")
    told = refreshed(capsys, code=1)
    assert "example_a: expected status 200" in told
    assert "got 404: 'no [such] series'" in told
    assert "example_c: expected" in told
    assert "example_b: 2 new or changed" in told
    assert Observation.objects.filter(indicator__slug="example_b").count() == 2


def test_a_provider_out_of_reach_is_named_once_and_trips_the_breaker_as_a_workers_does(
    terminal: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.replies |= dict.fromkeys("ABC", httpx.ConnectError("no route"))
    told = refreshed(capsys, code=1)
    assert told.count("no route") == 1
    assert SourceState.objects.get().failures == 1


def test_refresh_can_be_left_to_the_workers_and_doubles_no_job(
    terminal: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refreshed(capsys, "example_a", "--queue").strip() == "1 jobs queued."
    assert refreshed(capsys, "example_a", "--queue").strip() == "0 jobs queued."
    terminal.work()
    terminal.later(minutes=1)
    assert refreshed(capsys, "example_a", "--queue").strip() == "1 jobs queued.", "though it is not due"
    assert len(terminal.asked) == 1


def test_refresh_says_which_name_is_none_and_which_series_nobody_can_be_asked_for(terminal: Workshop) -> None:
    with pytest.raises(CommandError, match="example_b"):
        call_command("evidence", "refresh", "exmple_b")
    factories.indicator("mute", source=factories.source("nobody"))
    with pytest.raises(CommandError, match=r"got mute \(nobody\)"):
        call_command("evidence", "refresh", "mute")


def test_status_names_last_success_breaker_jobs_and_failures_with_their_cause(
    shop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    before = shown(capsys)
    assert "never" in before
    assert "closed" in before
    shop.replies["A"] = httpx.Response(404, text="no [such] series")
    for code in "AB":
        shop.queue(code)
    shop.work()
    for _ in range(TRIPS_AT):
        SourceState.objects.locked(shop.source).note(shop.now.replace(year=2099), "down for good")
    told = shown(capsys)
    assert "open (5: down for good)" in told
    assert "never" not in told
    assert "example A (unsuccessful, attempt 1)" in told
    assert "got 404: 'no [such] series'" in told, "what a provider says is shown as it is, not as markup"


def test_a_source_that_was_asked_without_a_worker_has_succeeded_but_its_archive_is_not_the_source(
    shop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    now = timezone.now()
    fetched = {"source": shop.source, "codes": ["A"], "address": "x"}
    Fetch.objects.create(**fetched, fetched_at=now - timedelta(hours=1), archived=True)
    Fetch.objects.create(**fetched, fetched_at=now - timedelta(hours=2), error="got 404")
    assert "never" in shown(capsys)
    Fetch.objects.create(**fetched, fetched_at=now - timedelta(hours=30))
    assert "30 h ago" in shown(capsys)
    SourceState.objects.locked(shop.source).note(now - timedelta(hours=3))
    assert "3 h ago" in shown(capsys)
    Fetch.objects.create(**fetched, fetched_at=now - timedelta(minutes=5, seconds=30))
    assert "5 min ago" in shown(capsys)


def test_status_speaks_both_languages(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    with translation.override("zh-hant"):
        told = shown(capsys)
    assert "資料來源" in told
    assert "從未" in told


def test_the_registry_names_the_newest_success_and_failure_of_each_source_in_a_few_queries(
    shop: Workshop, capsys: pytest.CaptureFixture[str], django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(20):
        factories.source(f"s{number}")
    for day, error, archived in (
        (1, "", False),
        (2, "", False),
        (3, "", True),
        (4, "older", False),
        (5, "newer", True),
    ):
        Fetch.objects.create(
            source=shop.source,
            codes=[],
            address="x",
            fetched_at=shop.now.replace(day=day),
            archived=archived,
            error=error,
        )
    with django_assert_max_num_queries(6):
        call_command("evidence", "sources")
    shown = " ".join(capsys.readouterr().out.split())
    assert "2026-08-02 12:00 (archive: 2026-08-03 12:00)" in shown
    assert "2026-08-05 12:00 newer" in shown
    assert "older" not in shown


@pytest.mark.parametrize("action", ["status", "sources", "indicators", "due", "refresh"])
def test_where_nothing_is_loaded_it_says_so_and_what_to_do(action: str, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evidence", action)
    assert "Nothing is loaded yet: ./run demo loads" in capsys.readouterr().out


def test_without_indicators_the_evidence_is_not_sound(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("evidence", "health")
    assert ended.value.code == 1
    assert "Nothing is loaded yet" in capsys.readouterr().out


def test_due_says_why_nothing_is_queued(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("evidence", "due")
    assert "No other series is due" not in capsys.readouterr().out
    call_command("evidence", "due")
    assert "No other series is due; 3 jobs that were queued before wait or run: ./run up works them off." in (
        capsys.readouterr().out
    )


def test_a_cause_that_is_too_long_ends_with_a_whole_word(shop: Workshop, capsys: pytest.CaptureFixture[str]) -> None:
    shop.replies["A"] = httpx.Response(404, text="word " * 200)
    shop.queue("A")
    shop.work()
    RefreshJob.objects.update(cause="lengthy " * 100)
    told = " ".join(shown(capsys).split())
    assert "lengthy …" in told
    assert "length " not in told


def test_a_slug_that_is_none_is_answered_with_near_ones_and_where_all_are_listed(
    shop: Workshop, capsys: pytest.CaptureFixture[str]
) -> None:
    factories.indicator("real_gdp", code="GDPC1")
    with pytest.raises(CommandError, match=r"got gdp \(near: real_gdp\); claimbase evidence indicators lists them"):
        call_command("evidence", "health", "gdp")
    call_command("evidence", "indicators", "gdp")
    assert "real_gdp" in capsys.readouterr().out
