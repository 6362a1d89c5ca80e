"""What of a source's answer is refused as a whole: named, its bytes kept, nothing of the series written."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from evidence.archive import export_archive, import_archive
from evidence.archive.manifest import fields_of
from evidence.archivefiles import read_manifest
from evidence.models import Fetch, Indicator, Observation
from evidence.periods import day_number
from evidence.refresh import Outcome, refresh
from evidence.sources import SOURCES, Answer, Request, fred
from evidence.sources.contract import undated
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LAPSE = timedelta(days=1)


class Said:
    """Answers every question with the same bytes."""

    def __init__(self, body: str) -> None:
        self.body = body.encode()

    def get(
        self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        return Answer(self.body, address, 200, {})


def vix(*rows: tuple[str, float]) -> str:
    return "DATE,OPEN,HIGH,LOW,CLOSE\n" + "".join(f"{day},{value},{value},{value},{value}\n" for day, value in rows)


def asked(indicator: Indicator, body: str, now: datetime = NOW) -> Outcome:
    [outcome] = refresh([indicator], client=Said(body), now=now, settings={}, at_once=1)
    return outcome


def figures(indicator: Indicator) -> list[tuple[str, float | None]]:
    rows = Observation.objects.filter(indicator=indicator).order_by("period", "known_from")
    return [(row.period.isoformat(), row.value) for row in rows]


@pytest.fixture
def fear() -> Indicator:
    return factories.indicator("fear", source=factories.source("cboe"), code="VIX", frequency="D", unit="%")


def test_a_close_of_a_day_that_has_not_come_is_refused_and_nothing_of_the_answer_is_recorded(fear: Indicator) -> None:
    outcome = asked(fear, vix(("11/27/2026", 17.5), ("06/15/2027", 90)))
    assert outcome.errors == {
        "VIX": "expected figures of periods that had begun when they became known, got one of 2027-06-15 known on "
        "2026-11-30 (plans and projections are to be declared: days_ahead of the indicator); nothing of fear was "
        "recorded: tell the source"
    }
    assert (outcome.brought, outcome.changed, figures(fear)) == (0, 0, [])
    kept = Fetch.objects.get()
    assert kept.payload is not None
    assert b"06/15/2027" in kept.payload.body, "what came is kept"
    assert "2027-06-15" in kept.error


def test_after_a_refusal_the_next_answer_counts_as_the_first_one(fear: Indicator) -> None:
    asked(fear, vix(("11/27/2026", 17.5), ("06/15/2027", 90)))
    asked(fear, vix(("11/26/2026", 17.0), ("11/27/2026", 17.5)), NOW + LAPSE)
    assert figures(fear) == [("2026-11-26", 17.0), ("2026-11-27", 17.5)]
    assert all(Observation.objects.values_list("pseudo", flat=True)), "nobody had read figures of it before"


def test_a_close_of_today_and_of_a_day_that_has_begun_further_east_is_recorded(fear: Indicator) -> None:
    assert asked(fear, vix(("11/30/2026", 16), ("12/01/2026", 17))).errors == {}
    assert figures(fear) == [("2026-11-30", 16.0), ("2026-12-01", 17.0)]


def test_a_rate_that_is_set_ahead_is_recorded_as_far_ahead_as_its_indicator_declares(fear: Indicator) -> None:
    fear.days_ahead = 4
    assert asked(fear, vix(("12/05/2026", 17))).errors == {}
    assert "would begin within 4 days" in asked(fear, vix(("12/06/2026", 17))).errors["VIX"]


def test_of_one_answer_about_several_series_only_the_untimely_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    late, good = (factories.indicator(slug, code=slug, frequency="M") for slug in ("late", "good"))
    days = {"late": day_number(date(2027, 10, 1)), "good": day_number(date(2026, 10, 1))}
    channel = SimpleNamespace(
        HOSTS=("data.example",),
        requests=lambda series, settings: [Request("https://data.example/", tuple(series))],
        download=lambda request, client: [client.get(request.address)],
        read=lambda answers, request: [
            undated(one.code, np.array([days[one.code]]), np.array([1.0])) for one in request.series
        ],
    )
    monkeypatch.setitem(SOURCES, "fred", channel)
    [outcome] = refresh([late, good], client=Said("both"), now=NOW, settings={}, at_once=1)
    assert (list(outcome.errors), outcome.brought, outcome.changed) == (["late"], 1, 1)
    assert (figures(late), figures(good)) == ([], [("2026-10-01", 1.0)])
    fetches = {tuple(one.codes): bool(one.error) for one in Fetch.objects.all()}
    assert fetches == {("late",): True, ("good",): False}
    assert Fetch.objects.asked_with_success(factories.source(), ["late", "good"]) == {"good"}


def test_a_vintage_of_a_day_that_has_not_come_is_refused_so_that_it_cannot_come_true_by_itself() -> None:
    rate = factories.indicator("rate", code="UNRATE", frequency="M", unit="%")
    rows = [("2026-11-06", "2026-12-24", "2026-09-01", "4.2"), ("2026-12-25", "9999-12-31", "2026-09-01", "40")]
    names = ("realtime_start", "realtime_end", "date", "value")
    told = {"realtime_start": "1776-07-04", "realtime_end": "9999-12-31", "units": "lin", "output_type": 1}
    body = json.dumps({**told, "count": 2, "observations": [dict(zip(names, row, strict=True)) for row in rows]})
    vintages = json.dumps({"count": 1, "vintage_dates": ["2026-11-06"]})

    class Api(Said):
        def get(
            self, address: str, parameters: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
        ) -> Answer:
            return Answer((vintages if "vintagedates" in address else body).encode(), address, 200, {})

    [outcome] = refresh([rate], client=Api(body), now=NOW, settings={fred.KEY: "a" * 32}, at_once=1)
    assert outcome.errors["UNRATE"].startswith(
        "expected no figure known later than the fetch on 2026-11-30, got one known from 2026-12-25; nothing of rate"
    )
    assert figures(rate) == []


def archived(folder: Path, **bodies: str) -> Path:
    """An archive of monthly series of FRED, with the rows of each."""
    (folder / "fred").mkdir()
    lines = "".join(f"fred,{code},{code},index,M\n" for code in bodies)
    (folder / "manifest.csv").write_text("source,code,title,unit,frequency\n" + lines)
    for code, rows in bodies.items():
        (folder / "fred" / f"{code}.csv").write_text("period,value,known_from\n" + rows)
    return folder


LIES = {
    "known_later": "2026-06-01,1,2026-07-15\n2026-07-01,99,2026-12-15\n",
    "known_before": "2026-06-01,1,2026-07-15\n2026-08-01,77,2020-01-01\n",
    "of_later": "2026-06-01,1,2026-07-15\n2027-05-01,900000,2026-08-01\n",
    "undated_later": "2026-06-01,1,2026-07-15\n2027-05-01,900000,\n",
}


@pytest.mark.parametrize("lie", LIES)
def test_an_archives_file_that_says_what_nobody_can_know_is_refused_and_named_and_the_rest_goes_in(
    lie: str, tmp_path: Path
) -> None:
    folder = archived(tmp_path, GOOD="2026-06-01,1,2026-07-15\n", LIE=LIES[lie])
    for _ in range(2):  # what was refused is not taken for known when it comes again
        found = import_archive(folder, now=NOW)
        assert list(found.errors) == ["fred/LIE.csv"]
        assert found.errors["fred/LIE.csv"].startswith("expected ")
    assert Observation.objects.count() == 1
    assert not Indicator.objects.filter(code="LIE").exists(), "nor is an indicator without figures left behind"


def test_event_days_that_have_been_announced_are_recorded_from_an_archive(tmp_path: Path) -> None:
    days = factories.indicator("days", code="DAYS", frequency="M", walk="calendar")
    found = import_archive(archived(tmp_path, DAYS="2027-12-01,1,2026-08-19\n"), now=NOW)
    assert (found.errors, figures(days)) == ({}, [("2027-12-01", 1.0)])


def test_what_an_archive_says_of_how_far_ahead_a_series_is_known_comes_with_it(tmp_path: Path) -> None:
    source = factories.source()
    projection = factories.indicator("potential", source=source, code="GDPPOT", days_ahead=4000)
    first = archived(tmp_path, GDPPOT="2030-12-01,1,2026-08-19\n")
    assert import_archive(first, now=NOW).errors == {}
    row = export_archive(tmp_path / "out") and read_manifest(tmp_path / "out")[0]
    assert row["days_ahead"] == str(projection.days_ahead)
    assert fields_of(row)["days_ahead"] == 4000


def graph(*rows: tuple[str, float]) -> str:
    return "observation_date,BALANCE\n" + "".join(f"{day},{value}\n" for day, value in rows)


def test_a_weekly_series_of_another_weekday_is_refused_and_merges_no_week(tmp_path: Path) -> None:
    """An archive has Wednesdays, the source itself Fridays: in one indicator a week would be read from either."""
    weekly = factories.indicator("balance", frequency="W", unit="USD")
    (tmp_path / "fred").mkdir()
    (tmp_path / "manifest.csv").write_text("source,code\nfred,BALANCE\n")
    rows = "".join(f"2026-10-{day:02d},{day},\n" for day in (7, 14, 21, 28))
    (tmp_path / "fred" / "BALANCE.csv").write_text(f"period,value,known_from\n{rows}")
    [read] = refresh([weekly], client=None, now=NOW, settings={}, archive_folder=tmp_path, own=False)
    before = figures(weekly)
    assert (read.errors, len(before)) == ({}, 4)
    outcome = asked(weekly, graph(*((f"2026-10-{day:02d}", day) for day in (16, 23, 30)), ("2026-11-06", 37)))
    assert outcome.errors == {
        "BALANCE": "expected weeks with the dates recorded, such as Wednesday, 2026-10-28, got Friday, 2026-10-30 in "
        "the same week, and 2 more such weeks; nothing of it was recorded for balance: it needs an indicator of its own"
    }
    assert figures(weekly) == before
    assert Fetch.objects.order_by("pk").last().error.startswith("expected weeks")  # type: ignore[union-attr]
