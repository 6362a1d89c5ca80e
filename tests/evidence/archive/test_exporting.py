"""An export that is interrupted goes on; what it writes is whole, and nothing of others is touched."""

import fcntl
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.archive import ArchiveError, export_archive, parts
from evidence.archivefiles import read_checksums, sha256_of
from evidence.models import Indicator
from evidence.publication import DAY
from tests import factories
from tests.evidence.archive.installation import JANUARY, contents, emptied, furnish, put

pytestmark = pytest.mark.django_db
PRICES = """period,value,known_from,pseudo_from
2026-01-01,100.1,,2026-02-15
2026-01-01,100.30000000000001,2026-03-02T12:00:00.123456Z,
2026-02-01,1e-17,2026-08-09,
2026-03-01,102,2026-04-11,
2026-03-01,,2026-05-11,
2026-03-01,102,2026-06-10,
"""


def interrupted(folder: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """An export that is killed while it writes the file after so many."""
    with monkeypatch.context() as patch:
        statement, left = parts._FIGURES, iter([True] * after)

        class Killed:
            def format(self, **given: object) -> object:
                if not next(left, False):
                    raise KeyboardInterrupt
                return statement.format(**given)

        patch.setattr(parts, "_FIGURES", Killed())
        with pytest.raises(KeyboardInterrupt):
            export_archive(folder)


@pytest.fixture(autouse=True)
def _furnished() -> None:
    furnish()


def test_a_file_says_every_vintage_and_which_moments_were_inferred(tmp_path: Path) -> None:
    export_archive(tmp_path, ["prices"])
    assert (tmp_path / "fred" / "PPI.csv").read_text() == PRICES
    [header, row] = (tmp_path / "manifest.csv").read_text().splitlines()
    assert header.startswith("source,code,title,unit,frequency,first,last,periods,dated_vintages,licence,origin,")
    assert row.startswith('fred,PPI,"Prices, ""all""",index[1982-84=100],M,2026-01-01,2026-03-01,3,5,terms of use,'
                          '"FRED, St. Louis, https://fred.example/",')  # fmt: skip


def test_a_fiscal_quarter_is_dated_by_its_last_day(tmp_path: Path) -> None:
    export_archive(tmp_path, ["capex"])
    assert (tmp_path / "sec" / "NVDA.capex.quarterly.csv").read_text().splitlines()[1].startswith("2026-03-31,")


def test_an_interrupted_export_is_no_archive_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    export_archive(tmp_path / "whole")
    interrupted(tmp_path / "part", monkeypatch, after=2)
    names = set(contents(tmp_path / "part"))
    assert names == {"unfinished.csv", "analyst/laws.csv", "fred/CCSA.csv"}
    found = export_archive(tmp_path / "part")
    assert (found.kept, found.series) == (2, 4)
    assert contents(tmp_path / "part") == contents(tmp_path / "whole")


def test_what_became_known_since_or_was_changed_is_written_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(tmp_path / "part", monkeypatch, after=2)
    put(Indicator.objects.get(slug="laws"), [(JANUARY + 20, (JANUARY + 21) * DAY, 1.0, False)])
    (tmp_path / "part" / "fred" / "CCSA.csv").write_text("somebody else's")
    assert export_archive(tmp_path / "part").kept == 0
    export_archive(tmp_path / "whole")
    assert contents(tmp_path / "part") == contents(tmp_path / "whole")


def test_figures_of_another_database_are_not_taken_for_this_one_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(tmp_path / "part", monkeypatch, after=1)
    emptied()
    laws = factories.indicator("laws", source=factories.source("analyst"), code="laws", frequency="D", unit="count")
    for day in (JANUARY + 3, JANUARY + 8):  # as many as in the other
        put(laws, [(day, (JANUARY + 31) * DAY, 5.0, False)])
    assert export_archive(tmp_path / "part").kept == 0
    assert b",5,2026-02-01," in contents(tmp_path / "part")["analyst/laws.csv"]


def test_what_an_interrupted_export_wrote_and_this_one_was_not_asked_for_is_taken_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    interrupted(tmp_path, monkeypatch, after=2)
    export_archive(tmp_path, ["prices"])
    assert set(contents(tmp_path)) == {"manifest.csv", "checksums.txt", "fred/PPI.csv"}


def test_a_journal_that_was_cut_short_or_points_elsewhere_is_not_followed(tmp_path: Path) -> None:
    victim = tmp_path / "victim.csv"
    victim.write_text("mine")
    folder = tmp_path / "part"
    folder.mkdir()
    (folder / "unfinished.csv").write_text(f"../victim.csv,x,1,2\n{victim},x,1,2\nfred/PPI.csv,abc")
    export_archive(folder)
    assert victim.read_text() == "mine"
    assert read_checksums(folder)["fred/PPI.csv"] == sha256_of(folder / "fred" / "PPI.csv")


@pytest.mark.parametrize("found", ["manifest.csv", "checksums.txt", "holiday.jpg"])
def test_a_folder_with_anything_else_is_left_alone(found: str, tmp_path: Path) -> None:
    (tmp_path / found).write_text("mine")
    with pytest.raises(ArchiveError, match="expected an empty folder or an unfinished export, got"):
        export_archive(tmp_path)
    assert contents(tmp_path) == {found: b"mine"}


def test_two_exports_do_not_write_to_one_folder(tmp_path: Path) -> None:
    with (tmp_path / "unfinished.csv").open("a") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        with pytest.raises(ArchiveError, match="got another export that writes there"):
            export_archive(tmp_path)


def test_a_code_that_can_name_no_file_is_named_and_the_others_are_exported(tmp_path: Path) -> None:
    odd = factories.indicator("odd", source=factories.source("fred"), code="../X")
    put(odd, [(JANUARY, (JANUARY + 45) * DAY, 1.0, False)])
    found = export_archive(tmp_path)
    assert found.errors == {"odd": "expected a code that can name a file, got '../X'; not exported"}
    assert found.series == 4


def test_the_number_of_queries_does_not_grow_with_the_figures(tmp_path: Path) -> None:
    with CaptureQueriesContext(connection) as before:
        export_archive(tmp_path / "one")
    for day in range(40):
        put(Indicator.objects.get(slug="laws"), [(JANUARY + 100 + day, (JANUARY + 200) * DAY, 1.0, False)])
    with CaptureQueriesContext(connection) as after:
        export_archive(tmp_path / "two")
    assert len(after) == len(before)


def test_progress_ends_at_all_series(tmp_path: Path) -> None:
    shown: list[tuple[int, int]] = []
    export_archive(tmp_path, progress=lambda done, total: shown.append((done, total)))
    assert shown[0] == (0, 4), "the fifth has no figures"
    assert shown[-1] == (4, 4)
