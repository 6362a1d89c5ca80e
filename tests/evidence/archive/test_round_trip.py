"""An archive that is exported, imported into an empty database and exported again has the same bytes."""

import subprocess
from pathlib import Path

import pytest

from evidence.archive import export_archive, import_archive
from evidence.ingest import ingest
from evidence.models import Indicator, Observation, Source
from evidence.publication import DAY
from evidence.refresh import refresh
from tests import factories
from tests.evidence.archive.installation import JANUARY, NOW, contents, emptied, furnish, rows

pytestmark = pytest.mark.django_db


def test_export_import_into_an_empty_database_and_export_gives_the_same_bytes(tmp_path: Path) -> None:
    furnish()
    first = export_archive(tmp_path / "first")
    recorded, files = rows(), contents(tmp_path / "first")
    assert (first.series, first.rows, len(recorded)) == (4, 11, 11)
    emptied()
    assert not Source.objects.exists()

    came = import_archive(tmp_path / "first", now=NOW)
    assert (came.series, came.errors) == (4, {})
    assert sorted(came.created) == ["capex", "claims", "laws", "prices"]
    assert rows() == recorded, "moments, inferred or not, withdrawn figures and ends of validity"
    export_archive(tmp_path / "second")
    assert contents(tmp_path / "second") == files
    prices = Indicator.objects.get(slug="prices")
    assert (prices.name, prices.name_zh, prices.publication_lag) == ('Prices, "all"', "物價", 14)
    assert prices.never_collected == ["2025-10"]


def test_importing_twice_changes_nothing(tmp_path: Path) -> None:
    furnish()
    export_archive(tmp_path / "first")
    for _ in range(2):
        came = import_archive(tmp_path / "first", now=NOW)
        assert (came.changed, came.errors, came.created) == (0, {}, [])


def test_an_archive_of_the_same_figures_read_by_a_refresh_gives_the_same_rows(tmp_path: Path) -> None:
    furnish()
    recorded = rows()
    export_archive(tmp_path / "first")
    emptied(indicators=False)
    refresh(Indicator.objects.raw().select_related("source"), client=None, now=NOW,
            settings={"findings": "/nowhere"}, archive_folder=tmp_path / "first")  # fmt: skip
    assert rows() == recorded


def test_what_an_archive_said_of_the_origin_is_handed_on(tmp_path: Path) -> None:
    (tmp_path / "fred").mkdir()
    (tmp_path / "fred" / "X.csv").write_text("period,value,known_from\n2026-01-01,1,\n")
    (tmp_path / "manifest.csv").write_text(
        "source,code,title,unit,frequency,origin\nfred,X,x,Percent,M,somebody@abc data/x.csv\n"
    )
    import_archive(tmp_path, now=NOW)
    export_archive(tmp_path / "out")
    assert b"somebody@abc data/x.csv" in contents(tmp_path / "out")["manifest.csv"]


def test_coreutils_verify_the_checksums(tmp_path: Path) -> None:
    furnish()
    export_archive(tmp_path / "first")
    command = ["sha256sum", "--check", "--strict", "checksums.txt"]
    said = subprocess.run(command, cwd=tmp_path / "first", capture_output=True, text=True, check=True)
    assert said.stdout.count(": OK") == 5
    (tmp_path / "first" / "fred" / "PPI.csv").write_text("changed")
    assert subprocess.run(command, cwd=tmp_path / "first", capture_output=True, check=False).returncode == 1


def test_a_figure_recorded_otherwise_before_is_kept_and_named(tmp_path: Path) -> None:
    furnish()
    export_archive(tmp_path / "first")
    emptied(indicators=False)
    laws = Indicator.objects.get(slug="laws")
    ingest(factories.batch(laws, [(JANUARY + 8, (JANUARY + 9) * DAY, 7.0)]))
    came = import_archive(tmp_path / "first", now=NOW)
    assert list(came.errors) == ["analyst/laws.csv"]
    assert "got 1 others; kept the first" in came.errors["analyst/laws.csv"]
    assert Observation.objects.get(indicator=laws, period="2026-01-09").value == 7.0
