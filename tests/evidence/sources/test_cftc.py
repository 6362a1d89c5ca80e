"""Commitments of traders.

The shape was checked against real rows quoted in public code, Jim-Lohse/investment-lab@65e8443cea
tests/test_cftc_cot.py: the E-mini S&P 500 of 2026-08-11 and gold of 2026-09-15. `REAL_TFF` and `REAL_LEGACY` have their
figures, which are of public record; the first also agree with what someone else derived, in the shared folder.
"""

import json
from typing import Any

import pytest

from evidence.periods import Frequency
from evidence.sources import Figures, Series, SourceError, cftc
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows, shared

ASSET_MANAGERS, LEVERAGED = "tff.13874A.asset_manager_net", "tff.13874A.leveraged_net"
REAL_TFF = {
    "report_date_as_yyyy_mm_dd": "2026-08-11T00:00:00.000", "cftc_contract_market_code": "13874A",
    "futonly_or_combined": "FutOnly", "open_interest_all": "2119506",
    "dealer_positions_long_all": "216163", "dealer_positions_short_all": "995795",
    "asset_mgr_positions_long": "1154700", "asset_mgr_positions_short": "206219",
    "lev_money_positions_long": "205744", "lev_money_positions_short": "486190",
    "other_rept_positions_long": "52037", "other_rept_positions_short": "71600",
    "nonrept_positions_long_all": "272563", "nonrept_positions_short_all": "141403",
}  # fmt: skip
REAL_LEGACY = {
    "report_date_as_yyyy_mm_dd": "2026-09-15T00:00:00.000", "cftc_contract_market_code": "088691",
    "futonly_or_combined": "FutOnly", "open_interest_all": "409899",
    "noncomm_positions_long_all": "258059", "noncomm_positions_short_all": "27721",
    "comm_positions_long_all": "56417", "comm_positions_short_all": "318138",
    "nonrept_positions_long_all": "47460", "nonrept_positions_short_all": "16077",
}  # fmt: skip


def read(*bodies: bytes, codes: tuple[str, ...] = (ASSET_MANAGERS, LEVERAGED)) -> list[Figures]:
    (request,) = cftc.requests([Series(code, Frequency.WEEK) for code in codes], {})
    return cftc.read(cftc.download(request, Player(*bodies)), request)


def body(*changes: dict[str, Any], row: dict[str, str] = REAL_TFF) -> bytes:
    """Rows like a real one, but for some members; those given as None are left out."""
    changed = [{**row, **change} for change in changes or ({},)]
    return json.dumps([{name: value for name, value in one.items() if value is not None} for one in changed]).encode()


def test_net_positions_are_long_less_short_on_the_day_they_are_as_of() -> None:
    managers, _ = read(recorded("cftc/tff_13874A.json"))
    assert rows(managers) == [("2026-01-06", 900.0), ("2026-01-13", 970.0), ("2026-01-20", 910.0)]


def test_a_position_that_is_left_out_is_missing_and_not_zero() -> None:
    _, leveraged = read(recorded("cftc/tff_13874A.json"))
    assert [value for _, value in rows(leveraged)[:2]] == [-500.0, -540.0]
    assert rows(leveraged)[2] == ("2026-01-20", pytest.approx(float("nan"), nan_ok=True))


def test_all_series_of_a_contract_come_with_one_request() -> None:
    codes = [ASSET_MANAGERS, "legacy.088691.noncommercial_long", LEVERAGED, "tff.13874A.open_interest"]
    first, second = cftc.requests([Series(code, Frequency.WEEK) for code in codes], {})
    assert [one.code for one in first.series] == [ASSET_MANAGERS, LEVERAGED, "tff.13874A.open_interest"]
    assert first.address == "https://publicreporting.cftc.gov/resource/gpe5-46if.json"
    assert first.parameters["$where"] == "cftc_contract_market_code='13874A'"
    assert first.parameters["$order"] == "report_date_as_yyyy_mm_dd"
    assert second.address == "https://publicreporting.cftc.gov/resource/6dca-aqww.json"


