"""Past questions of any file, on any archive: what is settled, what is said of the rest, and what is written."""

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.backtests.questions import backtest, read_questions
from claims.management.question_tables import group_word
from claims.scoring.direction.groups import _GROUPS

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


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("2024-01-07\n", "series_id of 1 to 100 characters in line 2"),
        ("2024-01-07,,2024-02-04,1\n", "series_id of 1 to 100 characters in line 2"),
        ("2024-01-07,RISING,2024-02-04,1\n2024-01-07," + "A" * 5000 + ",2024-02-04,1\n", "in line 3, got “AAAA"),
        ("2024-01-07," + "A" * 200_000 + ",2024-02-04,1\n", "a CSV file of questions, got .*field limit"),
        ("2024-01-07,RISING,2024-02-30,1\n", "ISO dates and an outcome of 0, 1 or none in line 2"),
        ("2024-02-04,RISING,2024-01-07,1\n", "line 2 to resolve to 0 or 1 after it is due"),
    ],
    ids=["short", "no series", "long series", "long field", "no day", "reversed"],
)
def test_a_bad_row_of_questions_is_named_by_its_line(
    command: Callable[..., str], asked: Path, rows: str, words: str
) -> None:
    asked.write_text(HEADER + rows, encoding="utf-8")
    with pytest.raises(CommandError, match=words):
        command()


def test_what_a_file_calls_a_series_is_shown_as_it_stands(command: Callable[..., str], asked: Path) -> None:
    asked.write_text(HEADER + "2024-01-07,[red]RISING[/blue],2024-02-04,1\n", encoding="utf-8")
    assert "pending: [red]RISING[/blue] to 2024-02-04, is not in the archive" in command()


def test_questions_that_stand_twice_are_told(command: Callable[..., str], asked: Path) -> None:
    assert "ask again" not in command()
    asked.write_text(HEADER + "2024-01-07,RISING,2024-02-04,1\n" * 3, encoding="utf-8")
    assert "2 of them ask again what an earlier line asks, and count again" in command()


def test_a_question_from_before_its_series_says_so(command: Callable[..., str], asked: Path) -> None:
    asked.write_text(HEADER + "2001-01-07,RISING,2005-02-04,1\n", encoding="utf-8")
    assert "pending: RISING to 2005-02-04, has no figure by 2001-01-07" in command()


def test_where_nothing_can_be_written_is_said_before_anything_is_asked(
    command: Callable[..., str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for place in (tmp_path, tmp_path / "absent" / "p.csv"):
        with pytest.raises(CommandError, match="a file in a folder that is there after --out"):
            command("--out", str(place))
    assert capsys.readouterr().out == ""


def test_a_full_disk_is_told_with_what_to_do(command: Callable[..., str]) -> None:
    with pytest.raises(CommandError, match=r"got: .*space left.*; name another file with --out"):
        command("--out", "/dev/full")


def test_questions_are_answered_in_chinese_wherever_the_language_stands(
    archive: Path, asked: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--archive", str(archive), "--out", str(tmp_path / "p.csv"), "--language", "zh-hant")
    for order in (("backtest", "questions", str(asked), *words), ("backtest", *words, "questions", str(asked))):
        (tmp_path / "p.csv").unlink(missing_ok=True)
        call_command(*order)
        said = capsys.readouterr().out
        assert "4 題中已結算 2 題" in said
        assert "settled" not in said
        assert "engine" not in said
        assert (tmp_path / "p.csv").is_file(), "what stands before the action counts too"


def test_without_a_terminal_a_line_says_that_it_is_asking(command: Callable[..., str]) -> None:
    assert "asking …" in command()


def test_an_archive_is_asked_for(asked: Path) -> None:
    with pytest.raises(CommandError, match="--archive"):
        call_command("backtest", "questions", str(asked))


def test_every_group_of_series_has_a_name() -> None:
    for name in {group.name for _, group in _GROUPS} | {"other"}:
        assert group_word(name)
