"""The Energy Information Administration's API.

Answers of 2026-07-09 about each of the three routes (apiVersion 2.1.13) stand in OpenBB-finance/OpenBB
openbb_platform/providers/eia/tests/record/http/test_eia_fetchers: sales to ultimate customers (@f037032d38), inventory
of operable generators and spot and futures prices of gas (@edc19e9708; the series of its row is a future, RNGC4, the
envelope and the columns are those of the spot price). `real_answer` has their envelope; `REAL_ALASKA`, `REAL_DAM` and
`REAL_FUTURE` have their columns, units and figures. Each repeats the key in `request.params.api_key`. `REAL_SPOT` is
the first row of an answer about the spot price itself, quoted in pagrim/US-Energy-Price-Forecasting
full_program/airflow/dags/fixtures/fixtures.py; its figure is the one that FRED's DHHNGSP has of that day.

Further real rows: a generator of 2023-11 in the test of a table of an application in TypeScript whose repository the
search does not name, utils/tableUtils.test.ts (`REAL_GENERATOR`). Rows of sales and gas (`REAL_SALES`, `REAL_GAS`) have
figures and units as public tests and notes quote them. Errors and the warning of an incomplete return are as a lesson
prints them: catalyst-cooperative/open-energy-data-for-all@a9d12cc41c episodes/accessing-remote-data.md.
"""

import csv
import json
from typing import Any

import pytest

from evidence.periods import Frequency
from evidence.sources import Answer, Figures, Series, SourceError, eia
from tests.evidence.sources.played import WEB_PAGE, Player, recorded, rows, shared

SETTINGS = {"EIA_API_KEY": "a-secret-key"}
COMMERCE, GAS, OPERATING = "electricity.retail-sales.COM", "NG.RNGWHHD.D", "860m.operating"
REAL_GENERATOR = {
    "period": "2023-11", "stateid": "NJ", "stateName": "New Jersey", "sector": "ipp-non-chp",
    "sectorName": "IPP Non-CHP", "entityid": "61944", "entityName": "MN8 Energy LLC", "plantid": "60763",
    "plantName": "Holland Solar", "generatorid": "PV1", "technology": "Solar Photovoltaic",
    "energy_source_code": "SUN", "energy-source-desc": "Solar", "prime_mover_code": "PV",
    "balancing_authority_code": "PJM", "balancing-authority-name": "PJM Interconnection, LLC", "status": "OP",
    "statusDescription": "Operating", "county": "Hunterdon", "net-summer-capacity-mw": "3",
    "net-winter-capacity-mw": "3", "unit": None, "net-summer-capacity-mw-units": "MW",
    "net-winter-capacity-mw-units": "MW",
}  # fmt: skip
REAL_SPOT = {
    "period": "1999-01-04", "duoarea": "RGC", "area-name": "NA", "product": "EPG0", "product-name": "Natural Gas",
    "process": "PS0", "process-name": "Spot Price", "series": "RNGWHHD",
    "series-description": "Henry Hub Natural Gas Spot Price (Dollars per Million Btu)", "value": "2.1",
    "units": "$/MMBTU",
}  # fmt: skip
REAL_SALES = {
    "period": "2026-03", "stateid": "US", "sectorid": "COM", "sectorName": "commercial", "price": "13.92",
    "sales": "119621.52556", "price-units": "cents per kilowatt-hour", "sales-units": "million kilowatt hours",
}  # fmt: skip
REAL_ALASKA = {
    "period": "2001-01", "stateid": "AK", "stateDescription": "Alaska", "sectorid": "ALL", "sectorName": "all sectors",
    "customers": None, "price": "9.97", "revenue": "51.96404", "sales": "521.03566",
    "customers-units": "number of customers", "price-units": "cents per kilowatt-hour",
    "revenue-units": "million dollars", "sales-units": "million kilowatt hours",
}  # fmt: skip
REAL_DAM = {
    "period": "2008-01", "stateid": "AL", "sector": "electric-utility", "entityid": "195", "plantid": "2",
    "generatorid": "1", "energy_source_code": "WAT", "balancing_authority_code": None, "status": "OP",
    "statusDescription": "Operating", "nameplate-capacity-mw": "45", "net-summer-capacity-mw": "56",
    "planned-retirement-year-month": None, "unit": None, "nameplate-capacity-mw-units": "MW",
    "net-summer-capacity-mw-units": "MW",
}  # fmt: skip
REAL_FUTURE = {
    "period": "1993-12-24", "duoarea": "Y35NY", "area-name": "NEW YORK CITY", "product": "EPG0",
    "product-name": "Natural Gas", "process": "PE4", "series": "RNGC4", "value": "1.869", "units": "$/MMBTU",
    "series-description": "Natural Gas Futures Contract 4 (Dollars per Million Btu)",
}  # fmt: skip
REAL_GAS = {"period": "1997-01-07", "series": "RNGWHHD", "value": "3.82", "units": "$/MMBTU"}


