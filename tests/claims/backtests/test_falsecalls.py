"""Strong calls on noise, counted by process and age, and printed."""

import re

import pytest
from django.core.management import CommandError, call_command

from claims.backtests.falsecalls import ALL, false_calls
from claims.scoring.noise import PROCESSES

ROW = re.compile(r"\s(0|6|12|15|17)\s+[\d,]+\s+(\d+\.\d\s+\d+\.\d±|–)")


@pytest.fixture(autouse=True)
def alone(inline: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("language", "title", "sentence"),
    [
        ("en", "Strong calls on noise", "New claims on all processes"),
        ("zh-hant", "對純雜訊的強判斷", "所有過程的新主張"),
    ],
)
def test_every_process_and_all_together_have_a_line_for_every_age(
    capsys: pytest.CaptureFixture[str], language: str, title: str, sentence: str
) -> None:
    call_command("backtest", "noise", "--count", "1", "--language", language)
    said = capsys.readouterr().out
    assert title in said
    assert sentence in said
    assert "…" not in said[said.index(title) :], "every column has its room"
    assert len([line for line in said.splitlines() if ROW.search(line)]) == 5 * (len(PROCESSES) + 1)


def test_all_processes_together_count_every_call_and_draw_each_series_by_itself() -> None:
    found = false_calls(2)
    for age in {one.age for one in found}:
        parts = [one.on_track for one in found if one.age == age and one.process != ALL]
        [whole] = [one.on_track for one in found if one.age == age and one.process == ALL]
        assert whole.n == sum(one.n for one in parts)
        assert whole.wrong.value * whole.n == pytest.approx(sum(one.wrong.value * one.n for one in parts if one.n))
    [new] = [one.on_track for one in found if (one.process, one.age) == (ALL, 0)]
    assert new.excess.value == pytest.approx(new.wrong.value - new.nominal)
    assert new.excess.low < new.excess.value < new.excess.high


def test_no_series_at_all_is_refused() -> None:
    with pytest.raises(CommandError, match="--count"):
        call_command("backtest", "noise", "--count", "0")
