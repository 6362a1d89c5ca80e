"""US Energy Information Administration: its API, version 2. It needs a key, free and at once (EIA_API_KEY).

https://www.eia.gov/opendata/documentation.php; a key: https://www.eia.gov/opendata/register.php. A code is one of

electricity.retail-sales.COM    electricity sold in the US to a sector (RES COM IND TRA OTH ALL), million kWh a month;
                                with an ending .price (cents a kWh), .revenue (million dollars), .customers (count)
ELEC.PRICE.US-IND.M             the same by the name it had in version 1: ELEC.PRICE|SALES|REV|CUSTOMERS.STATE-SECTOR.M
NG.RNGWHHD.D (or .M)            Henry Hub spot gas, dollars per million Btu
860m.operating                  net summer capacity of all generators with status OP, MW, by form EIA-860M

The API lists generators that exist: the statuses of its route are operating, standby, and out of service for up to a
year or for longer (OpenBB-finance/OpenBB openbb_us_eia, model inventory_of_operable_generators, made from the route's
own metadata), and what it calls planned are changes of such generators. Planned ones stand in a workbook
(https://www.eia.gov/electricity/data/eia860m/), from which an analyst enters them.

At most 5,000 rows come at once, by `offset` and `length`; `total` is text or a number. A warning of an "incomplete
return" comes with whole answers too, so rows are counted instead. Answers repeat the question, key included: it is
struck out before anybody keeps them. The generators of one month are five to six pages, so
only the newest `CAPACITY_MONTHS` are asked for: longer history builds up fetch by fetch, or comes from an archive.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from evidence.periods import Frequency, date_of, day_number, month_of
from evidence.periods import first_of_month as month_start
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("api.eia.gov",)
API = "https://api.eia.gov/v2/"
KEY = "EIA_API_KEY"
PAGE = 5_000  # the most allowed
MOST_PAGES = 40
CAPACITY_MONTHS = 2
MOST_UNKNOWN = 0.01  # share of generators without a capacity; they count as none
SECTORS = "RES|COM|IND|TRA|OTH|ALL"
_SALES = re.compile(rf"electricity\.retail-sales\.({SECTORS})(?:\.(sales|price|revenue|customers))?")
_OLD_SALES = re.compile(rf"ELEC\.(PRICE|SALES|REV|CUSTOMERS)\.([A-Z]{{2}})-({SECTORS})\.M")
_GAS = re.compile(r"NG\.(RNGWHHD)\.([DM])")
_OLD_MEASURES = {"PRICE": "price", "SALES": "sales", "REV": "revenue", "CUSTOMERS": "customers"}
_UNITS = {
    "sales": ("million kilowatt hours", "million kilowatthours"), "price": ("cents per kilowatt-hour",
    "cents per kilowatthour"), "revenue": ("million dollars",), "customers": ("number of customers",),
    "value": ("$/MMBTU",), "net-summer-capacity-mw": ("MW",),
}  # fmt: skip


@dataclass(frozen=True)
class Question:
    """A route, its column, and the facets that every row of the answer must have."""

    route: str
    column: str
    facets: Mapping[str, str]
    frequency: Frequency

    @classmethod
    def parse(cls, series: Series) -> "Question":
        """Read a code. Raises `SourceError`."""
        found = _sales(series.code) or _other(series.code)
        if found is None or found.frequency is not series.frequency:
            raise SourceError(
                f"expected a code such as electricity.retail-sales.COM (M), NG.RNGWHHD.D (D) or 860m.operating (M), "
                f"got {series.code!r} ({series.frequency})"
            )
        return found

    @property
    def adds_up(self) -> bool:
        """Whether a period's figure is the sum of many rows."""
        return self.column == "net-summer-capacity-mw"

    def parameters(self) -> dict[str, str]:
        """As the API wants them."""
        daily = self.frequency is Frequency.DAY
        asked = {"frequency": "daily" if daily else "monthly", "data[0]": self.column}
        return {**asked, **{f"facets[{name}][]": value for name, value in self.facets.items()}}


