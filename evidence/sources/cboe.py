"""Cboe: daily history of volatility indexes as CSV, one file an index, no key.

https://www.cboe.com/tradable_products/vix/vix_historical_data/. A code is the index's name as its file has it: `VIX`,
`VIX3M`, `VIX9D`. The file holds open, high, low and close since the index began; the close is read. It is today's
file: corrections of old days come without a word, so they are known from the fetch that first saw them.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from evidence.periods import Ints, day_number
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("cdn.cboe.com",)
HISTORY = "https://cdn.cboe.com/api/global/us_indices/daily_prices/{code}_History.csv"
HEADER = ("date", "open", "high", "low", "close")
HIGHEST = 1_000.0  # percent a year; VIX has never closed above 100, so more is another quantity
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,11}")


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One file a series. Raises `SourceError` for a code that names no index."""
    for one in series:
        if not _CODE.fullmatch(one.code):
            raise SourceError(f"expected the name of a Cboe index such as VIX3M, got {one.code!r}")
    return [Request(HISTORY.format(code=one.code), (one,)) for one in series]


def download(request: Request, client: Client) -> list[Answer]:
    """The whole file."""
    return [client.get(request.address)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Daily closes in percent; an empty cell or 0 is missing. Raises `SourceError`."""
    code = request.series[0].code
    what = f"Cboe's history of {code}"
    lines = list(table.rows(answers[0].body, HEADER, what))
    if not lines:
        raise SourceError(f"expected days in {what}, got a header alone")
    days = _days([line[0] for line in lines], what)
    closes = table.numbers([line[4] for line in lines], what)
    if (np.diff(days) <= 0).any():
        raise SourceError(f"expected days in ascending order in {what}, got {_first_disorder(days, lines)}")
    if (closes < 0).any() or (closes > HIGHEST).any():
        raise SourceError(f"expected percent from 0 to {HIGHEST:g} in {what}, got {closes.min():g} to {closes.max():g}")
    known = closes > 0  # false for NaN as well
    return [undated(code, days[known], closes[known])]


def _days(cells: Sequence[str], what: str) -> Ints:
    try:
        return np.array([_day(*cell.split("/")) for cell in cells], dtype=np.int64)
    except (TypeError, ValueError) as error:
        raise SourceError(f"expected dates such as 08/25/2023 in {what}, got {error}") from None


def _day(month: str, day: str, year: str) -> int:
    return day_number(date(int(year), int(month), int(day)))


def _first_disorder(days: Ints, lines: Sequence[Sequence[str]]) -> str:
    place = int(np.flatnonzero(np.diff(days) <= 0)[0])
    return f"{lines[place][0]} before {lines[place + 1][0]}"
