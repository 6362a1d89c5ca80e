"""FRED, Federal Reserve Bank of St. Louis: with a key its API with real-time periods, without one its graph CSV.

https://fred.stlouisfed.org/docs/api/fred/series_observations.html. Its default is *today's* values: for the past only
real-time periods tell what was known. `vintage_date` is silently ignored there, so it is never used. A reply may hold
at most 2,000 vintages, so they are asked for in stretches; the bounds it then reports are cut to the stretch, so a
figure that outlasts one comes in two rows, which `read` joins again.

Some series are rolling windows (ICE spreads three years, S&P ten): their oldest dates drop out of FRED one by one. That
is no retraction; a figure is retracted only where the series goes on with an earlier date.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import numpy as np

from evidence.periods import Ints
from evidence.publication import DAY
from evidence.series import Bools
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Limits, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("api.stlouisfed.org", "fred.stlouisfed.org")
GRAPH = "https://fred.stlouisfed.org/graph/fredgraph.csv"
API = "https://api.stlouisfed.org/fred/series"
KEY = "FRED_API_KEY"
LIMITS = Limits(0.6, at_once=2)  # fixtures/sources.toml cites what is known
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
        if not reply["vintage_dates"] or len(dates) >= reply["count"]:
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
        if PAGE * len(answers) >= _json(answers[-1], "observations")["count"]:
            return answers


def _json(answer: Answer, needed: str) -> dict[str, Any]:
    reply = jsonbody.parsed(answer.body, f"FRED's {needed}")
    if isinstance(reply, dict) and "error_message" in reply:
        raise SourceError(f"expected {needed} from FRED, got its error {jsonbody.shown(reply['error_message'])}")
    jsonbody.items(jsonbody.members(reply, (needed, "count"), "FRED's answer")[needed], f"FRED's {needed}")
    if type(reply["count"]) is not int:
        raise SourceError(f"expected a count of {needed} from FRED, got {jsonbody.shown(reply['count'])}")
    return reply


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Today's figures from the graph CSV, or every vintage from the API. Raises `SourceError`."""
    series = request.series[0]
    figures = _graph(answers[0], series.code) if request.address == GRAPH else _vintages(_rows(answers), series.code)
    table.check_frequency(np.unique(figures.days), series.frequency, f"the FRED series {series.code}")
    return [figures]


def _graph(answer: Answer, code: str) -> Figures:
    """Two columns: the date and the series; a missing figure is an empty cell or a dot."""
    what = f"the FRED series {code}"
    lines = list(table.rows(answer.body, ("observation_date", code), what))
    values = table.numbers([line[1] for line in lines], what)
    days = table.days([line[0] for line in lines], what)
    known = ~np.isnan(values)
    return undated(code, days[known], values[known])


def _rows(answers: Sequence[Answer]) -> list[Any]:
    """The rows of all pages and stretches. Raises `SourceError` where a stretch has fewer than it says."""
    rows: list[Any] = []
    due: dict[str, int] = {}
    for answer in answers:
        page = _json(answer, "observations")
        jsonbody.members(page, ("realtime_start",), "FRED's answer")
        if page.get("units", "lin") != "lin" or page.get("output_type", 1) != 1:
            kind = f"units {page.get('units')!r} and output type {page.get('output_type')!r}"
            raise SourceError(f"expected figures as published (units 'lin', output type 1) from FRED, got {kind}")
        start = str(page["realtime_start"])
        due[start] = due.get(start, page["count"]) - len(page["observations"])
        rows += page["observations"]
    if any(due.values()):
        raise SourceError(f"expected as many figures from FRED as it counts, got {sum(due.values())} too few")
    return rows


def _vintages(rows: Sequence[Any], code: str) -> Figures:
    """Each row holds from its real-time start to its real-time end, inclusive; a gap after it is a retraction."""
    what = f"the FRED series {code}"
    columns = ("date", "value", "realtime_start", "realtime_end")
    cells = [[str(jsonbody.members(row, columns, what)[name]) for row in rows] for name in columns]
    days, values = table.days(cells[0], what), table.numbers(cells[1], what)
    starts, ends = table.days(cells[2], what), table.days(cells[3], what)
    order = np.lexsort((starts, days))
    days, values, starts, ends = days[order], values[order], starts[order], ends[order]
    gone = _retracted(days, values, starts, ends)
    days, times = np.r_[days, days[gone]], np.r_[starts, ends[gone] + 1] * DAY
    values = np.r_[values, np.full(int(gone.sum()), np.nan)]
    order = np.lexsort((times, days))
    return _joined(Figures(code, days[order], values[order], times[order]))


def _retracted(days: Ints, values: np.ndarray, starts: Ints, ends: Ints) -> Bools:
    """Rows after which a date has no row, though at that moment the series has a figure for an earlier date."""
    same = np.r_[days[1:] == days[:-1], False]
    following = np.where(same, np.r_[starts[1:], 0], np.iinfo(np.int64).max)
    newest = int(ends.max(initial=0))
    gone: Bools = (ends + 1 < following) & (ends < newest)
    for end in np.unique(ends[gone]):
        alive = days[(starts <= end + 1) & (ends > end) & ~np.isnan(values)]
        gone &= (ends != end) | (days > alive.min(initial=np.iinfo(np.int64).max))
    return gone


def _joined(figures: Figures) -> Figures:
    """Rows that repeat the row before them are left out, and so is what is missing before a first figure."""
    days, values = figures.days, figures.values
    first = np.r_[True, days[1:] != days[:-1]] if len(days) else np.empty(0, bool)
    before = np.where(first, np.nan, np.r_[np.nan, values[:-1]])
    keep = (values != before) & ~(np.isnan(values) & np.isnan(before))
    return Figures(figures.code, days[keep], values[keep], figures.times[keep], is_real_time=True)
