"""What is queued: each series when its own rhythm says so, once."""

from collections.abc import Mapping, Sequence
from datetime import date

import httpx
import pytest
from django.core.management import call_command

from evidence.due import due, refresh_due
from evidence.models import Indicator, RefreshJob, Release, ReleaseDay
from evidence.politeness import Limits
from evidence.sources import SOURCES, Request, Series, SourceError
from tests.evidence.workshop import START, Workshop, workshop

pytestmark = pytest.mark.django_db


@pytest.fixture
def shop(monkeypatch: pytest.MonkeyPatch) -> Workshop:
    return workshop(monkeypatch)


def codes_due(shop: Workshop) -> list[str]:
    return [one.indicator.code for one in due(shop.now)]


def run_all(shop: Workshop) -> None:
    while RefreshJob.objects.ripe(shop.now).exists():
        shop.work()


def test_what_was_never_asked_for_is_queued_once(shop: Workshop) -> None:
    assert refresh_due(now=shop.now) == 3
    assert refresh_due(now=shop.now) == 0, "it is queued already"
    run_all(shop)
    assert refresh_due(now=shop.now) == 0, "and done"
    assert set(RefreshJob.objects.values_list("state", flat=True)) == {"done"}


def test_what_nobody_has_asked_for_in_a_long_time_is_queued_again_and_again(shop: Workshop) -> None:
    for _year in range(3):
        assert refresh_due(now=shop.now) == 3
        assert refresh_due(now=shop.now) == 0, "it is queued already"
        run_all(shop)
        assert refresh_due(now=shop.now) == 0, "and done"
        shop.later(days=365)


def test_a_series_is_due_when_its_next_release_is(shop: Workshop) -> None:
    refresh_due(now=shop.now)
    run_all(shop)
    shop.now = START.replace(month=9, day=11)
    assert codes_due(shop) == []
    shop.now = START.replace(month=9, day=12)  # August has ended, and its lag of 12 days has passed
    assert codes_due(shop) == ["A", "B", "C"]


def test_each_indicator_has_its_own_rhythm(shop: Workshop) -> None:
    Indicator.objects.filter(code="B").update(publication_lag=16)
    refresh_due(now=shop.now)
    run_all(shop)
    shop.now = START.replace(month=9, day=13)
    assert codes_due(shop) == ["A", "C"]


def test_a_learnt_lag_replaces_the_declared_one(shop: Workshop) -> None:
    Indicator.objects.filter(code="B").update(learnt_lag=20, learnt_lag_late=25)
    refresh_due(now=shop.now)
    run_all(shop)
    shop.now = START.replace(month=9, day=19)
    assert codes_due(shop) == ["A", "C"]
    shop.now = START.replace(month=9, day=20)
    assert codes_due(shop) == ["A", "C", "B"]


def test_the_providers_calendar_comes_before_the_rhythm_unless_its_day_is_struck(shop: Workshop) -> None:
    refresh_due(now=shop.now)
    run_all(shop)
    release = Release.objects.create(source=shop.source, code="10", name="Prices", asked_at=shop.now)
    release.indicators.add(Indicator.objects.get(code="C"))
    planned = ReleaseDay.objects.create(release=release, day=date(2026, 9, 15), first_seen_at=shop.now)
    shop.now = START.replace(month=9, day=14)
    assert codes_due(shop) == ["A", "B"]
    shop.now = START.replace(month=9, day=15)
    assert codes_due(shop) == ["A", "B", "C"]
    shop.now = START.replace(month=9, day=14)
    ReleaseDay.objects.filter(pk=planned.pk).update(struck_at=shop.now)
    assert codes_due(shop) == ["A", "B", "C"]


def test_a_failed_series_waits_and_the_others_do_not(shop: Workshop) -> None:
    shop.replies["A"] = httpx.Response(404)
    refresh_due(now=shop.now)
    run_all(shop)
    assert codes_due(shop) == []
    shop.later(hours=6)
    assert codes_due(shop) == ["A"]
    refresh_due(now=shop.now)
    run_all(shop)
    shop.later(hours=6)
    assert codes_due(shop) == [], "the second failure doubles the pause"
    shop.later(hours=6)
    assert codes_due(shop) == ["A"]


@pytest.mark.parametrize("state", ["queued", "running"])
def test_an_open_job_keeps_its_series_from_being_queued_again(shop: Workshop, state: str) -> None:
    shop.queue("A", key="asked for by hand")
    if state == "running":
        RefreshJob.objects.update(state="running", lease_until=shop.now)
    assert refresh_due(now=shop.now) == 2
    assert not RefreshJob.objects.filter(codes=["A"]).exclude(key="asked for by hand").exists()


def test_a_job_asks_for_as_many_series_as_its_source_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    shop = workshop(monkeypatch, "ABCDE", Limits(0.0, series_a_job=2))
    assert refresh_due(now=shop.now) == 3
    assert sorted(RefreshJob.objects.values_list("total", flat=True)) == [1, 2, 2]


def test_derived_indicators_and_sources_without_a_module_are_never_asked_for(shop: Workshop) -> None:
    shop.source.pk, shop.source.slug = None, "nobody"
    shop.source.save()
    Indicator.objects.filter(code="A").update(source=shop.source)
    Indicator.objects.create(
        slug="twice", name="twice", name_zh="兩倍", formula="example_b * 2", unit="percent", frequency="M",
        aggregation="last",
    )  # fmt: skip
    assert codes_due(shop) == ["B", "C"]


def test_what_a_source_cannot_be_asked_for_is_named_once_and_never_queued(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    plain = SOURCES["example"].requests

    def with_key(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
        if "EXAMPLE_KEY" not in settings and series[0].code != "C":
            raise SourceError("expected a key in EXAMPLE_KEY, got none")
        return plain(series, settings)

    monkeypatch.setattr(SOURCES["example"], "requests", with_key)
    assert refresh_due(now=shop.now) == 1
    assert [job.codes for job in RefreshJob.objects.all()] == [["C"]]
    call_command("evidence", "status")
    told = capsys.readouterr().out
    assert told.count("2 series are not asked for (example_a, example_b): expected a key in EXAMPLE_KEY, got none") == 1
    assert refresh_due(now=shop.now, settings={"EXAMPLE_KEY": "k"}) == 2
