"""The evidence archive: every real series is read, damaged and hostile ones are refused."""

import csv
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from evidence.models import Indicator, Observation
from evidence.periods import Frequency, day_number
from evidence.publication import UNDATED
from evidence.readings import panels
from evidence.refresh import refresh
from evidence.sources import Answer, Offline, Request, Series, SourceError, archive
from evidence.wordedunits import declared
from tests import factories
from tests.evidence.sources.played import shared

MONTH = Frequency.MONTH


def read(body: str, frequency: Frequency = MONTH):
    return archive.read([Answer(body.encode(), "x")], Request("x", (Series("X", frequency),)))[0]


def folder(tmp_path: Path) -> Path:
    (tmp_path / "manifest.csv").write_text("source,code\n")
    (tmp_path / "fred").mkdir()
    (tmp_path / "fred" / "X.csv").write_text("period,value,known_from\n2026-01-01,1,\n")
    (tmp_path / "secret.csv").write_text("period,value,known_from\n2026-01-01,1,\n")
    return tmp_path


def test_vintages_are_sorted_with_the_undated_one_first() -> None:
    figures = read("period,value,known_from\n2026-02-01,3,2026-03-20\n2026-02-01,2,\n2026-01-01,1,2026-02-10\n")
    assert figures.values.tolist() == [1.0, 2.0, 3.0]
    assert (figures.times == UNDATED).tolist() == [False, True, False]


def test_moments_that_were_inferred_before_are_taken_as_they_stand() -> None:
    figures = read(
        "period,value,known_from,pseudo_from\n2026-01-01,1,,2026-02-10\n"
        "2026-01-01,,2026-03-20T12:30:00.123456Z,\n2026-02-01,3,2026-09-09,\n"
    )
    assert figures.pseudo is not None
    assert figures.pseudo.tolist() == [True, False, False]
    assert (figures.times.astype("datetime64[us]").astype(str).tolist()) == [
        "2026-02-10T00:00:00.000000", "2026-03-20T12:30:00.123456", "2026-09-09T00:00:00.000000",
    ]  # fmt: skip
    assert np.isnan(figures.values[1])


def test_a_file_without_moments_leaves_it_to_the_lag() -> None:
    assert read("period,value,known_from\n2026-01-01,1,\n").pseudo is None


def test_of_two_undated_rows_of_a_period_the_first_counts_and_the_series_is_not_lost() -> None:
    figures = read("period,value,known_from\n2026-01-01,1330,\n2026-01-01,1338,\n2026-01-01,1410,2026-03-24\n")
    assert figures.values.tolist() == [1330.0, 1410.0]


def test_two_figures_of_a_period_that_became_known_at_once_are_refused_and_their_lines_named() -> None:
    lines = ["2025-02-01,5,2025-03-15", "2025-01-01,1,2025-02-15", "2025-02-01,4,2025-03-15"]
    with pytest.raises(
        SourceError, match=r"X.csv for 2025-02-01, known from 2025-03-15 00:00, got .* line 4 than in line 2"
    ):
        read("\n".join(["period,value,known_from", *lines, ""]))
    with pytest.raises(SourceError, match="got another in line 3 than in line 2"):
        read("\n".join(["period,value,known_from", lines[0], "2025-02-01,,2025-03-15", ""]))
    assert len(read("\n".join(["period,value,known_from", *lines[:2], lines[0], ""])).days) == 3, "the same is no other"


@pytest.mark.parametrize(
    ("frequency", "dates", "pair"),
    [
        ("W", ["2026-03-02", "2026-03-08", "2026-03-15", "2026-03-22"], "2026-03-02 and 2026-03-08"),
        ("M", ["2026-01-01", "2026-01-31"], "2026-01-01 and 2026-01-31"),
    ],
)
def test_two_dates_in_one_period_that_no_holiday_explains_are_refused_and_not_merged(
    frequency: str, dates: list[str], pair: str
) -> None:
    with pytest.raises(SourceError, match=f"one figure a period .* of archive file X.csv, got two, for {pair}"):
        read("period,value,known_from\n" + "".join(f"{one},1,\n" for one in dates), Frequency(frequency))


def test_a_date_that_was_withdrawn_gives_its_week_to_another() -> None:
    body = "period,value,known_from\n2026-03-03,1,2026-03-06\n2026-03-03,,2026-03-07\n2026-03-04,2,2026-03-07\n"
    assert len(read(body, Frequency.WEEK).days) == 3


