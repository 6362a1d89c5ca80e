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
    assert "On 500 past questions, asked on 10 days (worth 50 independent ones) the Brier score was 0.1712" in page
    assert '<circle class="dot" cx="57.2" cy="254.9" r="9.0"/>' in page  # 5% and 8% of a side of 264 from (44, 276)
    assert '<circle class="dot" cx="242.0" cy="144.0" r="4.5"/>' in page  # a quarter as many: half the radius
    figures = "".join(f'<td class="figure">{one}</td>' for one in ("100", "75%", "50%"))
    assert f'<th scope="row">70% – 80%</th>{figures}' in page
    chinese = client.get("/zh-hant/calibration/").content.decode()
    assert "各機率下實際應驗的比例：5% → 8%; 75% → 50%" in chinese
    rows = client.get("/calibration.csv").content.decode().splitlines()
    assert rows == ["low,high,n,p,share", "0.0,0.1,400,0.05,0.08", "0.7,0.8,100,0.75,0.5"]
    said = json.loads(client.get("/calibration.json").content)
    assert (said["measured_by"], said["figures"]["brier"]) == (METHOD_VERSION, 0.1712)


LEVEL = {**FIGURES, "n": 300, "brier": 0.25, "brier_gain": {"value": -0.05, "low": -0.08, "high": -0.02},
         "slope": {"value": 0.6, "low": 0.5, "high": 0.7}, "reliability": BINS[:1]}  # fmt: skip
LONG = {**FIGURES, "n": 250, "strong_right": {"value": None, "low": None, "high": None},
        "slope": {"value": 1.4, "low": 1.2, "high": None}}  # fmt: skip


@pytest.fixture
def by_cell() -> None:
    backtest([])
    cells = {("level", "", ""): LEVEL, ("level", "", "12m"): LEVEL, ("", "", "12m"): LONG, ("", "", "2w"): LONG,
             ("level", "prices", ""): FIGURES}  # fmt: skip
    for (kind, family, horizon), figures in cells.items():
        Calibration.objects.create(backtest=Backtest.objects.get(), kind=kind, family=family, horizon=horizon,
                                   figures=figures, recorded_at=STORED)  # fmt: skip


def test_kinds_and_horizons_are_told_apart(client: Client, by_cell: None) -> None:
    page = client.get("/calibration/").content.decode()
    assert "cannot be told: the 95% interval of the gain over blocks of days is +0.0000 to +0.1000" in page
    assert (
        "That it was too sure, or not sure enough, cannot be told: its slope is 1.05 (95% interval 1.00 to 1.10)"
        in page
    )
    assert '<a href="/calibration/?kind=level">level</a></th><td class="figure">300</td>' in page
    assert '<td class="figure">−0.050 (−0.080 … −0.020)</td><td class="figure">0.60 (0.50 … 0.70)</td>' in page
    assert page.index('?horizon=2w"') < page.index('?horizon=12m"'), "the shortest first"
    assert '<td class="figure">1.40</td><td class="figure">10</td></tr>' in page
    assert page.count('<th scope="row" class="whole">') == 3, "classes of indicators are no kinds"


def test_one_kind_over_one_horizon_has_sentences_drawing_and_figures_of_its_own(client: Client, by_cell: None) -> None:
    page = client.get("/calibration/?kind=level&horizon=12m&as_of=2026-03-01").content.decode()
    assert "On 300 past questions" in page
    assert "Its Brier score is worse than that of base rates by 0.0500 (95% interval over blocks of days: " in page
    assert "It was too sure: its slope is 0.60 (95% interval 0.50 to 0.70), and 1 would be right." in page
    assert page.count('<circle class="dot"') == 1
    assert '<option value="level" selected>' in page
    assert "/calibration.csv?kind=level&amp;horizon=12m&amp;as_of=2026-03-01" in page
    chinese = client.get("/zh-hant/calibration/?kind=level&horizon=12m").content.decode()
    assert "引擎太有把握：斜率為 0.60" in chinese
    said = json.loads(client.get("/calibration.json?kind=level&horizon=12m").content)
    assert (said["kind"], said["horizon"], said["figures"]["brier"]) == ("level", "12m", 0.25)
    assert client.get("/calibration.csv?kind=level&horizon=12m").content.decode().count("\n") == 2


def test_what_was_asked_too_seldom_is_said_to_be_so(client: Client, by_cell: None) -> None:
    answer = client.get("/calibration/?kind=level&horizon=2w")
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Fewer than 200 past questions are of this kind and horizon" in page
    assert "Brier score was" not in page
    assert client.get("/calibration.csv?kind=level&horizon=2w").content == b"low,high,n,p,share\r\n"


@pytest.mark.parametrize("asked", ["kind=tale", "horizon=7m", "kind=level&horizon=x"])
def test_a_kind_or_horizon_that_there_is_not_is_refused(asked: str, client: Client, by_cell: None) -> None:
    answer = client.get(f"/calibration/?{asked}")
    assert answer.status_code == 400
    assert "Expected one of" in answer.content.decode()


def test_the_figures_of_all_cells_are_one_table_for_programs(client: Client, by_cell: None) -> None:
    rows = client.get("/calibration/cells.csv").content.decode().splitlines()
    assert rows[0].startswith(
        "kind,horizon,n,days,effective,brier,brier_base,strong,sharpness,brier_gain,brier_gain_low"
    )
    assert [row.split(",")[:3] for row in rows[1:]] == [
        ["", "", "500"], ["", "12m", "250"], ["", "2w", "250"], ["level", "", "300"], ["level", "12m", "300"],
    ]  # fmt: skip
    said = json.loads(client.get("/calibration/cells.json").content)["cells"]
    assert (said[3]["slope"], said[3]["slope_low"], said[1]["slope_high"]) == (0.6, 0.5, None)


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
    with django_assert_num_queries(3):
        client.get("/calibration/")