def _sales(code: str) -> Question | None:
    if match := _SALES.fullmatch(code):
        state, sector, column = "US", match[1], match[2] or "sales"
    elif match := _OLD_SALES.fullmatch(code):
        state, sector, column = match[2], match[3], _OLD_MEASURES[match[1]]
    else:
        return None
    return Question("electricity/retail-sales", column, {"stateid": state, "sectorid": sector}, Frequency.MONTH)


def _other(code: str) -> Question | None:
    if match := _GAS.fullmatch(code):
        return Question("natural-gas/pri/fut", "value", {"series": match[1]}, Frequency(match[2]))
    if code == "860m.operating":
        facets = {"status": "OP"}
        return Question("electricity/operating-generator-capacity", "net-summer-capacity-mw", facets, Frequency.MONTH)
    return None


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series. Raises `SourceError` for a code it cannot read, and without a key in `settings`."""
    key = settings.get(KEY, "")
    if not key:
        raise SourceError(f"expected a key in {KEY}, free at https://www.eia.gov/opendata/register.php, got nothing")
    questions = [(one, Question.parse(one)) for one in series]
    return [
        Request(f"{API}{asked.route}/data/", (one,), {"api_key": key, **asked.parameters()}) for one, asked in questions
    ]


def download(request: Request, client: Client) -> list[Answer]:
    """All pages, in order of time; of generators only the newest months. Raises `SourceError` when they do not end."""
    series = request.series[0]
    question = {**request.parameters, "sort[0][column]": "period", "sort[0][direction]": "asc"}
    if Question.parse(series).adds_up:
        question |= {"start": _first_month(request, client)} | _tie_breakers()
    answers: list[Answer] = []
    for number in range(MOST_PAGES):
        page = {"offset": str(number * PAGE), "length": str(PAGE)}
        answers.append(client.get(request.address, {**question, **page}))
        if (number + 1) * PAGE >= _total(answers[-1]):
            return answers
    raise SourceError(f"expected at most {MOST_PAGES * PAGE:,} rows from the EIA, got more")


def _tie_breakers() -> dict[str, str]:
    """Rows of one month need an order of their own, or a page could repeat what the one before had."""
    names = ("plantid", "generatorid")
    columns = {f"sort[{place}][column]": name for place, name in enumerate(names, 1)}
    return columns | {f"sort[{place}][direction]": "asc" for place, _ in enumerate(names, 1)}


def _first_month(request: Request, client: Client) -> str:
    newest = {"sort[0][column]": "period", "sort[0][direction]": "desc", "offset": "0", "length": "1"}
    rows = _data(client.get(request.address, {**request.parameters, **newest}))
    if not rows:
        raise SourceError(f"expected generators of {request.series[0].code} from the EIA, got none")
    day = _day(rows[0], "the EIA's generators")
    return date_of(int(month_start(month_of(day) - CAPACITY_MONTHS + 1))).isoformat()[:7]


def _response(answer: Answer) -> dict[str, Any]:
    value = jsonbody.parsed(answer.body, "the EIA's figures")
    if isinstance(value, dict) and "error" in value:
        raise SourceError(f"expected figures from the EIA, got its error {jsonbody.shown(value['error'])}; see {KEY}")
    response = jsonbody.members(value, ("response",), "the EIA's answer")["response"]
    return jsonbody.members(response, ("total", "data"), "the EIA's response")


def _data(answer: Answer) -> list[Any]:
    return jsonbody.items(_response(answer)["data"], "the EIA's rows")


def _total(answer: Answer) -> int:
    total = _response(answer)["total"]
    if isinstance(total, bool) or not isinstance(total, int | str) or not str(total).isdecimal():
        raise SourceError(f"expected a number of rows as the EIA's total, got {jsonbody.shown(total)}")
    return int(total)


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """The series' figures. Raises `SourceError`, also for other facets, other units, or fewer rows than announced."""
    series = request.series[0]
    asked, what = Question.parse(series), f"{series.code} of the EIA"
    rows = [row for answer in answers for row in _data(answer)]
    announced = _total(answers[-1]) if answers else 0
    if not rows or len(rows) != announced:
        raise SourceError(f"expected {announced} rows of {what}, at least one, got {len(rows)}")
    for row in rows:
        _check(row, asked, what)
    days = np.array([_day(row, what) for row in rows], dtype=np.int64)
    values = table.numbers([_text(row[asked.column], what) for row in rows], what)
    return [
        _summed(series.code, rows, days, values, what) if asked.adds_up else _single(series.code, days, values, what)
    ]


