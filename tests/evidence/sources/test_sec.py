"""Companies' accounts in EDGAR.

Checked against real bodies of NVIDIA and Marvell in the shared folder, and against an archive of quarters that somebody
else derived from EDGAR.
"""

import csv
import gzip
import json
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import numpy as np
import pytest

from evidence.periods import Frequency, day_number
from evidence.sources import Figures, Series, SourceError, sec
from evidence.sources.quarters import calendar_quarter
from tests.evidence.sources.played import WEB_PAGE, Player, newest, recorded, shared, vintages

CONTACT = {"SEC_CONTACT": "Jane Doe jane@example.org"}
FACTS = recorded("sec/companyfacts_CIK0001341439.json")
CONCEPT = recorded("sec/companyconcept_CIK0001045810_InventoryNet.json")
INVENTORY = "CIK0001045810.us-gaap.InventoryNet.quarterly"
MN = 1_000_000
TWO_YEARS = {"start": "2023-01-01", "end": "2024-12-31", "val": 1, "accn": "x", "filed": "2025-02-01"}


def read(body: bytes, code: str = "ORCL.capex.quarterly") -> Figures:
    (request,) = sec.requests([Series(code, Frequency.QUARTER)], CONTACT)
    return sec.read(sec.download(request, Player(body)), request)[0]


