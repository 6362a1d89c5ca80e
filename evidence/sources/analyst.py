"""Findings of analysts: dated, each with a citation, kept as `<code>.csv` (period, value, known_from, citation).

A finding is an observation like any other, so one flow serves everything measurable: the day on which a law passed,
the days of a committee's decisions, a figure typed in from a dated document.

A row stays as it was entered; a correction is a further row of the same period, known from the day on which it was
made, or from a moment of that day (2026-03-20T15:30:00Z) where both are of one. An empty value takes a finding back.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from evidence.sources import table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError

HOSTS: tuple[str, ...] = ()
HEADER = ("period", "value", "known_from", "citation")


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """The files with findings of these series in the folder `settings["findings"]`; absent ones are left out."""
    files = {one: Path(settings["findings"]) / f"{one.code}.csv" for one in series}
    return [Request(str(file), (one,)) for one, file in files.items() if file.is_file()]


def download(request: Request, client: Client) -> list[Answer]:
    """Read the file; no network."""
    return [Answer(Path(request.address).read_bytes(), request.address)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Dated figures: a finding that came late is no snapshot, and counts from its day.

    Raises `SourceError` for a finding without a date or a citation, and for two of one moment, or on two dates of a
    period.
    """
    code = request.series[0].code
    what = f"findings of {code}"
    lines = list(table.rows(answers[0].body, HEADER, what))
    for number, line in enumerate(lines, start=2):
        if not line[2] or not line[3].strip():
            raise SourceError(f"expected a date and a citation in line {number} of {what}, got {line!r:.80}")
    days = table.days([line[0] for line in lines], what)
    times = table.moments([line[2] for line in lines], what)
    values = table.numbers([line[1] for line in lines], what)
    order = np.lexsort((times, days))
    days, times, values = days[order], times[order], values[order]
    table.check_vintages(days, times, values, order, request.series[0].frequency, what)
    return [Figures(code, days, values, times, pseudo=np.zeros(len(lines), bool))]
