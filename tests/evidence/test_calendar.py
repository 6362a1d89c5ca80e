"""When an indicator could next change: by FRED's calendar where it was read, else by the rhythm that was learnt."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from pytest_django import DjangoAssertNumQueries

from evidence.calendar import expectations, read_calendars
from evidence.ingest import ingest
from evidence.models import Fetch, Indicator, Release, ReleaseDay, Source
from evidence.moments import batch
from evidence.periods import Frequency, date_of, day_number
from evidence.refresh import refresh
from evidence.sources import Series, archive
from evidence.vintages import vintages
from tests import factories
from tests.evidence.sources.played import Player, recorded, shared

pytestmark = pytest.mark.django_db
KEY = {"FRED_API_KEY": "k"}
NOW = datetime(2026, 1, 5, tzinfo=UTC)
READ = datetime(2026, 8, 23, tzinfo=UTC)  # the archive, which ends the day before


@pytest.fixture
def series() -> Indicator:
    source = Source.objects.create(slug="fred", name="FRED", name_zh="FRED", licence="x")
    indicator = Indicator.objects.create(
        slug="x", name="x", name_zh="x", source=source, code="TESTM", frequency="M", unit="index", aggregation="mean",
        publication_lag=14,
    )  # fmt: skip
    body = b"observation_date,TESTM\n2025-10-01,100\n2025-11-01,101\n"
    refresh([indicator], client=Player(body), now=NOW, settings={})
    return indicator


def read(series: Indicator, dates: bytes, now: datetime = NOW) -> dict[str, str]:
    player = Player(recorded("fred/series_release.json"), dates)
    return read_calendars([series], client=player, settings=KEY, now=now)


def next_day(series: Indicator, today: str) -> tuple[str, bool, bool]:
    [found] = expectations([series], date.fromisoformat(today))
    assert found.next is not None
    return str(date_of(found.next.day)), found.next.planned, found.is_overdue


def test_without_a_calendar_the_usual_lag_decides(series: Indicator) -> None:
    assert next_day(series, "2026-01-05") == ("2026-01-14", False, False)
    assert next_day(series, "2026-01-21") == ("2026-01-14", False, False), "a week's patience"
    assert next_day(series, "2026-01-22") == ("2026-01-14", False, True)


def test_a_planned_day_comes_first_and_is_overdue_the_day_after(series: Indicator) -> None:
    assert read(series, recorded("fred/release_dates.json")) == {}
    assert next_day(series, "2026-01-13") == ("2026-01-13", True, False)
    assert next_day(series, "2026-01-14") == ("2026-01-13", True, True)
    assert Fetch.objects.filter(codes=[]).count() == 2


def test_seen_from_a_day_only_what_was_known_then_counts(series: Indicator) -> None:
    read(series, recorded("fred/release_dates.json"))
    assert next_day(series, "2025-12-10") == ("2025-12-14", False, False), "November's came on the 14th"
    assert next_day(series, "2026-01-04") == ("2026-01-14", False, False), "the calendar was read a day later"


def test_a_month_that_was_never_collected_is_not_waited_for(series: Indicator) -> None:
    series.never_collected = ["2025-12"]
    series.save()
    assert next_day(series, "2026-02-10") == ("2026-02-14", False, False)


def test_an_indicator_that_has_ended_is_overdue_by_whatever_calendar(series: Indicator) -> None:
    [found] = expectations([series], date(2026, 7, 20))
    assert (found.has_ended, found.overdue) == (False, 180)
    [found] = expectations([series], date(2026, 7, 21))
    assert found.has_ended
    series.learnt_lag, series.learnt_lag_late = 10, 400
    series.save()
    [found] = expectations([series], date(2026, 7, 21))
    assert (found.has_ended, found.is_overdue) == (True, True)


def test_a_day_that_the_calendar_moved_is_struck_and_kept(series: Indicator) -> None:
    read(series, recorded("fred/release_dates.json"))
    moved = recorded("fred/release_dates.json").replace(b"2026-01-13", b"2026-01-20")
    read(series, moved, datetime(2026, 1, 10, tzinfo=UTC))
    assert next_day(series, "2026-01-13")[0] == "2026-01-20"
    assert str(ReleaseDay.objects.exclude(struck_at=None).get()) == "2026-01-13"


def physical_rows() -> set[tuple[str, str]]:
    """Where the rows of calendars lie: a row that is written again lies elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'day', ctid::text FROM evidence_releaseday UNION ALL"
                       " SELECT 'series', ctid::text FROM evidence_release_indicators")  # fmt: skip
        return set(cursor.fetchall())


