"""An evidence archive: a folder of `manifest.csv` and `<source>/<code>.csv` (period, value, known_from).

Several rows of one period are its vintages. An empty known_from is unknown: such a figure counts from period end plus
the usual lag. Where a period has undated and dated rows, the undated one came first. An archive of our own has a fourth
column, pseudo_from: where known_from is unknown, the moment that was inferred when the figure was recorded. With it
every moment is taken as it stands. A moment is a day, which counts from 00:00 UTC, or 2026-03-20T12:30:00.123456Z.

Most providers date a period by its first day. Companies' accounts are dated by the last day of a fiscal quarter or
year, or by the first of the month in which it ends where only the month is told; they come into the calendar's by the
rule of `quarters`, so that an archive and the filings themselves agree. An archive of our own holds calendar years
already.
"""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from evidence.archivefiles import CHECKSUMS, ArchiveError, file_name, read_checksums, read_manifest, sha256
from evidence.periods import Frequency, Ints, date_of, first_day, first_of_month, month_of
from evidence.publication import UNDATED
from evidence.series import Bools, Floats
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError
from evidence.sources.quarters import calendar_quarter, calendar_year

HOSTS: tuple[str, ...] = ()
TOLD = ("unit", "frequency")  # what a manifest says of a series, to be held against its indicator
HEADER = ("period", "value", "known_from")
MOST_BYTES = 200_000_000  # as of an answer over the network
EXACT = "pseudo_from"
CLOSING = frozenset({"sec"})  # sources that date a quarter or year by the end of a fiscal one
_DATES, _SHA256, _ORIGIN = "dates", "sha256", "origin"
_UNLISTED = "unlisted"
_HEADER_BYTES = 200


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """The files of the archive that hold these series of the source `settings["source"]`; absent ones are left out.

    Each request's parameters are what the manifest says of the series; of one that stands there twice, the first.
    """
    folder, source = Path(settings["archive"]), settings["source"]
    try:
        told, checksums = read_manifest(folder), read_checksums(folder)
    except ArchiveError as error:
        raise SourceError(str(error)) from None
    rows = {row.get("code", ""): row for row in reversed(told) if row.get("source") == source}
    asked = []
    for one in series:
        name = file_name(source, one.code)
        if _is_plain(one.code) and (folder / name).is_file():
            row = rows.get(one.code, {})
            facts = {
                **{name: row.get(name, "") for name in (*TOLD, _ORIGIN)},
                _DATES: "closing" if source in CLOSING else "",
                _SHA256: "" if checksums is None else checksums.get(name, _UNLISTED),
            }
            asked.append(Request(str(folder / name), (one,), {fact: said for fact, said in facts.items() if said}))
    return asked


def is_closing(source: str, frequency: Frequency) -> bool:
    """Whether an archive of our own dates a source's periods of a frequency by their last day."""
    return source in CLOSING and frequency is Frequency.QUARTER


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
    origin = request.parameters.get(_ORIGIN)
    return [Answer(body, request.address, facts={_ORIGIN: origin} if origin else {})]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Figures with their vintages, sorted by period and time, undated rows first.

    Of several undated rows of one period the first in the file counts: when the others came in between, nobody knows.
    Raises `SourceError` for another checksum than that of the archive, and for two figures of one moment.
    """
    code, frequency, body = request.series[0].code, request.series[0].frequency, answers[0].body
    what = f"archive file {code}.csv"
    _check_sum(body, request, what)
    is_exact = _has_moments(body)
    periods, values, times, pseudo = _rows(body, is_exact, what)
    if request.parameters.get(_DATES) == "closing" and frequency in _FISCAL and not (is_exact and frequency is _YEAR):
        periods = _in_calendar(periods, frequency, what)
    order = np.lexsort((times, periods))
    periods, values, times, pseudo = periods[order], values[order], times[order], pseudo[order]
    table.check_vintages(periods, times, values, order, frequency, what)
    undated = times == UNDATED
    repeated = undated & np.r_[False, undated[:-1] & (np.diff(periods) == 0)]
    if repeated.any():
        periods, values, times, pseudo = periods[~repeated], values[~repeated], times[~repeated], pseudo[~repeated]
    return [Figures(code, periods, values, times, pseudo if is_exact else None)]


def _rows(body: bytes, is_exact: bool, what: str) -> tuple[Ints, Floats, Ints, Bools]:
    """Periods, values and times of all rows, and which times are inferred."""
    header = (*HEADER, EXACT) if is_exact else HEADER
    parts = [_columns(lines, is_exact, what) for lines in table.blocks(table.rows(body, header, what))]
    periods, values, times, pseudo = (np.concatenate(column) for column in zip(*parts, strict=True))
    return periods, values, times, pseudo


def _check_sum(body: bytes, request: Request, what: str) -> None:
    expected = request.parameters.get(_SHA256)
    if expected == _UNLISTED:
        raise SourceError(f"expected a checksum of {what} in {CHECKSUMS}, got none: it was added since; copy it anew")
    if expected is not None and (found := sha256(body)) != expected:
        raise SourceError(
            f"expected {what} with the SHA-256 {expected} of {CHECKSUMS}, got {found}; "
            "it was changed or cut short: copy the archive anew"
        )


def _has_moments(body: bytes) -> bool:
    header = body[:_HEADER_BYTES].partition(b"\n")[0].decode("utf-8-sig", errors="replace")
    return header.strip().lower().split(",")[3:4] == [EXACT]


def _columns(lines: Sequence[Sequence[str]], is_exact: bool, what: str) -> tuple[Ints, Floats, Ints, Bools]:
    """Periods, values and times of rows, and which times are inferred."""
    dated = np.array([bool(line[2]) for line in lines], dtype=bool)
    times = np.full(len(lines), UNDATED)
    times[dated] = table.moments([line[2] for line in lines if line[2]], what)
    if is_exact:
        if any(bool(line[2]) is bool(line[3]) for line in lines):
            raise SourceError(f"expected either known_from or {EXACT} in each line of {what}, got both or none")
        times[~dated] = table.moments([line[3] for line in lines if line[3]], what)
    periods = table.days([line[0] for line in lines], what)
    return periods, table.numbers([line[1] for line in lines], what), times, ~dated


def _in_calendar(closing: Ints, frequency: Frequency, what: str) -> Ints:
    """The first days of the calendar's periods that fiscal ones fall into. Raises `SourceError` for two in one.

    The first of a month stands for the month's end: 2023-04-01 is April (in truth Apple's 1 April, or NVIDIA's 30th),
    and its middle lies in the first quarter either way.
    """
    dates, place = np.unique(closing, return_inverse=True)
    months = month_of(dates)
    ends = np.where(dates == first_of_month(months), first_of_month(months + 1) - 1, dates)
    periods = _FISCAL[frequency](ends)
    twice = np.flatnonzero(np.diff(periods) == 0)
    if twice.size:
        pair = f"{date_of(int(dates[twice[0]]))} and {date_of(int(dates[twice[0] + 1]))}"
        name = "year" if frequency is _YEAR else "quarter"
        raise SourceError(f"expected fiscal {name}s of {what} in calendar {name}s of their own, got two in one: {pair}")
    return first_day(periods, frequency)[place]


_YEAR = Frequency.YEAR
_FISCAL: Mapping[Frequency, Callable[[Ints], Ints]] = {
    Frequency.QUARTER: lambda ends: calendar_quarter(None, ends),
    Frequency.YEAR: calendar_year,
}
