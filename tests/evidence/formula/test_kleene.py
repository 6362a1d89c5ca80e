"""Three-valued truth by its tables (METHOD.md section 2; Kleene 1938)."""

from itertools import product

import numpy as np
import pytest

from evidence.formula import kleene
from tests.evidence.formula.catalogue import figure, monthly_panel, window

T, F, U = 1.0, 0.0, float("nan")
VALUES = (T, F, U)
AND = {(T, T): T, (T, F): F, (T, U): U, (F, T): F, (F, F): F, (F, U): F, (U, T): U, (U, F): F, (U, U): U}
OR = {(T, T): T, (T, F): T, (T, U): T, (F, T): T, (F, F): F, (F, U): U, (U, T): T, (U, F): U, (U, U): U}
PAIRS = list(product(VALUES, repeat=2))
NOT = {T: F, F: T, U: U}


def one(value: float) -> np.ndarray:
    return np.array([value])


def same(left: float, right: float) -> bool:
    return left == right or (np.isnan(left) and np.isnan(right))


def lookup(table: dict, key: object) -> float:
    """A table's entry; keys hold the one NaN object U, so that looking up works by identity."""
    return table[key]


@pytest.mark.parametrize("pair", PAIRS)
def test_and_answers_as_in_its_table(pair: tuple[float, float]) -> None:
    assert same(kleene.both(one(pair[0]), one(pair[1]))[0], lookup(AND, pair))


@pytest.mark.parametrize("pair", PAIRS)
def test_or_answers_as_in_its_table(pair: tuple[float, float]) -> None:
    assert same(kleene.either(one(pair[0]), one(pair[1]))[0], lookup(OR, pair))


@pytest.mark.parametrize("value", VALUES)
def test_not_answers_as_in_its_table(value: float) -> None:
    assert same(kleene.negation(one(value))[0], lookup(NOT, value))


@pytest.mark.parametrize("answers", list(product(VALUES, repeat=4)))
@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_at_least_is_what_every_way_of_filling_in_the_unknown_agrees_on(count: int, answers: tuple[float, ...]) -> None:
    ways = product(*[(T, F) if np.isnan(answer) else (answer,) for answer in answers])
    outcomes = {float(sum(way) >= count) for way in ways}
    expected = outcomes.pop() if len(outcomes) == 1 else U
    assert same(kleene.at_least(count, [one(answer) for answer in answers])[0], expected)


@pytest.mark.parametrize("pair", PAIRS)
def test_de_morgan_holds(pair: tuple[float, float]) -> None:
    left, right = (one(value) for value in pair)
    assert same(
        kleene.negation(kleene.both(left, right))[0],
        kleene.either(kleene.negation(left), kleene.negation(right))[0],
    )


@pytest.mark.parametrize("pair", PAIRS)
def test_at_least_one_is_or_and_at_least_all_is_and(pair: tuple[float, float]) -> None:
    left, right = (one(value) for value in pair)
    assert same(kleene.at_least(1, [left, right])[0], kleene.either(left, right)[0])
    assert same(kleene.at_least(2, [left, right])[0], kleene.both(left, right)[0])


def test_rows_are_answered_one_by_one_and_a_single_row_meets_all() -> None:
    many, single = np.array(VALUES), one(F)
    assert kleene.both(many, single).tolist() == [F, F, F]
    assert kleene.either(many, one(T)).tolist() == [T, T, T]
    assert kleene.at_least(1, [many, one(T)]).tolist() == [T, T, T]


# Comparisons

COMPARISONS = {"<": (T, F, F), "<=": (T, T, F), ">": (F, F, T), ">=": (F, T, T)}  # of 1 with 2, 2 with 2, 3 with 2


@pytest.mark.parametrize("operator", COMPARISONS)
def test_a_comparison_answers_as_in_its_table_and_is_unknown_where_a_side_is(operator: str) -> None:
    answers = kleene.comparison(operator, np.array([1.0, 2.0, 3.0, U, 1.0, U]), np.array([2.0, 2.0, 2.0, 2.0, U, U]))
    assert tuple(answers[:3]) == COMPARISONS[operator]
    assert np.isnan(answers[3:]).all()


@pytest.mark.parametrize(
    ("left", "right"), [(4.1 - 3.6, 0.5), (5.33 - 3.83, 1.5), (0.1 + 0.2, 0.3), (1.2 / 12, 0.1), (-(4.1 - 3.6), -0.5)]
)
def test_decimals_that_are_equal_are_equal_whatever_binary_fractions_make_of_them(left: float, right: float) -> None:
    assert kleene.comparison(">=", one(left), one(right))[0] == T
    assert kleene.comparison("<=", one(left), one(right))[0] == T
    assert kleene.comparison(">", one(left), one(right))[0] == F
    assert kleene.comparison("<", one(left), one(right))[0] == F


def test_a_difference_in_the_tenth_digit_counts() -> None:
    assert kleene.comparison(">", one(100.0000001), one(100.0))[0] == T
    assert kleene.comparison(">", one(1e-300), one(0.0))[0] == T


def test_a_rise_from_3_6_to_4_1_is_one_of_half_a_point() -> None:
    panels = {"unemployment": monthly_panel("2025-11", [3.6, 3.8, 4.1])}
    assert figure("change(unemployment) >= 0.5", panels, window("2025-12-01", "2026-01-31")) == T


# In formulas: 4 % is known, the policy rate is not.

PANELS = {
    "unemployment": monthly_panel("2025-12", [4.0] * 12),
    "policy_rate": monthly_panel("2025-12", [None] * 12),
}
TRUE, FALSE, UNKNOWN = "mean(unemployment) > 3", "mean(unemployment) > 5", "mean(policy_rate) > 3"
OVER = window("2025-12-01", "2026-11-30")


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        (UNKNOWN, U),
        (f"not {UNKNOWN}", U),
        (f"{FALSE} and {UNKNOWN}", F),
        (f"{UNKNOWN} and {FALSE}", F),
        (f"{TRUE} and {UNKNOWN}", U),
        (f"{TRUE} or {UNKNOWN}", T),
        (f"{FALSE} or {UNKNOWN}", U),
        (f"at_least(1, {TRUE}, {UNKNOWN}, {FALSE})", T),
        (f"at_least(2, {TRUE}, {UNKNOWN}, {FALSE})", U),
        (f"at_least(3, {TRUE}, {UNKNOWN}, {FALSE})", F),
        (f"not ({FALSE} and {UNKNOWN})", T),
        ("between(mean(policy_rate), 1, 2)", U),
        ("share(unemployment > 3 or policy_rate > 3) > 0.5", T),
        ("share(unemployment > 5 and policy_rate > 3) < 0.5", T),
        ("share(unemployment > 3 and policy_rate > 3) < 0.5", U),
        ("share(not policy_rate > 3) < 0.5", U),
    ],
)
def test_missing_is_never_silently_false(text: str, answer: float) -> None:
    assert same(figure(text, PANELS, OVER), answer)


@pytest.mark.parametrize(
    ("left", "right", "total"),
    [
        (3.6300000000000003, -3.63, 0.0),
        (1.0000000000000002, -1.0, 0.0),
        (3.64, -3.63, 3.64 - 3.63),
        (1e-15, 0.0, 1e-15),  # small, but nothing has been lost of it
        (U, 1.0, U),
    ],
)
def test_a_difference_that_rounding_makes_is_none(left: float, right: float, total: float) -> None:
    assert same(kleene.exact(one(left + right), one(left), one(right))[0], total)
