"""The US consumer-price database that the `cpi` package carries as SQLite: official figures with no network.

Published by the US Bureau of Labor Statistics; the package is at https://github.com/palewire/cpi. Importing it takes
seconds, so its file is read directly. It holds today's figures only: no vintages.
"""

import io
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from evidence.periods import Frequency
from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ()
HEADER = ("series", "period", "value")
_QUERY = """
SELECT series, printf('%d-%s-01', year, substr(period, 2)), value FROM indexes
WHERE period BETWEEN 'M01' AND 'M12' AND series IN ({marks}) ORDER BY series, year, period
"""  # M13 and S01-S03 are annual and half-year averages


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request for all series: the file has no index, and one pass over it serves them all."""
    for one in series:
        if one.frequency is not Frequency.MONTH:
            raise SourceError(f"expected a monthly series of the consumer-price database, got {one.code}")
    return [Request(str(database()), tuple(series))] if series else []


def database() -> Path:
    """The SQLite file, found without importing the package. Raises `SourceError` where it is not installed."""
    spec = find_spec("cpi")
    folders = list(spec.submodule_search_locations or []) if spec else []
    for folder in folders:
        if (Path(folder) / "cpi.db").is_file():
            return Path(folder) / "cpi.db"
    raise SourceError("expected the installed package 'cpi' with its file cpi.db, found none; install the lock anew")


def download(request: Request, client: Client) -> list[Answer]:
    """Copy the asked series out of the database as CSV; no network."""
    codes = [one.code for one in request.series]
    query = _QUERY.format(marks=", ".join("?" * len(codes)))
    text = io.StringIO()
    text.write(",".join(HEADER) + "\n")
    try:
        with closing(sqlite3.connect(f"file:{request.address}?mode=ro", uri=True)) as connection:
            for code, period, value in connection.execute(query, codes):
                text.write(f"{code},{period},{'' if value is None else repr(value)}\n")
    except sqlite3.Error as error:
        raise SourceError(
            f"expected the consumer-price database in {request.address}, got {error}; install the lock anew"
        ) from None
    return [Answer(text.getvalue().encode(), request.address, facts={"package": f"cpi {version('cpi')}"})]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Monthly figures of each series. Raises `SourceError` for a series that the database does not have."""
    by_code: dict[str, list[list[str]]] = {one.code: [] for one in request.series}
    for line in table.rows(answers[0].body, HEADER, "the consumer-price database"):
        by_code[line[0]].append(line)
    missing = [code for code, lines in by_code.items() if not lines]
    if missing:
        raise SourceError(f"expected {', '.join(missing)} in the consumer-price database, found nothing")
    return [
        undated(code, table.days([line[1] for line in lines], code), table.numbers([line[2] for line in lines], code))
        for code, lines in by_code.items()
    ]
