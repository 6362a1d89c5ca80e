"""`claimbase archive export|import`: what an operator sees."""

import shutil
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evidence.models import Indicator
from tests import factories
from tests.evidence.archive.installation import contents, emptied, furnish
from tests.evidence.sources.played import shared

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")


def test_both_ways_say_what_they_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    furnish()
    call_command("archive", "export", str(tmp_path / "out"))
    told = capsys.readouterr().out
    assert f"4 series with 11 figures exported to {tmp_path / 'out'}" in told
    assert "The licence of 1 of them does not let raw figures be passed on" in told
    assert "whoever can run this command is an operator of this installation" in told
    assert "Without figures: silent" in told
    emptied()
    call_command("archive", "import", str(tmp_path / "out"))
    told = capsys.readouterr().out
    assert "4 series recorded, 11 observations new or changed" in told
    assert "unverified: " in told


def test_it_speaks_chinese_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    furnish()
    call_command("archive", "export", str(tmp_path / "out"), "--language", "zh-hant")
    assert "已將 4 個數列共 11 筆數字匯出至" in capsys.readouterr().out


def test_a_selection_is_exported_alone(tmp_path: Path) -> None:
    furnish()
    call_command("archive", "export", str(tmp_path), "--series", "prices", "capex")
    assert set(contents(tmp_path)) == {
        "manifest.csv", "checksums.txt", "fred/PPI.csv", "sec/NVDA.capex.quarterly.csv",
    }  # fmt: skip


def test_a_formula_is_not_exported_as_figures(tmp_path: Path) -> None:
    furnish()
    with pytest.raises(CommandError, match=r"got formulas: doubled = prices \* 2; export what they are made of"):
        call_command("archive", "export", str(tmp_path), "--series", "doubled")
    with pytest.raises(CommandError, match="got nonsense"):
        call_command("archive", "export", str(tmp_path), "--series", "nonsense")


def test_a_bad_file_is_shown_with_both_checksums_and_ends_with_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    furnish()
    call_command("archive", "export", str(tmp_path / "out"))
    emptied()
    (tmp_path / "out" / "fred" / "PPI.csv").write_text("period,value,known_from,pseudo_from\n")
    with pytest.raises(SystemExit, match="1"):
        call_command("archive", "import", str(tmp_path / "out"))
    told = capsys.readouterr().out
    assert "fred/PPI.csv expected archive file PPI.csv with the SHA-256" in told
    assert "3 series recorded" in told


def part_of(archive: Path, folder: Path, *codes: str) -> Path:
    """An archive of these FRED series of another one."""
    first, *rows = (archive / "manifest.csv").read_text().splitlines(keepends=True)
    wanted = [row for row in rows if any(row.startswith(f"fred,{code},") for code in codes)]
    assert len(wanted) == len(codes)
    (folder / "manifest.csv").write_text(first + "".join(wanted))
    (folder / "fred").mkdir()
    for code in codes:
        shutil.copy(archive / "fred" / f"{code}.csv", folder / "fred")
    return folder


def test_an_indicator_that_an_archive_brought_gets_its_name_from_content_later(tmp_path: Path) -> None:
    factories.indicator("fred_payems", source=factories.source("fred"), code="PAYEMS", unit="thousand person")
    factories.indicator("own", source=factories.source("fred"), code="SOMETHING_ELSE")
    call_command("archive", "import", str(part_of(shared("archive"), tmp_path, "PAYEMS", "UNRATE")))
    assert not Indicator.objects.filter(slug="fred_payems").exists()
    assert Indicator.objects.get(source__slug="fred", code="PAYEMS", unit="thousand person").unit == "thousand person"
    assert Indicator.objects.filter(slug="own").exists()
