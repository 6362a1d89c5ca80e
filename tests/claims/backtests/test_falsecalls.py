"""Strong calls on noise, counted by process and age, and printed."""

import pytest
from django.core.management import CommandError, call_command

from claims.scoring.noise import PROCESSES


@pytest.fixture(autouse=True)
def alone(inline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(("language", "title"), [("en", "Strong calls on noise"), ("zh-hant", "對純雜訊的強判斷")])
def test_every_process_has_a_line_for_every_age(capsys: pytest.CaptureFixture[str], language: str, title: str) -> None:
    call_command("backtest", "noise", "--count", "1", "--language", language)
    said = capsys.readouterr().out
    assert title in said
    assert "…" not in said
    assert len([line for line in said.splitlines() if line.strip().endswith(("%", "–"))]) == 5 * len(PROCESSES)


def test_no_series_at_all_is_refused() -> None:
    with pytest.raises(CommandError, match="--count"):
        call_command("backtest", "noise", "--count", "0")
