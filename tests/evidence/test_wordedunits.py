"""Units in FRED's words against units that indicators declare."""

import pytest

from evidence.wordedunits import disagreement


@pytest.mark.parametrize(
    ("declared", "worded", "differs"),
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
    ],
)
def test_words_are_held_against_the_declared_unit_and_not_guessed(
    declared: str, worded: str, differs: str | None
) -> None:
    assert disagreement(declared, worded) == differs
