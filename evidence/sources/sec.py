"""US Securities and Exchange Commission: companies' own accounts, by EDGAR's XBRL interfaces, no key but a contact.

https://www.sec.gov/search-filings/edgar-application-programming-interfaces. A code is COMPANY.MEASURE.quarterly:
`MSFT.capex.quarterly`; or CIKnnnnnnnnnn.TAXONOMY.CONCEPT.quarterly for any other company or concept:
`CIK0001045810.us-gaap.InventoryNet.quarterly`. The first reads all facts of the company (company facts), since filers
switch from one concept to another (`MEASURES` lists those that stand for one measure); the second reads one concept
(company concept). Figures are in US dollars.

How quarters come out of filings, and when each figure became known, is told in `quarters`. EDGAR wants a User-Agent
that names a contact, or it answers 403, and at most 10 requests a second: https://www.sec.gov/os/accessing-edgar-data.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from evidence.periods import Frequency, date_of, day_number
from evidence.publication import DAY
from evidence.sources import jsonbody
from evidence.sources.contract import Answer, Client, Figures, Limits, Request, Series, SourceError
from evidence.sources.quarters import Fact, quarterly

HOSTS: tuple[str, ...] = ("data.sec.gov",)
FACTS = "https://data.sec.gov/api/xbrl/companyfacts/CIK{cik:010}.json"
CONCEPT = "https://data.sec.gov/api/xbrl/companyconcept/CIK{cik:010}/{taxonomy}/{tag}.json"
CONTACT = "SEC_CONTACT"
LIMITS = Limits(0.2, at_once=2)  # 10 calls a second are allowed
TAXONOMY, CURRENCY = "us-gaap", "USD"
ROUNDING = 0.01  # of the largest quarter
LONGEST_SILENCE = 200  # days that a measure may lag behind the company's newest filing: two quarters and a little
_EXPLICIT = re.compile(r"CIK(\d{10})\.([a-z][a-z0-9-]{1,19})\.([A-Za-z][A-Za-z0-9]{1,120})\.quarterly")


@dataclass(frozen=True)
class Company:
    """A filer; `name` is a word of its name in EDGAR, so that a wrong number cannot go unseen."""

    cik: int
    name: str


@dataclass(frozen=True)
class Measure:
    """The concepts that stand for a measure, best first. What `ceases` may go on for years without being reported."""

    tags: tuple[str, ...]
    ceases: bool = False


COMPANIES = {
    "AAPL": Company(320193, "apple"),
    "AMZN": Company(1018724, "amazon"),
    "GOOGL": Company(1652044, "alphabet"),
    "META": Company(1326801, "meta"),
    "MSFT": Company(789019, "microsoft"),
    "NVDA": Company(1045810, "nvidia"),
    "ORCL": Company(1341439, "oracle"),
}
MEASURES = {
    "capex": Measure(("PaymentsToAcquirePropertyPlantAndEquipment", "PaymentsToAcquireProductiveAssets")),
    "buybacks": Measure(("PaymentsForRepurchaseOfCommonStock",), ceases=True),
    "inventory": Measure(("InventoryNet",)),
    "cost_of_revenue": Measure(("CostOfRevenue", "CostOfGoodsAndServicesSold")),
    "revenue": Measure(
        ("RevenueFromContractWithCustomerExcludingAssessedTax", "Revenues", "SalesRevenueNet"),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Code:
    """What a code asks for. `name` is a word of the filer's name, "" where the code gives a number."""

    cik: int
    tags: tuple[str, ...]
    taxonomy: str = TAXONOMY
    name: str = ""
    ceases: bool = field(default=True)

    @classmethod
    def parse(cls, series: Series) -> "Code":
        """Read a code. Raises `SourceError`."""
        if series.frequency is not Frequency.QUARTER:
            raise SourceError(f"expected a quarterly series of the SEC, got {series.code} as {series.frequency.name}")
        if match := _EXPLICIT.fullmatch(series.code):
            return cls(int(match[1]), (match[3],), match[2])
        company, _, measure = series.code.removesuffix(".quarterly").partition(".")
        if company not in COMPANIES or measure not in MEASURES or not series.code.endswith(".quarterly"):
            raise SourceError(
                f"expected COMPANY.MEASURE.quarterly of {', '.join(COMPANIES)} and {', '.join(MEASURES)}, "
                f"or CIKnnnnnnnnnn.TAXONOMY.CONCEPT.quarterly, got {series.code!r}"
            )
        known, asked = COMPANIES[company], MEASURES[measure]
        return cls(known.cik, asked.tags, name=known.name, ceases=asked.ceases)

    @property
    def address(self) -> str:
        """All facts of a company that is known by name, else the one concept."""
        if self.name:
            return FACTS.format(cik=self.cik)
        return CONCEPT.format(cik=self.cik, taxonomy=self.taxonomy, tag=self.tags[0])


def requests(series: Sequence[Series], settings: Mapping[str, str]) -> list[Request]:
    """One request a series. Raises `SourceError` for a code it cannot read, and without a contact in `settings`."""
    headers = {"user-agent": contact(settings)}
    return [Request(Code.parse(one).address, (one,), headers=headers) for one in series]


