"""Cboe's volatility histories.

The shape was checked against real files: VIX of 2023-08-25 in the shared folder, and VIX3M in
FMarkiv/SPXVIX@5571e62346 VIX3M_History.csv, which begins with 09/18/2009,25.910000,26.660000,25.910000,26.540000.
"""

import csv

import pytest

from evidence.periods import Frequency
from evidence.sources import Answer, Figures, Series, SourceError, cboe
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows, shared

HEADER = b"DATE,OPEN,HIGH,LOW,CLOSE\n"


def read(body: bytes, code: str = "VIX3M") -> Figures:
    request = cboe.requests([Series(code, Frequency.DAY)], {})[0]
    return cboe.read(cboe.download(request, Player(body)), request)[0]


def test_the_close_is_read_and_a_zero_is_no_figure() -> None:
    figures = read(recorded("cboe/VIX3M_History.csv"))
    assert figures.code == "VIX3M"
    assert rows(figures) == [("2026-01-02", 20.5), ("2026-01-05", 21.0), ("2026-01-07", 19.9)]


def test_the_real_file_agrees_with_an_archive_of_later_date() -> None:
    """8,484 days; on eight of them the later file has another close, a correction by Cboe or its packager."""
    figures = read(shared("responses/cboe/VIX_History_2023-08-25.csv").read_bytes(), "VIX")
    with shared("archive/cboe/VIX.csv").open(newline="") as file:
        archive = {row["period"]: float(row["value"]) for row in csv.DictReader(file)}
    assert len(figures.days) == 8_484
    assert sum(archive[day] != value for day, value in rows(figures)) == 8


@pytest.mark.parametrize("code", ["vix", "VIX/../SKEW", "", "VIX?x"])
def test_a_code_that_names_no_index_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected the name of a Cboe index such as VIX3M, got "):
        cboe.requests([Series(code, Frequency.DAY)], {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "got nothing"),
        (WEB_PAGE, "got '<!DOCTYPE html>"),
        (HEADER, "expected days in Cboe's history of VIX3M, got a header alone"),
        (b"DATE,VIX3M\n01/02/2026,20.5\n", "expected Cboe's history of VIX3M with the header date,open,high,low,close"),
        (HEADER + b"01/02/2026,20.1,20.9,19.8,20.5\n01/05/2026,20.5,21", "expected 5 cells in line 3"),
        (HEADER + b"2026-01-02,20.1,20.9,19.8,20.5\n", "expected dates such as 08/25/2023"),
        (HEADER + b"01/02/2026,a,b,c,d\n", "expected numbers"),
        (HEADER + b"01/05/2026,1,1,1,1\n01/02/2026,1,1,1,1\n", "ascending order .*, got 01/05/2026 before 01/02/2026"),
        (HEADER + b"01/02/2026,1,1,1,6900.5\n", "expected percent from 0 to 1000 .*, got 6900.5 to 6900.5"),
    ],
)
def test_what_is_no_history_of_closes_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)


def test_only_the_answer_and_the_code_decide_what_is_read() -> None:
    request = cboe.requests([Series("VIX", Frequency.DAY)], {})[0]
    assert request.address == "https://cdn.cboe.com/api/global/us_indices/daily_prices/VIX_History.csv"
    assert cboe.read([Answer(recorded("cboe/VIX3M_History.csv"), "")], request)[0].code == "VIX"