def read(code: str, *bodies: bytes) -> Figures:
    frequency = Frequency.DAY if code.endswith(".D") else Frequency.MONTH
    (request,) = eia.requests([Series(code, frequency)], SETTINGS)
    return eia.read([Answer(body, "") for body in bodies], request)[0]


def body(*data: Any, total: Any = None) -> bytes:
    return json.dumps({"response": {"total": str(len(data)) if total is None else total, "data": data}}).encode()


def real_answer(route: str, row: dict[str, Any]) -> bytes:
    """A row in the envelope of the answers of 2026-07-09."""
    response = {"total": "1", "dateFormat": "YYYY-MM", "frequency": "monthly", "data": [row], "description": "x"}
    asked = {"command": f"/v2/{route}/data/", "params": {"api_key": "***", "offset": "0", "length": "5000"}}
    versions = {"apiVersion": "2.1.13", "ExcelAddInVersion": "2.1.0"}
    return json.dumps({"response": response, "request": asked, **versions}).encode()


def test_sales_are_asked_for_page_after_page_by_offset(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eia, "PAGE", 2)
    (request,) = eia.requests([Series(COMMERCE, Frequency.MONTH)], SETTINGS)
    player = Player(*(recorded(f"eia/retail_sales_{number}.json") for number in (1, 2)))
    (figures,) = eia.read(eia.download(request, player), request)
    assert rows(figures) == [("2025-11-01", 100_000.5), ("2025-12-01", 101_000.0), ("2026-01-01", 103_000.25)]
    address, asked, _ = player.asked[0]
    assert address == "https://api.eia.gov/v2/electricity/retail-sales/data/"
    assert (asked["data[0]"], asked["facets[sectorid][]"], asked["facets[stateid][]"]) == ("sales", "COM", "US")
    assert [(asked["offset"], asked["length"]) for _, asked, _ in player.asked] == [("0", "2"), ("2", "2")]


def test_a_page_is_never_longer_than_the_api_allows() -> None:
    assert eia.PAGE == 5_000


def test_days_of_gas_are_read_and_a_null_is_missing() -> None:
    assert rows(read(GAS, recorded("eia/henry_hub.json"))) == [("2026-01-05", 3.11), ("2026-01-07", 3.05)]


def test_capacity_is_the_sum_over_generators_of_the_newest_months(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eia, "PAGE", 2)
    (request,) = eia.requests([Series(OPERATING, Frequency.MONTH)], SETTINGS)
    player = Player(*(recorded(f"eia/generators_{name}.json") for name in ("newest", "1", "2", "3")))
    (figures,) = eia.read(eia.download(request, player), request)
    assert rows(figures) == [("2025-12-01", 7.5), ("2026-01-01", 14.5)]
    assert [asked.get("start") for _, asked, _ in player.asked] == [None, "2025-12", "2025-12", "2025-12"]
    assert {asked["facets[status][]"] for _, asked, _ in player.asked} == {"OP"}
    assert player.asked[1][1]["sort[2][column]"] == "generatorid"


def test_a_generator_that_comes_twice_is_refused_and_not_counted_twice() -> None:
    with pytest.raises(SourceError, match=r"expected each generator once a month in .*, got 1 again"):
        read(OPERATING, body(REAL_GENERATOR, REAL_GENERATOR))


def test_generators_without_a_capacity_do_not_pass_for_none_at_all() -> None:
    with pytest.raises(SourceError, match=r"expected the capacity of nearly all 2 generators in .*, got 1 without"):
        read(OPERATING, body(REAL_GENERATOR, {**REAL_GENERATOR, "generatorid": "2", "net-summer-capacity-mw": None}))


@pytest.mark.parametrize(("row", "expected"), [(REAL_GENERATOR, ("2023-11-01", 3.0)), (REAL_DAM, ("2008-01-01", 56.0))])
def test_a_real_generator_is_read(row: dict[str, Any], expected: tuple[str, float]) -> None:
    assert rows(read(OPERATING, real_answer("operating-generator-capacity", row))) == [expected]


