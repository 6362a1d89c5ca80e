"""Coinbase's daily candles.

Ten days of 2026-08, newest first, recorded from the provider, are DavinsonR/market-data-medallion@b852398516
tests/fixtures/coinbase_candles.json (MIT; `REAL_DAYS` are the newest six, `KRAKEN` what another exchange gives for two
of them in kraken_ohlc.json there). An hour is in ccxt/ccxt@17e0370116 ts/src/test/static/response/coinbaseexchange.json
(`REAL`). The limit of 300 candles is the documentation's that the module names.
"""

import json

import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Series, SourceError, coinbase
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows

REAL = [1710327600, 73241.5, 73402.47, 73243.33, 73370.65, 1.56794406]
REAL_DAYS = [
    [1786320000, 63733.03, 65341.83, 64848.68, 63911.88, 6197.02944527],
    [1786233600, 64675.22, 65426, 64908.71, 64848.69, 3044.21136585],
    [1786147200, 64789.89, 65150.16, 64891.6, 64908.72, 2494.26436439],
    [1786060800, 64099.35, 65348.97, 64267.3, 64891.61, 6181.48293213],
    [1785974400, 64087.41, 64944.16, 64603.02, 64267.3, 4520.43206155],
    [1785888000, 63814.8, 64988.78, 64050.51, 64603.03, 6932.34404967],
]
KRAKEN = {"2026-08-08": 64901.1, "2026-08-09": 64860.0}
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


def test_real_days_are_read_but_for_the_one_that_may_not_be_over() -> None:
    assert rows(read(json.dumps(REAL_DAYS).encode(), b"[]")) == [
        ("2026-08-05", 64603.03), ("2026-08-06", 64267.3), ("2026-08-07", 64891.61), ("2026-08-08", 64908.72),
        ("2026-08-09", 64848.69),
    ]  # fmt: skip


def test_of_a_real_answer_the_fifth_member_is_the_close_where_the_next_day_opens() -> None:
    closes = rows(read(json.dumps(REAL_DAYS).encode(), b"[]"))
    opens = [opened for _, _, _, opened, _, _ in reversed(REAL_DAYS)][1:]
    assert all(abs(close - opened) < 0.02 for (_, close), opened in zip(closes, opens, strict=True))


def test_real_closes_are_those_of_another_exchange_but_for_a_thousandth() -> None:
    closes = dict(rows(read(json.dumps(REAL_DAYS).encode(), b"[]")))
    assert {day: closes[day] for day in KRAKEN} == pytest.approx(KRAKEN, rel=1e-3)


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
