"""Federal Reserve Board, Distributional Financial Accounts: who owns what, quarter by quarter, no key.

https://www.federalreserve.gov/releases/z1/dataviz/dfa/. A code is generation_shares.GENERATION: `silent`, `baby_boom`,
`gen_x`, `millennial` (the Board's name for millennials and younger): the share of households' net worth in percent.
One ZIP file has all tables; `dfa-generation-shares.csv` is read by its columns' names, since columns have been added
and split. Quarters are written 1989:Q3. Each release, about 80 days after the quarter, restates all of history, and
does not say when a figure first became known.
"""

import csv
import io
import re
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from evidence.periods import Frequency, day_number
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("www.federalreserve.gov",)
ARCHIVE = "https://www.federalreserve.gov/releases/z1/dataviz/download/zips/dfa.zip"
SHARES = "dfa-generation-shares.csv"
MOST_BYTES = 20_000_000  # unpacked; the real table has 34,000
DATE, CATEGORY, NET_WORTH = "Date", "Category", "Net worth"
GENERATIONS = {"silent": "Silent", "baby_boom": "BabyBoom", "gen_x": "GenX", "millennial": "Millennial"}
# zipfile lets through what its parts raise on damaged bytes: places before the beginning, odd lengths, encryption
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, struct.error)
ROUNDING = 0.5  # percent by which the shares of a quarter may miss 100
_QUARTER = re.compile(r"(\d{4}):Q([1-4])")
_CODE = re.compile(rf"generation_shares\.({'|'.join(GENERATIONS)})")


def _generation(series: Series) -> str:
    match = _CODE.fullmatch(series.code)
    if match is None or series.frequency is not Frequency.QUARTER:
        raise SourceError(
            f"expected a quarterly code such as generation_shares.baby_boom, got {series.code!r} ({series.frequency})"
        )
    return GENERATIONS[match[1]]


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request for all series. Raises `SourceError` for a code it cannot read."""
    for one in series:
        _generation(one)
    return [Request(ARCHIVE, tuple(series))] if series else []


def download(request: Request, client: Client) -> list[Answer]:
    """The one file."""
    return [client.get(request.address, request.parameters)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Percent of each series by quarter. Raises `SourceError`, also when a quarter's shares do not add up to 100."""
    what = "the Board's shares of net worth by generation"
    shares = _shares(_unpacked(answers[0].body, what), what)
    days = np.array(sorted(shares), dtype=np.int64)
    return [
        undated(one.code, days, np.array([shares[day][_generation(one)] for day in days.tolist()]))
        for one in request.series
    ]


def _unpacked(body: bytes, what: str) -> bytes:
    """The table out of the archive, and never more than `MOST_BYTES` of it."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            if archive.getinfo(SHARES).compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise NotImplementedError("compressed in an unusual way")
            with archive.open(SHARES) as member:
                unpacked = member.read(MOST_BYTES + 1)
    except KeyError:
        raise SourceError(f"expected {SHARES} in the ZIP file of {what}, got no such file") from None
    except _DAMAGE as error:
        raise SourceError(f"expected a ZIP file with {what}, got {table.shown(body)} ({error})") from None
    if len(unpacked) > MOST_BYTES:
        raise SourceError(f"expected at most {MOST_BYTES:,} bytes of {what}, got more")
    return unpacked


def _shares(body: bytes, what: str) -> dict[int, dict[str, float]]:
    """By the quarter's first day and generation."""
    reader = csv.DictReader(io.StringIO(body.decode("utf-8-sig", errors="replace"), newline=""))
    if not {DATE, CATEGORY, NET_WORTH} <= set(reader.fieldnames or ()):
        raise SourceError(f"expected {what} with {DATE}, {CATEGORY} and {NET_WORTH}, got {table.shown(body)}")
    shares: dict[int, dict[str, float]] = {}
    for row in reader:
        quarter = shares.setdefault(_day(row[DATE], what), {})
        if None in row or None in row.values() or row[CATEGORY] in quarter:
            raise SourceError(f"expected whole rows, each once, in {what}, got {dict(row)!r:.120}")
        (quarter[row[CATEGORY]],) = table.numbers([row[NET_WORTH]], what)
    if not shares:
        raise SourceError(f"expected {what}, got no quarter")
    for day in shares:
        _check(day, shares[day], what)
    return shares


def _day(text: str, what: str) -> int:
    match = _QUARTER.fullmatch(text)
    if match is None:
        raise SourceError(f"expected quarters such as 1989:Q3 in {what}, got {text!r}")
    return day_number(date(int(match[1]), 3 * int(match[2]) - 2, 1))


def _check(day: int, quarter: Mapping[str, float], what: str) -> None:
    total = sum(quarter.values())
    if set(quarter) != set(GENERATIONS.values()) or not abs(total - 100) <= ROUNDING:
        raise SourceError(
            f"expected percent of {', '.join(GENERATIONS.values())} that add up to 100 in {what}, "
            f"got {', '.join(quarter)} with {total:g}"
        )
