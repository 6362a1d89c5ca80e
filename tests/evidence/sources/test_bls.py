"""The Bureau of Labor Statistics' API.

Checked against a real answer in the shared folder: the price of flour in 2022, with catalogue and calculations. That an
answer about years without data succeeds with a message and no row is from documentation.
"""

import json
from typing import Any

import pytest

from evidence.periods import Frequency
from evidence.sources import Answer, Series, SourceError, bls
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows, shared

PRICE = "APU0000000001"
SETTINGS = {"BLS_API_KEY": "k"}
REAL = "responses/bls/timeseries_APU0000701111_2022_catalog_calculations.json"


def read(*bodies: bytes, codes: tuple[str, ...] = (PRICE,)) -> list[Any]:
    (request,) = bls.requests([Series(code, Frequency.MONTH) for code in codes], SETTINGS)
    return bls.read([Answer(body, "") for body in bodies], request)


def body(**row: Any) -> bytes:
    """An answer of one row, like a recorded one but for some members."""
    answer = json.loads(recorded("bls/newest.json"))
    data = answer["Results"]["series"][0]["data"]
    answer["Results"]["series"][0]["data"] = [{**data[0], **row}]
    return json.dumps(answer).encode()


def test_months_are_read_and_neither_averages_nor_what_was_never_collected() -> None:
    (figures,) = read(recorded("bls/newest.json"))
    assert rows(figures) == [("2025-09-01", 1.18), ("2025-11-01", 1.2), ("2025-12-01", 1.21)]


def test_what_the_bureau_calculates_is_a_series_of_its_own_out_of_the_same_answer() -> None:
    value, net, percent = read(recorded("bls/newest.json"), codes=(PRICE, f"{PRICE}.net_12", f"{PRICE}.pct_12"))
    assert rows(value)[-1] == ("2025-12-01", 1.21)
    assert rows(net)[-1] == ("2025-12-01", 0.21)
    assert rows(percent)[-1] == ("2025-12-01", 21.0)


def test_windows_of_twenty_years_are_asked_for_until_one_is_empty() -> None:
    (request,) = bls.requests([Series(PRICE, Frequency.MONTH)], SETTINGS)
    player = Player(*(recorded(f"bls/{name}.json") for name in ("newest", "window", "empty")))
    (figures,) = bls.read(bls.download(request, player), request)
    spans = [(asked.get("startyear"), asked.get("endyear")) for _, asked, _ in player.asked]
    assert spans == [(None, None), ("2006", "2025"), ("1986", "2005")]
    assert {asked["registrationkey"] for _, asked, _ in player.asked} == {"k"}
    assert rows(figures)[0] == ("2024-12-01", 1000.0)
    assert len(figures.days) == 4


def test_without_a_key_only_twenty_years_are_asked_for() -> None:
    (request,) = bls.requests([Series(PRICE, Frequency.MONTH)], {})
    player = Player(*(recorded(f"bls/{name}.json") for name in ("newest", "window", "window")))
    bls.download(request, player)
    assert [asked for _, asked, _ in player.asked] == [
        {},
        {"startyear": "2016", "endyear": "2025"},
        {"startyear": "2006", "endyear": "2015"},
    ]


def test_a_real_answer_is_read() -> None:
    codes = ("APU0000701111", "APU0000701111.pct_12")
    price, percent = read(shared(REAL).read_bytes(), codes=codes)
    assert rows(price)[0] == ("2022-01-01", 0.424)
    assert rows(price)[-1] == ("2022-12-01", 0.522)
    assert len(price.days) == 12
    assert rows(percent)[-1] == ("2022-12-01", 34.5)


def test_a_real_months_change_is_the_difference_of_its_values() -> None:
    price, change = read(shared(REAL).read_bytes(), codes=("APU0000701111", "APU0000701111.net_1"))
    assert [round(float(value), 3) for value in price.values[1:] - price.values[:-1]] == change.values[1:].tolist()


@pytest.mark.parametrize("code", ["lns14000000", "LNS14000000.pct_2", "LNS14000000?x", "A/B1", "LNS14000000."])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a monthly, quarterly or yearly code such as LNS14000000"):
        bls.requests([Series(code, Frequency.MONTH)], {})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (recorded("bls/newest.json")[:-40], "cut short or damaged"),
        (
            b'{"status":"REQUEST_NOT_PROCESSED","message":["daily threshold"],"Results":{}}',
            'got "REQUEST_NOT_PROCESSED": .*daily threshold.*a key in BLS_API_KEY raises the limits',
        ),
        (b'{"Results":{}}', "expected status in"),
        (b'{"status":"REQUEST_SUCCEEDED","message":[],"Results":{}}', "expected series in"),
        (recorded("bls/empty.json"), "got none; check the identifier"),
        (recorded("bls/newest.json").replace(b"APU0000000001", b"APU0000000002"), "got .APU0000000002"),
        (body(period="Q01"), "expected periods of frequency M in .*, got .Q01"),
        (body(period="M14"), "expected periods of frequency M"),
        (body(year="25"), "expected a year in the rows"),
        (body(value=1.21), "expected text as a figure"),
        (body(value="much"), "expected numbers"),
    ],
)
def test_what_is_no_answer_about_the_series_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(answer)


def test_windows_that_disagree_are_refused() -> None:
    with pytest.raises(SourceError, match=r"expected one figure of .* in M12 2025, got two that differ"):
        read(recorded("bls/newest.json"), body(value="1.211"))


def test_calculations_asked_for_without_a_key_are_refused_with_the_reason() -> None:
    answer = json.loads(recorded("bls/newest.json"))
    for row in answer["Results"]["series"][0]["data"]:
        row.pop("calculations", None)
    with pytest.raises(SourceError, match="the BLS calculates changes with a key only"):
        read(json.dumps(answer).encode(), codes=(f"{PRICE}.pct_12",))
