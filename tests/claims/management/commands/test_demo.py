"""`./run demo` on a small article with an archive made here: one command, safe to repeat and to interrupt."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.management.commands import demo
from claims.models import Assessment, Settlement
from tests.claims import content

Run = Callable[..., str]


@pytest.fixture
def installation(
    db: None, inline: None, tmp_path: Path, settings: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A folder with content, an archive, and nothing in the database."""
    settings.BASE_DIR = tmp_path  # type: ignore[attr-defined]
    content.write(tmp_path / "fixtures")
    content.archive(tmp_path / "archive")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")
    return tmp_path


@pytest.fixture
def run(installation: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the demo on the small archive; what it prints."""

    def running(*words: str, as_of: str = str(content.AS_OF)) -> str:
        call_command("demo", "--offline", "--archive", "archive", "--as-of", as_of, *words)
        return capsys.readouterr().out

    return running


def scorecard(folder: Path) -> dict[str, object]:
    return json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))


def test_one_command_loads_refreshes_assesses_and_publishes(run: Run, installation: Path) -> None:
    said = run()
    assert "agency (archive): 2 of 2 series, 624 observations new or changed" in said
    assert "4 of 5 measured claims have a verdict (1 by a stand-in, marked *)." in said
    assert "1 fact checks and 1 judged claims stand apart." in said
    for name in ("html", "json", "csv", "md", "zh-Hant.html", "zh-Hant.md"):
        assert f"out/scorecard.{name}" in said
        assert (installation / "out" / f"scorecard.{name}").is_file()


def test_it_enters_no_settlement_and_says_how_many_are_to_be_entered_and_how(run: Run) -> None:
    assert "not entered in the ledger" not in " ".join(run().split()), "drafts are never settled"
    content.enter()
    said = " ".join(run().split())
    assert "Outcomes that are computed but not entered in the ledger: 1. `./run claimbase settle` enters them" in said
    assert not Settlement.objects.exists()
    call_command("settle")
    assert "not entered in the ledger" not in " ".join(run(as_of=str(datetime.now(UTC).date())).split())


def test_the_table_fits_80_columns_and_names_every_claim_with_what_it_lacks(run: Run) -> None:
    lines = run().splitlines()
    assert max(len(line) for line in lines if "/scorecard." not in line) <= 80
    for number in range(1, 8):
        assert sum(line.strip().startswith(f"C{number} ") for line in lines) == 1
    assert any("lacks JOBS" in line for line in lines)
    assert any("on track*" in line for line in lines), "a stand-in is starred"


def test_a_second_run_changes_nothing(run: Run, installation: Path) -> None:
    run()
    before = {file.name: file.read_bytes() for file in (installation / "out").iterdir()}
    rows = Assessment.objects.count()
    assert "agency (archive): 2 of 2 series, 0 observations new or changed" in run()
    assert {file.name: file.read_bytes() for file in (installation / "out").iterdir()} == before
    assert Assessment.objects.count() == rows


def test_an_earlier_day_knows_less(run: Run, installation: Path) -> None:
    run(as_of="2026-01-10")
    used = {one["indicator"]: one["newest"] for one in scorecard(installation / "out")["data"]}
    assert used == {"power": "2025-11", "prices": "2025-11", "jobs": None}
    run()
    used = {one["indicator"]: one["newest"] for one in scorecard(installation / "out")["data"]}
    assert used == {"power": "2025-12", "prices": "2025-12", "jobs": None}


def test_a_day_before_the_first_article_is_refused(run: Run) -> None:
    with pytest.raises(CommandError, match="expected a day from 2025-12-01, when the first article was published"):
        run(as_of="2025-11-30")


def test_a_day_ahead_is_pointed_out_and_counts_what_is_known(run: Run, installation: Path) -> None:
    ahead = datetime.now(UTC).date() + timedelta(days=3)
    assert f"{ahead} lies ahead" in run(as_of=str(ahead))
    assert scorecard(installation / "out")["as_of"] == str(ahead)


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2026-2", ""])
def test_what_is_no_day_is_refused(day: str, run: Run) -> None:
    with pytest.raises(CommandError, match="expected a day such as 2026-08-22, got"):
        run(as_of=day)


def test_a_folder_that_is_no_archive_is_refused_before_anything_is_done(installation: Path) -> None:
    (installation / "empty").mkdir()
    for folder in ("empty", "nowhere"):
        with pytest.raises(CommandError, match=rf"expected an evidence archive with a manifest\.csv in {folder}"):
            call_command("demo", "--offline", "--archive", folder)
    assert not (installation / "out").exists()


def test_a_damaged_file_of_an_archive_is_named_and_the_rest_is_used(run: Run, installation: Path) -> None:
    (installation / "archive" / "agency" / "POWER.csv").write_text("period,value\n2026-01-01,1\n")
    said = " ".join(run().split())
    assert "agency (archive): 1 of 2 series" in said
    assert "POWER expected archive file POWER.csv with the header period,value,known_from" in said
    assert "lacks POWER" in said


def test_places_that_cannot_be_written_to_are_named(run: Run, installation: Path) -> None:
    (installation / "a file").write_text("")
    with pytest.raises(CommandError, match="expected a folder after --out, got the file a file"):
        run("--out", "a file")
    with pytest.raises(
        CommandError, match=r"expected to write into a file/below, got: .*name another folder with --out"
    ):
        run("--out", "a file/below")


def test_a_mistake_in_content_is_a_sentence(run: Run, installation: Path) -> None:
    file = installation / "fixtures" / "indicators" / "all.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('frequency = "M"', 'frequency = "M"\ncolour = "red"', 1))
    with pytest.raises(CommandError, match=r"expected keys among .* at \[prices\] in all\.toml, got colour"):
        run()


def test_an_interrupted_run_leaves_no_half_scorecard_and_the_next_one_completes(
    run: Run, installation: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopping(*arguments: object, **options: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demo, "assess", stopping)
        with pytest.raises(KeyboardInterrupt):
            run()
    assert not (installation / "out").exists()
    run()
    assert len(scorecard(installation / "out")["claims"]) == 7  # type: ignore[arg-type]


def test_offline_no_client_is_made(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "Client", lambda *hosts: pytest.fail("expected no client"))
    run()


def test_what_is_printed_can_be_chinese(run: Run) -> None:
    said = run("--language", "zh-hant")
    assert "計分卡（截至 2026-02-20）" in said
    assert "電力" in said or "論點C1" in said
    assert "measured" not in said


@pytest.mark.parametrize("day", ["9999-12-31", "2300-01-01"])
def test_a_day_too_far_ahead_is_refused_at_once(day: str) -> None:
    with pytest.raises(CommandError, match=f"expected a day at most ten years ahead of today.* got {day}"):
        call_command("demo", "--offline", "--as-of", day)


def test_a_run_says_at_the_start_how_long_it_takes_and_then_each_long_step(run: Run) -> None:
    lines = [line.strip() for line in run().splitlines()]
    assert "minutes" in lines[0]
    steps = ["preparing the database …", "loading indicators and claims …", "agency (archive) 1 of 2 …",
             "assessing: futures 0 of", "assessing: earlier dates 0 of 1 …", "assessing: changes 0 of",
             "writing the scorecard …"]  # fmt: skip
    places = [next(place for place, line in enumerate(lines) if line.startswith(step)) for step in steps]
    assert places == sorted(places)
