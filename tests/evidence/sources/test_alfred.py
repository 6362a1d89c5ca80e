"""ALFRED's graph CSV: columns SERIES_YYYYMMDD. Checked against real files of 2026-03-30 in the shared folder."""

import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Series, SourceError, alfred
from tests.evidence.sources.played import WEB_PAGE, Player, newest, recorded, shared, vintages

CODE = "TESTM@2020-03-10,2020-05-10"
HEADER = b"observation_date,TESTM_20200310,TESTM_20200510\n"


def read(body: bytes, code: str = CODE) -> Figures:
    (request,) = alfred.requests([Series(code, Frequency.MONTH)], {})
    return alfred.read(alfred.download(request, Player(body)), request)[0]


def test_a_column_tells_what_was_known_on_its_day() -> None:
    assert vintages(read(recorded("alfred/alfredgraph.csv"))) == [
        ("2020-01-01", "2020-03-10", 101.5),
        ("2020-02-01", "2020-03-10", 102.0),
        ("2020-02-01", "2020-05-10", 102.5),
        ("2020-03-01", "2020-05-10", 98.25),
    ]


def test_oldest_dates_that_a_later_column_lacks_are_not_retracted() -> None:
    figures = read(HEADER + b"2020-01-01,1,.\n2020-02-01,2,2\n")
    assert [value for *_, value in vintages(figures)] == [1.0, 2.0]


def test_a_figure_that_went_while_an_earlier_one_stayed_is_retracted() -> None:
    figures = read(HEADER + b"2020-01-01,1,1\n2020-02-01,2,.\n")
    assert [value == value for *_, value in vintages(figures)] == [True, True, False]


@pytest.mark.parametrize(("name", "first", "value"), [("PAYEMS", "1939-01-01", 29_923), ("UNRATE", "1948-01-01", 3.4)])
def test_real_files_are_read(name: str, first: str, value: float) -> None:
    body = shared(f"responses/alfred/alfredgraph_{name}_2026-03-30.csv").read_bytes()
    figures = read(body, f"{name}@2026-03-30")
    assert newest(figures)[first] == value
    assert "2025-10-01" not in newest(figures) or name == "PAYEMS"  # unemployment of that month was never collected


@pytest.mark.parametrize("code", ["TESTM", "TESTM@", "TESTM@2020-13-01", "TESTM@2020-01-01;x", "a b@2020-01-01"])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a series and days such as PAYEMS@"):
        alfred.requests([Series(code, Frequency.MONTH)], {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "got nothing"),
        (WEB_PAGE, "got '<!DOCTYPE html>"),
        (b'{"error": 1}', "with the header observation_date,TESTM_20200310"),
        (b"observation_date,TESTM_20200310,TESTM_20200511\n2020-01-01,1,1\n", "with the header"),
        (b"observation_date,TESTM_20200310\n2020-01-01,1\n", "with the header"),
        (HEADER + b"2020-01-01,1,1\n2020-02", "expected 3 cells in line 3"),
        (HEADER + b"2020-01-01,1,dear\n", "expected numbers"),
        (HEADER + b"2020-01-01,1,1\n2020-01-02,1,1\n", "expected one figure a period"),
    ],
)
def test_what_is_no_table_of_these_vintages_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)
