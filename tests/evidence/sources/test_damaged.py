"""Bodies with one value replaced by another kind of value: either figures come out, or an error that says what came."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from evidence.periods import Frequency
from evidence.sources import SOURCES, Answer, Request, Series, Source, SourceError
from tests.evidence.sources.played import recorded

INSTEAD = (None, 5, -1e300, "x", "", True, [], {}, [[]])
CASES = [
    ("sec", Series("ORCL.capex.quarterly", Frequency.QUARTER), "sec/companyfacts_CIK0001341439.json"),
    ("sec", Series("CIK0001045810.us-gaap.InventoryNet.quarterly", Frequency.QUARTER),
     "sec/companyconcept_CIK0001045810_InventoryNet.json"),
    ("cftc", Series("tff.13874A.leveraged_net", Frequency.WEEK), "cftc/tff_13874A.json"),
    ("coinmetrics", Series("btc.PriceUSD", Frequency.DAY), "coinmetrics/btc_PriceUSD_1.json"),
    ("coinbase", Series("BTC-USD", Frequency.DAY), "coinbase/newest.json"),
    ("fiscaldata", Series("operating_cash_balance.closing", Frequency.DAY), "fiscaldata/operating_cash_balance.json"),
    ("fiscaldata", Series("mspd_table_1.bills_change", Frequency.MONTH), "fiscaldata/mspd_table_1_bills.json"),
    ("fiscaldata", Series("mts_table_1.deficit", Frequency.MONTH), "fiscaldata/mts_table_1.json"),
    ("bls", Series("APU0000000001.pct_12", Frequency.MONTH), "bls/newest.json"),
    ("eia", Series("NG.RNGWHHD.D", Frequency.DAY), "eia/henry_hub.json"),
    ("eia", Series("860m.operating", Frequency.MONTH), "eia/generators_newest.json"),
    ("nyfed", Series("soma.bills", Frequency.WEEK), "nyfed/soma_summary.json"),
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every value in a JSON value, itself included."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in inside:
        yield from places(member, (*path, name))


def replaced(value: Any, path: tuple[Any, ...], other: Any) -> Any:
    """A copy with another value at a path."""
    if not path:
        return other
    copy = dict(value) if isinstance(value, dict) else list(value)
    copy[path[0]] = replaced(value[path[0]], path[1:], other)
    return copy


def refusal(channel: Source, request: Request, body: Any) -> str:
    """What the error says with which a body is refused; "" for one that gives figures."""
    try:
        (figures,) = channel.read([Answer(json.dumps(body).encode(), "")], request)
    except SourceError as error:
        return str(error)
    assert len(figures.days) == len(figures.values) == len(figures.times)
    return ""


@pytest.mark.parametrize(("source", "series", "name"), CASES, ids=[case[2] for case in CASES])
def test_a_wrong_value_anywhere_gives_figures_or_an_error_that_says_expected_and_got(
    source: str, series: Series, name: str
) -> None:
    (request,) = SOURCES[source].requests([series], {"SEC_CONTACT": "Jane Doe jane@example.org", "EIA_API_KEY": "k"})
    body = json.loads(recorded(name))
    bodies = [replaced(body, path, other) for path in places(body) for other in INSTEAD]
    refusals = [said for said in (refusal(SOURCES[source], request, damaged) for damaged in bodies) if said]
    assert len(refusals) > 50
    assert [said for said in refusals if not (said.startswith("expected ") and ", got " in said)] == []
