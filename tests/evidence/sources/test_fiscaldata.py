"""Fiscal Data's tables.

The envelope was checked against answers recorded in public documents: Debt to the Penny of 2026-05-11 (two fields,
formats "$10.20") and of 2026-03-06, and table 1 of the statement of the public debt of 2025-02-28 in a notebook about
the national debt, made with httr2 (`REAL_MSPD` has its row and formats). Rows of the account of 2026-05-21 stand in the
documentation of an agent that asked for them (`REAL_CASH`). Real rows of Debt to the Penny and of the public debt, out
of their envelope, are in the shared folder, with an archive of the former.

Recorded answers of 2026-07-16 about the account and about auctions are in OpenBB-finance/OpenBB
openbb_platform/providers/government_us/tests/record/http/test_us_treasury_fetchers (@c631d0133d, @07d0f904af);
`REAL_AUCTION` has columns of the first row of the latter, `REAL_CASH_2025` those of the former. That a reopened note is
of "9-Year 10-Month" and originally of "10-Year" is how public code that asks for them quotes rows. What the monthly
statement was checked against stands in `test_treasurytables`.
"""

import csv
import json

import pytest

from evidence.periods import Frequency, date_of
from evidence.sources import Series, SourceError, fiscaldata
from tests.evidence.sources.fiscalanswers import body, read
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows, shared

DEBT = "debt_to_penny.tot_pub_debt_out_amt"
CLOSING = "operating_cash_balance.closing"
BILLS = "mspd_table_1.bills"
TEN_YEARS = "auctions_query.Note.10-Year.bid_to_cover_ratio"
REAL_MSPD = {
    "record_date": "2025-02-28", "security_type_desc": "Marketable", "security_class_desc": "Bills",
    "debt_held_public_mil_amt": "6367075.3893", "intragov_hold_mil_amt": "876.32", "total_mil_amt": "6367951.7093",
    "src_line_nbr": "1", "record_fiscal_year": "2025",
}  # fmt: skip
REAL_CASH = [
    {"record_date": "2026-05-21", "account_type": f"Treasury General Account (TGA) {end} Balance",
     "open_today_bal": balance, "close_today_bal": "null"}
    for end, balance in (("Opening", "781979"), ("Closing", "785882"))
]  # fmt: skip


REAL_CASH_2025 = {
    "record_date": "2025-07-07", "account_type": "Treasury General Account (TGA) Opening Balance",
    "close_today_bal": "null", "open_today_bal": "313162", "open_month_bal": "456980", "table_nbr": "I",
    "table_nm": "Operating Cash Balance", "src_line_nbr": "1",
}  # fmt: skip
REAL_DEPOSITS = {**REAL_CASH_2025, "account_type": "Total TGA Deposits (Table II)", "open_today_bal": "38702"}
REAL_AUCTION = {
    "record_date": "2026-01-08", "cusip": "912797SL2", "security_type": "Bill", "security_term": "13-Week",
    "auction_date": "2026-01-05", "issue_date": "2026-01-08", "bid_to_cover_ratio": "2.840000",
    "direct_bidder_accepted": "6444955000", "avg_med_yield": "null", "reopening": "Yes",
    "inflation_index_security": "No",
}  # fmt: skip


def test_debt_is_read_page_after_page_and_the_text_null_is_missing() -> None:
    pages = [recorded(f"fiscaldata/debt_to_penny_{number}.json") for number in (1, 2)]
    assert rows(read(DEBT, *pages)) == [("2026-01-05", 1_000_000_000_001.25), ("2026-01-07", 1_000_000_000_300.5)]


def test_pages_are_asked_for_in_order_of_date() -> None:
    (request,) = fiscaldata.requests([Series(DEBT, Frequency.DAY)], {})
    player = Player(*(recorded(f"fiscaldata/debt_to_penny_{number}.json") for number in (1, 2)))
    fiscaldata.download(request, player)
    address, first, _ = player.asked[0]
    assert address.endswith("/fiscal_service/v2/accounting/od/debt_to_penny")
    assert (first["sort"], first["fields"]) == ("record_date", "record_date,tot_pub_debt_out_amt")
    assert [(asked["page[number]"], asked["page[size]"]) for _, asked, _ in player.asked] == [
        ("1", "10000"),
        ("2", "10000"),
    ]


