"""What the tables of Fiscal Data mean: rows of text, one table's way each, to figures.

Kept apart from `fiscaldata`, which asks and checks the envelope. Each reader takes the code, rows and a name for
errors, and raises `SourceError`.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from evidence.periods import Ints, day_number, month_of
from evidence.series import Floats
from evidence.sources import table
from evidence.sources.contract import Figures, SourceError, undated

DATE = "record_date"
Rows = Sequence[Mapping[str, str]]
FISCAL_MONTHS = (
    "October", "November", "December", "January", "February", "March", "April", "May", "June", "July", "August",
    "September",
)  # fmt: skip
WHOLE_ACCOUNTS = ("Federal Reserve Account", "Treasury General Account (TGA)")  # to 2021-09-30; to 2022-04-15
OPENING, CLOSING = (f"Treasury General Account (TGA) {end} Balance" for end in ("Opening", "Closing"))


def debt(code: str, rows: Rows, what: str) -> Figures:
    """A column of Debt to the Penny."""
    column = code.partition(".")[2]
    return _one_a_day(code, [(row[DATE], row[column]) for row in rows], what)


def cash(code: str, rows: Rows, what: str) -> Figures:
    """The account at the day's beginning or end, under each of its names."""
    opening = code.endswith(".opening")
    pairs = []
    for row in rows:
        account = row["account_type"]
        if account in WHOLE_ACCOUNTS:
            pairs.append((row[DATE], row["open_today_bal" if opening else "close_today_bal"]))
        elif account == (OPENING if opening else CLOSING):
            pairs.append((row[DATE], row["open_today_bal"] if opening else _closing(row, what)))
    return _one_a_day(code, pairs, what)


def _closing(row: Mapping[str, str], what: str) -> str:
    """The figure of a closing row, which stands under "open"; were it ever put right, the two must not disagree."""
    given = {row[name] for name in ("open_today_bal", "close_today_bal")} - table.MISSING
    if len(given) > 1:
        raise SourceError(f"expected one closing balance on {row[DATE]} in {what}, got {' and '.join(sorted(given))}")
    return given.pop() if given else table.NULL


def outstanding(code: str, rows: Rows, what: str) -> Figures:
    """A class of marketable debt at the month's end, or how much more it is than a month before."""
    if len({(row["security_type_desc"], row["security_class_desc"]) for row in rows}) > 1:
        raise SourceError(f"expected one class of securities in {what}, got several")
    levels = _one_a_day(code, [(row[DATE], row["total_mil_amt"]) for row in rows], what)
    if not code.endswith("_change"):
        return levels
    following = np.diff(month_of(levels.days)) == 1
    return undated(code, levels.days[1:][following], np.diff(levels.values)[following])


def deficit(code: str, rows: Rows, what: str) -> Figures:
    """Receipts, outlays or their gap by month, each from the newest statement that has it."""
    stated: dict[int, tuple[str, float]] = {}
    for row in sorted(rows, key=lambda row: row[DATE]):
        if row["classification_desc"] in FISCAL_MONTHS:
            day, value = _month(row, what), _budget(code, row, what)
            if not np.isnan(value):
                if day in stated and stated[day][0] == row[DATE]:
                    raise SourceError(f"expected a month once in a statement of {what}, got it twice in {row[DATE]}")
                stated[day] = (row[DATE], value)
    if not stated:
        raise SourceError(f"expected months in {what}, got none")
    days = sorted(stated)
    return undated(code, np.array(days, dtype=np.int64), np.array([stated[day][1] for day in days]))


def _month(row: Mapping[str, str], what: str) -> int:
    """The first day of the month a row is about: "1.4" is the fourth of the fiscal year before, "2.4" of this one."""
    name, sequence, year = row["classification_desc"], row["sequence_number_cd"], row["record_fiscal_year"]
    place = FISCAL_MONTHS.index(name) + 1
    block, _, number = sequence.partition(".")
    if block not in ("1", "2") or number != str(place) or not year.isdecimal():
        raise SourceError(f"expected {name} as 1.{place} or 2.{place} of a year in {what}, got {sequence} of {year}")
    fiscal = int(year) - (block == "1")
    return day_number(date(fiscal - (place <= 3), (place + 8) % 12 + 1, 1))


def _budget(code: str, row: Mapping[str, str], what: str) -> float:
    """Outlays less receipts rather than the statement's own balance, whose sign it does not explain."""
    receipts, outlays = table.numbers(
        [row["current_month_gross_rcpt_amt"], row["current_month_gross_outly_amt"]], what
    ).tolist()
    measure = code.rpartition(".")[2]
    gap = round(outlays - receipts, 2)  # to the cent, as both are: else it would differ from the same figure elsewhere
    return float({"receipts": receipts, "outlays": outlays, "deficit": gap}[measure])


def auctions(code: str, rows: Rows, what: str) -> Figures:
    """A column by day of auction; those still to come have no result."""
    _, kind, term, column = code.split(".")
    for row in rows:
        if (row["security_type"], row["original_security_term"]) != (kind, term):
            raise SourceError(
                f"expected auctions of {what}, got {row['security_type']} {row['original_security_term']}"
            )
    return _one_a_day(code, [(row["auction_date"], row[column]) for row in rows], what)


def _one_a_day(code: str, pairs: Sequence[tuple[str, str]], what: str) -> Figures:
    """Known figures in order of their date. Raises `SourceError` when a date comes twice, or there is none."""
    days: Ints = table.days([day for day, _ in pairs], what)
    values: Floats = table.numbers([value for _, value in pairs], what)
    order = np.argsort(days, kind="stable")
    if (np.diff(days[order]) == 0).any():
        raise SourceError(f"expected one figure a date of {what}, got two")
    known = order[~np.isnan(values[order])]
    if not len(known):
        raise SourceError(f"expected figures of {what}, got none")
    return undated(code, days[known], values[known])
