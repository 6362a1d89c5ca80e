"""US Securities and Exchange Commission: how many documents of filings speak of something, by EDGAR's full-text search.

https://efts.sec.gov/LATEST/search-index, the service behind https://www.sec.gov/edgar/search/; no key but a contact. A
code is FORMS.TERMS: `10-K+10-Q.data_center+electricity` are documents of yearly and quarterly reports (and of their
amendments) that have both the phrase "data center" and the word electricity. All terms must stand in a document.

One question a calendar quarter; a quarter counts once it is over at the time of the answer (its Date header). What is
counted are documents: a report and its exhibit are two. The search counts to 10,000 and then says "gte": that is a
floor and no count, and is refused, as is the count of a search that ran out of time or lost a part of its index. The
index is the provider's: it may find other documents tomorrow.

A search took four seconds over a recorded answer and a refresh must end within four minutes, so only the newest
`QUARTERS` are asked for, behind one question that tells the date; longer history builds up fetch by fetch.
"""

import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from evidence.periods import Days, Frequency, date_of, day_number, first_day, last_day, period_of
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated
from evidence.sources.sec import contact

HOSTS: tuple[str, ...] = ("efts.sec.gov",)
SEARCH = "https://efts.sec.gov/LATEST/search-index"
FIRST = (2016 - 1970) * 4  # a quarter; the index itself begins with 2001
QUARTERS = 30
FORM, TERM = "[A-Z0-9]{1,6}(?:-[A-Z0-9]{1,6})*", "[A-Za-z0-9-]{2,30}(?:_[A-Za-z0-9-]{2,30})*"
_CODE = re.compile(rf"({FORM}(?:\+{FORM})*)\.({TERM}(?:\+{TERM})*)")


def _parts(series: Series) -> tuple[list[str], str]:
    """The forms, and the question in the search's own words."""
    match = _CODE.fullmatch(series.code)
    if match is None or series.frequency is not Frequency.QUARTER:
        raise SourceError(f"expected a quarterly code such as 10-K+10-Q.data_center+electricity, got {series.code!r}")
    terms = [f'"{term.replace("_", " ")}"' if "_" in term else term for term in match[2].split("+")]
    return match[1].split("+"), " ".join(terms)


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series. Raises `SourceError` for a code it cannot read, and without a contact in `settings`."""
    headers = {"user-agent": contact(settings)}
    asked = [(one, *_parts(one)) for one in series]
    return [Request(SEARCH, (one,), {"q": words, "forms": ",".join(forms)}, headers) for one, forms, words in asked]


def download(request: Request, client: Client) -> list[Answer]:
    """Quarter after quarter, up to the last that is over. Raises `SourceError`."""
    first = _ask(request, client, FIRST)
    newest = int(period_of(_asked_on(first, request.series[0].code), Frequency.QUARTER)) - 1
    following = range(max(FIRST + 1, newest - QUARTERS + 1), newest + 1)
    answers = [_ask(request, client, quarter) for quarter in following]
    return answers if len(answers) == QUARTERS else [first, *answers]


def _ask(request: Request, client: Client, quarter: int) -> Answer:
    span = {"dateRange": "custom", "startdt": _date(first_day(quarter, Frequency.QUARTER)), "enddt": _end(quarter)}
    return client.get(SEARCH, {**request.parameters, **span}, request.headers)


def _date(day: Days) -> str:
    return date_of(int(day)).isoformat()


def _end(quarter: int) -> str:
    return _date(last_day(quarter, Frequency.QUARTER))


def _asked_on(answer: Answer, what: str) -> int:
    """The day of the answer, which decides which quarters are over."""
    stamp = answer.facts.get("date", "")
    try:
        return day_number(parsedate_to_datetime(stamp).date())
    except ValueError:
        raise SourceError(f"expected a Date header with the search for {what}, got {stamp!r}") from None


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Documents by quarter. Raises `SourceError`, also for a count that is a floor or of other documents."""
    series = request.series[0]
    forms, _ = _parts(series)
    counts = {quarter: _count(answer, quarter, forms) for answer in answers for quarter in [_quarter(answer, series)]}
    if len(counts) != len(answers) or not any(counts.values()):
        raise SourceError(f"expected documents of {series.code}, each quarter once, got {counts}; is the query right?")
    quarters = np.array(sorted(counts), dtype=np.int64)
    values = np.array([counts[quarter] for quarter in quarters.tolist()], dtype=np.float64)
    return [undated(series.code, first_day(quarters, Frequency.QUARTER), values)]


def _quarter(answer: Answer, series: Series) -> int:
    """The quarter that was asked about, by the address."""
    asked = parse_qs(urlsplit(answer.address).query)
    days = table.days([*asked.get("startdt", [""]), *asked.get("enddt", [""])], f"the address of {series.code}")
    quarter = int(period_of(int(days[0]), Frequency.QUARTER))
    if [_date(day) for day in days] != [_date(first_day(quarter, Frequency.QUARTER)), _end(quarter)]:
        raise SourceError(f"expected the address of a quarter's search for {series.code}, got {answer.address:.200}")
    return quarter


def _count(answer: Answer, quarter: int, forms: Sequence[str]) -> int:
    what = f"EDGAR's search of the quarter to {_end(quarter)}"
    body = jsonbody.members(jsonbody.parsed(answer.body, what), ("timed_out", "_shards", "hits"), what)
    shards = jsonbody.members(body["_shards"], ("total", "successful"), what)
    if body["timed_out"] or shards["successful"] != shards["total"]:
        raise SourceError(
            f"expected {what} to be whole, got {jsonbody.shown({'timed_out': body['timed_out'], **shards})}"
        )
    hits = jsonbody.members(body["hits"], ("total", "hits"), what)
    total = jsonbody.members(hits["total"], ("value", "relation"), what)
    value, found = total["value"], jsonbody.items(hits["hits"], what)
    if total["relation"] != "eq":
        raise SourceError(f"expected a count in {what}, got the floor {jsonbody.shown(total)}; narrow the query")
    if type(value) is not int or value < len(found) or (value > 0) != bool(found):
        raise SourceError(
            f"expected a count of at least the {len(found)} documents in {what}, got {jsonbody.shown(total)}"
        )
    for hit in found:
        _check(hit, quarter, forms, what)
    return value


def _check(hit: Any, quarter: int, forms: Sequence[str], what: str) -> None:
    """Refuse a document that was not asked for: then the search has not understood the question."""
    source = jsonbody.members(jsonbody.members(hit, ("_source",), what)["_source"], ("file_date", "root_forms"), what)
    (day,) = table.days([str(source["file_date"])], what)
    roots = jsonbody.items(source["root_forms"], what)
    if period_of(int(day), Frequency.QUARTER) != quarter or not set(forms) & {str(root) for root in roots}:
        raise SourceError(f"expected documents of {' or '.join(forms)} in {what}, got {jsonbody.shown(source)}")
