"""Requirements of units (METHOD.md section 2): a dimension and a scale, and which dimensions may meet."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.units import (
    COUNT,
    NAMES,
    PERCENT,
    POINTS,
    RATIO,
    SCALES,
    Unit,
    UnitError,
    comparable_unit,
    difference_unit,
    parse_unit,
    sum_unit,
)

property_test = settings(derandomize=True, max_examples=100)
UNITS = st.lists(st.sampled_from(sorted(NAMES)), max_size=3).map(
    lambda names: Unit(tuple(sorted((name, 1) for name in set(names))))
)


def dimension(text: str, owner: str = "") -> Unit:
    return parse_unit(text, owner)[0]


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        ("USD", 1.0),
        ("thousand USD", 1e3),
        ("mn USD", 1e6),
        ("bn USD", 1e9),
        ("tn USD", 1e12),
        ("hundredth USD", 0.01),
    ],
)
def test_millions_and_billions_of_dollars_are_one_dimension_with_their_scale_beside_it(text: str, scale: float) -> None:
    assert parse_unit(text) == (dimension("USD"), scale)


def test_assets_in_millions_less_reverse_repo_in_billions_is_right_in_base_units() -> None:
    (assets, millions), (repo, billions) = parse_unit("mn USD"), parse_unit("bn USD")
    assert difference_unit(assets, repo) == dimension("USD")
    assert 6_552_857 * millions - 2.5 * billions == 6_550_357_000_000.0


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("percent", "percent"),
        ("pp", "pp"),
        ("ratio", "ratio"),
        ("count", "count"),
        ("thousand person", "person"),
        ("USD[2017]/person", "USD[2017]/person"),
        ("USD/kWh", "USD/kWh"),
        ("index[1982-84=100]", "index[1982-84=100]"),
        ("mn tonne", "tonne"),
    ],
)
def test_a_unit_is_written_as_it_was_read(text: str, written: str) -> None:
    assert str(dimension(text)) == written
    assert dimension(written) == dimension(text)


@pytest.mark.parametrize(
    "text",
    ["", " ", "dollars", "mn", "mn mn USD", "zillion USD", "USD/", "/USD", "USD/furlong", "index[", "%", "Percent"],
)
def test_what_is_no_unit_is_refused_saying_what_was_expected_and_what_came(text: str) -> None:
    with pytest.raises(UnitError, match=r"expected .*, got "):
        parse_unit(text)


def test_an_index_without_a_base_meets_no_other_by_accident() -> None:
    assert dimension("index", "ppi") != dimension("index", "cpi")
    assert dimension("index", "ppi") == dimension("index", "ppi")


@pytest.mark.parametrize("rule", [sum_unit, difference_unit, comparable_unit])
def test_two_indexes_of_different_base_do_not_meet_and_the_error_names_growth(rule) -> None:
    with pytest.raises(UnitError, match=r"growth\(\), pct\(\) or yoy\(\)"):
        rule(dimension("index[1982-84=100]"), dimension("index[2017=100]"))


@pytest.mark.parametrize("rule", [sum_unit, difference_unit, comparable_unit])
def test_percent_and_dollars_do_not_meet(rule) -> None:
    with pytest.raises(UnitError, match="expected two figures of the same unit, got percent and USD"):
        rule(PERCENT, dimension("USD"))


def test_percent_minus_percent_is_percentage_points() -> None:
    assert difference_unit(PERCENT, PERCENT) == POINTS
    assert difference_unit(POINTS, POINTS) == POINTS


def test_percentage_points_may_be_added_to_and_taken_from_percent() -> None:
    assert sum_unit(PERCENT, POINTS) == sum_unit(POINTS, PERCENT) == PERCENT
    assert difference_unit(PERCENT, POINTS) == PERCENT
    with pytest.raises(UnitError):
        difference_unit(POINTS, PERCENT)


def test_percent_and_percentage_points_do_not_compare() -> None:
    with pytest.raises(UnitError):
        comparable_unit(PERCENT, POINTS)


def test_a_ratio_beside_a_percentage_is_refused_with_the_way_out() -> None:
    with pytest.raises(UnitError, match="multiply the ratio by 100%"):
        comparable_unit(RATIO, PERCENT)
    assert RATIO * PERCENT == PERCENT


@given(UNITS, UNITS)
@property_test
def test_dividing_undoes_multiplying(left: Unit, right: Unit) -> None:
    assert left * right == right * left
    assert left * right / right == left
    assert left / left == RATIO


@given(UNITS)
@property_test
def test_a_unit_meets_itself(unit: Unit) -> None:
    assert sum_unit(unit, unit) == unit
    assert comparable_unit(unit, unit) == unit


def test_dollars_per_kilowatt_hour_times_kilowatt_hours_are_dollars() -> None:
    assert dimension("USD/kWh") * dimension("kWh") == dimension("USD")
    assert str(dimension("USD") / dimension("kWh")) == "USD/kWh"
    assert str(RATIO / dimension("USD")) == "1/USD"


def test_only_products_and_quotients_are_compound() -> None:
    assert dimension("USD/person").is_compound
    assert (RATIO / dimension("USD")).is_compound
    assert not any(unit.is_compound for unit in (RATIO, PERCENT, COUNT, dimension("USD[2017]")))


def test_every_unit_and_every_scale_has_a_name_in_both_languages() -> None:
    assert dimension("USD").in_words() == "dollars"
    assert dimension("USD").in_words("zh") == "美元"
    assert dimension("index[1982-84=100]").in_words() == "index points"
    assert RATIO.in_words() == ""
    assert all(len(names) == 2 for names in NAMES.values())
    assert all(parse_unit(f"{scale} USD")[1] == factor for scale, factor in SCALES.items())