@pytest.mark.parametrize(
    ("code", "order"),
    [(CLOSING, "record_date,account_type"), ("mts_table_1.deficit", "record_date,sequence_number_cd"),
     (TEN_YEARS, "record_date,cusip"), (BILLS, "record_date")],
)  # fmt: skip
def test_rows_of_one_date_are_asked_for_in_an_order_of_their_own(code: str, order: str) -> None:
    """In a real answer they come in none; where a page ends among them, one may come twice and another not at all."""
    (request,) = fiscaldata.requests([Series(code, Frequency.MONTH if code.startswith("m") else Frequency.DAY)], {})
    assert request.parameters["sort"] == order
    assert set(order.split(",")) <= set(request.parameters["fields"].split(","))


def test_a_closing_balance_that_a_page_lost_to_a_row_that_came_twice_is_not_missed_in_silence() -> None:
    opening, closing = REAL_CASH
    with pytest.raises(SourceError, match=r"expected each row of .* once, got 1 again: others may be missing; ask ag"):
        read(CLOSING, body([{**closing, "record_date": "2026-05-20"}, opening, opening], "$1,000,000"))


def test_the_accounts_closing_balance_is_found_under_each_of_its_names_and_columns() -> None:
    figures = read(CLOSING, recorded("fiscaldata/operating_cash_balance.json"))
    assert rows(figures) == [
        ("2021-09-30", 110.0), ("2021-10-01", 120.0), ("2022-04-15", 130.0), ("2022-04-18", 150.0),
        ("2022-04-19", 145.0),
    ]  # fmt: skip


def test_each_opening_balance_is_the_closing_balance_before() -> None:
    recording = recorded("fiscaldata/operating_cash_balance.json")
    opening, closing = read("operating_cash_balance.opening", recording), read(CLOSING, recording)
    assert opening.days.tolist() == closing.days.tolist()
    assert opening.values[1:].tolist() == closing.values[:-1].tolist()


def test_real_rows_of_the_account_are_read() -> None:
    answer = body(REAL_CASH, "$1,000,000")
    assert rows(read(CLOSING, answer)) == [("2026-05-21", 785_882.0)]
    assert rows(read("operating_cash_balance.opening", answer)) == [("2026-05-21", 781_979.0)]


def test_a_closing_balance_that_moves_to_its_own_column_is_still_found() -> None:
    answer = body([{**REAL_CASH[1], "open_today_bal": "null", "close_today_bal": "785882"}], "$1,000,000")
    assert rows(read(CLOSING, answer)) == [("2026-05-21", 785_882.0)]


def test_two_different_closing_balances_of_a_day_are_refused() -> None:
    answer = body([{**REAL_CASH[1], "close_today_bal": "785883"}], "$1,000,000")
    with pytest.raises(SourceError, match=r"expected one closing balance on 2026-05-21 .*, got 785882 and 785883"):
        read(CLOSING, answer)


def test_net_issuance_is_the_change_on_the_month_before_and_unknown_after_a_missing_month() -> None:
    recording = recorded("fiscaldata/mspd_table_1_bills.json")
    assert [value for _, value in rows(read(BILLS, recording))] == [5000.5, 5040.75, 5010.25, 5100.0]
    assert rows(read("mspd_table_1.bills_change", recording)) == [("2025-11-30", 40.25), ("2025-12-31", -30.5)]


def test_a_real_row_of_the_public_debt_is_read() -> None:
    assert rows(read(BILLS, body([REAL_MSPD], "$1,000,000"))) == [("2025-02-28", 6_367_951.7093)]


def test_a_real_auction_is_read_by_its_original_term() -> None:
    bill = {**REAL_AUCTION, "original_security_term": "26-Week"}
    code = "auctions_query.Bill.26-Week.bid_to_cover_ratio"
    assert rows(read(code, body([bill], "String"))) == [("2026-01-05", 2.84)]


def test_the_deposits_between_real_balances_of_the_account_are_no_balance() -> None:
    figures = read("operating_cash_balance.opening", body([REAL_CASH_2025, REAL_DEPOSITS], "$1,000,000"))
    assert rows(figures) == [("2025-07-07", 313_162.0)]


def test_an_auction_to_come_has_no_result() -> None:
    figures = read(TEN_YEARS, recorded("fiscaldata/auctions_query_10_year.json"))
    assert rows(figures) == [("2026-01-12", 2.5), ("2026-02-11", 2.61)]


def test_real_days_of_debt_agree_with_an_archive_to_the_cent() -> None:
    real = json.loads(shared("responses/fiscaldata/substrate_debt_daily.json").read_bytes())["data"]
    texts = [{name: value for name, value in row.items() if isinstance(value, str)} for row in real]
    with shared("archive/fiscaldata/debt_to_penny.tot_pub_debt_out_amt.csv").open(encoding="utf-8") as file:
        archived = {row["period"]: float(row["value"]) for row in csv.DictReader(file)}
    found = rows(read(DEBT, body(texts, "$10.20")))
    assert len(found) == 400
    assert [(day, value) for day, value in found if archived[day] != value] == []


