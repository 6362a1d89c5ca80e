"""FRED, Federal Reserve Bank of St. Louis: with a key its API with real-time periods, without one its graph CSV.

https://fred.stlouisfed.org/docs/api/fred/series_observations.html. Its default is *today's* values: for the past only
real-time periods tell what was known. `vintage_date` is silently ignored there, so it is never used. A reply may hold
at most 2,000 vintages, so they are asked for in stretches; the bounds it then reports are cut to the stretch.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from evidence.publication import DAY
from evidence.series import Floats
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("api.stlouisfed.org", "fred.stlouisfed.org")
GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series"
KEY = "FRED_API_KEY"
MOST_VINTAGES = 1_900  # below the refused 2,000
PAGE = 100_000
FIRST_DAY, LAST_DAY = "1776-07-04", "9999-12-31"
_OBSERVATIONS = f"{API}/observations"


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series: of the API where `settings` has a key, else of the graph CSV."""
    key = settings.get(KEY, "")
    if key:
        base = {"api_key": key, "file_type": "json"}
        return [Request(_OBSERVATIONS, (one,), {"series_id": one.code, **base}) for one in series]
    return [Request(GRAPH, (one,), {"id": one.code}) for one in series]


def download(request: Request, client: Client) -> list[Answer]:
    """The graph CSV; or all vintages, page by page and stretch by stretch."""
    if request.address == GRAPH:
        return [client.get(GRAPH, request.parameters)]
    stretches = _stretches(_vintage_dates(request, client))
    return [answer for start, end in stretches for answer in _pages(request, client, start, end)]


def _vintage_dates(request: Request, client: Client) -> list[str]:
    dates: list[str] = []
    while True:
        page = {**request.parameters, "offset": str(len(dates)), "limit": "10000"}
        reply = _json(client.get(f"{API}/vintagedates", page), "vintage_dates")
        dates += reply["vintage_dates"]
        if not reply["vintage_dates"] or len(dates) >= int(reply["count"]):
            return dates


def _stretches(dates: Sequence[str]) -> list[tuple[str, str]]:
    """Spans of real time that together cover everything and hold few enough vintages each."""
    starts = [FIRST_DAY, *dates[MOST_VINTAGES::MOST_VINTAGES]]
    ends = [_day_before(start) for start in starts[1:]] + [LAST_DAY]
    return list(zip(starts, ends, strict=True))


def _day_before(day: str) -> str:
    return (date.fromisoformat(day) - timedelta(days=1)).isoformat()


def _pages(request: Request, client: Client, start: str, end: str) -> list[Answer]:
    answers: list[Answer] = []
    while True:
        page = {"realtime_start": start, "realtime_end": end, "offset": str(PAGE * len(answers)), "limit": str(PAGE)}
        answers.append(client.get(_OBSERVATIONS, {**request.parameters, **page}))
        if PAGE * len(answers) >= int(_json(answers[-1], "observations")["count"]):
            return answers


def _json(answer: Answer, needed: str) -> dict[str, Any]:
    try:
        reply = json.loads(answer.body)
    except ValueError:
        raise SourceError(f"expected JSON from FRED, got {table.shown(answer.body)}") from None
    if not isinstance(reply, dict) or needed not in reply:
        said = reply.get("error_message") if isinstance(reply, dict) else None
        raise SourceError(f"expected {needed} from FRED, got {said or table.shown(answer.body)}")
    return reply


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Today's figures from the graph CSV, or every vintage from the API."""
    code = request.series[0].code
    if request.address == GRAPH:
        return [_graph(answers[0], code)]
    rows = [row for answer in answers for row in _json(answer, "observations")["observations"]]
    return [_vintages(rows, code)]


def _graph(answer: Answer, code: str) -> Figures:
    """Two columns: the date and the series; a missing figure is an empty cell or a dot."""
    what = f"the FRED series {code}"
    lines = list(table.rows(answer.body, ("observation_date", code), what))
    values = table.numbers([line[1] for line in lines], what)
    days = table.days([line[0] for line in lines], what)
    known = ~np.isnan(values)
    return undated(code, days[known], values[known])


def _vintages(rows: Sequence[Mapping[str, str]], code: str) -> Figures:
    """Each row holds from its real-time start to its real-time end, inclusive; a gap after it is a retraction."""
    what = f"the FRED series {code}"
    try:
        days = table.days([row["date"] for row in rows], what)
        values = table.numbers([row["value"] for row in rows], what)
        starts = table.days([row["realtime_start"] for row in rows], what)
        ends = table.days([row["realtime_end"] for row in rows], what)
    except KeyError as error:
        raise SourceError(f"expected date, value and real-time bounds in {what}, got no {error}") from None
    order = np.lexsort((starts, days))
    days, values, starts, ends = days[order], values[order], starts[order], ends[order]
    gone = _retracted(days, starts, ends)
    days, times = np.r_[days, days[gone]], np.r_[starts, ends[gone] + 1] * DAY
    values = np.r_[values, np.full(int(gone.sum()), np.nan)]
    order = np.lexsort((times, days))
    return _without_leading_gaps(Figures(code, days[order], values[order], times[order]))


def _retracted(days: np.ndarray, starts: np.ndarray, ends: np.ndarray) -> np.ndarray:
    last_day = table.days([LAST_DAY], "FRED")[0]
    same = np.r_[days[1:] == days[:-1], False]
    following = np.where(same, np.r_[starts[1:], 0], np.iinfo(np.int64).max)
    newest = int(ends.max(initial=0))
    return (ends + 1 < following) & (ends < min(last_day, newest))


def _without_leading_gaps(figures: Figures) -> Figures:
    """Missing values before a period's first figure say nothing."""
    seen: Floats = ~np.isnan(figures.values)
    first = np.r_[True, figures.days[1:] != figures.days[:-1]] if len(figures.days) else np.empty(0, bool)
    group = np.cumsum(first) - 1
    count = np.cumsum(seen)
    before_group = (count - seen)[first][group] if len(group) else count
    keep = count > before_group
    return Figures(figures.code, figures.days[keep], figures.values[keep], figures.times[keep])
