"""Providers of figures, one module each. Adding one: the module, a line here, a recording, a test."""

from evidence.sources import (
    alfred,
    analyst,
    archive,
    cboe,
    cftc,
    coinbase,
    coinmetrics,
    cpi_package,
    federalregister,
    fred,
    fredcalendar,
    sec,
)
from evidence.sources.contract import (
    Answer,
    Client,
    Figures,
    Offline,
    Request,
    Series,
    Source,
    SourceError,
    UnreachableError,
)

SOURCES: dict[str, Source] = {
    "fred": fred,
    "alfred": alfred,
    "federalregister": federalregister,
    "cpi_package": cpi_package,
    "analyst": analyst,
    "sec": sec,
    "cftc": cftc,
    "cboe": cboe,
    "coinmetrics": coinmetrics,
    "coinbase": coinbase,
}

__all__ = [
    "SOURCES",
    "Answer",
    "Client",
    "Figures",
    "Offline",
    "Request",
    "Series",
    "Source",
    "SourceError",
    "UnreachableError",
    "archive",
    "fredcalendar",
]
