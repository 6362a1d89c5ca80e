"""Coin Metrics: daily metrics of crypto assets by the community API, no key.

https://docs.coinmetrics.io/api/v4. A code is ASSET.METRIC: `btc.PriceUSD` is the price at the end of the day (00:00
UTC of the next), `eth.CapMrktCurUSD` the market value. The answer comes in pages; the address of the next one stands
in `next_page_url` and is taken as it is. 10 requests in 6 seconds are allowed; the licence is CC BY-NC 4.0, so figures
may not serve commercial ends.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from evidence.periods import Frequency
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("community-api.coinmetrics.io",)
METRICS = "https://community-api.coinmetrics.io/v4/timeseries/asset-metrics"
PAGE = 10_000  # the most allowed; 27 years of days
MOST_PAGES = 50
MIDNIGHT = "T00:00:00.000000000Z"
_CODE = re.compile(r"([a-z0-9_]{1,40})\.([A-Za-z0-9]{1,60})")


def _parts(series: Series) -> tuple[str, str]:
    match = _CODE.fullmatch(series.code)
    if match is None or series.frequency is not Frequency.DAY:
        raise SourceError(f"expected a daily code such as btc.PriceUSD, got {series.code!r}")
    return match[1], match[2]


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series. Raises `SourceError` for a code it cannot read."""
    found = []
    for one in series:
        asset, metric = _parts(one)
        question = {"assets": asset, "metrics": metric, "frequency": "1d", "paging_from": "start"}
        found.append(Request(METRICS, (one,), {**question, "page_size": str(PAGE)}))
    return found


def download(request: Request, client: Client) -> list[Answer]:
    """Page after page. Raises `SourceError` when they do not end, or lead away from the API."""
    answers = [client.get(request.address, request.parameters)]
    while following := _page(answers[-1]).get("next_page_url"):
        if not isinstance(following, str) or not following.startswith(f"{METRICS}?"):
            raise SourceError(f"expected the next page at {METRICS}, got {following!r:.120}")
        if len(answers) == MOST_PAGES:
            raise SourceError(f"expected at most {MOST_PAGES} pages from Coin Metrics, got more")
        answers.append(client.get(following))
    return answers


def _page(answer: Answer) -> dict[str, Any]:
    value = jsonbody.parsed(answer.body, "Coin Metrics' figures")
    if isinstance(value, dict) and "error" in value:
        raise SourceError(f"expected figures from Coin Metrics, got its error {jsonbody.shown(value['error'])}")
    return jsonbody.members(value, ("data",), "Coin Metrics' answer")


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Daily figures. Raises `SourceError`, also for rows of another asset or another time of day."""
    series = request.series[0]
    asset, metric = _parts(series)
    what = f"{metric} of {asset} from Coin Metrics"
    rows = [row for answer in answers for row in jsonbody.items(_page(answer)["data"], what)]
    if not rows:
        raise SourceError(f"expected {what}, got no day; is the metric free for this asset?")
    for row in rows:
        _check(row, asset, what)
    if not any(metric in row for row in rows):
        raise SourceError(f"expected {what}, got {jsonbody.shown(rows[0])}")
    days = table.days([row["time"].removesuffix(MIDNIGHT) for row in rows], what)
    values = table.numbers(["" if row.get(metric) is None else str(row[metric]) for row in rows], what)
    order = np.argsort(days, kind="stable")
    if (np.diff(days[order]) == 0).any():
        raise SourceError(f"expected one figure a day of {what}, got two")
    known = order[~np.isnan(values[order])]
    return [undated(series.code, days[known], values[known])]


def _check(row: Any, asset: str, what: str) -> None:
    jsonbody.members(row, ("asset", "time"), what)
    if row["asset"] != asset or not str(row["time"]).endswith(MIDNIGHT):
        raise SourceError(f"expected days of {what}, got {jsonbody.shown(row)}")
