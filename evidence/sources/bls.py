"""US Bureau of Labor Statistics: its public data API, version 2, by GET; a key is optional.

https://www.bls.gov/developers/api_signature_v2.htm. A code is the series' identifier as the BLS has it
(`LNS14000000`), or with an ending what the BLS itself calculates of it: `.net_12` the change over twelve months,
`.pct_12` the same in percent; 1, 3, 6 and 12 months, with a key only.

A key (BLS_API_KEY) is free: https://data.bls.gov/registrationEngine/. With one, 500 questions a day of at most 20 years
each; without, 25 of 10 years, so only the newest `WINDOWS_WITHOUT` spans are asked for. An answer names no unit but in
its catalogue; annual averages (M13, Q05) are left out. What was never collected comes as "-" (October 2025). Figures
are today's: when each became known the BLS does not say.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np

from evidence.periods import Frequency, day_number
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Limits, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("api.bls.gov",)
SERIES = "https://api.bls.gov/publicAPI/v2/timeseries/data/"
KEY, KEY_PARAMETER = "BLS_API_KEY", "registrationkey"
LIMITS = Limits(1.0, series_a_job=8)  # at three calls a series, a job without a key ends within a day's calls
CALLS_WITH, CALLS_WITHOUT = 500, 25  # a day
YEARS_WITH, YEARS_WITHOUT = 20, 10
WINDOWS_WITH, WINDOWS_WITHOUT = 8, 2
_CODE = re.compile(r"([A-Z0-9_#-]{4,30})(?:\.(net|pct)_(1|3|6|12))?")
_PERIOD = {
    Frequency.MONTH: (re.compile(r"M(0[1-9]|1[0-2])"), 1),
    Frequency.QUARTER: (re.compile(r"Q(0[1-4])"), 3),
    Frequency.YEAR: (re.compile(r"A(01)"), 12),
}
_AVERAGES = ("M13", "Q05")


def _parts(series: Series) -> tuple[str, str, str]:
    match = _CODE.fullmatch(series.code)
    if match is None or series.frequency not in _PERIOD:
        raise SourceError(
            f"expected a monthly, quarterly or yearly code such as LNS14000000 or LNS14000000.net_12, "
            f"got {series.code!r} ({series.frequency})"
        )
    return match[1], match[2] or "", match[3] or ""


def calls_a_day(settings: Mapping[str, str]) -> int:
    """How many questions the BLS takes a day."""
    return CALLS_WITH if settings.get(KEY) else CALLS_WITHOUT


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request an identifier, for all that is made of it. Raises `SourceError` for a code it cannot read."""
    members: dict[str, list[Series]] = {}
    for one in series:
        members.setdefault(_parts(one)[0], []).append(one)
    key = settings.get(KEY, "")
    asked = {KEY_PARAMETER: key, "catalog": "true", "calculations": "true"} if key else {}
    return [
        Request(SERIES + identifier.replace("#", "%23"), tuple(ones), asked) for identifier, ones in members.items()
    ]


def download(request: Request, client: Client) -> list[Answer]:
    """The newest three years, then window after window before them, until one is empty or the day's limit is near."""
    with_key = KEY_PARAMETER in request.parameters
    years, windows = (YEARS_WITH, WINDOWS_WITH) if with_key else (YEARS_WITHOUT, WINDOWS_WITHOUT)
    answers = [client.get(request.address, request.parameters)]
    end = max((_year(row) for row in _rows(answers[0], request)), default=0)
    for _ in range(windows if end else 0):
        span = {"startyear": str(end - years + 1), "endyear": str(end)}
        answers.append(client.get(request.address, {**request.parameters, **span}))
        if not list(_rows(answers[-1], request)):
            break
        end -= years
    return answers


def _year(row: Mapping[str, Any]) -> int:
    text = row["year"]
    if not isinstance(text, str) or not re.fullmatch(r"\d{4}", text):
        raise SourceError(f"expected a year in the rows of the BLS, got {jsonbody.shown(text)}")
    return int(text)


def _rows(answer: Answer, request: Request) -> Iterator[Mapping[str, Any]]:
    identifier = _parts(request.series[0])[0]
    what = f"{identifier} of the BLS"
    value = jsonbody.members(jsonbody.parsed(answer.body, what), ("status",), f"the BLS's answer about {identifier}")
    if value["status"] != "REQUEST_SUCCEEDED":
        raise SourceError(
            f"expected {what}, got {jsonbody.shown(value['status'])}: {jsonbody.shown(value.get('message'))}; "
            f"a key in {KEY} raises the limits"
        )
    results = value.get("Results")
    results = results[0] if isinstance(results, list) and results else results  # the documentation shows a list
    found = jsonbody.items(jsonbody.members(results, ("series",), what)["series"], what)
    for one in found:
        if jsonbody.members(one, ("seriesID", "data"), what)["seriesID"] != identifier:
            raise SourceError(f"expected {what}, got {jsonbody.shown(one['seriesID'])}")
        for row in jsonbody.items(one["data"], what):
            yield jsonbody.members(row, ("year", "period", "value"), what)


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Figures of each series. Raises `SourceError` for another series, other periods, or windows that disagree."""
    rows = [row for answer in answers for row in _rows(answer, request) if row["period"] not in _AVERAGES]
    if not rows:
        raise SourceError(f"expected figures of {request.series[0].code} from the BLS, got none; check the identifier")
    return [_figures(rows, one) for one in request.series]


def _figures(rows: Sequence[Mapping[str, Any]], series: Series) -> Figures:
    what = f"{series.code} of the BLS"
    values: dict[int, str] = {}
    for row in rows:
        day, text = _day(row, series.frequency, what), _text(row, series, what)
        if values.setdefault(day, text) != text:
            raise SourceError(f"expected one figure of {what} in {row['period']} {row['year']}, got two that differ")
    days = np.array(sorted(values), dtype=np.int64)
    figures = table.numbers([values[day] for day in days.tolist()], what)
    known = ~np.isnan(figures)
    if not known.any():
        raise SourceError(f"expected figures of {what}, got none; the BLS calculates changes with a key only ({KEY})")
    return undated(series.code, days[known], figures[known])


def _day(row: Mapping[str, Any], frequency: Frequency, what: str) -> int:
    pattern, months = _PERIOD[frequency]
    match = pattern.fullmatch(row["period"]) if isinstance(row["period"], str) else None
    if match is None:
        raise SourceError(f"expected periods of frequency {frequency} in {what}, got {jsonbody.shown(row['period'])}")
    return day_number(date(_year(row), (int(match[1]) - 1) * months + 1, 1))


def _text(row: Mapping[str, Any], series: Series, what: str) -> str:
    """The value as text, or one of the changes beside it; "" where there is none."""
    _, kind, months = _parts(series)
    value: Any = row["value"]
    if kind:
        calculations = jsonbody.members(row.get("calculations", {}), (), what)
        value = jsonbody.members(calculations.get(f"{kind}_changes", {}), (), what).get(months, "")
    if not isinstance(value, str):
        raise SourceError(f"expected text as a figure of {what}, got {jsonbody.shown(value)}")
    return value.replace(",", "")
