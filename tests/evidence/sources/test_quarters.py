"""Quarters out of filings: spans, calendars, vintages."""

from datetime import date

import pytest

from evidence.periods import date_of, day_number
from evidence.sources.quarters import Fact, calendar_quarter, quarterly


def day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def fact(start: str | None, end: str, value: float, filed: str, filing: str = "") -> Fact:
    """A fact; filings of one day are one filing unless named."""
    return Fact(None if start is None else day(start), day(end), value, day(filed), filing or filed)


def told(*concepts: list[Fact]) -> list[tuple[str, str, float]]:
    return [(str(date_of(quarter)), str(date_of(filed)), value) for quarter, filed, value in quarterly(concepts)]


YEAR = [  # the year to date, as cash flows are reported
    fact("2024-01-01", "2024-03-31", 10, "2024-05-01"),
    fact("2024-01-01", "2024-06-30", 30, "2024-08-01"),
    fact("2024-01-01", "2024-09-30", 60, "2024-11-01"),
    fact("2024-01-01", "2024-12-31", 100, "2025-02-01"),
]


def test_the_year_to_date_becomes_quarters_known_when_the_longer_span_is_filed() -> None:
    assert told(YEAR) == [
        ("2024-01-01", "2024-05-01", 10),
        ("2024-04-01", "2024-08-01", 20),
        ("2024-07-01", "2024-11-01", 30),
        ("2024-10-01", "2025-02-01", 40),
    ]


def test_without_the_nine_months_the_fourth_quarter_stays_missing() -> None:
    assert [quarter for quarter, _, _ in told(YEAR[:2] + YEAR[3:])] == ["2024-01-01", "2024-04-01"]


def test_a_year_alone_gives_no_quarter() -> None:
    assert told(YEAR[3:]) == []


def test_a_three_month_fact_counts_where_the_year_to_date_says_another_thing() -> None:
    """Rounding, and filings that tag a quarter with the dates of the half year."""
    own = fact("2024-04-01", "2024-06-30", 19, "2024-08-01")
    wrong = fact("2024-01-01", "2024-06-30", 19, "2025-02-01")
    assert ("2024-04-01", "2024-08-01", 19) in told([*YEAR, own, wrong])
    assert [row for row in told([*YEAR, own, wrong]) if row[0] == "2024-04-01"] == [("2024-04-01", "2024-08-01", 19)]


OWN = [  # the same quarters as facts of their own
    fact("2024-01-01", "2024-03-31", 10, "2024-05-01"),
    fact("2024-04-01", "2024-06-30", 20, "2024-08-01"),
    fact("2024-07-01", "2024-09-30", 30, "2024-11-01"),
]


@pytest.mark.parametrize("tagged", [30.0, 600.0, -60.0])
def test_no_quarter_is_taken_from_nine_months_that_their_own_quarters_contradict(tagged: float) -> None:
    wrong = fact("2024-01-01", "2024-09-30", tagged, "2024-11-01")
    rows = told([*OWN, *YEAR[:2], wrong, YEAR[3]])
    assert [row for row in rows if row[0] == "2024-10-01"] == []
    assert ("2024-07-01", "2024-11-01", 30) in rows


def test_nine_months_that_were_put_right_a_year_later_give_the_fourth_quarter_then() -> None:
    wrong = fact("2024-01-01", "2024-09-30", 30, "2024-11-01")
    again = [fact("2024-01-01", "2024-09-30", 60, "2025-11-01"), fact("2024-01-01", "2024-12-31", 100, "2026-02-01")]
    later = [fact("2025-01-01", "2025-09-30", 66, "2025-11-01"), fact("2025-01-01", "2025-12-31", 110, "2026-02-01")]
    rows = told([*OWN, *YEAR[:2], wrong, YEAR[3], *again, *later])
    assert [row for row in rows if row[0] == "2024-10-01"] == [("2024-10-01", "2026-02-01", 40)]


@pytest.mark.parametrize("tagged", [59.6, 63.0])
def test_rounding_and_a_small_restatement_contradict_nothing(tagged: float) -> None:
    close = fact("2024-01-01", "2024-09-30", tagged, "2024-11-01")
    rows = told([*OWN, *YEAR[:2], close, YEAR[3]])
    assert [row for row in rows if row[0] == "2024-10-01"] == [("2024-10-01", "2025-02-01", 100 - tagged)]


def test_a_difference_stands_until_a_three_month_fact_is_filed() -> None:
    later = fact("2024-10-01", "2024-12-31", 41, "2026-02-01")
    rows = [row for row in told([*YEAR, later]) if row[0] == "2024-10-01"]
    assert rows == [("2024-10-01", "2025-02-01", 40), ("2024-10-01", "2026-02-01", 41)]


def test_a_restated_span_is_not_set_against_one_as_first_reported() -> None:
    """A year later the half year is 36, the first quarter 12: 24 from then on, and never 36 - 10."""
    restated = [
        fact("2025-01-01", "2025-03-31", 50, "2025-05-01"),
        fact("2024-01-01", "2024-03-31", 12, "2025-05-01"),
        fact("2025-01-01", "2025-06-30", 90, "2025-08-01"),
        fact("2024-01-01", "2024-06-30", 36, "2025-08-01"),
    ]
    second = [row[1:] for row in told(YEAR + restated) if row[0] == "2024-04-01"]
    assert second == [("2024-08-01", 20), ("2025-08-01", 24)]
    assert [row[1:] for row in told(YEAR + restated) if row[0] == "2024-01-01"] == [
        ("2024-05-01", 10), ("2025-05-01", 12),
    ]  # fmt: skip


