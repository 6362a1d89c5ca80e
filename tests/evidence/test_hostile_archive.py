"""An archive comes from others: whatever is in a file of it costs that series only, with a word why."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.models import Fetch, Indicator, Observation, Source
from evidence.refresh import refresh
from evidence.sources import SourceError, archive, jsonbody

pytestmark = pytest.mark.django_db
HEADER = "period,value,known_from\n"
HOSTILE = {
    "a cell without end": (f'{HEADER}2026-01-01,"{"9" * 200_000}",\n', "expected rows of short cells"),
    "the last year of all": (f"{HEADER}9999-12-01,1,\n", "expected days from 1600-01-01 to 2299-12-31"),
    "the first year of all": (f"{HEADER}0001-01-01,1,\n", "got 0001-01-01"),
    "a publication at the end of time": (f"{HEADER}2026-01-01,1,9999-12-31\n", "got 9999-12-31"),
    "an infinity": (f"{HEADER}2026-01-01,inf,\n", "got an infinity"),
    "a spreadsheet's formula": (f"{HEADER}2026-01-01,=cmd|calc,\n", "expected numbers"),
    "a null byte": (f"{HEADER}2026-01-01,\0,\n", "expected numbers"),
    "a web page": ("<html></html>", "expected archive file BAD.csv with the header"),
}


@pytest.fixture
def series() -> list[Indicator]:
    fred = Source.objects.create(slug="fred", name="FRED", name_zh="FRED", licence="x")
    return [
        Indicator.objects.create(
            slug=code.lower(), name=code, name_zh=code, source=fred, code=code, frequency="M", unit="index",
            aggregation="mean", publication_lag=10,
        )
        for code in ("BAD", "GOOD")
    ]  # fmt: skip


def refreshed(folder: Path) -> dict[str, str]:
    """The errors of a refresh from the archive in a folder, whose second series is sound."""
    (folder / "manifest.csv").touch()
    (folder / "fred").mkdir(exist_ok=True)
    (folder / "fred" / "GOOD.csv").write_text(f"{HEADER}2026-01-01,1,\n")
    (outcome,) = refresh(
        Indicator.objects.raw().select_related("source"), client=None, now=datetime(2026, 5, 1, tzinfo=UTC),
        settings={}, archive_folder=folder,
    )  # fmt: skip
    return outcome.errors


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_named_and_kept_and_the_next_series_is_read(
    name: str, series: list[Indicator], tmp_path: Path
) -> None:
    body, why = HOSTILE[name]
    (tmp_path / "fred").mkdir()
    (tmp_path / "fred" / "BAD.csv").write_text(body)
    errors = refreshed(tmp_path)
    assert list(errors) == ["BAD"]
    assert why in errors["BAD"]
    assert Fetch.objects.get(codes=["BAD"]).payload is not None
    assert list(Observation.objects.values_list("indicator__code", "value")) == [("GOOD", 1.0)]


def test_a_body_that_breaks_its_reader_costs_that_series_only(
    series: list[Indicator], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    honest = archive.read

    def read(answers: list, request: archive.Request) -> list:
        if request.series[0].code == "BAD":
            raise KeyError("a defect of a reader")
        return honest(answers, request)

    monkeypatch.setattr(archive, "read", read)
    (tmp_path / "fred").mkdir()
    (tmp_path / "fred" / "BAD.csv").write_text(HEADER)
    assert "got one that broke the reader of fred: KeyError" in refreshed(tmp_path)["BAD"]
    assert Observation.objects.count() == 1


def test_a_link_out_of_the_archive_is_not_followed(series: list[Indicator], tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(f"{HEADER}2026-01-01,7,\n")
    folder = tmp_path / "archive"
    (folder / "fred").mkdir(parents=True)
    (folder / "fred" / "BAD.csv").symlink_to(tmp_path / "secret")
    assert "got a link out of it" in refreshed(folder)["BAD"]
    assert Fetch.objects.get(codes=["BAD"]).payload is None


def test_a_file_without_measure_is_not_read_into_memory(series: list[Indicator], tmp_path: Path) -> None:
    (tmp_path / "fred").mkdir()
    with (tmp_path / "fred" / "BAD.csv").open("wb") as stream:
        stream.truncate(archive.MOST_BYTES + 1)  # a hole, so the disk holds nothing
    assert "expected at most 200,000,000 bytes" in refreshed(tmp_path)["BAD"]


def test_json_nested_without_end_is_refused_as_such() -> None:
    with pytest.raises(SourceError, match="nested without end"):
        jsonbody.parsed(b"[" * 200_000, "figures")


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (
            "bn USD,M",
            "expected the unit index of bad in the archive's manifest, got 'bn USD', which differs by its dim",
        ),
        ("Billions USD (from knowledge: check),M", "which differs by its dimension"),
        ("index,Q", "expected the frequency M of bad in the archive's manifest, got 'Q'"),
        (f"index,{'9' * 200}", f"got '{'9' * 79}; nothing"),
    ],
)
def test_a_series_that_the_manifest_contradicts_is_kept_and_not_recorded(
    told: str, why: str, series: list[Indicator], tmp_path: Path
) -> None:
    manifest(tmp_path, f"source,code,title,unit,frequency\nfred,BAD,x,{told}\nfred,GOOD,x,Index 2017=100,M\n")
    errors = refreshed(tmp_path)
    assert list(errors) == ["BAD"]
    assert why in errors["BAD"]
    assert Fetch.objects.get(codes=["BAD"]).payload is not None
    assert list(Observation.objects.values_list("indicator__code", "value")) == [("GOOD", 1.0)]


@pytest.mark.parametrize(
    "text",
    [
        "source,code\nfred,BAD\n",
        "source,code,unit,frequency\nfred,BAD,furlongs,\n",
        "source,code,unit,frequency\nbls,BAD,percent,Q\n",
        "source,code,unit,frequency\nfred,BAD,index\n",
        "\ufeffsource,code,unit,frequency\nfred,BAD,index,M\n",
    ],
)
def test_what_a_manifest_does_not_say_or_cannot_be_understood_refuses_nothing(
    text: str, series: list[Indicator], tmp_path: Path
) -> None:
    manifest(tmp_path, text)
    assert refreshed(tmp_path) == {}
    assert Observation.objects.count() == 2


def test_a_manifest_that_changed_is_looked_at_again_where_the_figures_are_known(
    series: list[Indicator], tmp_path: Path
) -> None:
    manifest(tmp_path, "")
    assert refreshed(tmp_path) == {}
    manifest(tmp_path, "source,code,unit,frequency\nfred,BAD,percent,M\nfred,BAD,index,M\n")
    assert "got 'percent'" in refreshed(tmp_path)["BAD"], "the first of two lines counts"


def test_a_manifest_that_leads_out_of_the_archive_or_has_no_end_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("source,code\n")
    (tmp_path / "archive").mkdir()
    file = tmp_path / "archive" / "manifest.csv"
    places = {"archive": str(file.parent), "source": "fred"}
    file.symlink_to(tmp_path / "secret")
    with pytest.raises(SourceError, match="got a link out of it"):
        archive.requests([], places)
    file.unlink()
    file.write_text(f'source,code\n"{"9" * 200_000}')
    with pytest.raises(SourceError, match="expected rows of short cells"):
        archive.requests([], places)


def manifest(folder: Path, text: str) -> None:
    (folder / "fred").mkdir(exist_ok=True)
    (folder / "fred" / "BAD.csv").write_text(f"{HEADER}2026-01-01,1,\n")
    (folder / "manifest.csv").write_text(text, encoding="utf-8")
