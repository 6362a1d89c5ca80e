"""The walk-forward backtest: stored once, continued where it was interrupted, never edited; and what it prints."""

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from claims.backtests import walkforward
from claims.backtests.pastevidence import gather
from claims.backtests.walkforward import Options, run
from claims.models import Backtest, Calibration, PastClaims
from evidence.sources import SourceError

STEP = Options(since=2021, step=13)


@pytest.fixture
def past(world: Path, inline: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Indicators with figures; the folder of their archive, one pool process."""
    monkeypatch.setenv("COLUMNS", "80")
    return world


def rows() -> list[tuple[Any, ...]]:
    return list(
        PastClaims.objects.order_by("subject", "on").values_list("subject", "on", "p", "base_rates", "outcomes")
    )


def test_every_subject_is_asked_about_on_every_day_and_measured(past: Path) -> None:
    evidence, heard = gather(past), []
    backtest = run(evidence, STEP, progress=lambda done, total: heard.append((done, total)))
    total = len(evidence.subjects) * len(walkforward.openings(STEP, evidence))
    assert backtest.past_claims.count() == total
    assert heard[0] == (0, total)
    assert heard[-1] == (total, total)
    cells = {(one.kind, one.family, one.horizon, one.age) for one in backtest.calibrations.all()}
    assert ("", "", "", 0) in cells
    assert {horizon for kind, family, horizon, age in cells if not kind and not family} >= {"", "1m", "6m", "12m"}
    found = walkforward.scored(backtest)
    assert backtest.calibrations.get(kind="", family="", horizon="", age=0).figures["n"] == int((found.age == 0).sum())


def test_a_run_that_was_interrupted_goes_on_where_it_stopped(past: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    evidence = gather(past)
    monkeypatch.setattr(walkforward, "DAYS_TOGETHER", 1)

    def stop(done: int, total: int) -> None:
        if done >= total // 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(evidence, STEP, progress=stop)
    before = {row[:2]: row for row in rows()}
    assert before
    assert not Calibration.objects.exists()
    heard: list[int] = []
    run(evidence, STEP, progress=lambda done, total: heard.append(done))
    assert heard[0] == len(before)
    after = {row[:2]: row for row in rows()}
    assert before.items() <= after.items()
    assert Backtest.objects.count() == 1
    whole = rows()
    run(evidence, STEP)
    assert rows() == whole, "a run again adds nothing"


def test_other_evidence_or_options_are_another_backtest(past: Path) -> None:
    one = run(gather(past), STEP)
    two = run(gather(past), Options(since=2021, step=25))
    three = run(gather(past, ["PRICES"]), STEP)
    assert len({one.pk, two.pk, three.pk}) == 3


def test_what_was_found_is_never_edited(past: Path) -> None:
    backtest = run(gather(past), STEP)
    for row in (backtest, backtest.past_claims.first(), backtest.calibrations.first()):
        table = row._meta.db_table
        for statement in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}"):  # noqa: S608 - our own table
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(statement)


def test_archive_and_database_tell_the_same_past(past: Path) -> None:
    by_archive, by_database = gather(past), gather(None)
    assert by_archive.histories.keys() <= by_database.histories.keys()
    for slug, own in by_archive.histories.items():
        other = by_database.histories[slug]
        assert (own.known == other.known).all()
        assert (own.values == other.values).all()


def test_a_series_that_is_not_there_is_named(past: Path) -> None:
    with pytest.raises(LookupError, match="NOSUCH"):
        gather(past, ["NOSUCH"])
    with pytest.raises(SourceError, match="manifest"):
        gather(past / "absent")


def test_a_column_that_an_archives_list_lacks_is_named(past: Path) -> None:
    (past / "manifest.csv").write_text("source,code\nagency,PRICES\n", encoding="utf-8")
    with pytest.raises(SourceError, match=r"in .*manifest\.csv, found no title"):
        gather(past)


def test_a_series_that_only_the_archive_knows_is_described_by_its_list(past: Path) -> None:
    manifest = past / "manifest.csv"
    with manifest.open(encoding="utf-8", newline="") as lines:
        header = list(csv.DictReader(lines).fieldnames or ())
    source = "agency"
    months = [f"{year}-{month:02d}-01" for year in range(2000, 2020) for month in range(1, 13)]
    for code, unit, first in (("NEW.PRICE", "Index", 100.0), ("NEW.RATE", "Percent", 2.0), ("NEW.FLAG", "0/1", 0.0)):
        line = {"source": source, "code": code, "title": code, "unit": unit, "frequency": "M"}
        with manifest.open("a", encoding="utf-8", newline="") as lines:
            csv.DictWriter(lines, header, restval="", lineterminator="\n").writerow(line)
        body = "\n".join(f"{month},{first + number % 7 / 10}," for number, month in enumerate(months))
        (past / source / f"{code}.csv").write_text(f"period,value,known_from\n{body}\n", encoding="utf-8")
    found = gather(past)
    assert found.measures["agency_new_price"].walk == "log"
    assert found.measures["agency_new_rate"].walk == "level"
    assert "agency_new_flag" not in found.histories
    families = {one.name: one.family for one in found.subjects}
    assert (families["agency_new_price"], families["agency_new_rate"]) == ("other amounts", "other rates")


@pytest.fixture
def command(past: Path, tmp_path: Path, settings: Any, capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs the command on the archive; what it prints."""
    settings.BASE_DIR = tmp_path
    (tmp_path / "fixtures").symlink_to(tmp_path / "content")

    def running(*words: str) -> str:
        call_command("backtest", "--archive", str(past), "--since", "2021", "--step", "13", *words)
        return capsys.readouterr().out

    return running


def test_the_tables_fit_a_terminal_and_name_every_horizon_and_kind(command: Callable[..., str]) -> None:
    said = command()
    assert all(len(line) <= 80 for line in said.splitlines())
    assert not [line for line in said.splitlines() if "…" in line and not line.startswith("  asking")]
    for word in ("By horizon", "12-month", "By kind", "trend", "event", "Reliability", "0.9-1.0", "after 15 months"):
        assert word in said, word


def test_what_is_read_later_from_a_file_says_how_far_it_had_come(command: Callable[..., str]) -> None:
    assert "asking …" in command()


def test_a_backtest_of_some_series_is_stored_as_such(command: Callable[..., str]) -> None:
    command("--series", "PRICES")
    assert Backtest.objects.get().options == {"since": 2021, "step": 13, "series": ["PRICES"]}


def test_the_tables_come_in_chinese(command: Callable[..., str]) -> None:
    said = command("--language", "zh-hant")
    assert "12 個月" in said
    assert "By horizon" not in said


def test_scores_and_cases_are_written_for_others(command: Callable[..., str], tmp_path: Path) -> None:
    command("--out", str(tmp_path / "scores.json"))
    command("--out", str(tmp_path / "cases.csv"))
    data = json.loads((tmp_path / "scores.json").read_text(encoding="utf-8"))
    whole = next(one for one in data["cells"] if not (one["kind"] or one["class"] or one["horizon"] or one["age"]))
    with (tmp_path / "cases.csv").open(encoding="utf-8", newline="") as lines:
        cases = [row for row in csv.DictReader(lines) if row["age"] == "0"]
    assert len(cases) == whole["n"]
    clipped = [min(max(float(row["p"]), 0.02), 0.98) for row in cases]
    brier = sum((p - float(row["y"])) ** 2 for p, row in zip(clipped, cases, strict=True)) / len(cases)
    assert brier == pytest.approx(whole["brier"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--out", "x.txt"), ".json or .csv"),
        (("--processes", "-1"), "--processes of at least 1"),
        (("--out", "absent/x.csv"), "folder that is there"),
        (("--step", "0"), "--step"),
        (("--series", "NONE"), "NONE"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_takes_time(
    command: Callable[..., str], words: tuple[str, ...], said: str
) -> None:
    with pytest.raises(CommandError, match=said):
        command(*words)
    assert not Backtest.objects.exists()
