"""US Treasury, Fiscal Data: daily and monthly statements and auctions, no key.

https://fiscaldata.treasury.gov/api-documentation/. A code is TABLE.MEASURE:

debt_to_penny.tot_pub_debt_out_amt              a column of Debt to the Penny: daily, dollars
operating_cash_balance.closing (or .opening)    the Treasury's account: daily, millions of dollars
mspd_table_1.bills                              marketable debt outstanding of a class: monthly, millions of dollars
mspd_table_1.bills_change                       the same less that of the month before; no figure after a missing month
mts_table_1.deficit (.receipts, .outlays)       of a month, a deficit positive: monthly, dollars
auctions_query.Note.10-Year.bid_to_cover_ratio  a column of the auctions of a type and original term: by auction day

Figures are text, and what is missing is the text "null". The account has had three names, and since 2022-04-18 its
closing balance stands in `open_today_bal`, while `close_today_bal` of the same row is "null". What a column counts is
said in the answer's `dataFormats` ("$1,000,000" or "$10.20") and checked. Each monthly statement restates the months
of two fiscal years; the newest one's figures are taken. None of the tables says when a row was published.

Rows of one date come in no order of their own, so each table is sorted by what tells them apart, too, as the site's own
downloads are (`alwaysSortWith`): else the end of a page could fall among them, and one row come twice for another.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evidence.periods import Frequency
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError
from evidence.sources.treasurytables import DATE, Rows, auctions, cash, debt, deficit, outstanding

HOSTS: tuple[str, ...] = ("api.fiscaldata.treasury.gov",)
SERVICE = "https://api.fiscaldata.treasury.gov/services/api/fiscal_service/"
PAGE = 10_000  # the most allowed; 100 unless told
MOST_PAGES = 50
MILLIONS, CENTS = "$1,000,000", "$10.20"
CLASSES = {
    "bills": "Bills", "notes": "Notes", "bonds": "Bonds", "tips": "Treasury Inflation-Protected Securities",
    "frns": "Floating Rate Notes",
}  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A dataset: where it is, what it is asked for, how its figures come out, and what its amounts count.

    `apart` is the column that tells rows of one date apart, empty where a date has one row.
    """

    path: str
    frequency: Frequency
    measure: re.Pattern[str]
    columns: Callable[[str], tuple[str, ...]]
    filters: Callable[[str], str]
    read: Callable[[str, Rows, str], Figures]
    unit: str | None
    apart: str = ""

    @property
    def order(self) -> str:
        """As the API wants it."""
        return f"{DATE},{self.apart}" if self.apart else DATE


def _none(measure: str) -> str:
    return ""


def _class(measure: str) -> str:
    name = CLASSES[measure.removesuffix("_change")]
    return f"security_type_desc:eq:Marketable,security_class_desc:eq:{name}"


def _auctions(measure: str) -> str:
    kind, term, _ = measure.split(".")
    return f"security_type:eq:{kind},original_security_term:eq:{term},inflation_index_security:eq:No"


TABLES = {
    "debt_to_penny": Table(
        "v2/accounting/od/debt_to_penny", Frequency.DAY,
        re.compile("tot_pub_debt_out_amt|debt_held_public_amt|intragov_hold_amt"),
        lambda measure: (measure,), _none, debt, CENTS,
    ),
    "operating_cash_balance": Table(
        "v1/accounting/dts/operating_cash_balance", Frequency.DAY, re.compile("closing|opening"),
        lambda measure: ("open_today_bal", "close_today_bal", "account_type"), _none, cash, MILLIONS,
        "account_type",
    ),
    "mspd_table_1": Table(
        "v1/debt/mspd/mspd_table_1", Frequency.MONTH, re.compile(f"({'|'.join(CLASSES)})(_change)?"),
        lambda measure: ("total_mil_amt", "security_type_desc", "security_class_desc"), _class, outstanding, MILLIONS,
    ),
    "mts_table_1": Table(
        "v1/accounting/mts/mts_table_1", Frequency.MONTH, re.compile("deficit|receipts|outlays"),
        lambda measure: (
            "current_month_gross_rcpt_amt", "current_month_gross_outly_amt", "classification_desc",
            "sequence_number_cd", "record_fiscal_year",
        ), _none, deficit, CENTS, "sequence_number_cd",
    ),
    "auctions_query": Table(
        "v1/accounting/od/auctions_query", Frequency.DAY,
        re.compile(r"[A-Z][A-Za-z]{2,9}\.\d{1,2}-(?:Week|Month|Year|Day)\.[a-z_]{5,40}"),
        lambda measure: (measure.rpartition(".")[2], "auction_date", "cusip", "security_type",
                         "original_security_term"), _auctions, auctions, None, "cusip",
    ),
}  # fmt: skip