def contact(settings: Mapping[str, str]) -> str:
    """Whom EDGAR may write to. Raises `SourceError` where `settings` names nobody."""
    named = settings.get(CONTACT, "")
    if not re.fullmatch(r"[\x20-\x7e]*[^\s@]@[^\s@]+\.[\x20-\x7e]+", named):
        raise SourceError(
            f'expected {CONTACT} to hold a name and an e-mail address (SEC_CONTACT="Jane Doe jane@example.org"): '
            f"EDGAR turns away requests that name no contact; got {'nothing' if not named else 'no address in it'}"
        )
    return named


def download(request: Request, client: Client) -> list[Answer]:
    """The one body."""
    return [client.get(request.address, request.parameters, request.headers)]


def read(answers: Sequence[Answer], request: Request) -> list[Figures]:
    """Every vintage of every quarter, known from the day it was filed. Raises `SourceError`."""
    series = request.series[0]
    code = Code.parse(series)
    what = f"{series.code} in EDGAR"
    body = jsonbody.members(jsonbody.parsed(answers[0].body, what), ("cik", "entityName"), what)
    _check_company(body, code, what)
    by_tag = _concepts(body, code, what)
    facts = {tag: _facts(concept, tag, what) for tag, concept in by_tag.items()}
    if not code.ceases:
        _check_still_reported(body, facts, what)
    rows = quarterly(list(facts.values()))
    if not rows:
        raise SourceError(f"expected quarters of {what}, got facts of other lengths alone")
    days, times, values = (np.array(column) for column in zip(*rows, strict=True))
    if code.name:
        _check_from_zero(days, values, what)
    return [Figures(series.code, days, values.astype(np.float64), times * DAY)]


def _check_from_zero(days: np.ndarray, values: np.ndarray, what: str) -> None:
    """None of the measures can be negative: one that is, and not by rounding, was taken from a span tagged wrongly."""
    below = np.flatnonzero(values < -ROUNDING * values.max())
    if below.size:
        day, value = date_of(int(days[below[0]])), values[below[0]]
        raise SourceError(
            f"expected {what} from 0, got {value:,.0f} for the quarter from {day}: a filing seems to give the figure "
            "of a shorter span than its dates say; look at the filings around then"
        )


def _check_company(body: Mapping[str, Any], code: Code, what: str) -> None:
    """EDGAR writes the number as a number, in some bodies as text with leading zeros."""
    number = str(body["cik"]).lstrip("0")
    if number != str(code.cik) or code.name not in str(body["entityName"]).lower():
        raise SourceError(
            f"expected {what} to be of CIK {code.cik} {code.name}, got {body['cik']} {body['entityName']}"
        )


def _concepts(body: Mapping[str, Any], code: Code, what: str) -> dict[str, Any]:
    """The concepts of a code that the filer has used, in the code's order."""
    if code.name:
        facts = jsonbody.members(jsonbody.members(body, ("facts",), what)["facts"], (), what)
        named = jsonbody.members(facts.get(code.taxonomy, {}), (), what)
    else:
        named = {str(body.get("tag")): body}
    found = {tag: named[tag] for tag in code.tags if tag in named}
    if not found:
        raise SourceError(f"expected {' or '.join(code.tags)} for {what}, got none of them: has the filer switched?")
    return found


def _facts(concept: Any, tag: str, what: str) -> list[Fact]:
    units = _units(concept, tag, what)
    if not units.get(CURRENCY):
        came = f"{CURRENCY} without any" if CURRENCY in units else ", ".join(units) or "no unit"
        raise SourceError(f"expected facts of {tag} of {what} in {CURRENCY}, got {came}")
    try:
        return [_fact(entry) for entry in jsonbody.items(units[CURRENCY], f"facts of {tag}")]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"expected start, end, val, accn and filed in {tag} of {what}, got {error!r}") from None


def _units(concept: Any, tag: str, what: str) -> dict[str, Any]:
    units = jsonbody.members(concept, ("units",), f"{tag} of {what}")["units"]
    return jsonbody.members(units, (), f"the units of {tag} of {what}")


def _fact(entry: Mapping[str, Any]) -> Fact:
    if isinstance(entry["val"], bool | str):
        raise ValueError(f"{entry['val']!r} is no number")
    start = entry.get("start")
    return Fact(
        start=None if start is None else _day(start), end=_day(entry["end"]), value=float(entry["val"]),
        filed=_day(entry["filed"]), filing=str(entry["accn"]),
    )  # fmt: skip


def _day(text: str) -> int:
    return day_number(date.fromisoformat(text))


def _check_still_reported(body: Mapping[str, Any], facts: Mapping[str, Sequence[Fact]], what: str) -> None:
    """A filer that goes on without the measure has switched to a concept that is not listed."""
    newest = max(fact.filed for one in facts.values() for fact in one)
    silence = _last_filing(body["facts"][TAXONOMY], what) - newest
    if silence > LONGEST_SILENCE:
        raise SourceError(
            f"expected {what} in the newest filings, got nothing in the last {silence} days of them: "
            f"the filer seems to have switched from {' and '.join(facts)} to another concept"
        )


def _last_filing(concepts: Mapping[str, Any], what: str) -> int:
    """The day of the newest filing that has any figure in dollars."""
    try:
        units = [concept["units"].get(CURRENCY, ()) for concept in concepts.values()]
        return _day(max(entry["filed"] for entries in units for entry in entries))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise SourceError(f"expected units and filed in the facts around {what}, got {error!r}") from None