def test_a_calendar_that_says_the_same_again_writes_nothing(series: Indicator) -> None:
    read(series, recorded("fred/release_dates.json"))
    before = physical_rows()
    assert len(before) == 5
    read(series, recorded("fred/release_dates.json"), datetime(2026, 1, 10, tzinfo=UTC))
    assert physical_rows() == before


def test_a_day_that_was_struck_and_named_again_stays_struck_for_the_days_between(series: Indicator) -> None:
    dates = recorded("fred/release_dates.json")
    read(series, dates)
    read(series, dates.replace(b"2026-01-13", b"2026-01-20"), datetime(2026, 1, 10, tzinfo=UTC))
    between = next_day(series, "2026-01-10")
    assert between[0] == "2026-01-20"
    read(series, dates, datetime(2026, 1, 12, tzinfo=UTC))
    assert next_day(series, "2026-01-12")[0] == "2026-01-13"
    assert next_day(series, "2026-01-10") == between, "what the calendar said then is what it said then"
    assert next_day(series, "2026-01-09")[0] == "2026-01-13"


def test_a_series_that_moves_to_another_release_leaves_the_days_of_the_old_one(series: Indicator) -> None:
    dates = recorded("fred/release_dates.json")
    read(series, dates)
    number = Release.objects.get().code.encode()
    moved = Player(
        recorded("fred/series_release.json").replace(b'"id": ' + number, b'"id": 20'),
        dates.replace(b'"release_id": ' + number, b'"release_id": 20').replace(b"2026-01-13", b"2026-01-20"),
    )
    assert read_calendars([series], client=moved, settings=KEY, now=datetime(2026, 1, 10, tzinfo=UTC)) == {}
    assert next_day(series, "2026-01-10")[0] == "2026-01-20"
    assert next_day(series, "2026-01-09")[0] == "2026-01-13", "as it was known then"
    named = ReleaseDay.objects.standing().by_indicator()[series.pk].tolist()
    assert day_number(date(2026, 1, 13)) not in named
    assert day_number(date(2026, 1, 20)) in named
    read(series, dates, datetime(2026, 1, 12, tzinfo=UTC))
    assert next_day(series, "2026-01-12")[0] == "2026-01-13", "and back again"


def test_a_calendar_that_cannot_be_read_changes_nothing_and_is_kept(series: Indicator) -> None:
    read(series, recorded("fred/release_dates.json"))
    assert "a web page" in read(series, b"<html>")["TESTM"]
    assert ReleaseDay.objects.filter(struck_at=None).count() == 4
    failed = Fetch.objects.exclude(error="").get()
    assert failed.payload is not None
    assert failed.payload.body == b"<html>"


def test_an_indicator_without_figures_has_no_next_day() -> None:
    source = Source.objects.create(slug="fred", name="FRED", name_zh="FRED", licence="x")
    empty = factories.indicator("y", source=source)
    [found] = expectations([empty], NOW.date())
    assert found.next is None


