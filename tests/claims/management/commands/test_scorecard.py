"""`claimbase scorecard`: publish, list, show, render, correct, diff, verify."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from claims.management.commands import scorecard as command
from claims.models import Claim, Edition

Run = Callable[..., str]


@pytest.fixture
def run(world: Path, tmp_path: Path, settings: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Run:
    settings.RENDERED_FOLDER = tmp_path / "rendered"  # type: ignore[attr-defined]

    def running(*words: str) -> str:
        call_command("scorecard", *words)
        return capsys.readouterr().out

    return running


def test_an_edition_goes_from_publishing_to_a_correction(run: Run, tmp_path: Path) -> None:
    said = run("publish", "--period", "monthly", "--as-of", "2026-02-20")
    assert said.startswith("monthly 2026-01 as of 2026-01-31, published ")
    assert run("publish", "--period", "monthly", "--as-of", "2026-02-27") == said, "once for each period"
    assert run("list") == said
    assert "# Scorecard as of 2026-01-31" in run("show", "2026-01")
    assert "# 計分卡" in run("--language", "zh-hant", "show")
    assert "monthly 2026-01 comes out again to the byte." in run("verify")

    files = run("render", str(tmp_path / "out"), "--format", "pdf", "--format", "json", "--in", "zh-hant").split()
    assert [Path(file).name for file in files] == ["scorecard.zh-Hant.pdf", "scorecard.json"]
    edition = Edition.objects.get()
    assert (tmp_path / "out" / "scorecard.json").read_text(encoding="utf-8") == edition.data

    Claim.objects.filter(number="C1").update(statement="Power outpaces prices by far.")
    corrected = run("correct", "2026-01", "--wrong", "The statement of C1.")
    assert "monthly 2026-01 (2)" in corrected
    assert "corrects edition 1: The statement of C1." in corrected
    told = run("diff", "2026-01.1", "2026-01.2")
    assert "C1: statement Power outpaces prices. → Power outpaces prices by far." in told
    run("render", str(tmp_path / "two"), "--format", "html", "--in", "en")
    page = (tmp_path / "two" / "scorecard.html").read_text(encoding="utf-8")
    assert "What was wrong: The statement of C1." in page
    assert json.loads(edition.data)["edition"]["number"] == 1
    with pytest.raises(SystemExit):
        run("verify", "2026-01.1")


def test_an_edition_that_there_is_not_is_refused_with_the_newest(run: Run) -> None:
    with pytest.raises(CommandError, match="expected an edition, got 2026-W01; the newest are: none"):
        run("show", "2026-W01")


@pytest.mark.parametrize(
    ("day", "error"),
    [
        ("2999-01-01", "expected a day that has come, got 2999-01-01; today is "),
        ("2001-01-01", "expected a day from 2025-12-01, when the first article was published, got 2001-01-01"),
    ],
)
def test_a_day_of_which_nothing_can_be_said_is_refused_before_anything_is_assessed(
    run: Run, day: str, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "assess", lambda day: pytest.fail(f"{day} was assessed"))
    with pytest.raises(CommandError, match=error):
        run("publish", "--as-of", day)
    assert not Edition.objects.exists()


def test_every_name_of_a_period_is_a_rhythm() -> None:
    assert list(command._PERIODS) == ["weekly", "monthly", "quarterly", "on-demand"]
