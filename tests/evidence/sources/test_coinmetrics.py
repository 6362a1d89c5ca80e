"""Coin Metrics' daily metrics.

The shape was checked against an answer recorded in public documentation, monjurkuet/cryptoOS@4dfe69bfeb
cbbi/docs/API_COINMETRICS.md: members data (asset, time with nanoseconds, the metric as text), next_page_token and
next_page_url; PriceUSD of 2026-01-30 there is 84017.0340292227, and an archive from elsewhere has 84128.66.
"""

import json

import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Series, SourceError, coinmetrics
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows

PAGES = (recorded("coinmetrics/btc_PriceUSD_1.json"), recorded("coinmetrics/btc_PriceUSD_2.json"))
DAY = {"asset": "btc", "time": "2026-01-30T00:00:00.000000000Z", "PriceUSD": "84017.0340292227"}


def read(*bodies: bytes, code: str = "btc.PriceUSD") -> Figures:
    request = coinmetrics.requests([Series(code, Frequency.DAY)], {})[0]
    return coinmetrics.read(coinmetrics.download(request, Player(*bodies)), request)[0]


def page(*days: object, **more: object) -> bytes:
    return json.dumps({"data": days, **more}).encode()


def test_days_of_all_pages_are_read_and_a_null_is_no_figure() -> None:
    figures = read(*PAGES)
    assert rows(figures) == [("2026-01-01", 90_000.5), ("2026-01-02", 91_000.25), ("2026-01-04", 92_500.0)]


def test_pages_may_come_newest_first() -> None:
    assert rows(read(page({**DAY, "time": "2026-01-31T00:00:00.000000000Z"}, DAY)))[0][0] == "2026-01-30"


def test_the_next_page_is_asked_for_at_the_address_given() -> None:
    player = Player(*PAGES)
    coinmetrics.download(coinmetrics.requests([Series("btc.PriceUSD", Frequency.DAY)], {})[0], player)
    assert player.asked[0][1]["page_size"] == "10000"
    assert player.asked[1][:2] == (json.loads(PAGES[0])["next_page_url"], {})


def test_an_empty_address_is_no_next_page() -> None:
    assert len(read(page(DAY, next_page_url="")).days) == 1


@pytest.mark.parametrize("address", ["https://evil.example/v4/timeseries/asset-metrics?x=1", 5, "/v4/x"])
def test_a_next_page_elsewhere_is_not_followed(address: object) -> None:
    with pytest.raises(SourceError, match=r"expected the next page at https://community-api\.coinmetrics\.io/v4/"):
        read(page(DAY, next_page_url=address), page(DAY))


def test_pages_without_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(coinmetrics, "MOST_PAGES", 2)
    with pytest.raises(SourceError, match="expected at most 2 pages"):
        read(PAGES[0], PAGES[0], PAGES[0])


@pytest.mark.parametrize("code", ["btc", "BTC.PriceUSD", "btc.PriceUSD.daily", "btc,eth.PriceUSD", "btc."])
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a daily code such as btc\.PriceUSD, got "):
        coinmetrics.requests([Series(code, Frequency.DAY)], {})


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (PAGES[1][:-20], "cut short or damaged"),
        (b'{"error":{"type":"bad_parameter","message":"Bad parameter"}}', 'got its error .*"bad_parameter"'),
        (b"[]", "expected data in Coin Metrics' answer"),
        (b'{"data":{}}', "expected a list of PriceUSD of btc"),
        (page(), "got no day; is the metric free for this asset"),
        (page({**DAY, "asset": "eth"}), "expected days of PriceUSD of btc from Coin Metrics, got .*eth"),
        (page({**DAY, "time": "2026-01-30T01:00:00.000000000Z"}), "expected days of PriceUSD .*T01"),
        (page({**DAY, "time": "yesterday"}), "expected days of PriceUSD"),
        (page({"asset": "btc", "time": DAY["time"], "PriceEUR": "1"}), "expected PriceUSD of btc .*PriceEUR"),
        (page({**DAY, "PriceUSD": "dear"}), "expected numbers"),
        (page({**DAY, "PriceUSD": "inf"}), "expected finite numbers"),
        (page(DAY, DAY), "expected one figure a day .*, got two"),
        (page(7), "expected asset and time"),
    ],
)
def test_what_is_no_table_of_figures_is_refused_and_named(body: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(body)
