"""US Commodity Futures Trading Commission: commitments of traders, by its public Socrata API, no key.

https://publicreporting.cftc.gov/stories/s/r4w3-av2u. A code is REPORT.CONTRACT.MEASURE: `tff.13874A.leveraged_net` are
leveraged funds' long less short contracts in the E-mini S&P 500. Reports are `tff` (traders in financial futures) and
`legacy`, both futures only; contracts are named by the CFTC's contract market code; measures are listed in `REPORTS`,
each with the endings `_long`, `_short` and `_net`, and `open_interest`. Spreading positions are in none of them.

Positions are as of a date, nearly always a Tuesday, and are published the Friday after at 15:30 New York time, later
around holidays; in a government shutdown weeks later. The API does not say when a row was published, so before the
first fetch the indicator's lag (3 days) stands in, which is too early for the weeks that came late.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from evidence.periods import Frequency
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("publicreporting.cftc.gov",)
RESOURCE = "https://publicreporting.cftc.gov/resource/{dataset}.json"
PAGE = 5_000  # Socrata sends 1,000 rows unless told; the weeks since 2006 are more than that
MOST_PAGES = 20
DATE, CONTRACT, SCOPE, OPEN_INTEREST = (
    "report_date_as_yyyy_mm_dd", "cftc_contract_market_code", "futonly_or_combined", "open_interest_all",
)  # fmt: skip
_CONTRACT = re.compile(r"[0-9A-Z+]{6}")


@dataclass(frozen=True)
class Report:
    """A dataset, and its columns with long and short positions by class of trader."""

    dataset: str
    columns: Mapping[str, tuple[str, str]]


REPORTS = {
    "tff": Report("gpe5-46if", {  # only the dealers' columns end in _all
        "dealer": ("dealer_positions_long_all", "dealer_positions_short_all"),
        "asset_manager": ("asset_mgr_positions_long", "asset_mgr_positions_short"),
        "leveraged": ("lev_money_positions_long", "lev_money_positions_short"),
        "other": ("other_rept_positions_long", "other_rept_positions_short"),
        "nonreportable": ("nonrept_positions_long_all", "nonrept_positions_short_all"),
    }),
    "legacy": Report("6dca-aqww", {
        "noncommercial": ("noncomm_positions_long_all", "noncomm_positions_short_all"),
        "commercial": ("comm_positions_long_all", "comm_positions_short_all"),
        "nonreportable": ("nonrept_positions_long_all", "nonrept_positions_short_all"),
    }),
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """What a code asks for: columns with the sign with which each counts."""

    report: Report
    contract: str
    terms: tuple[tuple[str, int], ...]

    @classmethod
    def parse(cls, series: Series) -> "Code":
        """Read a code. Raises `SourceError`."""
        name, _, rest = series.code.partition(".")
        contract, _, measure = rest.partition(".")
        report = REPORTS.get(name)
        terms = _terms(report, measure) if report else ()
        if report is None or not _CONTRACT.fullmatch(contract) or not terms or series.frequency is not Frequency.WEEK:
            raise SourceError(f"expected a weekly code such as tff.13874A.leveraged_net, got {series.code!r}")
        return cls(report, contract, terms)


def _terms(report: Report, measure: str) -> tuple[tuple[str, int], ...]:
    if measure == "open_interest":
        return ((OPEN_INTEREST, 1),)
    trader, _, side = measure.rpartition("_")
    if trader not in report.columns:
        return ()
    long, short = report.columns[trader]
    return {"long": ((long, 1),), "short": ((short, 1),), "net": ((long, 1), (short, -1))}.get(side, ())


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a contract of a report, for all its series. Raises `SourceError` for a code it cannot read."""
    contracts: dict[tuple[str, str], list[Series]] = {}
    for one in series:
        code = Code.parse(one)
        contracts.setdefault((code.report.dataset, code.contract), []).append(one)
    return [_request(dataset, contract, members) for (dataset, contract), members in contracts.items()]


def _request(dataset: str, contract: str, series: Sequence[Series]) -> Request:
    used = {column for one in series for column, _ in Code.parse(one).terms}
    columns = [DATE, CONTRACT, SCOPE, OPEN_INTEREST, *sorted(used - {OPEN_INTEREST})]
    question = {"$select": ",".join(columns), "$where": f"{CONTRACT}='{contract}'", "$order": DATE}
    return Request(RESOURCE.format(dataset=dataset), tuple(series), question)


def download(request: Request, client: Client) -> list[Answer]:
    """Page after page until one is not full. Raises `SourceError` when they do not end."""
    answers: list[Answer] = []
    for number in range(MOST_PAGES):
        page = {"$limit": str(PAGE), "$offset": str(number * PAGE)}
        answers.append(client.get(request.address, {**request.parameters, **page}))
        if len(_rows(answers[-1])) < PAGE:
            return answers
    raise SourceError(f"expected at most {MOST_PAGES * PAGE:,} weeks from the CFTC, got more")


def _rows(answer: Answer) -> list[Any]:
    value = jsonbody.parsed(answer.body, "the CFTC's positions")
    if isinstance(value, dict) and "message" in value:
        raise SourceError(f"expected positions from the CFTC, got its error {jsonbody.shown(value['message'])}")
    return jsonbody.items(value, "the CFTC's weeks")


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Weekly contracts of each series, dated by the day of the positions. Raises `SourceError`."""
    rows = [row for answer in answers for row in _rows(answer)]
    codes = {one.code: Code.parse(one) for one in request.series}
    contract = next(iter(codes.values())).contract
    what = f"the CFTC's positions in contract {contract}"
    if not rows:
        raise SourceError(f"expected {what}, got no week; check the contract's code")
    for row in rows:
        _check(row, contract, what)
    days = table.days([row[DATE][:10] for row in rows], what)
    order = np.argsort(days, kind="stable")
    if (np.diff(days[order]) == 0).any():
        raise SourceError(f"expected one row a week of {what}, got two of the same date")
    table.check_once(days[order], Frequency.WEEK, what)
    return [undated(name, days[order], _figures(rows, code, what)[order]) for name, code in codes.items()]


def _check(row: Any, contract: str, what: str) -> None:
    """Refuse rows of another contract, or of futures and options combined."""
    jsonbody.members(row, (DATE, CONTRACT, SCOPE, OPEN_INTEREST), what)
    if not all(isinstance(row[name], str) for name in (DATE, CONTRACT, SCOPE)):
        raise SourceError(f"expected text in the rows of {what}, got {jsonbody.shown(row)}")
    if row[CONTRACT].strip() != contract or row[SCOPE] != "FutOnly":
        raise SourceError(f"expected FutOnly rows of {what}, got {row[SCOPE]} of {row[CONTRACT]}")


def _figures(rows: Sequence[Mapping[str, str]], code: Code, what: str) -> np.ndarray:
    """The sum of a code's columns; missing where one is. No position can be negative, or above open interest."""
    interest = _column(rows, OPEN_INTEREST, what)
    figures = np.zeros(len(rows))
    for column, sign in code.terms:
        contracts = _column(rows, column, what)
        if (contracts < 0).any() or (contracts > interest).any():
            raise SourceError(f"expected contracts from 0 to open interest in {column} of {what}, got others")
        figures += sign * contracts
    return figures


def _column(rows: Iterable[Mapping[str, str]], column: str, what: str) -> np.ndarray:
    return table.numbers([str(row.get(column, "")) for row in rows], what)  # Socrata leaves out what is null