def _check(row: Any, asked: Question, what: str) -> None:
    gas = asked.column == "value"
    unit = "units" if gas else f"{asked.column}-units"
    cells = jsonbody.members(row, ("period", asked.column, unit, *asked.facets), what)
    if any(cells[name] != value for name, value in asked.facets.items()):
        raise SourceError(f"expected rows of {dict(asked.facets)} in {what}, got {jsonbody.shown(row)}")
    if cells[unit] not in _UNITS[asked.column]:
        raise SourceError(f"expected {what} in {_UNITS[asked.column][0]}, got {jsonbody.shown(cells[unit])}")


def _day(row: Any, what: str) -> int:
    """A month's first day, or the day."""
    text = jsonbody.members(row, ("period",), what)["period"]
    try:
        return day_number(date.fromisoformat(text if len(text) > 7 else f"{text}-01"))
    except (TypeError, ValueError):
        raise SourceError(f"expected a month or a day as period of {what}, got {jsonbody.shown(text)}") from None


def _text(value: Any, what: str) -> str:
    """Figures came as numbers once and come as text now; null is a missing one."""
    if isinstance(value, bool) or not isinstance(value, str | int | float | None):
        raise SourceError(f"expected figures in {what}, got {jsonbody.shown(value)}")
    return "" if value is None else str(value)


def _single(code: str, days: np.ndarray, values: np.ndarray, what: str) -> Figures:
    order = np.argsort(days, kind="stable")
    if (np.diff(days[order]) == 0).any():
        raise SourceError(f"expected one figure a period of {what}, got two")
    known = order[~np.isnan(values[order])]
    return undated(code, days[known], values[known])


def _summed(code: str, rows: Sequence[Mapping[str, Any]], days: np.ndarray, values: np.ndarray, what: str) -> Figures:
    """The sum by month. A generator that comes twice would count twice, so it is refused."""
    seen = {tuple(row.get(name) for name in ("period", "plantid", "generatorid")) for row in _named(rows, what)}
    if len(seen) != len(rows):
        raise SourceError(f"expected each generator once a month in {what}, got {len(rows) - len(seen)} again")
    if (values < 0).any():
        raise SourceError(f"expected capacity from 0 in {what}, got {np.nanmin(values)}")
    unknown = int(np.isnan(values).sum())
    if unknown > MOST_UNKNOWN * len(rows):
        raise SourceError(
            f"expected the capacity of nearly all {len(rows)} generators in {what}, got {unknown} without"
        )
    months, place = np.unique(days, return_inverse=True)
    sums = np.zeros(len(months))
    np.add.at(sums, place, np.nan_to_num(values))
    return undated(code, months, sums)


def _named(rows: Sequence[Mapping[str, Any]], what: str) -> Sequence[Mapping[str, Any]]:
    for row in rows:
        names = jsonbody.members(row, ("plantid", "generatorid"), what)
        if not all(isinstance(names[name], str | int) for name in ("plantid", "generatorid")):
            raise SourceError(f"expected plant and generator in {what}, got {jsonbody.shown(row)}")
    return rows
