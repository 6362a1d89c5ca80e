"""ALFRED, Federal Reserve Bank of St. Louis: a series as it stood on given days, by its graph CSV, without a key.

https://alfred.stlouisfed.org/help. A code is SERIES@DAY or SERIES@DAY,DAY,..: `PAYEMS@2026-01-31,2026-03-01`. A column
is named SERIES_YYYYMMDD; it holds what was known on that day, so a figure was published then or before. The first
column says no more than that (`evidence.publication.dated` takes its late figures for a snapshot's); what a later one
has beyond the one before it was not known on that earlier day, and is known from its own at the latest.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from evidence.periods import Ints, day_number
from evidence.publication import DAY
from evidence.series import Floats
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError

HOSTS: tuple[str, ...] = ("alfred.stlouisfed.org",)
GRAPH = "https://alfred.stlouisfed.org/graph/alfredgraph.csv"
_CODE = re.compile(r"([A-Z0-9_.]{1,40})@(\d{4}-\d\d-\d\d(?:,\d{4}-\d\d-\d\d)*)")


def _parts(series: Series) -> tuple[str, list[str]]:
    match = _CODE.fullmatch(series.code)
    try:
        days = sorted(set(match[2].split(","))) if match else []
        if match and all(date.fromisoformat(day) for day in days):
            return match[1], days
    except ValueError:
        pass
    raise SourceError(f"expected a series and days such as PAYEMS@2026-01-31,2026-03-01, got {series.code!r}")


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series: a column a day. Raises `SourceError` for a code it cannot read."""
    found = []
    for one in series:
        name, days = _parts(one)
        found.append(Request(GRAPH, (one,), {"id": ",".join([name] * len(days)), "vintage_date": ",".join(days)}))
    return found


def download(request: Request, client: Client) -> list[Answer]:
    """One file."""
    return [client.get(request.address, request.parameters)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """The vintages, rows sorted by date and then by day of knowledge. Raises `SourceError`, also for another day."""
    series = request.series[0]
    name, days = _parts(series)
    what = f"the ALFRED series {name}"
    header = ["observation_date", *(f"{name}_{day.replace('-', '')}" for day in days)]
    lines = [line[: len(header)] for line in table.rows(answers[0].body, header, what)]
    dates = table.days([line[0] for line in lines], what)
    table.check_frequency(dates, series.frequency, what)
    values = table.numbers([cell for line in lines for cell in line[1:]], what).reshape(len(lines), len(days))
    known = np.array([day_number(date.fromisoformat(day)) for day in days], dtype=np.int64)
    return [_vintages(series.code, dates, known, values)]


def _vintages(code: str, dates: Ints, known: Ints, values: Floats) -> Figures:
    """What differs from the column before it; a figure that went while earlier dates stayed was retracted."""
    before = np.c_[np.full(len(dates), np.nan), values[:, :-1]]
    is_new = ~np.isnan(values) & (values != before)
    has_earlier = np.logical_or.accumulate(~np.isnan(values), axis=0)
    retracted = np.isnan(values) & ~np.isnan(before) & has_earlier
    rows, columns = np.nonzero(is_new | retracted)
    return Figures(code, dates[rows], values[rows, columns], known[columns] * DAY, is_real_time=True)
