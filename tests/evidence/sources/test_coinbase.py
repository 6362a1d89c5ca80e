"""Coinbase's daily candles.

The shape was checked against answers recorded in public code, of hours, which a day's are like but for the step:
ccxt/ccxt@17e0370116 ts/src/test/static/response/coinbaseexchange.json (`REAL`), and six hours from a midnight on,
newest first, in ArthurBernard/Download_Crypto_Currencies_Data@baf2fc011a
dccd/tests/v3/fixtures/coinbase_candles_page.json
(`REAL_HOURS`). The limit of 300 candles is the documentation's that the module names.
"""

import json

import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Series, SourceError, coinbase
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows

REAL = [1710327600, 73241.5, 73402.47, 73243.33, 73370.65, 1.56794406]
REAL_HOURS = [
    [1704085200, 42175.65, 42396.09, 42389.78, 42231.47, 188.12803304],
    [1704081600, 42200, 42393.48, 42325.1, 42389.77, 296.23364415],
    [1704078000, 42235, 42581.26, 42571.32, 42325.11, 306.00569404],
    [1704074400, 42488.03, 42625.68, 42594.58, 42571.32, 227.14116558],
    [1704070800, 42415, 42749.99, 42453.83, 42594.68, 396.20192444],
    [1704067200, 42261.58, 42543.64, 42288.58, 42452.66, 379.19725348],
]
MIDNIGHT = 1_767_225_600  # 2026-01-01
NEWEST, BEFORE = recorded("coinbase/newest.json"), recorded("coinbase/before.json")


def read(*bodies: bytes, code: str = "BTC-USD") -> Figures:
    request = coinbase.requests([Series(code, Frequency.DAY)], {})[0]
    return coinbase.read(coinbase.download(request, Player(*bodies)), request)[0]


def candle(*prices: object, time: object = MIDNIGHT) -> bytes:
    return json.dumps([[time, *(prices or (1, 4, 2, 3, 9.5))]]).encode()


def test_closes_of_all_windows_are_read_but_for_the_day_that_is_not_over() -> None:
    figures = read(NEWEST, BEFORE, b"[]")
    assert rows(figures) == [
        ("2025-12-30", 88_500.0), ("2026-01-01", 90_000.1), ("2026-01-02", 90_500.0), ("2026-01-03", 92_000.0),
    ]  # fmt: skip


def test_history_is_asked_for_backwards_in_windows_of_fewer_than_300_days_until_one_is_empty() -> None:
    player = Player(NEWEST, BEFORE, b"[]")
    coinbase.download(coinbase.requests([Series("BTC-USD", Frequency.DAY)], {})[0], player)
    asked = [parameters for _, parameters, _ in player.asked]
    assert {one["granularity"] for one in asked} == {"86400"}
    assert "start" not in asked[0]
    assert (asked[1]["start"], asked[1]["end"]) == ("2025-03-09T00:00:00Z", "2026-01-01T00:00:00Z")
    assert asked[2]["end"] == "2025-12-29T00:00:00Z"


def test_windows_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coinbase, "MOST_WINDOWS", 2)
    with pytest.raises(SourceError, match="expected at most 598 days"):
        read(NEWEST, BEFORE, BEFORE)


def test_a_real_candle_has_the_members_in_this_order_and_an_hours_is_refused() -> None:
    with pytest.raises(SourceError, match="to begin at midnight UTC, got one at second 1710327600"):
        read(json.dumps([REAL]).encode())
    at_midnight = json.dumps([[MIDNIGHT, *REAL[1:]], [MIDNIGHT - 86_400, *REAL[1:]]]).encode()
    assert rows(read(at_midnight, b"[]")) == [("2025-12-31", 73_370.65)]


def test_of_a_real_answer_the_fifth_member_is_the_close_where_the_next_one_opens() -> None:
    """The six hours, spread to six days: one opens within a few dollars of where the one before closed."""
    first = 1_704_067_200
    days = [[first + (time - first) * 24, *rest] for time, *rest in REAL_HOURS]
    closes = rows(read(json.dumps(days).encode(), b"[]"))
    assert [value for _, value in closes] == [42452.66, 42594.68, 42571.32, 42325.11, 42389.77]
    opens = [opened for _, _, _, opened, _, _ in reversed(days)][1:]
    assert all(abs(close - opened) < 2 for (_, close), opened in zip(closes, opens, strict=True))


@pytest.mark.parametrize("code", ["BTC", "btc-usd", "BTC-USD/../x", "BTC-USD?granularity=60"])
def test_a_code_that_is_no_pair_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a daily pair such as BTC-USD, got "):
        coinbase.requests([Series(code, Frequency.DAY)], {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (NEWEST[:-5], "cut short or damaged"),
        (b"[]", "got none; is the pair still traded"),
        (b'{"message":"NotFound"}', 'got its error "NotFound"'),
        (b'{"candles":[]}', "expected a list of Coinbase's candles"),
        (b"[[1,2,3]]", "expected six numbers a candle"),
        (b"[7]", "expected six numbers a candle"),
        (candle("1", "4", "2", "3", "9"), "expected six numbers a candle"),
        (b"[[1767225600,1,NaN,2,3,9]]", "NaN is no JSON"),
        (candle(4, 1, 2, 3, 9), "expected low <= open, close <= high"),
        (candle(2, 3, 1, 4, 9), "expected low <= open, close <= high"),
        (candle(time=MIDNIGHT + 3_600), "to begin at midnight UTC"),
        (candle(time=MIDNIGHT * 1_000), "to begin at midnight UTC"),
    ],
)
def test_what_are_no_daily_candles_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body, b"[]")