def changed(body: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """A body with something done to it."""
    value = json.loads(body)
    change(value)
    return json.dumps(value).encode()


def test_outlays_become_quarters_across_a_switch_of_concept_and_an_amended_filing() -> None:
    assert vintages(read(FACTS)) == [
        ("2024-07-01", "2024-09-10", 100 * MN),
        ("2024-07-01", "2025-09-10", 110 * MN),
        ("2024-10-01", "2024-12-10", 150 * MN),
        ("2024-10-01", "2025-12-10", 160 * MN),
        ("2025-01-01", "2025-03-11", 200 * MN),
        ("2025-04-01", "2025-06-18", 250 * MN),
        ("2025-04-01", "2025-07-15", 270 * MN),
        ("2025-07-01", "2025-09-10", 200 * MN),
        ("2025-10-01", "2025-12-10", 320 * MN),
    ]


def test_a_stock_is_read_at_the_ends_of_quarters_from_one_concept() -> None:
    assert vintages(read(CONCEPT, INVENTORY)) == [
        ("2024-10-01", "2025-02-26", 1000 * MN),
        ("2024-10-01", "2025-05-28", 1000 * MN),
        ("2025-01-01", "2025-05-28", 1300 * MN),
        ("2025-04-01", "2025-08-27", 1500 * MN),
    ]


def test_the_contact_is_sent_as_the_user_agent() -> None:
    (request,) = sec.requests([Series("MSFT.capex.quarterly", Frequency.QUARTER)], CONTACT)
    player = Player(b"{}")
    sec.download(request, player)
    assert player.asked == [
        ("https://data.sec.gov/api/xbrl/companyfacts/CIK0000789019.json", {}, {"user-agent": CONTACT["SEC_CONTACT"]})
    ]


@pytest.mark.parametrize("contact", ["", "Jane Doe", "@", "jane@localhost", "jane@example.org\r\nHost: evil"])
def test_without_a_contact_nothing_is_asked_and_the_variable_is_named(contact: str) -> None:
    with pytest.raises(SourceError, match=r"^expected SEC_CONTACT to hold a name and an e-mail address"):
        sec.requests([Series("MSFT.capex.quarterly", Frequency.QUARTER)], {"SEC_CONTACT": contact})


def test_a_concept_has_an_address_of_its_own() -> None:
    (request,) = sec.requests([Series(INVENTORY, Frequency.QUARTER)], CONTACT)
    assert request.address == "https://data.sec.gov/api/xbrl/companyconcept/CIK0001045810/us-gaap/InventoryNet.json"


@pytest.mark.parametrize(
    "code",
    ["MSFT.capex", "MSFT.capex.annual", "XYZ.capex.quarterly", "MSFT.profit.quarterly", "CIK1.us-gaap.A.quarterly",
     "CIK0001045810.us-gaap.../x.quarterly", "quarterly"],
)  # fmt: skip
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected COMPANY\.MEASURE\.quarterly of AAPL, AMZN, "):
        sec.requests([Series(code, Frequency.QUARTER)], CONTACT)


def test_a_series_that_is_not_quarterly_is_refused() -> None:
    with pytest.raises(SourceError, match="expected a quarterly series"):
        sec.requests([Series("MSFT.capex.quarterly", Frequency.MONTH)], CONTACT)


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (FACTS[:-500], "cut short or damaged"),
        (b"[]", "expected cik and entityName"),
        (b'{"cik":1341439,"entityName":"ORACLE CORP"}', "expected facts"),
        (changed(FACTS, lambda body: body.update(cik=789019)), "to be of CIK 1341439 oracle, got 789019 ORACLE CORP"),
        (changed(FACTS, lambda body: body.update(entityName="ORBIT CORP")), "oracle, got 1341439 ORBIT CORP"),
        (changed(FACTS, lambda body: body["facts"].pop("us-gaap")), "got none of them: has the filer switched"),
    ],
)
def test_what_are_no_facts_of_the_company_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda body: body.update(units={"EUR": body["units"]["USD"]}), "in USD, got EUR"),
        (lambda body: body.update(units={}), "in USD, got no unit"),
        (lambda body: body.pop("units"), "expected units in InventoryNet"),
        (lambda body: body.update(tag="AssetsNet"), "expected InventoryNet for .*, got none of them"),
        (lambda body: body["units"]["USD"][0].pop("filed"), r"expected start, end, val, accn and filed .*'filed'"),
        (lambda body: body["units"]["USD"][0].update(end="Q1"), "expected start, end, val, accn and filed"),
        (lambda body: body["units"]["USD"][0].update(val="much"), "expected start, end, val, accn and filed"),
        (lambda body: body["units"]["USD"].insert(0, 5), "expected start, end, val, accn and filed"),
        (lambda body: body["units"].update(USD=[]), "expected facts of InventoryNet .* in USD, got USD without any"),
        (
            lambda body: body["units"]["USD"].clear() or body["units"]["USD"].append(TWO_YEARS),
            "got facts of other lengths",
        ),
    ],
)
def test_what_are_no_facts_of_the_concept_is_refused_and_named(change: Callable[..., object], said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(changed(CONCEPT, change), INVENTORY)


def test_a_measure_that_the_filer_has_left_behind_is_named_and_not_taken_for_an_end() -> None:
    """Inventory was last filed in September; were that in the spring before, the concept would have been switched."""
    assert len(read(FACTS, "ORCL.inventory.quarterly").days) == 3

    def stop(body: dict[str, Any]) -> None:
        kept = body["facts"]["us-gaap"]["InventoryNet"]["units"]
        kept["USD"] = [{**entry, "filed": "2025-03-11"} for entry in kept["USD"]]

    with pytest.raises(SourceError, match="seems to have switched from InventoryNet to another concept"):
        read(changed(FACTS, stop), "ORCL.inventory.quarterly")


def test_an_outlay_below_zero_is_a_span_tagged_wrongly_and_refused() -> None:
    """The nine months to February with the figure of their last three: the third quarter would be negative."""

    def shorten(body: dict[str, Any]) -> None:
        for concept in body["facts"]["us-gaap"].values():
            for entry in concept["units"].get("USD", []):
                if entry.get("start") == "2024-06-01" and entry["end"] == "2025-02-28":
                    entry["val"] = 200 * MN

    with pytest.raises(SourceError, match=r"expected ORCL\.capex\.quarterly in EDGAR from 0, got -50,000,000 for"):
        read(changed(FACTS, shorten))


def real(cik: str) -> bytes:
    return gzip.decompress(shared(f"responses/sec/CIK{cik}_companyfacts.json.gz").read_bytes())


@pytest.mark.parametrize("measure", ["capex", "buybacks", "inventory", "cost_of_revenue", "revenue"])
def test_real_facts_give_quarters_without_end(measure: str) -> None:
    figures = read(real("0001045810"), f"NVDA.{measure}.quarterly")
    assert max(newest(figures)) == "2026-01-01"
    assert (figures.values >= 0).all()
    assert np.isfinite(figures.values).all()


def test_real_outlays_agree_with_an_archive_derived_by_someone_else() -> None:
    """The archive dates a quarter by its last month; NVIDIA's end in January, so that is one month late or two."""
    figures = newest(read(real("0001045810"), "NVDA.capex.quarterly"))
    with shared("archive/sec/NVDA.capex.quarterly.csv").open(newline="") as file:
        archive = [float(row["value"]) for row in csv.DictReader(file)]
    assert [figures[day] for day in ("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01")] == archive


def test_real_quarters_of_revenue_agree_with_an_archive_derived_by_someone_else() -> None:
    figures = newest(read(real("0001045810"), "NVDA.revenue.quarterly"))
    with shared("archive/sec/NVDA.revenue.quarterly.csv").open(newline="") as file:
        archive = [float(row["value"]) for row in csv.DictReader(file)]
    assert [figures[day] for day in ("2025-01-01", "2025-04-01", "2025-07-01", "2025-10-01", "2026-01-01")] == archive


def test_a_real_concept_and_the_same_facts_of_the_company_give_the_same_quarters() -> None:
    concept = shared("responses/sec/CIK0001045810_concept_PaymentsToAcquireProductiveAssets.json").read_bytes()
    from_concept = newest(read(concept, "CIK0001045810.us-gaap.PaymentsToAcquireProductiveAssets.quarterly"))
    of_company = newest(read(real("0001045810"), "NVDA.capex.quarterly"))
    assert len(from_concept) == 20
    assert {day: of_company[day] for day in from_concept} == from_concept


def test_a_real_fourth_quarter_is_the_year_less_nine_months_known_when_the_year_was_filed() -> None:
    figures = read(real("0001045810"), "NVDA.capex.quarterly")
    assert ("2025-10-01", "2026-02-25", (6_042 - 4_758) * MN) in vintages(figures)


def test_a_real_filing_that_tags_a_quarter_with_the_half_years_dates_changes_nothing() -> None:
    """Accession 0001045810-18-000010 gives 928 million, the second quarter's, as the half year's cost of 2017."""
    figures = read(real("0001045810"), "NVDA.cost_of_revenue.quarterly")
    assert {value for day, _, value in vintages(figures) if day == "2017-04-01"} == {928 * MN}


def test_a_real_nine_months_smaller_than_its_last_three_gives_no_fourth_quarter_until_it_is_put_right() -> None:
    """Accession 0001045810-22-000166 gives 143 million for nine months of which the last three are 181."""
    of_company = json.loads(real("0001045810"))
    named = {"cik": of_company["cik"], "entityName": of_company["entityName"], "tag": "AmortizationOfIntangibleAssets"}
    concept = json.dumps({**named, **of_company["facts"]["us-gaap"][named["tag"]]}).encode()
    figures = read(concept, f"CIK0001045810.us-gaap.{named['tag']}.quarterly")
    fourth = [row for row in vintages(figures) if row[0] == "2022-10-01"]
    assert fourth == [("2022-10-01", "2024-02-21", (699 - 518) * MN)]


def frames(body: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Our label and EDGAR's own for each fact that EDGAR places in a calendar quarter."""
    for concept in body["facts"]["us-gaap"].values():
        for entry in (entry for unit in concept["units"].values() for entry in unit):
            if "Q" in entry.get("frame", ""):
                start, end = (
                    day_number(date.fromisoformat(entry.get(name, "1970-01-01"))) for name in ("start", "end")
                )
                quarter = calendar_quarter(start if "start" in entry else None, end)
                instant = "" if "start" in entry else "I"
                yield f"CY{1970 + quarter // 4}Q{quarter % 4 + 1}{instant}", entry["frame"]


def test_fiscal_quarters_lie_where_edgar_puts_them_in_12_317_of_12_319_real_facts() -> None:
    """The other two are facts of a month that EDGAR takes for days."""
    pairs = [pair for cik in ("0001045810", "0001835632") for pair in frames(json.loads(real(cik)))]
    assert len(pairs) == 12_319
    assert sum(ours == theirs for ours, theirs in pairs) == 12_317
