"""Coinbase Exchange: daily candles of a pair of currencies, no key.

https://docs.cdp.coinbase.com/exchange/reference/exchangerestapi_getproductcandles. A code is the pair: `BTC-USD`,
`ETH-USD`; the close is read, in the second currency. A candle is [time, low, high, open, close, volume] with the UTC
second on which it begins. One answer holds 300 candles at most and a wider question is refused, so history is asked
for backwards, window by window, until one is empty. The newest candle is still growing and is left out: its day's
close is known the day after. Days without a trade have no candle. 10 requests a second are allowed
(https://docs.cdp.coinbase.com/exchange/rest-api/rate-limits); a full history takes about one for every 300 days.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evidence.periods import Frequency, date_of
from evidence.sources import jsonbody
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("api.exchange.coinbase.com",)
CANDLES = "https://api.exchange.coinbase.com/products/{pair}/candles"
DAY_SECONDS = 86_400
LAST_SECOND = 2**32  # the year 2106; milliseconds are far beyond
WINDOW = 299  # days: both ends of a window are counted, and 300 candles are the most
MOST_WINDOWS = 60
_PAIR = re.compile(r"[A-Z0-9]{2,10}-[A-Z]{3,5}")


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a pair. Raises `SourceError` for a code that is none."""
    for one in series:
        if not _PAIR.fullmatch(one.code) or one.frequency is not Frequency.DAY:
            raise SourceError(f"expected a daily pair such as BTC-USD, got {one.code!r}")
    daily = {"granularity": str(DAY_SECONDS)}
    return [Request(CANDLES.format(pair=one.code), (one,), daily) for one in series]


def download(request: Request, client: Client) -> list[Answer]:
    """The newest candles, then window after window before them. Raises `SourceError` when they do not end."""
    answers = [client.get(request.address, request.parameters)]
    while candles := _candles(answers[-1], request.series[0].code):
        if len(answers) == MOST_WINDOWS:
            raise SourceError(f"expected at most {MOST_WINDOWS * WINDOW:,} days from Coinbase, got more")
        end = int(min(candle[0] for candle in candles)) // DAY_SECONDS - 1
        window = {"start": _midnight(end - WINDOW + 1), "end": _midnight(end)}
        answers.append(client.get(request.address, {**request.parameters, **window}))
    return answers


def _midnight(day: int) -> str:
    return f"{date_of(day).isoformat()}T00:00:00Z"


def _candles(answer: Answer, pair: str) -> list[list[float]]:
    what = f"Coinbase's candles of {pair}"
    value = jsonbody.parsed(answer.body, what)
    if isinstance(value, dict) and "message" in value:
        raise SourceError(f"expected {what}, got its error {jsonbody.shown(value['message'])}")
    candles = jsonbody.items(value, what)
    for candle in candles:
        _check(candle, what)
    return candles


def _check(candle: Any, what: str) -> None:
    """Refuse what is no daily candle: another length of time, or prices in another order."""
    if not (isinstance(candle, list) and len(candle) == 6 and all(_is_number(cell) for cell in candle)):
        raise SourceError(f"expected six numbers a candle in {what}, got {jsonbody.shown(candle)}")
    time, low, high, opened, close, _ = candle
    if time % DAY_SECONDS or not 0 <= time < LAST_SECOND:
        raise SourceError(f"expected {what} to begin at midnight UTC, got one at second {time}")
    if not 0 < low <= min(opened, close) or not max(opened, close) <= high:
        raise SourceError(f"expected low <= open, close <= high in {what}, got {jsonbody.shown(candle)}")


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float) and not isinstance(cell, bool)


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Daily closes but the newest, which is not final. Raises `SourceError`."""
    code = request.series[0].code
    closes = {int(row[0]) // DAY_SECONDS: float(row[4]) for answer in answers for row in _candles(answer, code)}
    if not closes:
        raise SourceError(f"expected Coinbase's candles of {code}, got none; is the pair still traded?")
    days = np.array(sorted(closes)[:-1], dtype=np.int64)
    return [undated(code, days, np.array([closes[day] for day in days.tolist()]))]
