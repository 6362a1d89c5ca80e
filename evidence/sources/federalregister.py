"""Federal Register: how many documents a query finds, month by month; by its public API, no key.

https://www.federalregister.gov/developers/documentation/api/v1. A code is TYPES.TERMS: `PRESDOCU+RULE.artificial
intelligence` are presidential documents and rules that speak of it. Types are RULE, PRORULE, NOTICE and PRESDOCU.

The answer comes in pages of at most 1,000 documents, the address of the next in `next_page_url`, up to 50 pages. No
more than 10,000 documents are counted and paged through; a query that finds as many is refused. A query that finds
none is answered by `count` alone. A month counts once it is over at the time of the answer (its Date header); months
in which nothing was found count 0, from the first document on. A document is public from its day of publication. Its
number is not enough to know it by: the provider itself adds the day. The text index is the provider's: it may find
other documents tomorrow.

Lists are asked for by names that end in [], as every recorded address has them.
"""

import re
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlencode

import numpy as np

from evidence.periods import Frequency, Ints, day_number, first_of_month, month_of
from evidence.sources import jsonbody, table
from evidence.sources.contract import Answer, Client, Figures, Request, Series, SourceError, undated

HOSTS: tuple[str, ...] = ("www.federalregister.gov",)
DOCUMENTS = "https://www.federalregister.gov/api/v1/documents"
PAGE = 1_000
MOST_PAGES = 10
TYPES = {"RULE": "Rule", "PRORULE": "Proposed Rule", "NOTICE": "Notice", "PRESDOCU": "Presidential Document"}
FIELDS = ("document_number", "publication_date", "type")
_CODE = re.compile(r"([A-Z]+(?:\+[A-Z]+)*)\.(\S.{0,98}\S)")


def _parts(series: Series) -> tuple[list[str], str]:
    match = _CODE.fullmatch(series.code)
    types = match[1].split("+") if match else []
    if match is None or not set(types) <= TYPES.keys() or series.frequency is not Frequency.MONTH:
        raise SourceError(f"expected a monthly code such as 'PRESDOCU+RULE.export controls', got {series.code!r}")
    return types, match[2]


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series. Raises `SourceError` for a code it cannot read."""
    found = []
    for one in series:
        types, term = _parts(one)
        kinds = [("conditions[type][]", kind) for kind in types]
        fields = [("fields[]", name) for name in FIELDS]
        rest = [("format", "json"), ("order", "oldest"), ("per_page", str(PAGE))]
        question = urlencode([("conditions[term]", term), *kinds, *fields, *rest])
        found.append(Request(f"{DOCUMENTS}?{question}", (one,)))
    return found


def download(request: Request, client: Client) -> list[Answer]:
    """Page after page. Raises `SourceError` when they do not end, or lead away from the API."""
    answers = [client.get(request.address, request.parameters)]
    while following := _page(answers[-1]).get("next_page_url"):
        if not isinstance(following, str) or not following.startswith((f"{DOCUMENTS}?", f"{DOCUMENTS}.json?")):
            raise SourceError(f"expected the next page at {DOCUMENTS}, got {following!r:.120}")
        if len(answers) == MOST_PAGES:
            raise SourceError(f"expected at most {MOST_PAGES * PAGE:,} documents, got more; narrow the query")
        answers.append(client.get(following))
    return answers


def _page(answer: Answer) -> dict[str, Any]:
    value = jsonbody.parsed(answer.body, "Federal Register documents")
    if isinstance(value, dict) and "errors" in value:
        raise SourceError(
            f"expected documents of the Federal Register, got its error {jsonbody.shown(value['errors'])}"
        )
    page = jsonbody.members(value, ("count",), "the Federal Register's answer")
    if type(page["count"]) is not int or page["count"] < 0:
        raise SourceError(f"expected a count of documents, got {jsonbody.shown(page['count'])}")
    if page["count"] >= MOST_PAGES * PAGE:  # the provider's count ends there, however many there are
        most = MOST_PAGES * PAGE
        raise SourceError(f"expected fewer than {most:,} documents, got {page['count']:,}; narrow the query")
    return page


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Documents by month. Raises `SourceError`, also where documents are missing, of another type, or come twice."""
    series = request.series[0]
    types, term = _parts(series)
    what = f"Federal Register documents on {term}"
    pages = [_page(answer) for answer in answers]
    rows = [row for page in pages for row in jsonbody.items(page.get("results", []), what)]
    found = {(row["document_number"], row["publication_date"]) for row in rows if _is_asked(row, types, what)}
    if len(found) != len(rows) or pages[0]["count"] != len(rows):
        raise SourceError(f"expected {pages[0]['count']} {what}, got {len(rows)} rows of {len(found)} documents")
    if not rows:
        raise SourceError(f"expected {what}, got none at all; is the query right?")
    days = table.days([row["publication_date"] for row in rows], what)
    return [undated(series.code, *_by_month(days, _asked_on(answers[0], what)))]


def _is_asked(row: Any, types: Sequence[str], what: str) -> bool:
    jsonbody.members(row, FIELDS, what)
    if not all(isinstance(row[name], str) for name in FIELDS) or row["type"] not in [TYPES[one] for one in types]:
        raise SourceError(f"expected {what} of type {' or '.join(types)}, got {jsonbody.shown(row['type'])}")
    return True


def _asked_on(answer: Answer, what: str) -> int:
    """The day of the answer, which decides which months are over."""
    stamp = answer.facts.get("date", "")
    try:
        return day_number(parsedate_to_datetime(stamp).date())
    except ValueError:
        raise SourceError(f"expected a Date header with {what}, got {stamp!r}") from None


def _by_month(days: Ints, today: int) -> tuple[Ints, np.ndarray]:
    months = month_of(days)
    all_months = np.arange(int(months.min()), month_of(today))
    counts = np.bincount(months - months.min(), minlength=len(all_months))[: len(all_months)]
    return first_of_month(all_months), counts.astype(np.float64)
