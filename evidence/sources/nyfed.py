"""Federal Reserve Bank of New York: what the Federal Reserve's open market account (SOMA) holds, no key.

https://markets.newyorkfed.org/static/docs/markets-api.html. A code is soma.HOLDING: `soma.total`, `soma.bills`,
`soma.notesbonds`, `soma.tips`, `soma.frn`, `soma.tips_inflation`, `soma.mbs`, `soma.cmbs`, `soma.agencies`: par value
in dollars as of a Wednesday, published the day after. The total is the sum of the others without the inflation
compensation; the newest week is checked against it, which would show another unit. A holding that is an empty text is
missing. One answer has all weeks since 2003; holdings security by security are not read.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evidence.periods import Frequency
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("markets.newyorkfed.org",)
SUMMARY = "https://markets.newyorkfed.org/api/soma/summary.json"
DATE, TOTAL = "asOfDate", "total"
PARTS = ("mbs", "cmbs", "tips", "frn", "notesbonds", "bills", "agencies")
TOLERANCE = 0.001
LEAST, MOST = 1e11, 1e14  # dollars: a total below a hundred billion or above a hundred trillion counts something else
_MEMBERS = {**{name: name for name in (TOTAL, *PARTS)}, "tips_inflation": "tipsInflationCompensation"}
_CODE = re.compile(rf"soma\.({'|'.join(_MEMBERS)})")


def _member(series: Series) -> str:
    match = _CODE.fullmatch(series.code)
    if match is None or series.frequency is not Frequency.WEEK:
        raise SourceError(f"expected a weekly code such as soma.bills, got {series.code!r} ({series.frequency})")
    return _MEMBERS[match[1]]


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request for all series. Raises `SourceError` for a code it cannot read."""
    for one in series:
        _member(one)
    return [Request(SUMMARY, tuple(series))] if series else []


def download(request: Request, client: Client) -> list[Answer]:
    """The one body."""
    return [client.get(request.address, request.parameters)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Dollars of each series by week. Raises `SourceError`, also when the parts of the newest week miss its total."""
    what = "the holdings of the Federal Reserve's open market account"
    value = jsonbody.members(jsonbody.parsed(answers[0].body, what), ("soma",), what)
    rows = jsonbody.items(jsonbody.members(value["soma"], ("summary",), what)["summary"], what)
    if not rows:
        raise SourceError(f"expected {what}, got no week")
    for row in rows:
        _check(row, what)
    days = table.days([row[DATE] for row in rows], what)
    order = np.argsort(days, kind="stable")
    if (np.diff(days[order]) == 0).any():
        raise SourceError(f"expected one row a week of {what}, got two of the same date")
    table.check_once(days[order], Frequency.WEEK, what)
    _check_total(rows[int(order[-1])], what)
    return [
        _figures(one.code, [rows[place] for place in order], days[order], _member(one), what) for one in request.series
    ]


def _check(row: Any, what: str) -> None:
    cells = jsonbody.members(row, (DATE, *_MEMBERS.values()), what)
    if not all(isinstance(cells[name], str) for name in (DATE, *_MEMBERS.values())):
        raise SourceError(f"expected text in the rows of {what}, got {jsonbody.shown(row)}")


def _check_total(row: Mapping[str, str], what: str) -> None:
    (total,) = table.numbers([row[TOTAL]], what)
    parts = float(np.nansum(table.numbers([row[name] for name in PARTS], what)))
    if not LEAST < total < MOST or abs(parts - total) > TOLERANCE * total:
        raise SourceError(
            f"expected dollars that add up to the total in {what}, got {parts:g} and a total of {total:g}"
        )


def _figures(code: str, rows: Sequence[Mapping[str, str]], days: np.ndarray, member: str, what: str) -> Figures:
    values = table.numbers([row[member] for row in rows], what)
    if (values < 0).any():
        raise SourceError(f"expected holdings from 0 in {member} of {what}, got {np.nanmin(values):g}")
    known = ~np.isnan(values)
    return undated(code, days[known], values[known])
