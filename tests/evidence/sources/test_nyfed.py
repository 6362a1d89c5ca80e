"""Holdings of the open market account.

The shape was checked against an answer recorded in public code, antonio-hickey/FedPy@bda714a53b
FedPy/tests/test_SOMA.py: one week, 2021-10-27 (`REAL`; figures of public record).
"""

import json
from typing import Any

import pytest

from evidence.periods import Frequency
from evidence.sources import Answer, Figures, Series, SourceError, nyfed
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows

REAL = {
    "asOfDate": "2021-10-27", "mbs": "2518385276066.40", "cmbs": "9391658120.80", "tips": "370841901000",
    "frn": "24879545900", "tipsInflationCompensation": "65869768380.7", "notesbonds": "4725694157300",
    "bills": "326044000000", "agencies": "2347000000", "total": "7977583538387.20",
}  # fmt: skip


def read(answer: bytes, *codes: str) -> list[Figures]:
    (request,) = nyfed.requests([Series(code, Frequency.WEEK) for code in codes or ("soma.bills",)], {})
    return nyfed.read(nyfed.download(request, Player(answer)), request)


def body(*changes: dict[str, Any]) -> bytes:
    return json.dumps({"soma": {"summary": [{**REAL, **change} for change in changes or ({},)]}}).encode()


def test_weeks_are_read_in_dollars_and_an_empty_holding_is_missing() -> None:
    bills, notes = read(recorded("nyfed/soma_summary.json"), "soma.bills", "soma.frn")
    assert rows(bills) == [("2026-01-07", 5e10), ("2026-01-14", 5e10), ("2026-01-21", 5e10)]
    assert rows(notes) == [("2026-01-14", 5.5), ("2026-01-21", 5.5)]


@pytest.mark.parametrize(
    ("code", "value"),
    [("soma.total", 7_977_583_538_387.2), ("soma.bills", 326_044_000_000.0), ("soma.tips_inflation", 65_869_768_380.7)],
)
def test_a_real_week_is_read(code: str, value: float) -> None:
    (figures,) = read(body(), code)
    assert rows(figures) == [("2021-10-27", value)]


@pytest.mark.parametrize("code", ["soma.gold", "soma", "total", "soma.TOTAL"])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a weekly code such as soma\.bills, got "):
        nyfed.requests([Series(code, Frequency.WEEK)], {})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (recorded("nyfed/soma_summary.json")[:-40], "cut short or damaged"),
        (b'{"soma":{}}', "expected summary in"),
        (b'{"soma":{"summary":[]}}', "got no week"),
        (body({"bills": 326044000000}), "expected text in the rows"),
        (body({"bills": "-1"}), "expected dollars that add up|expected holdings from 0"),
        (body({"bills": "326044"}), "expected dollars that add up to the total"),
        (
            body({name: f"{float(value) / 1e6:.4f}" for name, value in REAL.items() if name != "asOfDate"}),
            "expected dollars that add up to the total",
        ),
        (body({"asOfDate": "27.10.2021"}), "expected ISO dates"),
        (body({}, {}), "expected one row a week .*, got two"),
    ],
)
def test_what_are_no_holdings_in_dollars_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(answer)


def test_an_answer_is_kept_as_it_came() -> None:
    (request,) = nyfed.requests([Series("soma.total", Frequency.WEEK)], {})
    assert [answer.body for answer in nyfed.download(request, Player(b"x"))] == [b"x"]
    with pytest.raises(SourceError):
        nyfed.read([Answer(b"x", "")], request)
