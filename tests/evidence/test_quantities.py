"""Requirements of figures written for readers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.quantities import number, quantity, scaled
from evidence.units import COUNT, PERCENT, POINTS, RATIO, parse_unit

USD = parse_unit("USD")[0]
PERSONS = parse_unit("person")[0]
property_test = settings(derandomize=True, max_examples=200)


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (300e9, USD, "300 billion dollars", "3,000 億美元"),
        (-2.5e12, USD, "-2.5 trillion dollars", "-2.5 兆美元"),
        (5_000, USD, "5,000 dollars", "5,000 美元"),
        (12_000, PERSONS, "12 thousand persons", "1.2 萬人"),
        (159_626_000, PERSONS, "159.6 million persons", "1.596 億人"),
        (1.5, POINTS, "1.5 percentage points", "1.5 個百分點"),
        (3.3, PERCENT, "3.3%", "3.3%"),
        (0.25, RATIO, "0.25", "0.25"),
        (0.25, None, "0.25", "0.25"),
        (8, COUNT, "8", "8"),
        (0.1721, parse_unit("USD/kWh")[0], "0.1721 USD/kWh", "0.1721 USD/kWh"),
        (0, USD, "0 dollars", "0 美元"),
    ],
)
def test_a_figure_is_written_with_its_unit_in_both_languages(value, unit, english, chinese) -> None:
    assert quantity(value, unit) == english
    assert quantity(value, unit, "zh") == chinese


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (300e9, USD, (1e9, "billion dollars"), (1e8, "億美元")),
        (-2.5e12, USD, (1e12, "trillion dollars"), (1e12, "兆美元")),
        (5_000, USD, (1.0, "dollars"), (1.0, "美元")),
        (159_626_000, PERSONS, (1e6, "million persons"), (1e8, "億人")),
        (1.5, POINTS, (1.0, "percentage points"), (1.0, "個百分點")),
        (3.3, PERCENT, (1.0, "%"), (1.0, "%")),
        (25_000, COUNT, (1e3, "thousand"), (1e4, "萬")),
        (0.25, None, (1.0, ""), (1.0, "")),
        (0, USD, (1.0, "dollars"), (1.0, "美元")),
    ],
)
def test_an_axis_says_once_what_its_figures_are_of(value, unit, english, chinese) -> None:
    assert scaled(value, unit) == english
    assert scaled(value, unit, "zh-hant") == chinese


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0, 4, "0"),
        (0.00001234, 3, "0.0000123"),
        (1234567.8, 4, "1,234,568"),
        (99.996, 4, "100"),
        (9.9999, 4, "10"),
        (-0.05, 4, "-0.05"),
        (100, 2, "100"),
        (0.1 + 0.2, 8, "0.3"),
    ],
)
def test_a_number_keeps_its_whole_part_and_its_leading_digits(value: float, digits: int, text: str) -> None:
    assert number(value, digits) == text


@given(st.floats(-1e15, 1e15, allow_nan=False), st.integers(1, 10))
@property_test
def test_a_number_is_never_off_by_more_than_its_digits_allow(value: float, digits: int) -> None:
    written = float(number(value, digits).replace(",", ""))
    assert abs(written - value) <= abs(value) * 0.51 * 10.0 ** (1 - digits)


@given(st.floats(-1e15, 1e15, allow_nan=False, allow_subnormal=False))
@property_test
def test_a_number_has_no_exponent_and_no_needless_zeros(value: float) -> None:
    text = number(value)
    assert "e" not in text.lower()
    assert "." not in text or not text.endswith(("0", "."))
    assert text != "-0"
