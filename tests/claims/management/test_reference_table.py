"""A backtest stands beside the figures that the method names, by what each gained on its own climatology."""

import pytest
from django.utils.translation import override
from rich.console import Console

from claims.management.reference_table import POOL, RESCORED, show_reference
from claims.models import Calibration


def cell(horizon: str, age: int = 0, score: float = 0.15, base: float = 0.2, **parts: str) -> Calibration:
    return Calibration(horizon=horizon, age=age, figures={"brier": score, "brier_base": base}, **parts)


def shown(capsys: pytest.CaptureFixture[str], *cells: Calibration, language: str = "en") -> list[list[str]]:
    with override(language):
        show_reference(Console(width=80), cells)
    return [line.split() for line in capsys.readouterr().out.splitlines() if "%" in line]


def test_both_stand_in_one_line_with_their_gain(capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, cell("12m"), cell("1m", score=0.1734, base=0.1734), cell("3m"), cell("1w"))
    assert found == [
        ["1-month", ".1734", ".1734", "0.0%", ".1706", ".1734", "1.6%"],
        ["12-month", ".1500", ".2000", "25.0%", ".1884", ".1942", "3.0%"],
    ]


def test_an_older_claim_stands_beside_one_of_its_age(capsys: pytest.CaptureFixture[str]) -> None:
    found = shown(capsys, cell("18m", age=15, score=0.05))
    assert found == [["after", "15", "months", ".0500", ".2000", "75.0%", ".066", "–", "–"]]
    assert RESCORED[15] < RESCORED[12] < POOL[12][0]


def test_without_a_horizon_in_common_nothing_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, cell("13w"), cell("12m", kind="trend"), cell("6m", family="rates"), cell("")) == []


def test_it_comes_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, cell("6m"), language="zh-hant")[0][:2] == ["6", "個月"]
