"""Units in FRED's words against units that indicators declare."""

import pytest

from evidence.units import parse_unit
from evidence.wordedunits import declared, disagreement


@pytest.mark.parametrize(
    ("unit", "worded", "differs"),
    [
        ("bn USD", "Billions of Dollars", ""),
        ("mn USD", "Billions of Dollars", "scale"),
        ("mn USD", "Millions of U.S. Dollars", ""),
        ("bn USD", "Percent", "dimension"),
        ("bn USD[2017]", "Billions of Chained 2017 Dollars", ""),
        ("bn USD[2012]", "Billions of Chained 2017 Dollars", "base"),
        ("USD[1982-84]/week", "1982-84 CPI Adjusted Dollars", ""),
        ("thousand person", "Thousands of Persons", ""),
        ("person", "Thousands of Persons", "scale"),
        ("thousand person", "Level in Thousands", ""),
        ("percent", "Level in Thousands", "dimension"),
        ("percent", "Percent, Seasonally Adjusted Annual Rate", ""),
        ("percent", "Percentage Points at Annual Rate", ""),
        ("percent", "Percent Change from Preceding Period", ""),
        ("index[1982-84=100]", "Index 1982-1984=100", ""),
        ("index[2012=100]", "Index 2017=100", "base"),
        ("index", "Index 2017=100", ""),
        ("index[1966Q1=100]", "Index 1966:Q1=100", ""),
        ("USD/hour", "Dollars per Hour", ""),
        ("USD", "Dollars per Hour", "dimension"),
        ("USD/tonne", "U.S. Dollars per Metric Ton", None),
        ("person", "Number", None),
        ("percent", "Furlongs", None),
        ("percent", "Index", ""),
        ("percent", "Index 2017=100", "dimension"),
        ("bn USD", "Index", "dimension"),
        # an archive's manifest
        ("mn USD", "Millions USD", ""),
        ("bn USD", "Millions USD SAAR", "scale"),
        ("bn USD", "Billions USD (from knowledge: check)", ""),
        ("bn USD[2017]", "Billions chained 2017 USD SAAR", ""),
        ("bn USD[2012]", "Billions chained 2017 USD SAAR", "base"),
        ("thousand person", "Thousands of persons SA (from knowledge: check)", ""),
        ("thousand count", "Thousands SAAR", ""),
        ("USD/MMBtu", "USD/MMBtu", ""),
        ("USD/oz", "USD/MMBtu", "dimension"),
        ("pp", "Percent", ""),
        ("contract", "contracts", ""),
        ("hundredth USD/kWh", "cents/kWh", None),
        # a unit as indicators declare it
        ("bn USD", "bn USD", ""),
        ("bn USD", "mn USD", "scale"),
        ("bn USD", "bn person", "dimension"),
        ("USD/kWh", "hundredth USD/kWh", "scale"),
        ("ratio", "ratio", ""),
        ("ratio", "thousand count", "dimension"),
        ("index[2012=100]", "index[2017=100]", "base"),
        ("index", "index[2017=100]", ""),
        ("percent", "", None),
    ],
)
def test_words_are_held_against_the_declared_unit_and_not_guessed(unit: str, worded: str, differs: str | None) -> None:
    assert disagreement(unit, worded) == differs


@pytest.mark.parametrize(
    ("worded", "unit"),
    [
        ("mn USD", "mn USD"),
        ("index[1982-84=100]", "index[1982-84=100]"),
        ("Millions USD SAAR", "mn USD"),
        ("Billions of Chained 2017 Dollars", "bn USD[2017]"),
        ("Percent (from knowledge: check)", "percent"),
        ("Thousands of persons SA (from knowledge: check)", "thousand person"),
        ("Index 1966Q1=100", "index[1966Q1=100]"),
        ("Index", "index"),
        ("Dollars per Hour", "USD/hour"),
        ("contracts", "contract"),
        ("USD/lb", "index[USD-lb]"),
        ("100 Million JPY", "index[100-Million-JPY]"),
        ("Thousands SA", "index[Thousands-SA]"),
        ("Dollars per Barrel", "index[Dollars-per-Barrel]"),
        ("[]/", "index"),
        ("", "index"),
        ("x" * 500, f"index[{'x' * 50}]"),
    ],
)
def test_what_is_not_understood_is_an_index_of_its_own_and_no_scale_is_guessed(worded: str, unit: str) -> None:
    assert declared(worded) == unit
    parse_unit(unit)
    assert declared(unit) == unit