@pytest.mark.parametrize("code", ["../secret", "..", ".", "", "a/b", "a\\b", "/etc/passwd"])
def test_a_code_cannot_lead_out_of_the_archive(code: str, tmp_path: Path) -> None:
    places = {"archive": str(folder(tmp_path)), "source": "fred"}
    asked = archive.requests([Series(code, MONTH), Series("X", MONTH)], places)
    assert [request.series[0].code for request in asked] == ["X"]


def test_a_folder_that_is_no_archive_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"expected an evidence archive with a manifest\.csv in .*, found none"):
        archive.requests([Series("X", MONTH)], {"archive": str(tmp_path), "source": "fred"})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("", "with the header period,value,known_from, got nothing"),
        ("<html></html>", "with the header period,value,known_from, got '<html>"),
        ("period,value,known_from\n2026-01-01,1\n", "expected 3 cells in line 2"),
        ("period,value,known_from\n2026-13-01,1,\n", "expected ISO dates"),
        ("period,value,known_from\n2026-01-01,one,\n", "expected numbers"),
        ("period,value,known_from\n2026-01-01,inf,\n", "expected finite numbers"),
        ("period,value,known_from\n2026-01-01,1,yesterday\n", "expected days, or moments such as"),
        ("period,value,known_from\n2026-01-01,1,2026-03-20T12:00:00\n", "without a zone"),
        ("period,value,known_from,pseudo_from\n2026-01-01,1,,\n", "expected either known_from or pseudo_from"),
        ("period,value,known_from,pseudo_from\n2026-01-01,1,2026-02-01,2026-02-01\n", "got both or none"),
    ],
)
def test_what_is_no_archive_file_is_refused_and_named(body: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)


QUARTER = Frequency.QUARTER
CLOSED = Series("X", QUARTER)
THREE, FOUR = "period,value,known_from", "period,value,known_from,pseudo_from"


def closed(tmp_path: Path, *dates: str, frequency: Frequency = QUARTER, header: str = THREE) -> list[str]:
    """The periods into which a company's file with these dates is put."""
    rows = "".join(f"{day},{number},{',2027-01-01' if header == FOUR else ''}\n" for number, day in enumerate(dates))
    (tmp_path / "manifest.csv").touch()
    (tmp_path / "sec").mkdir(exist_ok=True)
    (tmp_path / "sec" / "X.csv").write_text(f"{header}\n{rows}")
    [request] = archive.requests([Series("X", frequency)], {"archive": str(tmp_path), "source": "sec"})
    [figures] = archive.read(archive.download(request, Offline()), request)
    return figures.days.astype("datetime64[D]").astype(str).tolist()


@pytest.mark.parametrize(
    ("dates", "quarters"),
    [
        (["2023-04-01", "2023-07-01", "2023-09-30"], ["2023-01-01", "2023-04-01", "2023-07-01"]),  # ends on a Saturday
        (["2023-04-01", "2023-07-01", "2023-09-01"], ["2023-01-01", "2023-04-01", "2023-07-01"]),  # months told alone
        (["2023-03-01", "2023-06-01"], ["2023-01-01", "2023-04-01"]),  # of calendar quarters
        (["2023-03-31", "2023-06-30"], ["2023-01-01", "2023-04-01"]),
        (["2025-10-01", "2026-01-01", "2026-04-01"], ["2025-07-01", "2025-10-01", "2026-01-01"]),  # February to April
        (["2025-04-27", "2025-07-27"], ["2025-01-01", "2025-04-01"]),
        (["2022-08-01", "2022-11-01", "2023-02-01"], ["2022-07-01", "2022-10-01", "2023-01-01"]),  # June to August
    ],
)
def test_a_fiscal_quarter_belongs_where_most_of_its_days_lie(
    dates: list[str], quarters: list[str], tmp_path: Path
) -> None:
    assert closed(tmp_path, *dates) == quarters


def test_two_fiscal_quarters_in_one_calendar_quarter_are_refused_and_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="got two in one: 2023-06-30 and 2023-07-31"):
        closed(tmp_path, "2023-01-31", "2023-04-30", "2023-06-30", "2023-07-31")


@pytest.mark.parametrize(
    ("dates", "years"),
    [
        (["2025-01-01", "2026-01-01"], ["2024-01-01", "2025-01-01"]),  # NVIDIA's: February to January
        (["2025-01-26", "2026-01-25"], ["2024-01-01", "2025-01-01"]),
        (["2025-05-01", "2026-05-01"], ["2024-01-01", "2025-01-01"]),  # Oracle's
        (["2025-06-01", "2026-06-30"], ["2024-01-01", "2025-01-01"]),  # Microsoft's: 184 days in the year before
        (["2024-09-28", "2025-09-01"], ["2024-01-01", "2025-01-01"]),  # Apple's
        (["2024-12-01", "2025-12-31"], ["2024-01-01", "2025-01-01"]),
    ],
)
def test_a_fiscal_year_belongs_where_most_of_its_days_lie(dates: list[str], years: list[str], tmp_path: Path) -> None:
    assert closed(tmp_path, *dates, frequency=Frequency.YEAR) == years


