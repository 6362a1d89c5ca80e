"""Reading dated tables: dates to days, numbers with every provider's ways of saying "missing"."""

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from evidence.periods import Frequency, Ints, date_of, day_number, period_of, weeks_of
from evidence.publication import DAY, UNDATED, microseconds, moment
from evidence.series import Floats
from evidence.sources.contract import SourceError

if TYPE_CHECKING:
    import _csv

NULL = "null"
MISSING = frozenset({"", ".", NULL, "NaN", "nan", "-"})  # FRED's dot, an empty cell, FiscalData's "null"
BLOCK = 500  # rows; so few that they are gone before the garbage collector has looked at them twice
_SHOWN, _DAY_LENGTH = 80, len("2026-03-20")


def rows(body: bytes, expected: Sequence[str], what: str) -> Iterator[list[str]]:
    """The rows of a CSV body below a header that begins with the expected names (whatever their case).

    Raises `SourceError` when it is something else: a web page, JSON, another table, a line cut short.
    """
    text = io.TextIOWrapper(io.BytesIO(body), encoding="utf-8-sig", errors="replace", newline="")
    reader = csv.reader(text)
    try:
        header = next(reader, [])
        if [name.strip().lower() for name in header[: len(expected)]] != [name.lower() for name in expected]:
            raise SourceError(f"expected {what} with the header {','.join(expected)}, got {shown(body)}")
        yield from _of_one_length(reader, len(header), what)
        if not body.endswith((b"\n", b"\r")):  # 98.25 cut to 98 is a number too
            end = shown(body[-_SHOWN:].rpartition(b"\n")[2])
            raise SourceError(f"expected a line end after the last line of {what}, got {end}: it was cut short")
    except csv.Error as error:  # a cell without end, as an open quote makes it
        raise SourceError(f"expected rows of short cells in {what}, got at line {reader.line_num}: {error}") from None


def _of_one_length(reader: "_csv.Reader", cells: int, what: str) -> Iterator[list[str]]:
    for line in reader:
        if len(line) == cells:
            yield line
        elif line:
            raise SourceError(f"expected {cells} cells in line {reader.line_num} of {what}, got {line!r:.{_SHOWN}}")


def blocks(lines: Iterator[list[str]]) -> Iterator[list[list[str]]]:
    """The rows in blocks, at least one of them: a long table's cells take many times the memory of its numbers."""
    yield list(islice(lines, BLOCK))
    while block := list(islice(lines, BLOCK)):
        yield block


def shown(body: bytes) -> str:
    """The beginning of a body for an error message."""
    return repr(body[:_SHOWN].decode("utf-8", errors="replace")) if body else "nothing"


def days(cells: Sequence[str], what: str) -> Ints:
    """ISO dates as days since 1970-01-01; each is read once, for vintages repeat them. Raises `SourceError`."""
    try:
        known = {cell: day_number(date.fromisoformat(cell)) for cell in dict.fromkeys(cells)}
        return np.array([known[cell] for cell in cells], dtype=np.int64)
    except ValueError as error:
        raise SourceError(f"expected ISO dates in {what}, got {error}") from None


def moments(cells: Sequence[str], what: str) -> Ints:
    """Days, which count from 00:00 UTC, or moments as microseconds since 1970-01-01. Raises `SourceError`."""
    if set(map(len, cells)) <= {_DAY_LENGTH}:
        return days(cells, what) * DAY
    try:
        return np.array([_moment(cell) for cell in cells], dtype=np.int64)
    except ValueError as error:
        raise SourceError(f"expected days, or moments such as 2026-03-20T12:30:00Z, in {what}, got {error}") from None


def _moment(cell: str) -> int:
    if len(cell) == _DAY_LENGTH:
        return day_number(date.fromisoformat(cell)) * DAY
    parsed = datetime.fromisoformat(cell)
    if parsed.tzinfo is None:
        raise ValueError(f"{cell!r} without a zone")
    return microseconds(parsed)


def numbers(cells: Sequence[str], what: str) -> Floats:
    """Numbers, NaN where missing. Raises `SourceError`."""
    try:
        values = np.array(list(map(float, cells)), dtype=np.float64)
    except ValueError:
        values = _with_missing(cells, what)
    if np.isinf(values).any():
        raise SourceError(f"expected finite numbers in {what}, got an infinity")
    return values


def _with_missing(cells: Sequence[str], what: str) -> Floats:
    try:
        return np.array([np.nan if cell in MISSING else float(cell) for cell in cells], dtype=np.float64)
    except ValueError as error:
        raise SourceError(f"expected numbers in {what}, got {error}") from None


ENOUGH_DATES = 8  # fewer say little about a rhythm


def check_frequency(days: Ints, frequency: Frequency, what: str) -> None:
    """Ascending dates come once a period, and about as often as the frequency has it. Raises `SourceError`."""
    check_once(days, frequency, what)
    if len(days) < ENOUGH_DATES:
        return
    usual = float(np.median(np.diff(days)))
    if usual > 2 * frequency.usual_days:
        raise SourceError(f"expected {what} with frequency {frequency}, got dates {usual:g} days apart")


def check_once(days: Ints, frequency: Frequency, what: str) -> None:
    """Ascending dates come once a period; one that is early for a holiday has its week to itself (`weeks_of`). Raises
    `SourceError`."""
    periods = weeks_of(days) if frequency is Frequency.WEEK else period_of(days, frequency)
    twice = np.flatnonzero((np.diff(periods) == 0) | (np.diff(days) == 0))
    if twice.size:
        pair = f"{date_of(int(days[twice[0]]))} and {date_of(int(days[twice[0] + 1]))}"
        raise SourceError(f"expected one figure a period (frequency {frequency}) of {what}, got two, for {pair}")


def check_vintages(periods: Ints, times: Ints, values: Floats, order: Ints, frequency: Frequency, what: str) -> None:
    """Rows in the order of periods and times have one figure a period and moment, and one date a period.

    Of a date that was retracted in the end another may tell: two would be read as revisions of one figure. Undated rows
    of one date are not compared. `order`: their places below the file's header. Raises `SourceError` with the lines.
    """
    is_newest = np.r_[np.diff(periods) != 0, np.ones(min(len(periods), 1), bool)]
    is_twice = ~is_newest[:-1] & (times[1:] == times[:-1]) & (times[1:] != UNDATED)
    twice = [place for place in np.flatnonzero(is_twice).tolist() if repr(values[place]) != repr(values[place + 1])]
    if twice:
        first, second = sorted(int(order[place]) + 2 for place in (twice[0], twice[0] + 1))
        told = f"{date_of(int(periods[twice[0]]))}, known from {moment(int(times[twice[0]])):%Y-%m-%d %H:%M}"
        raise SourceError(
            f"expected one figure of {what} for {told}, got another in line {second} than in line {first}"
        )
    check_once(periods[is_newest & ~np.isnan(values)], frequency, what)