def test_pages_are_asked_for_until_one_is_not_full(monkeypatch: pytest.MonkeyPatch) -> None:
    """Unless told otherwise Socrata sends 1,000 rows and says nothing of the rest."""
    monkeypatch.setattr(cftc, "PAGE", 2)
    (request,) = cftc.requests([Series(ASSET_MANAGERS, Frequency.WEEK)], {})
    weeks = [{"report_date_as_yyyy_mm_dd": f"2026-01-{day:02}T00:00:00.000"} for day in (6, 13, 20, 27)]
    player = Player(body(*weeks[:2]), body(*weeks[2:]), b"[]")
    figures = cftc.read(cftc.download(request, player), request)[0]
    assert [(asked["$limit"], asked["$offset"]) for _, asked, _ in player.asked] == [("2", "0"), ("2", "2"), ("2", "4")]
    assert len(figures.days) == 4


@pytest.mark.parametrize(
    ("measure", "value"), [("leveraged_net", -280_446), ("asset_manager_net", 948_481), ("dealer_short", 995_795)]
)
def test_a_real_row_of_the_financial_report_is_read(measure: str, value: float) -> None:
    (figures,) = read(body(), codes=(f"tff.13874A.{measure}",))
    assert rows(figures) == [("2026-08-11", value)]


def test_the_real_row_agrees_with_figures_derived_elsewhere() -> None:
    derived = json.loads(shared("responses/cftc/jay-nakrani_cot_derived_2026-08-22.json").read_bytes())
    mini = next(asset for asset in derived["assets"] if asset["symbol"] == "ES")
    week = next(week for week in mini["weeks"] if week["date"] == "2026-08-11")
    names = {"leveraged_long": "specLong", "leveraged_short": "specShort", "dealer_long": "hedgeLong",
             "dealer_short": "hedgeShort", "open_interest": "totalOI"}  # fmt: skip
    for figures in read(body(), codes=tuple(f"tff.13874A.{measure}" for measure in names)):
        assert rows(figures) == [("2026-08-11", week[names[figures.code.rpartition(".")[2]]])]


@pytest.mark.parametrize(
    ("measure", "value"), [("noncommercial_net", 230_338), ("commercial_short", 318_138), ("open_interest", 409_899)]
)
def test_a_real_row_of_the_legacy_report_is_read(measure: str, value: float) -> None:
    (figures,) = read(body(row=REAL_LEGACY), codes=(f"legacy.088691.{measure}",))
    assert rows(figures) == [("2026-09-15", value)]


@pytest.mark.parametrize(
    "code",
    ["tff.13874A.leveraged", "tff.13874A.hedge_net", "tff.1387'.leveraged_net", "disagg.088691.other_net", "tff"],
)
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a weekly code such as tff\.13874A\.leveraged_net, got "):
        cftc.requests([Series(code, Frequency.WEEK)], {})


def test_a_series_that_is_not_weekly_is_refused() -> None:
    with pytest.raises(SourceError, match="expected a weekly code"):
        cftc.requests([Series(LEVERAGED, Frequency.MONTH)], {})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (recorded("cftc/tff_13874A.json")[:-40], "cut short or damaged"),
        (b"[]", "got no week; check the contract's code"),
        (
            b'{"message":"Query coordinator error: query.soql.no-such-column","errorCode":"x"}',
            "got its error .*no-such",
        ),
        (b'{"rows":[]}', "expected a list of the CFTC's weeks, got"),
        (b"[1]", "expected report_date_as_yyyy_mm_dd and "),
        (body({"open_interest_all": None}), "expected report_date_as_yyyy_mm_dd and "),
        (body({"futonly_or_combined": "Combined"}), "expected FutOnly rows of .*, got Combined of 13874A"),
        (body({"cftc_contract_market_code": "138741"}), "got FutOnly of 138741"),
        (body({"report_date_as_yyyy_mm_dd": "11/08/2026"}), "expected ISO dates"),
        (body({"lev_money_positions_long": "many"}), "expected numbers"),
        (body({"lev_money_positions_long": "205744000"}), "expected contracts from 0 to open interest"),
        (body({"lev_money_positions_short": "-5"}), "expected contracts from 0 to open interest"),
        (body({}, {}), "expected one row a week .*, got two"),
    ],
)
def test_what_is_no_table_of_positions_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(answer)