def test_a_fiscal_year_is_put_where_its_own_quarters_are(tmp_path: Path) -> None:
    quarters = closed(tmp_path, "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01")  # NVIDIA's
    assert {day[:4] for day in quarters} == {"2025"}
    assert closed(tmp_path, "2026-01-01", frequency=Frequency.YEAR) == ["2025-01-01"]


def test_years_of_an_archive_of_our_own_are_calendar_years_already(tmp_path: Path) -> None:
    assert closed(tmp_path, "2025-01-01", "2026-01-01", frequency=Frequency.YEAR, header=FOUR) == [
        "2025-01-01", "2026-01-01",
    ]  # fmt: skip


def test_two_fiscal_years_in_one_calendar_year_are_refused_and_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"expected fiscal years .* got two in one: 2025-09-27 and 2025-12-31"):
        closed(tmp_path, "2024-09-28", "2025-09-27", "2025-12-31", frequency=Frequency.YEAR)


def test_a_quarter_of_other_sources_is_dated_by_its_first_day(tmp_path: Path) -> None:
    folder(tmp_path)
    [request] = archive.requests([CLOSED], {"archive": str(tmp_path), "source": "fred"})
    [figures] = archive.read([Answer(b"period,value,known_from\n2026-01-01,1,\n", "x")], request)
    assert figures.days.astype("datetime64[D]").astype(str).tolist() == ["2026-01-01"]


def test_a_file_without_rows_has_no_figures() -> None:
    assert len(read("period,value,known_from\n").values) == 0


def manifest() -> list[dict[str, str]]:
    with (shared("archive") / "manifest.csv").open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_all_207_real_series_are_read_as_their_manifest_says() -> None:
    rows = manifest()
    assert len(rows) == 207
    dated = 0
    for row in rows:
        series = Series(row["code"], Frequency(row["frequency"]))
        [request] = archive.requests([series], {"archive": str(shared("archive")), "source": row["source"]})
        [figures] = archive.read(archive.download(request, Offline()), request)
        days = np.unique(figures.days).astype("datetime64[D]").astype(str)
        assert len(days) == int(row["periods"]), row["code"]
        if row["source"] != "sec":  # those are dated by the end of a fiscal quarter or year
            assert (days[0], days[-1]) == (row["first"], row["last"]), row["code"]
        dated += bool((figures.times != UNDATED).any())
    assert dated == 47


@pytest.mark.django_db
def test_all_207_real_series_are_recorded_and_only_once() -> None:
    for number, row in enumerate(manifest()):
        factories.indicator(
            f"s{number}", source=factories.source(row["source"]), code=row["code"], frequency=row["frequency"],
            publication_lag=14, unit=declared(row["unit"]),
        )  # fmt: skip
    asked = {"client": None, "now": datetime(2026, 9, 1, tzinfo=UTC), "settings": {"findings": "/nowhere"}}
    for changes in (True, False):
        indicators = Indicator.objects.raw().select_related("source")
        outcomes = refresh(indicators, archive_folder=shared("archive"), **asked)
        outcomes = [one for one in outcomes if one.source.endswith("(archive)")]
        assert not [one.errors for one in outcomes if one.errors]
        assert bool(sum(one.changed for one in outcomes)) is changes
    assert Observation.objects.values("indicator").distinct().count() == 207
    slug = Indicator.objects.get(code="gold.noncommercial_long").slug
    gold = panels([slug], day_number(date(2026, 9, 1)))[slug]
    seen = dict(zip(gold.ends.tolist(), gold.values[0].tolist(), strict=True))
    told = {"2001-12-18": 30_819, "2001-12-21": 28_075, "2001-12-28": 28_829, "2003-02-14": 69_759}
    assert {end: seen[day_number(date.fromisoformat(end))] for end in told} == told
    assert quarters_of("AAPL.capex.quarterly")[2:5] == ["2023-01-01", "2023-04-01", "2023-07-01"]
    assert quarters_of("ORCL.capex.quarterly")[:3] == ["2022-07-01", "2022-10-01", "2023-01-01"]


def quarters_of(code: str) -> list[str]:
    stored = Observation.objects.filter(indicator=Indicator.objects.get(code=code)).order_by("period")
    return [str(day) for day in stored.values_list("period", flat=True)]