@pytest.mark.parametrize(
    ("measure", "expected"),
    [("PRICE", [("2001-01-01", 9.97)]), ("SALES", [("2001-01-01", 521.03566)]), ("REV", [("2001-01-01", 51.96404)]),
     ("CUSTOMERS", [])],
)  # fmt: skip
def test_a_real_answer_about_sales_is_read_and_its_null_is_missing(
    measure: str, expected: list[tuple[str, float]]
) -> None:
    assert rows(read(f"ELEC.{measure}.AK-ALL.M", real_answer("retail-sales", REAL_ALASKA))) == expected


def test_a_real_answer_about_the_spot_price_of_gas_is_read_and_one_about_a_future_is_refused() -> None:
    assert rows(read(GAS, real_answer("pri/fut", REAL_SPOT))) == [("1999-01-04", 2.1)]
    with pytest.raises(SourceError, match=r"expected rows of .*RNGWHHD.* in .*, got .*1993-12-24"):
        read(GAS, real_answer("pri/fut", REAL_FUTURE))


@pytest.mark.parametrize(
    ("code", "day", "value"),
    [(COMMERCE, "2026-03-01", 119_621.52556), ("electricity.retail-sales.COM.price", "2026-03-01", 13.92)],
)
def test_a_real_row_of_sales_is_read(code: str, day: str, value: float) -> None:
    assert rows(read(code, body(REAL_SALES))) == [(day, value)]


def test_a_real_day_of_gas_agrees_with_an_archive() -> None:
    with shared("archive/eia/NG.RNGWHHD.D.csv").open(encoding="utf-8") as file:
        archived = [(row["period"], float(row["value"])) for row in csv.DictReader(file)]
    assert rows(read(GAS, body(REAL_GAS))) == archived[:1]


def test_the_envelope_of_a_real_answer_is_read_and_its_warning_means_nothing() -> None:
    around = {"warnings": [{"warning": "incomplete return", "description": "x"}], "dateFormat": "YYYY-MM"}
    response = {**around, "total": "1", "frequency": "monthly", "data": [REAL_SALES], "description": "x"}
    whole = {"response": response, "request": {}, "apiVersion": "2.1.8", "ExcelAddInVersion": "2.1.0"}
    assert len(read(COMMERCE, json.dumps(whole).encode()).days) == 1


def test_names_of_version_one_still_serve() -> None:
    (request,) = eia.requests([Series("ELEC.PRICE.US-IND.M", Frequency.MONTH)], SETTINGS)
    assert request.parameters["data[0]"] == "price"
    assert request.parameters["facets[sectorid][]"] == "IND"


def test_without_a_key_it_is_said_where_one_is_given() -> None:
    with pytest.raises(SourceError, match=r"expected a key in EIA_API_KEY, free at https://www\.eia\.gov/.*, got noth"):
        eia.requests([Series(COMMERCE, Frequency.MONTH)], {})


@pytest.mark.parametrize(
    "code",
    ["electricity.retail-sales.XYZ", "860m.retired", "860m.planned.gas_nuclear", "NG.RNGC1.M", "ELEC.GEN.US-IND.M"],
)
def test_a_code_it_cannot_read_is_refused(code: str) -> None:
    with pytest.raises(SourceError, match=r"^expected a code such as electricity\.retail-sales\.COM"):
        eia.requests([Series(code, Frequency.MONTH)], SETTINGS)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (b"", "the body is empty"),
        (WEB_PAGE, "a web page"),
        (recorded("eia/retail_sales_1.json")[:-40], "cut short or damaged"),
        (b'{"error":{"code":"API_KEY_INVALID","message":"x"}}', "got its error .*API_KEY_INVALID.*see EIA_API_KEY"),
        (b'{"response":{"data":[]}}', "expected total and data in"),
        (b'{"error":"Invalid frequency \'yearly\' provided.","code":400}', "got its error .*Invalid frequency"),
        (body(), "expected 0 rows of .*, at least one, got 0"),
        (body(REAL_SALES, total="2"), "expected 2 rows of .*, got 1"),
        (body(REAL_SALES, total="many"), "expected a number of rows as the EIA's total"),
        (body({**REAL_SALES, "sales-units": "megawatthours"}), "in million kilowatt hours, got .megawatthours"),
        (body({**REAL_SALES, "sectorid": "IND"}), "expected rows of .*COM.* in .*, got"),
        (body({**REAL_SALES, "period": "March"}), "expected a month or a day as period"),
        (body({**REAL_SALES, "sales": "many"}), "expected numbers"),
        (body({**REAL_SALES, "sales": [1]}), "expected figures in"),
        (body(REAL_SALES, REAL_SALES), "expected one figure a period of .*, got two"),
    ],
)
def test_what_is_no_answer_about_sales_is_refused_and_named(answer: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        read(COMMERCE, answer)
