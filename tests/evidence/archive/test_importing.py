"""An archive comes from others: what cannot be trusted is named and left out, the rest is recorded."""

from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction

from evidence.archive import ArchiveError, Imported, export_archive, import_archive
from evidence.archive.importing import IMPORTING
from evidence.archive.manifest import fields_of
from evidence.archivefiles import sha256_of
from evidence.models import Fetch, Indicator, Observation, Source
from evidence.publication import DAY
from tests import factories
from tests.evidence.archive.installation import NOW, emptied, furnish, rows
from tests.evidence.sources.played import shared

pytestmark = pytest.mark.django_db
HEADER = "source,code,title,unit,frequency"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An exported archive before an empty database."""
    furnish()
    export_archive(tmp_path / "archive")
    emptied()
    return tmp_path / "archive"


def imported(folder: Path) -> Imported:
    return import_archive(folder, now=NOW)


def small(folder: Path, *lines: str, body: str = "2026-01-01,1,\n", header: str = HEADER) -> Path:
    """An archive of others, without checksums; each series has the same figures."""
    folder.mkdir(exist_ok=True)
    (folder / "manifest.csv").write_text("".join(f"{line}\n" for line in (header, *lines)))
    for line in lines:
        source, code, *_ = line.split(",")
        if "/" not in source + code:
            (folder / source).mkdir(exist_ok=True)
            (folder / source / f"{code}.csv").write_text(f"period,value,known_from\n{body}")
    return folder


def test_a_series_that_is_held_back_is_not_told_to_be_recorded(tmp_path: Path) -> None:
    line, figures = "fred,UMCSENT,Sentiment,index,M", (100.0, 101.5, 103.1, 104.2)
    bodies = ["".join(f"2026-0{n}-01,{one * factor:g},\n" for n, one in enumerate(figures, 1)) for factor in (1, 0.8)]
    assert imported(small(tmp_path / "a", line, body=bodies[0])).series == 1
    found = imported(small(tmp_path / "b", line, body=bodies[1]))
    assert "held back" in found.errors["fred/UMCSENT.csv"]
    assert (found.series, found.changed) == (0, 0)


@pytest.mark.parametrize("damage", ["changed", "cut short", "empty", "added"])
def test_a_damaged_file_is_refused_with_both_checksums_and_the_others_are_recorded(damage: str, archive: Path) -> None:
    file = archive / "fred" / "PPI.csv"
    body, expected = file.read_bytes(), sha256_of(file)
    file.write_bytes({"changed": body.replace(b"102", b"103"), "cut short": body[: body.index(b"2026-03")],
                      "empty": b"", "added": body + b"2026-04-01,9,2026-05-01,\n"}[damage])  # fmt: skip
    found = imported(archive)
    assert list(found.errors) == ["fred/PPI.csv"]
    assert f"expected archive file PPI.csv with the SHA-256 {expected}" in found.errors["fred/PPI.csv"]
    assert f"got {sha256_of(file)}" in found.errors["fred/PPI.csv"]
    assert sorted(found.created) == ["capex", "claims", "laws"], "and no indicator without figures is left behind"
    assert not Indicator.objects.filter(slug="prices").exists()
    assert Fetch.objects.get(codes=["PPI"]).payload is not None, "what came is kept"
    file.write_bytes(body)
    assert imported(archive).errors == {}
    assert Observation.objects.count() == 11


def test_an_interrupted_import_goes_on(archive: Path) -> None:
    def stop(source: str, done: int, total: int) -> None:
        if source.startswith("fred"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_archive(archive, now=NOW, progress=stop)
    before = Observation.objects.count()
    assert 0 < before < 11
    found = imported(archive)
    assert (found.errors, found.changed) == ({}, 11 - before)
    once = rows()
    assert imported(archive).changed == 0
    assert rows() == once


@pytest.mark.parametrize("name", ["manifest.csv", "checksums.txt"])
def test_a_manifest_that_is_not_the_one_of_the_checksums_is_refused_whole(name: str, archive: Path) -> None:
    file = archive / name
    file.write_text(file.read_text().replace("index[1982-84=100]", "percent").replace("  manifest", "  manifesto"))
    with pytest.raises(ArchiveError, match=r"expected .*manifest\.csv with the SHA-256 .* of checksums\.txt, got"):
        imported(archive)
    assert not Indicator.objects.exists()


def test_a_file_that_is_missing_or_has_no_checksum_is_named(archive: Path) -> None:
    (archive / "fred" / "PPI.csv").unlink()
    sums = archive / "checksums.txt"
    sums.write_text("".join(line for line in sums.read_text().splitlines(keepends=True) if "laws" not in line))
    found = imported(archive)
    assert "expected the file fred/PPI.csv that manifest.csv names, found none" in found.errors["fred/PPI.csv"]
    assert "expected a checksum of archive file laws.csv" in found.errors["analyst/laws.csv"]
    assert found.series == 2


def test_an_unfinished_export_and_a_folder_that_is_no_archive_are_refused(archive: Path, tmp_path: Path) -> None:
    (archive / "unfinished.csv").touch()
    with pytest.raises(ArchiveError, match="got an unfinished export; finish it first"):
        imported(archive)
    with pytest.raises(ArchiveError, match=r"expected an evidence archive with a manifest\.csv"):
        imported(tmp_path / "nowhere")
    for header in ("source,code", ""):
        with pytest.raises(ArchiveError, match="expected series with source, code, title, unit, frequency"):
            imported(small(tmp_path / "thin", "fred,X", header=header))
    (tmp_path / "thin" / "checksums.txt").write_text("no checksum\n")
    with pytest.raises(ArchiveError, match="expected a SHA-256 and a file in line 1"):
        imported(small(tmp_path / "thin", "fred,X,x,Percent,M"))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("fred,X,x,mn USD,Q", "expected the frequency M of known"),
        (
            "fred,X,x,Billions of Dollars,M",
            "expected the unit mn USD of known in the archive's manifest, got 'Billions of Dollars'",
        ),
        ("fred,X,x,bn USD,M", "expected the unit mn USD of known in the archive's manifest, got 'bn USD'"),
        ("fred,X,x,Percent,M", "expected the unit mn USD of known in the archive's manifest, got 'Percent'"),
    ],
)
def test_figures_on_another_scale_or_rhythm_than_the_indicator_s_are_refused(
    line: str, why: str, tmp_path: Path
) -> None:
    factories.indicator("known", code="X", unit="mn USD")
    assert why in imported(small(tmp_path, line)).errors["fred/X.csv"]
    assert not Observation.objects.exists()


@pytest.mark.parametrize("words", ["Millions of Dollars", "mn USD", "Furlongs"])
def test_the_same_scale_and_words_not_understood_are_taken(words: str, tmp_path: Path) -> None:
    factories.indicator("known", code="X", unit="mn USD")
    assert imported(small(tmp_path, f"fred,X,x,{words},M")).errors == {}
    assert Observation.objects.count() == 1


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("../fred,X,x,Percent,M", "expected a source and a code that can name a file"),
        ("fred,../../etc/passwd,x,Percent,M", "expected a source and a code that can name a file"),
        (",X,x,Percent,M", "expected a source and a code that can name a file"),
        ("fred,,x,Percent,M", "expected a source and a code that can name a file"),
        ("fred,X,x,Percent,hourly", "frequency"),
        (f"fred,X,{'x' * 300},Percent,M", "name"),
    ],
)
def test_a_hostile_row_costs_its_series_only(line: str, why: str, tmp_path: Path) -> None:
    small(tmp_path, "fred,GOOD,good,Percent,M", line)
    found = imported(tmp_path)
    assert len(found.errors) == 1
    assert why in next(iter(found.errors.values()))
    assert [one.code for one in Indicator.objects.all()] == ["GOOD"]


@pytest.mark.parametrize("column", ["source", "code", "title", "unit", "frequency", "licence", "origin", "slug"])
def test_a_byte_that_no_text_has_costs_its_series_at_most(column: str, tmp_path: Path) -> None:
    words = {"source": "fred", "code": "BAD", "title": "bad", "unit": "Percent", "frequency": "M", "licence": "x",
             "origin": "x", "slug": "bad"}  # fmt: skip
    header, good = ",".join(words), "fred,GOOD,good,Percent,M,x,x,good"
    small(tmp_path, good, ",".join(words.values()), good.replace("GOOD", "LAST").replace("good", "last"), header=header)
    manifest = tmp_path / "manifest.csv"
    words[column] += "\0"
    manifest.write_text(manifest.read_text().replace("fred,BAD,bad,Percent,M,x,x,bad", ",".join(words.values())))
    found = imported(tmp_path)
    recorded = Indicator.objects.filter(pk__in=Observation.objects.values("indicator"))
    assert {"GOOD", "LAST"} <= {one.code for one in recorded}
    assert found.series + len(found.errors) == 3
    assert recorded.count() == Indicator.objects.count(), "none is left empty"
    assert imported(tmp_path).changed == 0


def test_an_import_waits_for_another_and_lets_the_next_one_in(tmp_path: Path) -> None:
    small(tmp_path, "fred,X,x,Percent,M")
    place = {name: value for name, value in connection.get_connection_params().items() if name in PLACE}
    with psycopg.connect(**place, autocommit=True) as other, connection.cursor() as cursor:
        other.execute("SELECT pg_advisory_lock(%s)", [IMPORTING])
        cursor.execute("SET LOCAL lock_timeout = '200ms'")
        told: list[str] = []
        with pytest.raises(OperationalError, match="lock timeout"), transaction.atomic():
            import_archive(tmp_path, now=NOW, waiting=lambda: told.append("another runs"))
        assert told == ["another runs"]
        assert not Indicator.objects.exists()
        other.execute("SELECT pg_advisory_unlock(%s)", [IMPORTING])
        assert imported(tmp_path).errors == {}
        assert other.execute("SELECT pg_try_advisory_lock(%s)", [IMPORTING]).fetchone() == (True,)


PLACE = ("dbname", "host", "port", "user", "password")


def test_a_series_that_is_named_twice_is_recorded_once(tmp_path: Path) -> None:
    found = imported(small(tmp_path, "fred,X,x,Percent,M", "fred,X,other,Percent,M"))
    assert "expected each series once in manifest.csv, got fred/X.csv again" in found.errors["fred/X.csv"]
    assert found.series == 1


def test_a_new_indicator_is_unverified_and_its_figures_are_not_known_too_early(tmp_path: Path) -> None:
    imported(small(tmp_path, "fred,X.1,Some series,Millions USD SAAR,M", "other,1999,Figures,100 Million JPY,Q"))
    one, other = Indicator.objects.get(code="X.1"), Indicator.objects.get(code="1999")
    assert (one.slug, one.unit, one.seasonal_adjustment, one.checked_against) == ("fred_x_1", "mn USD", "SAAR", "")
    assert (other.slug, other.unit, other.redistribute) == ("other_1999", "index[100-Million-JPY]", "no")
    assert Observation.objects.get(indicator=one).known_from == datetime(2026, 1, 31, tzinfo=UTC) + DAYS_45
    assert Source.objects.get(slug="other").licence == "as each series says"


@pytest.mark.parametrize(
    ("title", "unit", "expected"),
    [
        ("Unemployment rate", "Percent, SA", "SA"),
        ("M2 money stock (SA)", "Billions USD", "SA"),
        ("Real GDP, SAAR", "Billions USD", "SAAR"),
        ("Payrolls, Not Seasonally Adjusted", "Percent", "NSA"),
        ("Payrolls, seasonally adjusted", "Percent", "SA"),
        ("GDP, Seasonally Adjusted Annual Rate", "Percent", "SAAR"),
        ("Exports to SA and others", "Percent", "none"),
    ],
)
def test_seasonal_adjustment_is_read_from_the_unit_or_the_title(title: str, unit: str, expected: str) -> None:
    row = {"source": "fred", "code": "X", "title": title, "unit": unit, "frequency": "M"}
    assert fields_of(row)["seasonal_adjustment"] == expected


def test_a_unit_that_is_not_understood_is_named_in_the_result(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small(tmp_path, "fred,A,x,cents/kWh,M", "fred,B,x,Percent,M", "fred,C,x,Millions EUR,M", "fred,D,x,Index,M")
    assert imported(tmp_path).unread == {"fred/A.csv": "cents/kWh", "fred/C.csv": "Millions EUR"}
    emptied()
    call_command("archive", "import", str(tmp_path))
    assert "fred/A.csv (cents/kWh), fred/C.csv (Millions EUR)" in capsys.readouterr().out


DAYS_45 = datetime(2026, 3, 17, tzinfo=UTC) - datetime(2026, 1, 31, tzinfo=UTC)


def test_a_slug_that_is_taken_is_not_taken_over(archive: Path) -> None:
    factories.indicator("prices", code="OTHER")
    found = imported(archive)
    assert "prices_2" in found.created
    assert Indicator.objects.get(slug="prices").code == "OTHER"


def test_a_withdrawn_figure_is_recorded_as_such(archive: Path) -> None:
    imported(archive)
    [gone] = Observation.objects.filter(value=None)
    assert gone.known_from.timestamp() * 1_000_000 == (20_454 + 130) * DAY


def test_all_207_real_series_are_recorded_47_of_them_with_dated_vintages() -> None:
    found = imported(shared("archive"))
    assert (found.series, len(found.created), found.errors) == (207, 207, {})
    assert Observation.objects.filter(pseudo=False).values("indicator").distinct().count() == 47
    assert imported(shared("archive")).changed == 0
