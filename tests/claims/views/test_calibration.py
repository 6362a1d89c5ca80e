"""How calibrated the engine is: measured or said not to be, and never from some series alone."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from claims.models import Backtest, Calibration
from claims.scoring import METHOD_VERSION

pytestmark = pytest.mark.django_db
STORED = datetime(2026, 2, 2, tzinfo=UTC)
BINS = [{"low": 0.0, "high": 0.1, "n": 400, "p": 0.05, "share": 0.08},
        {"low": 0.7, "high": 0.8, "n": 100, "p": 0.75, "share": 0.5}]  # fmt: skip
FIGURES: dict[str, Any] = {
    "n": 500, "days": 10, "effective": 50.0, "brier": 0.17123456, "brier_base": 0.2, "strong": 10, "sharpness": 1.0,
    "brier_gain": {"value": 0.03, "low": 0.0, "high": 0.1}, "slope": {"value": 1.05, "low": 1.0, "high": 1.1},
    "intercept": {"value": 0.0, "low": 0.0, "high": 0.0}, "strong_right": {"value": 0.9, "low": 0.8, "high": 1.0},
    "reliability": BINS,
}  # fmt: skip
NOTHING = "No backtest has been stored: how calibrated these probabilities are has not been measured here."


def backtest(series: list[str], inputs: str = "a", method: str = METHOD_VERSION) -> None:
    one = Backtest.objects.create(inputs=inputs * 64, method=method, numpy="2", started_at=STORED,
                                  options={"series": series})  # fmt: skip
    Calibration.objects.create(backtest=one, figures=FIGURES, recorded_at=STORED)


def test_before_anything_was_measured_it_says_so(client: Client) -> None:
    page = client.get("/calibration/").content.decode()
    assert NOTHING in page
    assert "<svg" not in page
    assert "none had been published by this day" in page
    assert client.get("/calibration.csv").content == b"low,high,n,p,share\r\n"
    assert json.loads(client.get("/calibration.json").content)["figures"] is None


def test_a_backtest_of_some_series_alone_is_never_told_as_that_of_the_engine(client: Client) -> None:
    backtest(["prices"])
    assert NOTHING in client.get("/calibration/").content.decode()


def test_what_was_measured_is_said_drawn_and_in_a_table(client: Client) -> None:
    backtest([])
    page = client.get("/calibration/").content.decode()
    assert "On 500 past questions of 10 days (worth 50 independent ones) the Brier score was 0.1712" in page
    assert '<circle class="dot" cx="57.2" cy="254.9" r="9.0"/>' in page  # 5% and 8% of a side of 264 from (44, 276)
    assert '<circle class="dot" cx="242.0" cy="144.0" r="4.5"/>' in page  # a quarter as many: half the radius
    assert '<th scope="row">70% – 80%</th><td>100</td><td>75%</td><td>50%</td>' in page
    chinese = client.get("/zh-hant/calibration/").content.decode()
    assert "各機率下實際應驗的比例：5% → 8%; 75% → 50%" in chinese
    rows = client.get("/calibration.csv").content.decode().splitlines()
    assert rows == ["low,high,n,p,share", "0.0,0.1,400,0.05,0.08", "0.7,0.8,100,0.75,0.5"]
    said = json.loads(client.get("/calibration.json").content)
    assert (said["measured_by"], said["figures"]["brier"]) == (METHOD_VERSION, 0.1712)


def test_of_another_method_it_says_so(client: Client) -> None:
    backtest([], method="older")
    assert "It was measured with method version older" in client.get("/calibration/").content.decode()


def test_as_of_a_day_before_it_was_stored_nothing_had_been_measured(client: Client) -> None:
    backtest([])
    assert NOTHING in client.get("/calibration/?as_of=2026-02-01").content.decode()
    assert NOTHING not in client.get("/calibration/?as_of=2026-02-02").content.decode()


def test_settled_claims_come_from_the_newest_scorecard(client: Client, published: None) -> None:
    page = client.get("/calibration/").content.decode()
    assert "The scorecard 2026-02.2 (as of 2026-02-28) measures nobody" in page
    assert "The scorecard 2026-02.1 (as of 2026-02-28)" in client.get("/calibration/?as_of=2026-03-02").content.decode()


def test_the_page_takes_few_queries(
    client: Client, published: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    backtest([])
    client.get("/calibration/")  # an edition's text is read once for good
    with django_assert_num_queries(2):
        client.get("/calibration/")
