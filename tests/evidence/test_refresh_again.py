"""What was not recorded is told at every run, and does not count as a first answer."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from evidence.archive import import_archive
from evidence.holding import accept
from evidence.models import Asked, Fetch, Indicator, Observation
from evidence.periods import day_number
from evidence.readings import readings
from evidence.refresh import Outcome, refresh
from evidence.sources import Answer
from tests import factories
from tests.evidence.sources.played import Player

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 12, tzinfo=UTC)
HEADER = b"observation_date,X\n"
HISTORY = HEADER + "".join(f"{2024 + n // 12}-{n % 12 + 1:02}-01,{n}\n" for n in range(30)).encode()
FINDINGS = "period,value,known_from,citation\n"


def graph(body: bytes, days: int = 0) -> Outcome:
    (outcome,) = refresh(
        Indicator.objects.select_related("source"), client=Player(body), now=NOW + timedelta(days=days), settings={}
    )
    return outcome


@pytest.mark.parametrize("body", [HEADER, HEADER + b"2026-06-01,\n2026-07-01,.\n"], ids=["no row", "no figure"])
def test_an_answer_without_a_figure_is_refused_and_the_next_one_is_the_first(body: bytes) -> None:
    factories.indicator("x")
    said = graph(body)
    assert said.errors["X"].startswith("expected figures of x, got ")
    assert said.brought == 0
    assert Fetch.objects.get().error == said.errors["X"]
    assert graph(HISTORY, 1).errors == {}
    assert set(Observation.objects.values_list("pseudo", flat=True)) == {True}


def test_an_answer_kept_as_good_that_left_no_figure_was_not_the_first() -> None:
    x = factories.indicator("x")
    assert x.source is not None
    Fetch.objects.keep(Asked(x.source, ["X"], "https://x.example", NOW), [Answer(HEADER, "https://x.example")])
    graph(HISTORY, 1)
    assert set(Observation.objects.values_list("pseudo", flat=True)) == {True}


def archive(folder: Path, rows: str) -> Path:
    (folder / "fred").mkdir(exist_ok=True)
    (folder / "manifest.csv").write_text("source,code,title,unit,frequency\nfred,X,X,index,M\n")
    (folder / "fred" / "X.csv").write_text(f"period,value,known_from\n{rows}")
    return folder


def test_a_contradiction_is_told_for_as_long_as_it_is_there(tmp_path: Path) -> None:
    factories.indicator("x")
    assert import_archive(archive(tmp_path, "2025-01-01,1,2025-02-15\n"), now=NOW).errors == {}
    archive(tmp_path, "2025-01-01,1.5,2025-02-15\n2025-02-01,2,2025-03-15\n")
    for hours in (1, 2):
        said = import_archive(tmp_path, now=NOW + timedelta(hours=hours)).errors
        assert "got 1 others; kept the first" in said["fred/X.csv"]
    assert sorted(Observation.objects.values_list("value", flat=True)) == [1.0, 2.0], "the rest is recorded"
    assert [one.facts.get("contradicted") for one in Fetch.objects.order_by("id")] == [
        None,
        *said.values(),
        *said.values(),
    ]


def scaled(factor: float, known: str) -> str:
    return "".join(f"2025-{month:02}-01,{factor * (25 + month / 7):.6f},{known}\n" for month in range(1, 13))


def test_what_is_held_back_is_told_until_it_has_been_accepted(tmp_path: Path) -> None:
    x = factories.indicator("x")
    import_archive(archive(tmp_path, scaled(1, "2026-01-15")), now=NOW)
    archive(tmp_path, scaled(1000, "2026-06-15"))
    for hours in (1, 2):
        said = import_archive(tmp_path, now=NOW + timedelta(hours=hours)).errors
        assert "held back, see: claimbase held list" in said["fred/X.csv"]
    accept(x, treatment="base", by="Ann", reason="announced", now=NOW + timedelta(hours=3))
    fetches = Fetch.objects.count()
    assert import_archive(tmp_path, now=NOW + timedelta(hours=4)).errors == {}
    assert Fetch.objects.count() == fetches, "the same bytes are known now"


def test_a_series_whose_first_answer_was_held_back_and_accepted_has_had_its_first(tmp_path: Path) -> None:
    x = factories.indicator("x")
    assert x.source is not None
    import_archive(archive(tmp_path, scaled(1, "2026-01-15")), now=NOW)
    rows = "".join(f"2025-{month:02}-01,{1000 * (25 + month / 7):.6f}\n" for month in range(1, 13)).encode()
    assert "held back" in graph(HEADER + rows, 1).errors["X"]
    assert Fetch.objects.asked_with_success(x.source, ["X"]) == set()
    accept(x, treatment="base", by="Ann", reason="announced", now=NOW + timedelta(days=2))
    assert Fetch.objects.asked_with_success(x.source, ["X"]) == {"X"}


@pytest.fixture
def laws() -> Indicator:
    return factories.indicator("laws", source=factories.source("analyst"), code="laws", frequency="A", unit="count")


def entered(laws: Indicator, folder: Path, rows: str, hours: int = 0) -> Outcome:
    (folder / "laws.csv").write_text(FINDINGS + rows)
    moment = NOW + timedelta(hours=hours)
    (outcome,) = refresh([laws], client=None, now=moment, settings={"findings": str(folder)})
    return outcome


def figure(day: str) -> float:
    return float(readings("laws", day_number(date.fromisoformat(day))).values[0][-1])


def test_a_finding_changed_in_place_is_told_each_time_and_a_further_row_corrects_it(
    laws: Indicator, tmp_path: Path
) -> None:
    first = "2025-01-01,1,2026-02-05,Report\n"
    assert entered(laws, tmp_path, first).errors == {}
    for hours in (1, 2):
        said = entered(laws, tmp_path, "2025-01-01,3,2026-02-05,Report\n", hours)
        assert said.errors["laws"].endswith("a correction needs a moment of its own")
    assert figure("2026-02-05") == 1.0
    corrected = entered(laws, tmp_path, f"{first}2025-01-01,3,2026-02-05T15:30:00Z,Report; misread before\n", 3)
    assert corrected.errors == {}
    assert figure("2026-02-05") == 3.0
    assert entered(laws, tmp_path, f"{first}2025-01-01,4,2026-03-01,Report corrected\n", 4).errors == {}
    assert (figure("2026-02-28"), figure("2026-03-01")) == (3.0, 4.0)


def test_an_empty_value_takes_a_finding_back(laws: Indicator, tmp_path: Path) -> None:
    rows = "2024-01-01,2,2025-02-05,Report\n2025-01-01,1,2026-02-05,Report\n"
    entered(laws, tmp_path, rows)
    assert entered(laws, tmp_path, f"{rows}2025-01-01,,2026-03-01,Report withdrawn\n", 1).errors == {}
    assert readings("laws", day_number(date(2026, 3, 1))).known_end() == day_number(date(2024, 12, 31))