def test_any_number_of_indicators_is_looked_at_in_two_queries(
    series: Indicator, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    read(series, recorded("fred/release_dates.json"))
    others = [factories.indicator(f"other{n}", source=series.source) for n in range(5)]
    Release.objects.get().indicators.add(others[0])
    with django_assert_num_queries(2):
        found = expectations([*others, series], date(2026, 1, 5))
    assert [one.next is None for one in found] == [True] * 5 + [False]


def test_a_day_that_two_releases_name_counts_once_and_a_struck_one_as_long_as_it_stood(series: Indicator) -> None:
    for code, struck in (("10", None), ("11", None), ("12", datetime(2026, 1, 3, tzinfo=UTC))):
        one = Release.objects.create(source=series.source, code=code, name=code, asked_at=NOW)
        one.indicators.add(series)
        one.days.create(
            day=date(2026, 1, 13 if struck is None else 9), first_seen_at=NOW.replace(day=2), struck_at=struck
        )
    days = ReleaseDay.objects
    assert days.standing().by_indicator()[series.pk].tolist() == [day_number(date(2026, 1, 13))]
    assert len(days.standing(NOW.replace(day=3)).by_indicator()[series.pk]) == 2
    assert days.standing(NOW.replace(day=2)).by_indicator() == {}


def archived(code: str, declared: int, unit: str = "index") -> Indicator:
    source, _ = Source.objects.get_or_create(slug="fred", defaults={"name": "FRED", "name_zh": "FRED", "licence": "x"})
    indicator = Indicator.objects.create(
        slug=code.lower(), name="x", name_zh="x", source=source, code=code, frequency="M", unit=unit,
        aggregation="mean", publication_lag=declared,
    )  # fmt: skip
    refresh([indicator], client=None, now=READ, settings={}, archive_folder=shared("archive"))
    return indicator


def test_the_lag_of_consumer_prices_is_learnt_beside_the_declared_one() -> None:
    indicator = archived("CPIAUCSL", 30)
    assert indicator.publication_lag == 30
    assert indicator.learnt_lag is not None
    assert 9 <= indicator.learnt_lag <= 16
    assert indicator.usual_lag == indicator.learnt_lag


def test_times_fixed_at_ingest_stay_when_another_lag_is_declared_or_learnt() -> None:
    indicator = archived("CPIAUCSL", 30)
    before = vintages(indicator)
    assert before.pseudo.any()
    indicator.publication_lag, indicator.learnt_lag = 5, 5
    indicator.save()
    places = {"archive": str(shared("archive")), "source": "fred"}
    (request,) = archive.requests([Series("CPIAUCSL", Frequency.MONTH)], places)
    (figures,) = archive.read(archive.download(request, Player()), request)
    result = ingest(batch(indicator, figures, READ, is_first=False, archived=True))
    assert (result.changed, result.contradictions) == (0, 0)
    assert vintages(indicator).known.tolist() == before.known.tolist()


def test_the_revisions_of_payrolls_are_shown_by_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    archived("PAYEMS", 10, "thousand person")
    call_command("revisions", "payems", "--last", "20")
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) > 6
    assert all(len(line.split("  ")) == 5 for line in lines[:-1])  # a period and four figures
    assert "usual distance of the first, second and third figure to the latest within 3 years" in lines[-1]
    figures = [line.split("  ")[1:] for line in lines[1:-1]]
    assert any(first != second for first, second, *_ in figures), "tens of thousands are seen among 160 million"


def test_a_step_that_no_period_has_reached_has_no_usual_size(capsys: pytest.CaptureFixture[str]) -> None:
    archived("CPIAUCSL", 30)
    call_command("revisions", "cpiaucsl")
    last = capsys.readouterr().out.splitlines()[-1]
    assert last.endswith(", -")
    assert "nan" not in last


def test_event_days_that_are_known_ahead_have_no_lag(series: Indicator) -> None:
    source = Source.objects.create(slug="analyst", name="x", name_zh="x", licence="x")
    days = Indicator.objects.create(
        slug="fed_decision_day", name="x", name_zh="x", source=source, code="fomc_decisions", frequency="D",
        unit="count", aggregation="last", walk="calendar", publication_lag=0,
    )  # fmt: skip
    refresh([days], client=None, now=NOW, settings={"findings": str(settings.BASE_DIR / "fixtures" / "findings")})
    assert len(vintages(days).ends) > 50
    days.refresh_from_db()
    assert days.learnt_lag is None
