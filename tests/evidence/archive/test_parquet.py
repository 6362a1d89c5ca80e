"""Parquet beside the CSV, where pyarrow is installed."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from evidence.archive import ArchiveError, export_archive, import_archive
from evidence.archivefiles import read_checksums
from tests.evidence.archive.installation import NOW, contents, furnish

pytestmark = pytest.mark.django_db


def test_without_pyarrow_the_wish_is_refused_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("evidence.archive.parquet.find_spec", lambda name: None)
    with pytest.raises(ArchiveError, match=r"expected pyarrow .*, found none; .*-m pip install pyarrow"):
        export_archive(tmp_path, parquet=True)
    assert contents(tmp_path) == {}


@pytest.mark.skipif(find_spec("pyarrow") is None, reason="pyarrow is not installed; it is in no lock of ours")
def test_parquet_has_the_same_figures_with_types(tmp_path: Path) -> None:
    from pyarrow import parquet

    furnish()
    export_archive(tmp_path, parquet=True)
    table = parquet.read_table(tmp_path / "fred" / "PPI.parquet")
    assert [f"{field.name} {field.type}" for field in table.schema] == [
        "period date32[day]", "value double", "known_from timestamp[us, tz=UTC]", "pseudo bool",
    ]  # fmt: skip
    columns = table.to_pydict()
    assert columns["value"] == [100.1, 100.30000000000001, 1e-17, 102.0, None, 102.0]
    assert [str(moment) for moment in columns["known_from"]][:2] == [
        "2026-02-15 00:00:00+00:00", "2026-03-02 12:00:00.123456+00:00",
    ]  # fmt: skip
    assert columns["pseudo"] == [True, False, False, False, False, False]
    sums = read_checksums(tmp_path)
    assert sums is not None
    assert "fred/PPI.parquet" in sums
    assert import_archive(tmp_path, now=NOW).errors == {}