def test_the_parts_of_the_debt_are_the_whole_but_for_a_day_on_which_the_treasury_misses_ten_billion() -> None:
    real = json.loads(shared("responses/fiscaldata/substrate_debt_daily.json").read_bytes())["data"]
    texts = [{name: value for name, value in row.items() if isinstance(value, str)} for row in real]
    whole, public, own = (
        read(f"debt_to_penny.{column}", body(texts, "$10.20"))
        for column in ("tot_pub_debt_out_amt", "debt_held_public_amt", "intragov_hold_amt")
    )
    missing = public.values + own.values - whole.values
    assert [(str(date_of(day)), round(missing[place])) for place, day in enumerate(whole.days.tolist())
            if abs(missing[place]) > 0.02] == [("2025-08-04", 10_000_000_000)]  # fmt: skip


@pytest.mark.parametrize("name", fiscaldata.CLASSES)
def test_the_classes_of_debt_are_named_as_the_treasury_names_them(name: str) -> None:
    real = json.loads(shared("responses/fiscaldata/substrate_mspd.json").read_bytes())["latest"]
    (row,) = [row for row in real if row["security_class_desc"] == fiscaldata.CLASSES[name]]
    figures = read(f"mspd_table_1.{name}", body([row], "$1,000,000"))
    assert rows(figures) == [("2026-06-30", float(row["total_mil_amt"]))]


@pytest.mark.parametrize(
    "code",
    ["debt_to_penny.debt", "mspd_table_1.bills_growth", "mts_table_1.surplus", "auctions_query.Note.bid_to_cover_ratio",
     "dts", "auctions_query.Note.10-Year,x:eq:1.high_yield"],
)  # fmt: skip
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    frequency = Frequency.MONTH if code.startswith("m") else Frequency.DAY
    with pytest.raises(SourceError, match=r"^expected a code such as debt_to_penny\.tot_pub_debt_out_amt .*, got "):
        fiscaldata.requests([Series(code, frequency)], {})


def test_a_table_at_another_frequency_is_refused() -> None:
    with pytest.raises(SourceError, match=r"got 'debt_to_penny\.tot_pub_debt_out_amt' \(M\)"):
        fiscaldata.requests([Series(DEBT, Frequency.MONTH)], {})


DAY = {"record_date": "2026-01-05", "tot_pub_debt_out_amt": "1.25"}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (recorded("fiscaldata/debt_to_penny_1.json")[:-40], "cut short or damaged"),
        (b'{"error":"Invalid Query Param","message":"no such field"}', "got its error .*no such field"),
        (b'{"data":[]}', "expected data and meta in"),
        (body([], "$10.20"), "expected 0 rows of .*, at least one, got 0"),
        (body([DAY], "$10.20", total=2), "expected 2 rows of .*, got 1"),
        (body([DAY], "$1,000,000"), r"expected amounts of .* as \$10\.20, got .*\$1,000,000"),
        (body([{**DAY, "tot_pub_debt_out_amt": 1.25}], "$10.20"), "expected text in the rows"),
        (body([{**DAY, "tot_pub_debt_out_amt": "much"}], "$10.20"), "expected numbers"),
        (body([{**DAY, "record_date": "05/01/2026"}], "$10.20"), "expected ISO dates"),
        (body([DAY, DAY], "$10.20"), "expected each row of .* once, got 1 again: others may be missing"),
        (body([DAY, {**DAY, "tot_pub_debt_out_amt": "2"}], "$10.20"), "expected one figure a date of .*, got two"),
        (body([{**DAY, "tot_pub_debt_out_amt": "null"}], "$10.20"), "expected figures of .*, got none"),
    ],
)
def test_what_is_no_table_of_debt_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(DEBT, answer)


def test_another_class_of_debt_among_the_rows_is_refused() -> None:
    with pytest.raises(SourceError, match="expected one class of securities"):
        read(BILLS, body([REAL_MSPD, {**REAL_MSPD, "security_class_desc": "Notes"}], "$1,000,000"))


def test_auctions_of_another_term_are_refused() -> None:
    answer = json.loads(recorded("fiscaldata/auctions_query_10_year.json"))
    answer["data"][0]["original_security_term"] = "30-Year"
    with pytest.raises(SourceError, match=r"expected auctions of .*, got Note 30-Year"):
        read(TEN_YEARS, json.dumps(answer).encode())