def test_a_year_restated_without_its_nine_months_leaves_the_fourth_quarter_as_it_was() -> None:
    later = [
        fact("2025-01-01", "2025-12-31", 300, "2026-02-01"),
        fact("2024-01-01", "2024-12-31", 150, "2026-02-01"),
    ]
    assert [row[1:] for row in told(YEAR + later) if row[0] == "2024-10-01"] == [("2025-02-01", 40)]


def test_the_last_twelve_months_that_some_filers_add_are_no_year_to_date() -> None:
    """Amazon gives three months, the year to date and the last twelve months, each with the year before."""
    trailing = [
        fact("2023-07-01", "2024-06-30", 70, "2024-08-01"),
        fact("2023-10-01", "2024-09-30", 85, "2024-11-01"),
        fact("2024-07-01", "2025-06-30", 130, "2025-08-01"),
        fact("2023-07-01", "2024-06-30", 71, "2025-08-01"),
        fact("2025-01-01", "2025-06-30", 75, "2025-08-01"),
        fact("2024-01-01", "2024-06-30", 33, "2025-08-01"),
    ]
    assert [row for row in told(YEAR + trailing) if row[0] in ("2024-07-01", "2024-10-01")] == [
        ("2024-07-01", "2024-11-01", 30), ("2024-10-01", "2025-02-01", 40),
    ]  # fmt: skip


def test_an_amended_filing_is_a_vintage_of_its_own_day() -> None:
    amended = fact("2024-01-01", "2024-12-31", 110, "2025-04-01")
    assert [row[1:] for row in told([*YEAR, amended]) if row[0] == "2024-10-01"] == [
        ("2025-02-01", 40), ("2025-04-01", 50),
    ]  # fmt: skip


def test_spans_of_two_concepts_are_not_subtracted_from_each_other() -> None:
    assert [row[0] for row in told(YEAR[:1], YEAR[1:2])] == ["2024-01-01"]


def test_a_filer_that_switches_concept_goes_on_and_the_first_concept_counts_on_one_day() -> None:
    switched = [
        fact("2025-01-01", "2025-03-31", 50, "2025-05-01"),
        fact("2024-01-01", "2024-03-31", 11, "2025-05-01"),
    ]
    assert told(YEAR[:1], switched) == [
        ("2024-01-01", "2024-05-01", 10), ("2024-01-01", "2025-05-01", 11), ("2025-01-01", "2025-05-01", 50),
    ]  # fmt: skip
    both = fact("2024-01-01", "2024-03-31", 99, "2024-05-01")
    assert told(YEAR[:1], [both]) == [("2024-01-01", "2024-05-01", 10)]
    assert told([both], YEAR[:1]) == [("2024-01-01", "2024-05-01", 99)]


def test_first_days_that_differ_by_a_few_days_are_one_fiscal_year() -> None:
    facts = [
        fact("2008-01-28", "2008-10-26", 60, "2008-11-20"),
        fact("2008-01-25", "2008-07-27", 30, "2008-08-20"),
    ]
    assert told(facts) == [("2008-07-01", "2008-11-20", 30)]


@pytest.mark.parametrize(
    ("start", "end", "quarter"),
    [
        ("2024-06-01", "2024-08-31", "2024-07-01"),  # Oracle's year ends in May
        ("2024-12-01", "2025-02-28", "2025-01-01"),
        ("2025-01-27", "2025-04-27", "2025-01-01"),  # NVIDIA's in January
        ("2024-10-28", "2025-01-26", "2024-10-01"),
        ("2024-07-01", "2024-09-30", "2024-07-01"),
        ("2022-09-25", "2022-12-31", "2022-10-01"),  # fourteen weeks
        (None, "2025-04-27", "2025-01-01"),
        (None, "2025-01-26", "2024-10-01"),
        (None, "2025-05-31", "2025-04-01"),
        (None, "2024-12-31", "2024-10-01"),
    ],
)
def test_a_fiscal_quarter_lies_where_most_of_its_days_do(start: str | None, end: str, quarter: str) -> None:
    months = calendar_quarter(None if start is None else day(start), day(end)) * 3
    assert f"{1970 + months // 12}-{months % 12 + 1:02}-01" == quarter


def test_a_stock_on_the_day_of_an_acquisition_is_no_quarters_end() -> None:
    facts = [
        fact(None, "2025-02-20", 7, "2025-05-28"),
        fact(None, "2025-04-27", 1300, "2025-05-28"),
        fact(None, "2025-04-27", 1300, "2025-08-27"),
        fact(None, "2025-07-27", 1500, "2025-08-27"),
    ]
    assert told(facts) == [
        ("2025-01-01", "2025-05-28", 1300), ("2025-01-01", "2025-08-27", 1300), ("2025-04-01", "2025-08-27", 1500),
    ]  # fmt: skip
