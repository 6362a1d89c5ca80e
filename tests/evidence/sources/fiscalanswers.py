"""Answers of Fiscal Data as its tests make and read them."""

import json
from typing import Any

from evidence.periods import Frequency
from evidence.sources import Figures, Series, fiscaldata
from tests.evidence.sources.played import Player


def read(code: str, *bodies: bytes) -> Figures:
    """The figures of one series, from the pages in turn."""
    frequency = Frequency.MONTH if code.startswith("m") else Frequency.DAY
    (request,) = fiscaldata.requests([Series(code, frequency)], {})
    return fiscaldata.read(fiscaldata.download(request, Player(*bodies)), request)[0]


def body(data: list[Any], unit: str, total: int | None = None) -> bytes:
    """Rows in the envelope of the API, all amounts in one unit."""
    formats = {name: unit if name.endswith(("_amt", "_bal")) else "String" for name in (data[0] if data else {})}
    counts = {"count": len(data), "total-count": len(data) if total is None else total, "total-pages": 1}
    return json.dumps({"data": data, "meta": {"dataFormats": formats, **counts}, "links": {}}).encode()