def _parts(series: Series) -> tuple[Table, str]:
    name, _, measure = series.code.partition(".")
    found = TABLES.get(name)
    if found is None or not found.measure.fullmatch(measure) or series.frequency is not found.frequency:
        raise SourceError(
            f"expected a code such as debt_to_penny.tot_pub_debt_out_amt (D) or mspd_table_1.bills (M), "
            f"got {series.code!r} ({series.frequency})"
        )
    return found, measure


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series. Raises `SourceError` for a code it cannot read."""
    found = []
    for one in series:
        wanted, measure = _parts(one)
        question = {"fields": ",".join((DATE, *wanted.columns(measure))), "sort": wanted.order, "format": "json"}
        if where := wanted.filters(measure):
            question["filter"] = where
        found.append(Request(SERVICE + wanted.path, (one,), question))
    return found


def download(request: Request, client: Client) -> list[Answer]:
    """All pages. Raises `SourceError` when they do not end."""
    answers: list[Answer] = []
    for number in range(1, MOST_PAGES + 1):
        page = {"page[number]": str(number), "page[size]": str(PAGE)}
        answers.append(client.get(request.address, {**request.parameters, **page}))
        if number >= _counted(_meta(answers[-1]), "total-pages"):
            return answers
    raise SourceError(f"expected at most {MOST_PAGES} pages from Fiscal Data, got more")


def _body(answer: Answer) -> dict[str, Any]:
    value = jsonbody.parsed(answer.body, "Fiscal Data's rows")
    if isinstance(value, dict) and "error" in value:
        raise SourceError(
            f"expected rows from Fiscal Data, got its error {jsonbody.shown(value.get('message', value['error']))}"
        )
    return jsonbody.members(value, ("data", "meta"), "Fiscal Data's answer")


def _meta(answer: Answer) -> dict[str, Any]:
    return jsonbody.members(_body(answer)["meta"], ("dataFormats", "total-count", "total-pages"), "Fiscal Data's meta")


def _counted(meta: Mapping[str, Any], name: str) -> int:
    value = meta[name]
    if isinstance(value, bool) or not isinstance(value, int):
        raise SourceError(f"expected a number as {name} of Fiscal Data, got {jsonbody.shown(value)}")
    return value


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """The figures of the series. Raises `SourceError`, also for other units or fewer rows than were announced."""
    series = request.series[0]
    wanted, measure = _parts(series)
    what = f"{series.code} of Fiscal Data"
    rows = [row for answer in answers for row in jsonbody.items(_body(answer)["data"], what)]
    announced = _counted(_meta(answers[-1]), "total-count") if answers else 0
    if not rows or len(rows) != announced:
        raise SourceError(f"expected {announced} rows of {what}, at least one, got {len(rows)}")
    names = wanted.columns(measure)
    if wanted.unit:
        _check_units(answers, names, wanted.unit, what)
    texts = [_texts(row, (DATE, *names), what) for row in rows]
    if again := len(texts) - len({tuple(text.items()) for text in texts}):
        raise SourceError(f"expected each row of {what} once, got {again} again: others may be missing; ask again")
    return [wanted.read(series.code, texts, what)]


def _texts(row: Any, names: Sequence[str], what: str) -> dict[str, str]:
    """A row's members as text; JSON's own null counts as the text that usually stands for it."""
    cells = {name: value for name, value in jsonbody.members(row, names, what).items() if name in names}
    if not all(value is None or isinstance(value, str) for value in cells.values()):
        raise SourceError(f"expected text in the rows of {what}, got {jsonbody.shown(cells)}")
    return {name: table.NULL if value is None else value for name, value in cells.items()}


def _check_units(answers: Sequence[Answer], names: Sequence[str], unit: str, what: str) -> None:
    for answer in answers:
        formats = jsonbody.members(_meta(answer)["dataFormats"], names, f"the formats of {what}")
        money = {name: formats[name] for name in names if name.endswith(("_amt", "_bal"))}
        if any(given != unit for given in money.values()):
            raise SourceError(f"expected amounts of {what} as {unit}, got {jsonbody.shown(money)}")
