"""An evidence archive: a folder of `manifest.csv` and `<source>/<code>.csv` (period, value, known_from).

Several rows of one period are its vintages. An empty known_from is unknown: such a figure counts from period end plus
the usual lag. Where a period has undated and dated rows, the undated one came first.

Most providers date a quarter by its first day. Companies' accounts are dated by the last day of a fiscal quarter, or by
the first of the month in which it ends where only the month is told; they come into calendar quarters by the rule of
`quarters`, so that an archive and the filings themselves agree.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evidence.periods import Frequency, Ints, date_of, first_day, first_of_month, month_of
from evidence.publication import DAY, UNDATED
from evidence.series import Floats
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError
from evidence.sources.quarters import calendar_quarter

HOSTS: tuple[str, ...] = ()
HEADER = ("period", "value", "known_from")
MOST_BYTES = 200_000_000  # as of an answer over the network
CLOSING = frozenset({"sec"})  # sources that date a quarter by the end of a fiscal one
_DATES = "dates"


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """The files of the archive that hold these series of the source `settings["source"]`; absent ones are left out."""
    folder = Path(settings["archive"])
    if not (folder / "manifest.csv").is_file():
        raise SourceError(f"expected an evidence archive with a manifest.csv in {folder}, found none")
    files = {one: folder / settings["source"] / f"{one.code}.csv" for one in series if _is_plain(one.code)}
    return [
        Request(str(file), (one,), {_DATES: "closing"} if _is_closing(one, settings["source"]) else {})
        for one, file in files.items()
        if file.is_file()
    ]


def _is_closing(series: Series, source: str) -> bool:
    return source in CLOSING and series.frequency is Frequency.QUARTER


def _is_plain(code: str) -> bool:
    return "/" not in code and "\\" not in code and code not in ("", ".", "..")


def download(request: Request, client: Client) -> list[Answer]:
    """Read the file; no network. Raises `SourceError` for a link out of the archive and for a file without measure.

    An archive comes from others: a link in it would bring what only this machine's reader may see.
    """
    file = Path(request.address)
    folder = file.parent.parent.resolve()
    if not file.resolve().is_relative_to(folder):
        raise SourceError(f"expected {file.name} to lie in the archive {folder}, got a link out of it; copy it in")
    with file.open("rb") as stream:
        body = stream.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise SourceError(f"expected at most {MOST_BYTES:,} bytes in {file}, got more")
    return [Answer(body, request.address)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Figures with their vintages, sorted by period and time, undated rows first.

    Of several undated rows of one period the first in the file counts: when the others came in between, nobody knows.
    """
    code = request.series[0].code
    what = f"archive file {code}.csv"
    parts = [_columns(lines, what) for lines in table.blocks(table.rows(answers[0].body, HEADER, what))]
    periods, values, times = (np.concatenate(column) for column in zip(*parts, strict=True))
    if request.parameters.get(_DATES) == "closing":
        periods = _quarters(periods, what)
    order = np.lexsort((times, periods))
    undated = times[order] == UNDATED
    order = order[~(undated & np.r_[False, undated[:-1] & (np.diff(periods[order]) == 0)])]
    return [Figures(code, periods[order], values[order], times[order])]


def _columns(lines: Sequence[Sequence[str]], what: str) -> tuple[Ints, Floats, Ints]:
    """Periods, values and times of rows."""
    dated = np.array([bool(line[2]) for line in lines], dtype=bool)
    times = np.full(len(lines), UNDATED)
    times[dated] = table.days([line[2] for line in lines if line[2]], what) * DAY
    return table.days([line[0] for line in lines], what), table.numbers([line[1] for line in lines], what), times


def _quarters(closing: Ints, what: str) -> Ints:
    """The first days of the calendar quarters that fiscal ones fall into. Raises `SourceError` for two in one.

    The first of a month stands for the month's end: 2023-04-01 is April (in truth Apple's 1 April, or NVIDIA's 30th),
    and its middle lies in the first quarter either way.
    """
    dates, place = np.unique(closing, return_inverse=True)
    months = month_of(dates)
    ends = np.where(dates == first_of_month(months), first_of_month(months + 1) - 1, dates)
    quarters = calendar_quarter(None, ends)
    twice = np.flatnonzero(np.diff(quarters) == 0)
    if twice.size:
        pair = f"{date_of(int(dates[twice[0]]))} and {date_of(int(dates[twice[0] + 1]))}"
        raise SourceError(
            f"expected fiscal quarters of {what} in calendar quarters of their own, got two in one: {pair}"
        )
    return first_day(quarters, Frequency.QUARTER)[place]
