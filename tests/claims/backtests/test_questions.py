"""Past questions of any file, on any archive: what is settled, what is said of the rest, and what is written."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from claims.backtests.questions import backtest, read_questions

HEADER = "forecast_due_date,series_id,resolution_date,resolved_to\n"
SUNDAYS = [date(2005, 1, 2) + timedelta(weeks=week) for week in range(1100)]  # to 2026-01-25, one more a week


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """An archive of one weekly series that rises by one a week."""
    folder = tmp_path / "archive"
    (folder / "fred").mkdir(parents=True)
    (folder / "manifest.csv").write_text("source,code,title,unit,frequency\nfred,RISING,Rising,Index,W\n", "utf-8")
    rows = "".join(f"{day},{100 + week},\n" for week, day in enumerate(SUNDAYS))
    (folder / "fred" / "RISING.csv").write_text(f"period,value,known_from\n{rows}", "utf-8")
    return folder


@pytest.fixture
def asked(tmp_path: Path) -> Path:
    """Four questions: as recorded, recorded otherwise, of a day that the series does not reach, and of no series."""
    file = tmp_path / "questions.csv"
    file.write_text(
        HEADER + "2024-01-07,RISING,2024-04-07,1.0\n2024-01-07,RISING,2024-02-04,0.0\n"
        "2025-06-01,RISING,2026-06-07,1.0\n2024-01-07,NOSUCH,2024-04-07,\n",
        encoding="utf-8",
    )
    return file


@pytest.fixture
def command(
    archive: Path, asked: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Runs the command on these questions; what it prints."""
    monkeypatch.setenv("COLUMNS", "120")

    def running(*words: str) -> str:
        call_command("backtest", "questions", str(asked), "--archive", str(archive), *words)
        return capsys.readouterr().out

    return running


def test_a_question_beyond_the_end_of_its_series_is_pending_and_not_settled_on_an_old_value(
    archive: Path, asked: Path
) -> None:
    found = backtest(read_questions(asked), archive)
    assert [one.outcome for one in found.settled] == [1.0, 1.0, None, None]
    assert [answer is None for answer in found.answers] == [False, False, False, True]


def test_what_was_recorded_otherwise_and_what_is_pending_is_listed(command: Callable[..., str]) -> None:
    said = command()
    assert "2 of 4 questions settled, 2 pending" in said
    assert "1 of 2 (50.00%) as recorded" in said
    assert "revised: RISING 2024-01-07 1092, 2024-02-04 1096; recorded 0" in said
    assert "pending: RISING to 2026-06-07, reaches 2026-01-25" in said
    assert "pending: NOSUCH to 2024-04-07, is not in the archive" in said


def test_scores_stand_by_horizon_beside_one_half_a_random_walk_and_climatology(command: Callable[..., str]) -> None:
    said = command()
    for word in ("engine", "always 0.5", "random walk", "climatology", "28 days", "91 days", "371 days"):
        assert word in said, word
    assert "calibration: slope" in said


def test_probabilities_are_written_in_the_order_of_the_file_and_without_an_answer_left_empty(
    command: Callable[..., str], asked: Path, tmp_path: Path
) -> None:
    command("--out", str(tmp_path / "p.csv"))
    with (tmp_path / "p.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert list(rows[0]) == ["forecast_due_date", "series_id", "resolution_date", "p"]
    given = list(csv.DictReader(asked.read_text(encoding="utf-8").splitlines()))
    assert [[row[name] for name in list(row)[:3]] for row in rows] == [
        [row[name] for name in list(row)[:3]] for row in given
    ]
    assert [row["p"] == "" for row in rows] == [False, False, False, True]
    assert all(0.5 < float(row["p"]) <= 0.98 for row in rows[:3])


def test_no_recorded_outcome_is_read_by_the_engine(archive: Path, asked: Path, tmp_path: Path) -> None:
    blank = tmp_path / "blank.csv"
    blank.write_text(asked.read_text(encoding="utf-8").replace(",1.0", ",").replace(",0.0", ","), encoding="utf-8")
    with_them, without = (backtest(read_questions(file), archive).answers for file in (asked, blank))
    assert with_them == without
