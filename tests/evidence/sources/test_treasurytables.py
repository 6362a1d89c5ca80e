"""What the tables of Fiscal Data mean; here the monthly statement, whose rows are of two fiscal years.

A whole answer about its table 1, kept byte for byte, is TheBitcoinHalvingApp/bitcoin-etf-holdings@1abce3ca18
mirror/treasury/mts_table_1.json: 60 rows of the statements of 2026-06-30 to 2026-08-31; `REAL_FORMATS` are its formats
and `REAL_YEAR` its twelve months of the fiscal year before. It was not asked for the place of a row; a line is
one more than the place in the first year, and 15 more in the second, as rows of 2026-05-31 with both have it:
Myro-Productions-Portfolio/AgoraBench@b7d59576b5 tests/fixtures/reality/mts_table_1_dual_fy.json. Rows of 2025-09-30 and
2026-05-31 with their place are in the test of an integration, Tayboonsiang90/polydiscordbot@491e8262e2
treasuryMtsDeficit (`REAL_MTS`).
"""

import csv
import json
from typing import Any

import pytest

from evidence.sources import SourceError
from evidence.sources.treasurytables import FISCAL_MONTHS
from tests.evidence.sources.fiscalanswers import body, read
from tests.evidence.sources.played import recorded, rows, shared

DEFICIT, PLACE = "mts_table_1.deficit", "sequence_number_cd"
RECEIPTS, OUTLAYS = "current_month_gross_rcpt_amt", "current_month_gross_outly_amt"
MAY = {"record_date": "2026-05-31", "record_fiscal_year": "2026"}
SEPTEMBER = {"record_date": "2025-09-30", "record_fiscal_year": "2025"}
AUGUST = {"record_date": "2026-08-31", "record_fiscal_year": "2026"}
REAL_MTS = [
    {**SEPTEMBER, "classification_desc": "FY 2024", PLACE: "1", RECEIPTS: "null", OUTLAYS: "null"},
    {**MAY, "classification_desc": "FY 2026", PLACE: "2", RECEIPTS: "null", OUTLAYS: "null"},
    {**MAY, "classification_desc": "May", PLACE: "2.8", RECEIPTS: "335512183227.42", OUTLAYS: "628160645311.16"},
]
REAL_RESTATED = {
    **AUGUST, "classification_desc": "May", PLACE: "2.8", RECEIPTS: "335512183227.42", OUTLAYS: "628160440569.41",
}  # fmt: skip
REAL_FORMATS = {
    "record_date": "YYYY-MM-DD", "classification_desc": "String", "record_type_cd": "String", "src_line_nbr": "10",
    RECEIPTS: "$10.20", OUTLAYS: "$10.20",
}  # fmt: skip
REAL_YEAR = [
    ("326770236058.10", "584220273025.31"), ("301754299812.79", "668517135060.47"),
    ("454414708491.47", "541146327504.76"), ("513294342651.93", "641934549325.42"),
    ("296423683822.57", "603440881114.84"), ("367645430943.32", "528173752442.68"),
    ("850169317772.81", "591769368657.85"), ("371228857110.76", "686880598492.67"),
    ("526445351756.97", "499435701746.96"), ("338491848423.17", "629634508710.84"),
    ("344315322010.32", "689107213868.44"), ("543663073176.70", "345725351899.02"),
]  # fmt: skip


def test_months_of_a_statement_belong_to_their_fiscal_year_and_the_newest_statement_counts() -> None:
    recording = recorded("fiscaldata/mts_table_1.json")
    assert rows(read(DEFICIT, recording)) == [
        ("2024-11-01", 350.5), ("2025-01-01", -100.0), ("2025-10-01", 279.0), ("2025-11-01", 310.0),
        ("2026-01-01", -30.0),
    ]  # fmt: skip
    assert dict(rows(read("mts_table_1.receipts", recording)))["2025-10-01"] == 321.0
    assert dict(rows(read("mts_table_1.outlays", recording)))["2025-10-01"] == 600.0


def test_a_real_month_of_a_statement_is_what_it_calls_its_deficit() -> None:
    assert rows(read(DEFICIT, body(REAL_MTS, "$10.20"))) == [("2026-05-01", 292_648_462_083.74)]


def test_a_real_month_that_a_later_statement_restates_is_the_later_ones_in_whatever_order_they_come() -> None:
    restated = [("2026-05-01", 292_648_257_341.99)]
    assert rows(read(DEFICIT, body([*REAL_MTS, REAL_RESTATED], "$10.20"))) == restated
    assert rows(read(DEFICIT, body([REAL_RESTATED, *REAL_MTS], "$10.20"))) == restated


@pytest.mark.parametrize(
    ("place", "month", "day"), [("1.12", "September", "2024-09-01"), ("2.12", "September", "2025-09-01")]
)
def test_the_place_in_a_real_statement_tells_which_of_two_years_a_month_is_of(place: str, month: str, day: str) -> None:
    row = {**SEPTEMBER, "classification_desc": month, PLACE: place, RECEIPTS: "2.00", OUTLAYS: "1.00"}
    assert rows(read(DEFICIT, body([row], "$10.20"))) == [(day, -1.0)]


def _real_year() -> list[dict[str, Any]]:
    return [
        {**AUGUST, "classification_desc": name, PLACE: f"1.{place}", RECEIPTS: receipts, OUTLAYS: outlays}
        for place, (name, (receipts, outlays)) in enumerate(zip(FISCAL_MONTHS, REAL_YEAR, strict=True), 1)
    ]


def test_a_real_year_restated_in_a_later_statement_agrees_with_an_archive_but_for_the_month_revised_since() -> None:
    """The archive has September 2025 as it was before it was revised by 12 million. Of earlier years its months are not
    to be relied on: 13 of its 132 are the month a year before to the cent, and 2024-09 is 171 bn, not -80 as stated."""
    with shared("archive/fiscaldata/mts_table_1.deficit.csv").open(encoding="utf-8") as file:
        archived = {row["period"]: float(row["value"]) for row in csv.DictReader(file)}
    found = dict(rows(read(DEFICIT, body(_real_year(), "$10.20"))))
    assert len(found) == 12
    assert {day: round(value - archived[day], 2) for day, value in found.items() if value != archived[day]} == {
        "2025-09-01": 11_909_084.48
    }


@pytest.mark.parametrize("unit", ["$1,000,000", "$10.20"])
def test_the_formats_of_a_real_answer_say_dollars_and_cents_and_any_other_is_refused(unit: str) -> None:
    formats = {**REAL_FORMATS, RECEIPTS: unit, PLACE: "String", "record_fiscal_year": "String"}
    counts = {"count": 12, "total-count": 12, "total-pages": 1}
    answer = json.dumps({"data": _real_year(), "meta": {"dataFormats": formats, **counts}}).encode()
    if unit == REAL_FORMATS[RECEIPTS]:
        assert len(read(DEFICIT, answer).days) == 12
    else:
        with pytest.raises(SourceError, match=r"expected amounts of .* as \$10\.20, got .*\$1,000,000"):
            read(DEFICIT, answer)


def test_a_month_that_does_not_stand_where_it_should_is_refused() -> None:
    row = {
        "record_date": "2026-01-31", "classification_desc": "January", PLACE: "2.1", "record_fiscal_year": "2026",
        RECEIPTS: "1", OUTLAYS: "2",
    }  # fmt: skip
    with pytest.raises(SourceError, match=r"expected January as 1\.4 or 2\.4 of a year .*, got 2\.1 of 2026"):
        read(DEFICIT, body([row], "$10.20"))
