"""Findings on the terminal: what is the same is said once, and a slug can be copied."""

import io

from rich.console import Console

from evidence.findings import Finding, Kind, Severity, of_absence
from evidence.management.healthtable import grouped, show_findings
from evidence.models import Indicator, Source


def finding(slug: str, severity: Severity = Severity.SEVERE, got: str = "none") -> Finding:
    return Finding(slug, Kind.EMPTY, severity, "figures", got, "refresh it")


def shown(found: list[Finding]) -> str:
    file = io.StringIO()
    show_findings(Console(file=file, width=80), found)
    return file.getvalue()


def test_findings_with_equal_words_are_one_row_and_all_are_counted() -> None:
    told = shown([finding(f"series_{number:02}") for number in range(73)])
    assert told.count("refresh it") == 1
    assert "series_00" in told
    assert "and 65 more" in told
    assert "severe: 73" in told
    assert len(told.splitlines()) < 20


def test_findings_that_differ_in_a_word_are_rows_of_their_own() -> None:
    assert [len(same) for same in grouped([finding("a"), finding("b", got="2026-01"), finding("c")])] == [2, 1]


def test_the_gravest_come_first() -> None:
    found = [finding("a", Severity.NOTE), finding("b"), finding("c", Severity.WARNING)]
    assert [same[0].slug for same in grouped(found)] == ["b", "c", "a"]


def test_a_slug_stays_in_one_piece_in_80_columns() -> None:
    assert "commercial_electricity_s" in shown([finding("commercial_electricity_s")])


def test_a_series_without_figures_says_which_key_to_set_where_to_get_it_and_what_to_run() -> None:
    eia = Source(slug="eia", key_variable="EIA_API_KEY", key_address="https://www.eia.gov/opendata/register.php")
    todo = of_absence(Indicator(slug="sales", source=eia)).todo
    assert todo.startswith("set EIA_API_KEY if it is not (https://www.eia.gov/opendata/register.php); refresh it: ")
    assert "claimbase evidence refresh" in todo
    assert "set " not in of_absence(Indicator(slug="sales", source=Source(slug="open"))).todo
